"""SQLite lets one write at a time. Who waits looks often, by chance, and for no longer than the settings' ``timeout``.

SQLite's own waiting backs off to a look each 100 ms: whoever came last is served first, and under load some wait for seconds.
Here each waits a moment of its own, short at first, never longer than LONGEST: docs/decisions/0019-writers-wait-evenly.md.

Tried again is only what did nothing yet (https://www.sqlite.org/c3ref/step.html): what stands outside a transaction, its begin,
and its commit. After the limit the error is the one that SQLite gives: OperationalError, "database is locked".
"""

import random
from collections.abc import Callable, Iterable
from sqlite3 import SQLITE_BUSY, Connection, OperationalError as Refused
from time import monotonic, sleep
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

Result = TypeVar("Result")

FIRST = 0.001  # seconds: a write takes two or three of them
LONGEST = 0.012
PRIMARY_CODE = 0xFF  # the rest of SQLite's code says more of the same


class Patient(Connection):
    """A connection that waits by itself for whoever writes, so many seconds at most."""

    seconds = 0.0

    def commit(self) -> None:
        """End the transaction."""
        self.patiently(super().commit)

    def patiently(self, do: Callable[[], Result]) -> Result:
        """Return what ``do`` returns as soon as nobody else writes; raises its last error once the time is over."""
        end, longest = monotonic() + self.seconds, FIRST
        while True:
            try:
                return do()
            except Refused as refused:
                left = end - monotonic()
                if not is_busy(refused) or left <= 0:
                    raise
            sleep(min(left, longest * (1 + 2 * random.random()) / 3))  # noqa: S311 - who comes first is no secret
            longest = min(LONGEST, longest * 2)


class Cursor(base.SQLiteCursorWrapper):
    """Django's own, which looks again where another writes."""

    connection: Patient

    def execute(self, query: str, params: Any = None) -> Any:
        """Do one statement; outside a transaction wait for whoever writes."""
        try:
            return super().execute(query, params)
        except Refused as refused:
            if not is_busy(refused) or self.connection.in_transaction:
                raise
        return self.connection.patiently(lambda: super(Cursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Do one statement again and again; each by itself where no transaction holds them together."""
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        for params in param_list:
            self.execute(query, params)
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with such connections."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return what a connection is opened with."""
        return {**super().get_connection_params(), "factory": Patient}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Patient:
        """Open the file as Django does, with SQLite's own patience, and go on with ours."""
        connection: Patient = super().get_new_connection(conn_params)
        connection.seconds = float(conn_params.get("timeout", 5))
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 - Django's own way to call it
        """Return a cursor that waits."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor


def is_busy(refused: Refused) -> bool:
    """Tell whether somebody else held the file; then nothing was done."""
    return getattr(refused, "sqlite_errorcode", 0) & PRIMARY_CODE == SQLITE_BUSY
