"""Connections that do not wait for ever, and a pool that does not wait for a database that is gone.

libpq has no limit for an answer: a server that is frozen, or cut off behind a network that still acknowledges, is waited for
without end. And a pool whose database is gone makes every request wait for its full limit; here only one in a while does.
"""

import logging
import select
from collections.abc import Generator
from time import monotonic
from typing import Any, ClassVar, Self, TypeVar

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from jonghong.core.breaker import Breaker

Value = TypeVar("Value")

FRESH = 2.0  # seconds after its last answer in which a connection that the other side has not closed counts as good
SOON = 3.0  # seconds in which a connection that rested has to answer
PROBE = 1.0  # seconds that one request waits for a connection while the database is gone
HARDLY = 0.05  # seconds that the others do: they take what is there
SILENCE = "the server said nothing for too long"

log = logging.getLogger(__name__)


class Connection(psycopg.Connection[TupleRow]):
    """A connection whose server has to answer within a while, where the process wants that; else it is given up."""

    patience: float | None = None  # seconds; None waits without end, as commands do
    breaker: ClassVar[Breaker] = Breaker(after=1, first=0.5, longest=1.0)
    answered_at = 0.0

    @classmethod
    def connect(cls, conninfo: str = "", **facts: Any) -> Self:
        """Connect, and note whether the database was there."""
        try:
            connection = super().connect(conninfo, **facts)
        except psycopg.OperationalError:
            cls.breaker.failed()
            raise
        if cls.breaker.has_failed:
            log.warning("The database is there again.")
        cls.breaker.worked()
        return connection

    def wait(self, gen: Generator[Any, Any, Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        """Wait for an answer, no longer than the patience; raises OperationalError, and closes, when that is over."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval, timeout)
        begun = monotonic()
        try:
            return super().wait(gen, interval, self.patience)
        except psycopg.OperationalError as error:
            if monotonic() - begun < self.patience:
                raise
            self.close()
            self.breaker.failed()
            raise psycopg.OperationalError(SILENCE) from error

    def require_alive(self) -> None:
        """Raise OperationalError where the other side has closed, or, after a pause, does not answer."""
        if self.closed or monotonic() - self.answered_at > FRESH or _has_something_to_say(self.fileno()):
            self._require_answer()
        self.answered_at = monotonic()

    def _require_answer(self) -> None:
        patience, self.patience = self.patience, SOON
        try:
            # Not by ``execute`` alone: where autocommit was left off, that would begin a transaction.
            ConnectionPool.check_connection(self)
        finally:
            self.patience = patience


class Pool(ConnectionPool[Connection]):
    """A pool from which requests get a connection that lives, or soon learn that there is none."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(connection_class=Connection, open=False, check=Connection.require_alive, **facts)

    def getconn(self, timeout: float | None = None) -> Connection:
        """Return a connection; while the database is gone one request in a while waits for it, the others hardly."""
        breaker = Connection.breaker
        if breaker.has_failed:
            timeout = PROBE if breaker.lets_through() else HARDLY
        return super().getconn(timeout)

    def forget(self) -> None:
        """Let every connection go, those in use when they come back: new ones find the machine that leads."""
        if not self.closed:
            self.drain()


def _has_something_to_say(socket: int) -> bool:
    """Tell whether there is something to read: of a connection that nobody uses, that it was closed."""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
