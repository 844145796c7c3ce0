"""Whether this server can do its work: what a proxy asks before it sends people here."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error

from jonghong.bookings import guard
from jonghong.core import datafile, disk, lifeline, machine, schema
from jonghong.health.asking import Question

LIMIT = 1.0  # seconds
FRESH = 1.0  # seconds for which an answer holds, however often it is asked for


@dataclass(frozen=True)
class Readiness:
    """In a word what keeps this server from its work, or nothing; and words for what does not yet, but needs somebody.

    Strangers are told, so they are words and no more.
    """

    trouble: str
    worries: tuple[str, ...] = ()


def readiness() -> Readiness:
    """Return how this server stands."""
    if is_leaving():
        return Readiness("leaving")
    return _question.answer() or Readiness("database")


def look() -> Readiness:
    """Look at what the server stands on."""
    found = trouble()
    return Readiness(found, () if found else tuple(worries()))


def worries() -> Iterator[str]:
    """Yield what people can work with for a while: no proxy can help it by sending them elsewhere."""
    if disk.is_short():
        yield "room"
    if lacks_backup():
        yield "backup"


def lacks_backup() -> bool:
    """Tell whether there is no backup that is as fresh as it has to be, or nobody can tell."""
    try:
        return machine.is_backup_late() or not machine.has_backups()
    except OSError:
        return True


def trouble() -> str:
    """Return what is wrong with what the server stands on, the first thing that is."""
    try:
        if not datafile.is_there():
            return "database"
        if schema.missing_migrations():
            return "migrations"
        if not guard.stands():
            return "guard"
    except Error:
        return "database"
    try:
        return "disk" if machine.space().free < machine.LEAST_BYTES else ""
    except OSError:
        return "disk"


def is_leaving() -> bool:
    """Tell whether this server was told to stop and only ends what it began."""
    parent = os.environ.get(lifeline.PARENT, "")
    return bool(parent) and lifeline.leaving(settings.DATA, int(parent)).exists()


_question = Question(look, fresh=FRESH, limit=LIMIT)
