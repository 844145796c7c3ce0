"""Whether this server can do its work: what a proxy asks before it sends people here."""

import os

from django.conf import settings
from django.db import Error

from jonghong.bookings import guard
from jonghong.core import datafile, lifeline, machine, schema
from jonghong.health.asking import Question

LIMIT = 1.0  # seconds
FRESH = 1.0  # seconds for which an answer holds, however often it is asked for


def trouble() -> str:
    """Return in a word what keeps this server from its work, or nothing: told to strangers, so it tells no more."""
    if is_leaving():
        return "leaving"
    found = _question.answer()
    return "database" if found is None else found


def look() -> str:
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
