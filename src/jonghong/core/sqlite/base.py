"""SQLite lets one write at a time. Who waits stands in a line, and for no longer than the settings' ``timeout``.

SQLite's own waiting backs off to a look each 100 ms: whoever came last is served first, and under load some wait for seconds.
Here who comes first is served first, in whichever process (``core.sqlite.line``): docs/decisions/0019-writers-stand-in-line.md.

Tried again is only what did nothing yet (https://www.sqlite.org/c3ref/step.html): what stands outside a transaction, its begin,
and its commit. After the limit the error is the one that SQLite gives: OperationalError, "database is locked".
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from sqlite3 import SQLITE_BUSY, Connection, OperationalError as Refused
from time import monotonic, sleep
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

from jonghong.core.sqlite.line import Chance, Line, Wait

Result = TypeVar("Result")

WRITES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")
PRIMARY_CODE = 0xFF  # the rest of SQLite's code says more of the same


class Patient(Connection):
    """A connection that waits by itself for whoever writes, so many seconds at most, in a line if there is one."""

    seconds = 0.0
    line: Line | None = None

    def commit(self) -> None:
        """End the transaction; it may wait for readers, whom no line knows."""
        self.patiently(super().commit, Chance())

    def owes_a_turn(self) -> bool:
        """Tell whether others wait already."""
        return self.line is not None and self.line.is_anybody_there()

    def in_turn(self, do: Callable[[], Result]) -> Result:
        """Return what ``do`` returns when those who came before have written; raises its last error once the time is over."""
        if self.line is None:
            return self.patiently(do, Chance())
        with self.line.place() as wait:
            return self.patiently(do, wait)

    def patiently(self, do: Callable[[], Result], wait: Wait) -> Result:
        """Return what ``do`` returns as soon as nobody else writes; raises its last error once the time is over."""
        end = monotonic() + self.seconds
        while True:
            may_try, left = wait.may_try(), end - monotonic()
            if may_try or left <= 0:
                try:
                    return do()
                except Refused as refused:
                    if not is_busy(refused) or left <= 0:
                        raise
            sleep(max(0.0, min(left, wait.pause())))


class Cursor(base.SQLiteCursorWrapper):
    """Django's own, which waits where another writes."""

    connection: Patient

    def execute(self, query: str, params: Any = None) -> Any:
        """Do one statement; outside a transaction wait for whoever writes, and for those who wait already."""
        one = self.connection
        if one.in_transaction:
            return super().execute(query, params)
        if not (query.startswith(WRITES) and one.owes_a_turn()):
            try:
                return super().execute(query, params)
            except Refused as refused:
                if not is_busy(refused):
                    raise
        return one.in_turn(lambda: super(Cursor, self).execute(query, params))

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
        if not self.is_in_memory_db():
            connection.line = Line(Path(self.settings_dict["NAME"]), connection.seconds)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def rest(self) -> None:
        """Give back what was read: each thread of the server has a connection, and each keeps up to 2 MB for the next time."""
        if self.connection is not None and not self.connection.in_transaction:
            with self.wrap_database_errors:
                self.connection.execute("PRAGMA shrink_memory")

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 - Django's own way to call it
        """Return a cursor that waits."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor


def is_busy(refused: Refused) -> bool:
    """Tell whether somebody else held the file; then nothing was done."""
    return getattr(refused, "sqlite_errorcode", 0) & PRIMARY_CODE == SQLITE_BUSY
