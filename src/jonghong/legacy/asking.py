"""Asking the database of AMSS++ about one number: five columns of one table, read by one statement, within two seconds."""

from contextlib import closing
from dataclasses import dataclass
from functools import partial

from jonghong.core.deadline import within
from jonghong.legacy.bridge import Bridge
from jonghong.legacy.lines import Line, connection

LIMIT = 1.9  # seconds for everything: name, connection, handshakes and answer
STATEMENT = (
    "SELECT person_id, username, userpass, status, officer FROM system_user WHERE person_id = %s AND status = '1' LIMIT 2"
)


class Unreachable(Exception):
    """AMSS++ did not answer in time, or not as it should. Says nothing of whom it was asked about."""


@dataclass(frozen=True, repr=False)
class Account:
    """What AMSS++ knows of somebody: ``word`` is an unsalted MD5, ``officer`` who made the row. Never printed."""

    person_id: str
    username: str
    word: str
    status: str
    officer: str


def ask(bridge: Bridge, number: str) -> list[Account]:
    """Return the accounts in use of that number, at most two. Raises Unreachable, at once while the breaker is open.

    Never call it inside a transaction: it may take two seconds.
    """
    if not bridge.breaker.lets_through():
        raise Unreachable
    try:
        accounts = _asked(bridge, number)
    except Exception:
        bridge.breaker.failed()
        raise
    bridge.breaker.worked()
    return accounts


def _asked(bridge: Bridge, number: str) -> list[Account]:
    line = Line()
    try:
        return within(LIMIT, partial(_read, bridge, number, line))
    except Exception:  # noqa: BLE001 - too late, or whatever answers there; the reason may hold what was asked
        raise Unreachable from None
    finally:
        line.cut()


def _read(bridge: Bridge, number: str, line: Line) -> list[Account]:
    with closing(connection(bridge, line, LIMIT, LIMIT)) as there, there.cursor() as cursor:
        cursor.execute(STATEMENT, [number])
        return [Account(*("" if value is None else str(value) for value in row)) for row in cursor.fetchall()]
