"""Migrations beside people who book: one node at a time, and no step waits long for a lock while everybody waits behind it.

A statement that waits for a table makes all who come after it wait, too. So it gives up soon, and its step is tried again:
nothing is left of it where it is one transaction. A step that makes an index beside people (CREATE INDEX CONCURRENTLY) is
none: what it leaves is an index that nobody uses, in the way of the next try, so that is dropped first.
https://www.postgresql.org/docs/current/explicit-locking.html, https://www.postgresql.org/docs/current/sql-createindex.html
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from time import sleep

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from psycopg.errors import InsufficientPrivilege, LockNotAvailable

NUMBER = 4_206_859_137  # of the advisory lock: any that nobody else takes
GIVES_UP_AFTER = "3s"
TRIES = 20
PAUSE = 2.0  # seconds
# Statements that drop the indexes of ours that were never finished, and that nobody is making at this moment.
UNFINISHED = """
SELECT format('DROP INDEX IF EXISTS %I.%I', nspname, relname)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE NOT indisvalid AND relkind = 'i' AND nspname = current_schema() AND pg_has_role(relowner, 'USAGE')
AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS made WHERE made.index_relid = indexrelid)"""


class NeverFree(Exception):
    """However often it was tried, somebody held the tables."""


@contextmanager
def alone(told: Callable[[], None]) -> Iterator[None]:
    """Be the only one of all nodes that changes this database; ``told`` is called where another does so and is waited for.

    The lock is that of a connection: it ends with this process, in whatever way.
    """
    with closing(connection.copy()) as keeper, keeper.cursor() as cursor:
        is_mine = _take(cursor)
        if not is_mine:
            told()
        while not is_mine:
            sleep(PAUSE)
            is_mine = _take(cursor)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])


def patiently(do: Callable[[], object], told: Callable[[int], None]) -> None:
    """Do what changes tables, again where it did not get its lock in time; ``told`` gets the number of each try that failed.

    Raises NeverFree after the last.
    """
    with _short_waits():
        for number in range(1, TRIES + 1):
            try:
                _drop_unfinished()
                do()
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                told(number)
                sleep(PAUSE)
            else:
                return
    raise NeverFree


def is_not_allowed(error: BaseException) -> bool:
    """Tell whether an account that may not change tables tried to."""
    return isinstance(error.__cause__, InsufficientPrivilege)


def _drop_unfinished() -> None:
    with connection.cursor() as cursor:
        cursor.execute(UNFINISHED)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


@contextmanager
def _short_waits() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [GIVES_UP_AFTER])
        yield
        cursor.execute("RESET lock_timeout")


def _take(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
    return bool(cursor.fetchone()[0])
