"""The disk becomes full under load, and gets room again; in every other round it refuses while it speaks of room (a quota)."""

import time
from collections import Counter
from contextlib import suppress

from chaos.ledger import TAKEN
from chaos.places import Place
from chaos.reader import Reader
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS, SECONDS = 6, 40, 20.0
ROOM_LEFT = 200_000  # bytes: some bookings more
NO_ROOM = 507
MAY_BE_SAID = {TAKEN, NO_ROOM, 503}


def run(trial: Trial) -> None:
    """Let the disk fill up, look at pages meanwhile, make room, and see bookings taken again without a restart."""
    with trial.disk() as disk, trial.place(disk.folder / "place") as (place, ledger):
        place.start()
        reader, seen = Reader(place, ledger), Counter[int]()
        restarts = 0
        for number in range(trial.rounds):
            before = ledger.refused()
            with trial.load(place, ledger, pause=0.02):
                disk.behave(room=disk.figures()["used"] + ROOM_LEFT, lies=bool(number % 2))
                deadline = instant() + trial.seconds
                while (ledger.refused() - before)[NO_ROOM] < 10 and instant() < deadline:
                    time.sleep(0.2)
                seen += reader.look()
                since = instant()
                disk.behave(room=None, lies=False)
                restarts += supervised(place)
                trial.settle(place, ledger, since=since)
            refused = ledger.refused() - before
            trial.require(refused[NO_ROOM] > 0, f"round {number + 1}: nobody was told that there is no room: {dict(refused)}")
            if place.postgres is None:
                trial.require(set(refused) <= MAY_BE_SAID, f"round {number + 1} answered {dict(refused)}")
            trial.reckon(place, ledger)
        if place.postgres is None:
            trial.require(set(seen) == {200}, f"pages were answered with {dict(seen)}")
        trial.note(f"pages looked at while it was full: {', '.join(f'{seen[status]} x {status}' for status in sorted(seen))}")
        if restarts:
            trial.note(f"PostgreSQL gave up {restarts} times and was started again, as systemd does")
        trial.close(ledger)


def supervised(place: Place) -> int:
    """Start PostgreSQL where it gave up; return how often that was needed."""
    with suppress(RuntimeError):
        if place.postgres and not place.postgres.is_running:
            place.postgres.start()
            return 1
    return 0
