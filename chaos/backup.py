"""A backup is made while people book, and restored elsewhere: what was acknowledged before it began is in it, whole."""

import shutil
from contextlib import closing
from pathlib import Path

import psycopg

from bench.places import python
from chaos.judge import judged
from chaos.ledger import TAKEN, Ledger, Page, is_unclear
from chaos.places import Place
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS = 10, 60


def run(trial: Trial) -> None:
    """Back up under load, restore elsewhere, and judge that place by what was acknowledged before."""
    made, restored, later = [], [], 0
    with trial.place() as (place, ledger):
        place.start()
        elsewhere = elsewhere_of(place)
        for number in range(trial.rounds):
            with trial.load(place, ledger) as clients:
                began = instant()
                python("-m", "jonghong", "backup", environment=place.environment())
                made.append(instant() - began)
                clients.book(5)
            file = newest(place.data)
            since = instant()
            python("-m", "jonghong", "restore", "--replace", str(file), environment=elsewhere)
            restored.append(instant() - since)
            as_of = as_it_was(ledger, began, place.folder / f"as-of-{number}")
            verdict = judged(place, as_of, environment=elsewhere)
            later += verdict.unheard
            trial.add(verdict)
            trial.settle(place, ledger, since=instant())
            trial.reckon(place, ledger)
        trial.done = trial.rounds
        trial.note(
            f"made in {max(made):.1f} s and restored in {max(restored):.1f} s at most; {later:,} bookings of meanwhile in them"
        )
        trial.close(ledger)


def newest(data: Path) -> Path:
    """Return the backup that was made last."""
    files = [path for path in (data / "backups").iterdir() if path.is_file() and path.stat().st_size]
    return max(files, key=lambda path: path.stat().st_mtime_ns)


def elsewhere_of(place: Place) -> dict[str, str]:
    """Return the environment of another place with the same keys and no database yet."""
    data = place.folder / "elsewhere"
    shutil.copytree(place.data / "secrets", data / "secrets")
    url = f"sqlite:///{data / 'jonghong.sqlite3'}"
    if place.postgres:
        with closing(psycopg.connect(place.postgres.url(), autocommit=True)) as connection:
            connection.execute("CREATE DATABASE elsewhere")
        url = place.postgres.url("elsewhere")
    return {**place.environment(), "DATABASE_URL": url, "JONGHONG_DATA": str(data)}


def as_it_was(ledger: Ledger, at: float, folder: Path) -> Ledger:
    """Return the ledger as it was at an instant: what was asked for or answered later has no known outcome."""
    found = Ledger(folder)
    page = Page(folder)
    for wish in ledger.wishes().values():
        page.sent(key=wish.key, slot=wish.slot, clerk=wish.clerk)
        if wish.is_taken and wish.taken_at <= at:
            page.answered(key=wish.key, status=TAKEN, act=wish.act)
        elif not wish.is_taken and wish.statuses and not is_unclear(wish.statuses[-1]):
            page.answered(key=wish.key, status=wish.statuses[-1])
    return found
