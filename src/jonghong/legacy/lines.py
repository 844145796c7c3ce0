"""Lines to a database of AMSS++, that can be cut from outside whatever it does."""

import os
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jonghong.legacy.addresses import Address

if TYPE_CHECKING:
    import pymysql


@dataclass
class Line:
    """The connection, as far as one has to be able to cut it from outside."""

    end: socket.socket | None = None

    def opened(self, address: Address, limit: float) -> socket.socket:
        """Return a new connection to that machine; ``limit`` is in seconds, for each address that its name has."""
        line = socket.create_connection((address.host, address.port), limit)
        # TLS takes the socket over; a second handle on the same connection can still end it.
        self.end = socket.socket(fileno=os.dup(line.fileno()))
        return line

    def cut(self) -> None:
        """End it, whoever still waits there."""
        if self.end:
            with self.end, suppress(OSError):  # it may have ended by itself
                self.end.shutdown(socket.SHUT_RDWR)


def connection(
    address: Address, line: Line, limit: float, silence: float, *, charset: str = "utf8mb4", conv: Any = None
) -> "pymysql.Connection[Any]":
    """Return a connection of pymysql over this line, which waits no longer than ``silence`` seconds for each answer.

    ``conv`` is as in pymysql: what becomes of values by the types of their columns; those of no type there stay texts.
    Raises what pymysql, sockets and TLS raise.
    """
    import pymysql  # noqa: PLC0415 - an extra, which whoever has no AMSS++ does without

    made = pymysql.Connection(
        user=address.user,
        password=address.word.encode(),  # letters of any language, which a str would not take
        host=address.host,
        database=address.database,
        charset=charset,
        conv=conv,
        autocommit=None,
        read_timeout=silence,  # seconds, as sockets take them
        write_timeout=silence,
        ssl=None if address.is_plain else _trust(address.ca),
        ssl_disabled=address.is_plain,
        defer_connect=True,
    )
    made.connect(line.opened(address, limit))
    return made


def _trust(ca: str) -> ssl.SSLContext:
    """Return what a server has to show: a certificate in its own name, from who is trusted, and TLS 1.2 or newer."""
    context = ssl.create_default_context(cafile=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
