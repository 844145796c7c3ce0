"""The one place where what a database could not do becomes an answer: a page in a sentence, 503 or 507, and when to come back.

``trouble_of`` knows the mistakes of psycopg, its pool, sqlite3 and Django; ``answer`` makes the page, without the database.
What a form held is sent again by one button. The key that a booking form carries makes sure that this books once, so that the
page can say so where nobody knows whether the first time arrived.
"""

import logging
import sqlite3
import sys
from collections.abc import Iterator
from enum import Enum

import psycopg
import psycopg_pool
from django import db
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation

from jonghong.core import disk
from jonghong.core.languages import language_of
from jonghong.core.postgresql.connections import Connection

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
SECRET = ("password", "code", "answer", "pin", "secret")  # words in the names of fields that are not written into a page
QUOTA = "quota exceeded"  # of the system's own sentence, which PostgreSQL passes on
DEEP = 10  # mistakes behind a mistake


class Trouble(Enum):
    """What the database could not do: be there, be done in time, or write on a full disk."""

    GONE = "gone"
    BUSY = "busy"
    FULL = "full"


STATUS = {Trouble.GONE: 503, Trouble.BUSY: 503, Trouble.FULL: 507}
SECONDS = {Trouble.GONE: 10, Trouble.BUSY: 60, Trouble.FULL: 300}  # until it is worth asking again

log = logging.getLogger(__name__)
# Codes of PostgreSQL by how they begin, the longer first (https://www.postgresql.org/docs/current/errcodes-appendix.html).
STATES = {
    "53100": Trouble.FULL,
    "25006": Trouble.GONE,  # read-only: this machine leads no more
    "25P03": Trouble.GONE,  # a transaction that slept too long was ended, with its connection
    "25P04": Trouble.BUSY,
    "40001": Trouble.BUSY,
    "40P01": Trouble.BUSY,
    "53300": Trouble.GONE,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "3D000": Trouble.GONE,
    "XX001": Trouble.GONE,
    "XX002": Trouble.GONE,
    "08": Trouble.GONE,
    "28": Trouble.GONE,
    "53": Trouble.BUSY,
    "57": Trouble.GONE,
    "58": Trouble.GONE,
}
# Primary codes of SQLite (https://www.sqlite.org/rescode.html); those of what lies on the disk mean the file is not as it was.
CODES = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_PROTOCOL: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.GONE,
    sqlite3.SQLITE_CANTOPEN: Trouble.GONE,
    sqlite3.SQLITE_PERM: Trouble.GONE,
    sqlite3.SQLITE_READONLY: Trouble.GONE,
    sqlite3.SQLITE_CORRUPT: Trouble.GONE,
    sqlite3.SQLITE_NOTADB: Trouble.GONE,
}


def trouble_of(fault: BaseException | None) -> Trouble | None:
    """Return what the database could not do, where that is behind a mistake; None for a mistake of ours."""
    return next((found for one in _behind(fault) if (found := _kind(one))), None)


def _behind(fault: BaseException | None) -> Iterator[BaseException]:
    for _step in range(DEEP):
        if fault is None:
            return
        yield fault
        fault = fault.__cause__ or fault.__context__


def _kind(fault: BaseException) -> Trouble | None:
    match fault:
        case _ if _is_full(fault):
            return Trouble.FULL
        case sqlite3.Error():
            return CODES.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
        case psycopg.Error(sqlstate=str(state)):
            return next((STATES[start] for start in STATES if state.startswith(start)), None)
        case psycopg_pool.PoolTimeout() | psycopg_pool.TooManyRequests() if not Connection.breaker.has_failed:
            return Trouble.BUSY  # all connections are in use
        case psycopg.OperationalError() | psycopg.InterfaceError() | db.InterfaceError():
            return Trouble.GONE  # without a code it is the connection that failed
        case _:
            return None


def _is_full(fault: BaseException) -> bool:
    """Tell of a mistake that has no code of its own for it whether a disk, or somebody's share of it, is full."""
    match fault:
        case psycopg.Error():
            return QUOTA in str(fault)
        case sqlite3.Error():
            return getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR and disk.refuses()
        case _:
            return disk.is_full(fault)


def answer(request: HttpRequest, trouble: Trouble, *, was_asked: bool = True) -> HttpResponse:
    """Return the page that says what could not be done, what is known of what was sent, and how to send it again.

    ``was_asked`` is False where the database was not even asked, so that nothing can have been saved.
    Neither database nor session is asked here, and what the request changed in its session is let go.
    """
    let_go(trouble)
    if hasattr(request, "session"):
        request.session.modified = False
    is_sent = request.method not in {"GET", "HEAD", "OPTIONS"}
    number, fields = getattr(request, "number", ""), typed(request) if is_sent else []
    with translation.override(language_of(request)):
        words = {"trouble": trouble.value, "is_sent": is_sent, "was_asked": was_asked, "fields": fields, "number": number}
        page = render_to_string("core/trouble.html", words)
    response = HttpResponse(page, status=STATUS[trouble])
    response["Retry-After"], response["Cache-Control"] = str(SECONDS[trouble]), "no-store"
    fault = type(sys.exception()).__name__ if was_asked else "it was not asked"
    log.warning("The database could not answer: %s (%s)", trouble.value, fault, extra={"status_code": response.status_code})
    # Django itself would log the mistake, with all its places, for each request while the database is away.
    vars(response)["_has_been_logged"] = True
    return response


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form held, to be sent once more; nothing where it is too much, a file, or a secret."""
    if request.content_type != FORM:
        return []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (RawPostDataException, UnreadablePostError, SuspiciousOperation, BadRequest):
        return []
    is_secret = any(word in name.lower() for name, _value in fields for word in SECRET)
    return [] if is_secret or len(fields) > MOST_FIELDS else fields


def let_go(trouble: Trouble) -> None:
    """Give up the connections to a database that is gone: the next request asks anew where it is, and which machine leads."""
    connection = db.connection
    if trouble is not Trouble.GONE or connection.in_atomic_block:
        return
    if connection.vendor == "postgresql":
        if connection.connection is not None:
            connection.connection.close()
        if pool := connection.pool:  # type: ignore[attr-defined]
            pool.forget()
    connection.close()
