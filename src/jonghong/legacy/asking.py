"""Asking the database of AMSS++ about one number: five columns of one table, read by one statement, within two seconds."""

import os
import socket
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial

from jonghong.core.deadline import within
from jonghong.legacy.bridge import Bridge

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


@dataclass
class _Line:
    """The connection, as far as one has to be able to cut it from outside."""

    end: socket.socket | None = None

    def opened(self, bridge: Bridge) -> socket.socket:
        line = socket.create_connection((bridge.host, bridge.port), LIMIT)
        # TLS takes the socket over; a second handle on the same connection can still end it.
        self.end = socket.socket(fileno=os.dup(line.fileno()))
        return line

    def cut(self) -> None:
        if self.end:
            with self.end, suppress(OSError):  # it may have ended by itself
                self.end.shutdown(socket.SHUT_RDWR)


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
    line = _Line()
    try:
        return within(LIMIT, partial(_read, bridge, number, line))
    except Exception:  # noqa: BLE001 - too late, or whatever answers there; the reason may hold what was asked
        raise Unreachable from None
    finally:
        line.cut()


def _read(bridge: Bridge, number: str, line: _Line) -> list[Account]:
    import pymysql  # noqa: PLC0415 - an extra, which whoever has no AMSS++ does without

    connection = pymysql.Connection(
        user=bridge.user,
        password=bridge.word.encode(),  # letters of any language, which a str would not take
        host=bridge.host,
        database=bridge.database,
        charset="utf8mb4",
        autocommit=None,
        read_timeout=LIMIT,  # seconds, as sockets take them
        write_timeout=LIMIT,
        ssl=None if bridge.is_plain else _trust(bridge.ca),
        ssl_disabled=bridge.is_plain,
        defer_connect=True,
    )
    connection.connect(line.opened(bridge))
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(STATEMENT, [number])
        return [Account(*("" if value is None else str(value) for value in row)) for row in cursor.fetchall()]


def _trust(ca: str) -> ssl.SSLContext:
    """Return what a server has to show: a certificate in its own name, from who is trusted, and TLS 1.2 or newer."""
    context = ssl.create_default_context(cafile=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
