"""Bringing the database up to this version: one rule, for whichever command does it."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection

from jonghong.core.postgresql import migrating, roles
from jonghong.core.schema import missing_migrations


def _in_silence(*_number: int) -> None:
    pass


def bring_up_to_date(*, waiting: Callable[[], None] = _in_silence, again: Callable[[int], None] = _in_silence) -> list[str]:
    """Take the missing steps and return their names; on PostgreSQL one node at a time, and without long locks.

    There the app is left no more rights than it needs on what the steps made. ``waiting`` is called where another node is
    waited for, ``again`` with the number of each try that got no lock in time. Raises ``migrating.NeverFree``.
    """
    if connection.vendor != "postgresql":
        return _taken(missing_migrations())
    with migrating.alone(waiting):
        missing = missing_migrations()  # of what that node left
        if missing:
            migrating.patiently(lambda: _taken(missing), again)
        roles.tighten()  # also what others made, or an earlier version left
        return missing


def _taken(missing: list[str]) -> list[str]:
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    return missing
