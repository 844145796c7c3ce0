"""How the server stands, for the page that shows it: each part is asked by itself, and what cannot be asked is said so.

But for the database: without it there is no page.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.queries import records_of
from jonghong.backups import folder
from jonghong.bookings import guard
from jonghong.core import clock, machine, schema
from jonghong.core.families import GATE_INSIDE, GATE_WAITING, ROUND_EVERY, ROUND_FAILURES, ROUND_WALKED
from jonghong.core.meters import Process, totals
from jonghong.health.checks import CHECKS, Finding, findings
from jonghong.health.checks.database import account_of_the_database, guard_of_the_audit, settings_of_the_database
from jonghong.health.checks.machine import MACHINE
from jonghong.health.gathering import age_of_backup, cpu_seconds, memory
from jonghong.offices.models import Office

ALERTS = 10
# What ``jonghong doctor`` looks at besides takes longer than a page may.
QUICK = (*MACHINE, guard_of_the_audit, settings_of_the_database, account_of_the_database)
NOT_LOOKED_AT = len(CHECKS) - len(QUICK)
LATE = 3  # rounds


@dataclass(frozen=True)
class Database:
    """The database: of what kind and version, its size in bytes, and how many milliseconds it took to answer."""

    kind: str
    version: str
    size: int
    answer_ms: float
    is_guarded: bool
    missing: list[str]


@dataclass(frozen=True)
class Backups:
    """The backups: how old the newest is, and, of those that we made, each read back as it was made, how many and how large.

    ``age`` is None where there never was one; ``fault`` says why the last scheduled one came to nothing.
    """

    age: timedelta | None
    number: int
    size: int
    is_late: bool
    fault: machine.Fault | None


@dataclass(frozen=True)
class Round:
    """What a thread of each process does again and again: when it last did, and how often that failed."""

    name: str
    every: timedelta
    walked_at: datetime
    failures: int
    is_late: bool


@dataclass(frozen=True)
class Load:
    """The processes that answer: how many, since when, the memory they hold in bytes and the time they had of processors.

    ``inside`` requests are answered at this moment, the one that asks among them, and so many wait for their turn.
    """

    number: int
    since: datetime
    memory: float
    cpu: timedelta
    inside: int
    waiting: int


def database() -> Database:
    """Ask the database how it stands. Raises ``django.db.Error`` where it does not answer."""
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    answer_ms = (perf_counter() - began) * 1_000
    is_postgresql = connection.vendor == "postgresql"
    asking = "SELECT current_setting('server_version')" if is_postgresql else "SELECT sqlite_version()"
    sizing = (
        "SELECT pg_database_size(current_database())"
        if is_postgresql
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(asking)
        version = str(cursor.fetchone()[0]).split()[0]
        cursor.execute(sizing)
        size = int(cursor.fetchone()[0])
    return Database(
        kind="PostgreSQL" if is_postgresql else "SQLite",
        version=version,
        size=size,
        answer_ms=answer_ms,
        is_guarded=guard.stands(),
        missing=schema.missing_migrations(),
    )


def backups() -> Backups | None:
    """Return how the backups stand; None where nobody can tell."""
    with suppress(OSError):
        age, ours = age_of_backup(), folder.backups_in(machine.backup_folder())
        size = ours[-1].size if ours else 0
        return Backups(age, len(ours), size, age is None or machine.is_backup_late(), machine.fault_of_backup())
    return None


def rounds(of: list[Process]) -> list[Round]:
    """Return what the threads of the house do, as it stands in the process where that is worst."""
    figures, now, found = totals(of), clock.machine_now(), []
    for key in sorted(figures):
        if key[0] == ROUND_WALKED.name:
            name, walked_at = key[1], figures[key][0]
            every = timedelta(seconds=figures.get((ROUND_EVERY.name, name), [0.0])[0])
            at = datetime.fromtimestamp(walked_at, UTC)
            failures = int(figures.get((ROUND_FAILURES.name, name), [0.0])[0])
            found.append(Round(name, every, at, failures, is_late=now - at > LATE * every + timedelta(minutes=1)))
    return found


def load(of: list[Process]) -> Load | None:
    """Return how much of the machine the living processes use; None where the machine does not tell."""
    alive, figures = [process.pid for process in of if process.is_alive], totals(of)
    with suppress(OSError, ValueError, IndexError):
        return Load(
            number=len(alive),
            since=min(datetime.fromtimestamp(Path(f"/proc/{pid}").stat().st_ctime, UTC) for pid in alive),
            memory=sum(map(memory, alive)),
            cpu=timedelta(seconds=round(sum(map(cpu_seconds, alive)))),
            inside=int(figures.get((GATE_INSIDE.name,), [0.0])[0]),
            waiting=int(figures.get((GATE_WAITING.name,), [0.0])[0]),
        )
    return None


def space() -> machine.Space | None:
    """Return how much room there is; None where nobody can tell."""
    with suppress(OSError):
        return machine.space()
    return None


def alerts(office: Office) -> list[Record]:
    """Return what the administrators of an office were last warned of, the newest first."""
    return list(records_of(office).filter(act=Act.ALERTED).order_by("-number")[:ALERTS])


def doctors() -> list[tuple[str, Finding]]:
    """Return what doctor finds, the worst first, of what can be looked at in a moment."""
    worst = {"bad": 0, "warn": 1, "ok": 2}
    return sorted(findings(QUICK), key=lambda each: worst[each[1].level.value])
