"""The database is gone for a while and comes back: whoever books is asked to try again, and nobody has to start anything.

PostgreSQL is stopped and started, and in every other round frozen (SIGSTOP). SQLite's file is held by another program, longer
than the product waits, and in every other round moved away.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

from chaos.ledger import TAKEN
from chaos.places import Place
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS, SECONDS = 6, 40, 30.0
MAY_BE_SAID = {TAKEN, 429, 503}
Way = Callable[[Place], AbstractContextManager[None]]


def run(trial: Trial) -> None:
    """Take the database away under load and bring it back; as many rounds as asked for."""
    with trial.place() as (place, ledger):
        place.start()
        for number in range(trial.rounds):
            before = ledger.refused()
            with trial.load(place, ledger, pause=max(0.02, trial.pause), patience=120):
                with ways(place)[number % 2](place):
                    time.sleep(trial.seconds)
                trial.settle(place, ledger, since=instant())
            trial.require_answers(ledger, before, MAY_BE_SAID, number)
            trial.reckon(place, ledger)
        trial.note(f"{trial.seconds:.0f} s each time")
        trial.close(ledger)


def ways(place: Place) -> tuple[Way, Way]:
    """Return the two ways in which this kind of database goes."""
    return (stopped, frozen) if place.postgres else (held, moved)


@contextmanager
def stopped(place: Place) -> Iterator[None]:
    """Stop PostgreSQL, and start it again."""
    assert place.postgres is not None
    place.postgres.stop()
    yield
    place.postgres.start()


@contextmanager
def frozen(place: Place) -> Iterator[None]:
    """Let PostgreSQL stand still."""
    assert place.postgres is not None
    place.postgres.freeze()
    yield
    place.postgres.thaw()


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Hold SQLite's file for writing, as a program does that forgot to end."""
    with closing(sqlite3.connect(place.data / "jonghong.sqlite3", isolation_level=None, timeout=30)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def moved(place: Place) -> Iterator[None]:
    """Move SQLite's file away, with what belongs to it, and put it back."""
    files = sorted(place.data.glob("jonghong.sqlite3*"))
    aside = place.folder / "aside"
    aside.mkdir(exist_ok=True)
    for file in files:
        file.rename(aside / file.name)
    yield
    for file in files:
        (aside / file.name).rename(file)
