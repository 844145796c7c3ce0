"""The figures of this moment: what the processes counted, and how the database, the disk and the post stand."""

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import Error, connection
from django.db.models import Sum

from jonghong import __version__
from jonghong.audit.models import Chain
from jonghong.core import machine
from jonghong.core.build import BUILD
from jonghong.core.families import COUNTED, Family
from jonghong.core.meters import Figures, processes, totals
from jonghong.health import readiness
from jonghong.health.asking import Question
from jonghong.post import queries as post

BUILT = Family("jonghong_build_info", "gauge", "What runs: always 1.", ("version", "build", "python", "django", "database"))
DATABASE_UP = Family("jonghong_database_up", "gauge", "1 while the database answers within two seconds, else 0.")
LETTERS = Family("jonghong_letters_waiting", "gauge", "Letters that are neither sent nor given up.")
RECORDS = Family("jonghong_audit_records", "gauge", "Records of the audit, those let go not counted.")
BACKUP_AGE = Family(
    "jonghong_backup_age_seconds", "gauge", "Age of the newest backup; it is missing where there never was one."
)
BACKUP_LATE = Family("jonghong_backup_is_late", "gauge", "1 while there is no backup as fresh as it has to be, else 0.")
DISK_FREE = Family("jonghong_disk_free_bytes", "gauge", "Room left where the data lie.")
DISK_SIZE = Family("jonghong_disk_size_bytes", "gauge", "Size of the disk where the data lie.")
PROCESSES = Family("jonghong_processes", "gauge", "Processes of the server.")
CPU_SECONDS = Family("jonghong_cpu_seconds_total", "counter", "Time that the living processes had of processors.")
MEMORY = Family("jonghong_memory_bytes", "gauge", "Memory that the processes hold; what they share counts in each.")

ASKED = (BUILT, DATABASE_UP, LETTERS, RECORDS, BACKUP_AGE, BACKUP_LATE, DISK_FREE, DISK_SIZE, PROCESSES, CPU_SECONDS, MEMORY)
FAMILIES = (*COUNTED, *ASKED)


@dataclass(frozen=True)
class Kept:
    """What the database tells: how many letters wait, and how long the audit is."""

    letters: int
    records: int


def figures() -> Figures:
    """Return every figure."""
    counted = processes(settings.DATA)
    found = totals(counted)
    alive = [process.pid for process in counted if process.is_alive]
    for family, measure in (
        (PROCESSES, lambda: float(len(alive))),
        (CPU_SECONDS, lambda: sum(map(cpu_seconds, alive))),
        (MEMORY, lambda: sum(map(memory, alive))),
        (DISK_FREE, lambda: machine.space().free),
        (DISK_SIZE, lambda: machine.space().total),
        (BACKUP_AGE, lambda: age.total_seconds() if (age := age_of_backup()) is not None else None),
        (BACKUP_LATE, lambda: float(readiness.lacks_backup())),
    ):
        found |= _measured(family, measure)
    found |= dict(_of_database())
    found[BUILT.name, __version__, BUILD, platform.python_version(), django.__version__, connection.vendor] = [1.0]
    return found


def _measured(family: Family, measure: Callable[[], float | None]) -> Figures:
    """Return a figure of the machine; none where it cannot be looked at."""
    with suppress(OSError, ValueError, IndexError):
        value = measure()
        if value is not None:
            return {(family.name,): [float(value)]}
    return {}


def age_of_backup() -> timedelta | None:
    """Return how old the newest backup is; None where there never was one. Raises OSError where nobody can tell."""
    age = machine.age_of_backup()
    return age if age is not None and machine.has_backups() else None


def _of_database() -> Iterator[tuple[tuple[str, ...], list[float]]]:
    kept = _question.answer()
    yield (DATABASE_UP.name,), [float(kept is not None)]
    if kept:
        yield (LETTERS.name,), [float(kept.letters)]
        yield (RECORDS.name,), [float(kept.records)]


def _ask_database() -> Kept | None:
    try:
        ends = Chain.objects.aggregate(number=Sum("number"), pruned=Sum("pruned_number"))
        return Kept(letters=post.waiting().count(), records=(ends["number"] or 0) - (ends["pruned"] or 0))
    except Error:
        return None


def cpu_seconds(pid: int) -> float:
    """Return how long a process ran on processors. Raises OSError where the machine does not tell."""
    spent = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Return how many bytes of memory a process holds. Raises OSError where the machine does not tell."""
    return float(int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE"))


_question = Question(_ask_database, fresh=1.0, limit=2.0)
