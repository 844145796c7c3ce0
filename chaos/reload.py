"""The processes that answer are replaced one by one under load, as by ``systemctl reload``; in every other round one is killed.

Whoever books has a new connection each time. While they are replaced nobody is refused, and nobody is left without an answer.
Of a killed one (kill -9) only those hear nothing whom it was just serving.
"""

import os
import signal
import time

from chaos.clients import PATIENCE
from chaos.ledger import UNKNOWN
from chaos.places import Place
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS = 10, 60


def run(trial: Trial) -> None:
    """Replace or kill, see that it went on, and compare; as many rounds as asked for."""
    replaced: list[float] = []
    mended: list[float] = []
    with trial.place() as (place, ledger):
        place.start()
        for number in range(trial.rounds):
            before = ledger.refused()
            with trial.load(place, ledger, is_fresh=True) as clients:
                first, since = place.workers_now(), instant()
                gone = kill_one(first) if number % 2 else replace(place, first)
                trial.settle(place, ledger, since=since)
                wait_until_they_are_new(place, gone)
                (mended if number % 2 else replaced).append(instant() - since)
                clients.book(trial.bookings)
            allowed = {UNKNOWN} if number % 2 else set[int]()
            trial.require_answers(ledger, before, allowed, number)
            trial.reckon(place, ledger)
        trial.note(f"all were new within {max(replaced):.1f} s")
        if mended:
            trial.note(f"one that was killed was there again within {max(mended):.1f} s")
        trial.close(ledger)


def replace(place: Place, first: set[int]) -> set[int]:
    """Tell the server to replace its processes; return those that have to go."""
    assert place.server is not None
    place.server.send_signal(signal.SIGUSR2)
    return first


def kill_one(first: set[int]) -> set[int]:
    """Kill the oldest of the processes; return it."""
    oldest = min(first)
    os.kill(oldest, signal.SIGKILL)
    return {oldest}


def wait_until_they_are_new(place: Place, gone: set[int]) -> None:
    """Return when those have gone and there are as many as asked for; raises TimeoutError where that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while len(now := place.workers_now()) != place.workers or now & gone:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{sorted(now)} answer, of {place.workers} that should, without {sorted(gone)}")
        time.sleep(0.1)
