"""A backup is damaged in so many places, or cut off, one after the other: each is refused, and nothing is put back from it.

Some of them are given to ``jonghong restore``, as a person would; all are read the way that command reads them.
"""

import json
import subprocess
import sys
from pathlib import Path

from bench.places import python
from chaos import ROOT
from chaos.backup import newest
from chaos.places import Place
from chaos.tearing import damaged
from chaos.trial import Trial

# A round is a file damaged in another way.
ROUNDS, BOOKINGS = 2000, 20
ONE_BY_HAND_IN = 24
MOST_BY_HAND = 3


def run(trial: Trial) -> None:
    """Make a backup, damage copies of it, and count those that were not refused."""
    with trial.place() as (place, ledger):
        place.start()
        with trial.load(place, ledger):
            python("-m", "jonghong", "backup", environment=place.environment())
        trial.reckon(place, ledger)
        whole = newest(place.data)
        told = python("-m", "chaos.tearing", str(whole), str(trial.rounds), environment=place.environment())
        found = json.loads(told)
        trial.require(not found["taken"], f"{len(found['taken'])} damaged files were taken: {found['taken'][:3]}")
        trial.require(found["whole"], "the file was refused before it was damaged")
        for seed in range(min(MOST_BY_HAND, trial.rounds // ONE_BY_HAND_IN)):
            trial.require(is_refused(place, whole, seed), f"jonghong restore took the file damaged in way {seed}")
        place.stop_server()
        trial.judge(place, ledger)
        trial.done = trial.rounds
        trial.note(f"{found['refused']:,} of {trial.rounds:,} damaged files of {whole.stat().st_size:,} bytes were refused")
        trial.close(ledger)


def is_refused(place: Place, whole: Path, seed: int) -> bool:
    """Tell whether the command refuses the file, damaged in that way, in a sentence."""
    file = place.folder / "damaged.backup"
    file.write_bytes(damaged(whole.read_bytes(), seed))
    command = [sys.executable, "-m", "jonghong", "restore", "--replace", "--while-served", str(file)]
    done = subprocess.run(command, cwd=ROOT, env=place.environment(), capture_output=True, text=True, check=False)
    return done.returncode == 1 and "Traceback" not in done.stderr
