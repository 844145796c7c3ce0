"""AMSS++ itself as a source: its MySQL or MariaDB is asked, and never written to.

Old servers have to do as well: one of 2008 knows neither transactions that only read nor four-byte letters.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from enum import StrEnum
from functools import partial
from ssl import SSLError
from typing import TYPE_CHECKING, Any

from jonghong.core.deadline import within
from jonghong.legacy import addresses
from jonghong.legacy.addresses import Address
from jonghong.legacy.lines import Line, connection
from jonghong.moving.dumps.decoding import text_of
from jonghong.moving.facts import Source
from jonghong.moving.gathering import SECRET, WANTED, Gathered, TooMany

if TYPE_CHECKING:
    import pymysql

# Seconds: until it answers first, between two answers, and for all of it.
PATIENCE, SILENCE, LIMIT = 10.0, 30.0, 900.0
TOLD_EVERY = 500  # rows
CHARSETS = ("utf8mb4", "utf8")
UNKNOWN_CHARSET, UNKNOWN_DATABASE = 1115, 1049
DENIED = {1044, 1045, 1130, 1142, 1143, 1251, 1698, 3118, 3159}
# What an older server does not know, it is asked without.
PRECAUTIONS = (
    "SET SESSION max_statement_time = 300",
    "SET SESSION max_execution_time = 300000",
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION READ ONLY",
)
COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
    " ORDER BY table_name, ordinal_position"
)


class BadDsn(ValueError):
    """An address that makes no sense; the message tells why in Thai and in English, and nothing that it holds."""


class Why(StrEnum):
    """Why a database could not be read; the value is an English sentence."""

    SILENT = "it did not answer in time, or not as a database does"
    CERTIFICATE = "its certificate is not trusted, or is of another machine"
    REFUSED = "it does not let this user in, or not from this machine, or not read these tables"
    NO_DATABASE = "it has no database of that name"
    TOO_MANY = "there are too many rows"


class Unreachable(Exception):
    """The database could not be read; nothing is said of what it answered."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read(dsn: str, tell: Callable[[int], None] | None = None) -> Source:
    """Return the rows of AMSS++ in the database at ``mysql://reader:word@host:port/database``, as its dump would give them.

    ``tell`` is called with the number of rows so far, in a thread of its own. Raises BadDsn or Unreachable.
    """
    try:
        address = addresses.read(dsn)
    except addresses.BadAddress as fact:
        raise BadDsn(str(fact)) from None
    line = Line()
    try:
        return within(LIMIT, partial(_read, address, line, tell or (lambda _rows: None)))
    except Exception as fact:  # noqa: BLE001 - whatever answers there; the reason may hold what stands there
        raise Unreachable(_why(fact)) from None
    finally:
        line.cut()


def _read(address: Address, line: Line, tell: Callable[[int], None]) -> Source:
    gathered, number = Gathered(), 0
    with closing(_connection(address, line, CHARSETS)) as there:
        for table, columns in _tables(there).items():
            form = gathered.form(table.lower(), [column.lower() for column in columns])
            for place, row in enumerate(_rows(there, table, columns), 1):
                gathered.add(form, [_text(value) for value in row], f"row {place}")
                number += 1
                if not number % TOLD_EVERY:
                    tell(number)
    tell(number)
    return gathered.source()


def _connection(address: Address, line: Line, charsets: Sequence[str]) -> "pymysql.Connection[Any]":
    charset, *others = charsets
    try:
        # All values come as they are written, as many dates here are none.
        return connection(address, line, PATIENCE, SILENCE, charset=charset, conv={})
    except Exception as fact:
        if _code(fact) != UNKNOWN_CHARSET or not others:
            raise
    line.cut()
    return _connection(address, line, others)


def _tables(there: "pymysql.Connection[Any]") -> dict[str, list[str]]:
    from pymysql.err import MySQLError  # noqa: PLC0415 - an extra

    tables: dict[str, list[str]] = {}
    with there.cursor() as cursor:
        for precaution in PRECAUTIONS:
            with suppress(MySQLError):
                cursor.execute(precaution)
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            if table.lower() in WANTED and not SECRET.search(column.lower()):
                tables.setdefault(table, []).append(column)
    return tables


def _rows(there: "pymysql.Connection[Any]", table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    from pymysql.cursors import SSCursor  # noqa: PLC0415 - an extra

    # Names come from the server itself, and in quotes.
    names = ", ".join(map(_quoted, columns))
    order = next((f" ORDER BY {_quoted(column)}" for column in columns if column.lower() == "id"), "")
    statement = f"SELECT {names} FROM {_quoted(table)}{order}"  # noqa: S608
    with closing(there.cursor(SSCursor)) as cursor:  # not all rows at once
        cursor.execute(statement)
        yield from cursor


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(value: str | bytes | None) -> str | None:
    return text_of(value) if isinstance(value, bytes) else value


def _why(fact: Exception) -> Why:
    if isinstance(fact, TooMany):
        return Why.TOO_MANY
    if isinstance(getattr(fact, "original_exception", fact), SSLError):
        return Why.CERTIFICATE
    code = _code(fact)
    if code == UNKNOWN_DATABASE:
        return Why.NO_DATABASE
    return Why.REFUSED if code in DENIED else Why.SILENT


def _code(fact: Exception) -> object:
    """Return the number of a fact that the server told; nothing for others."""
    return fact.args[0] if fact.args else None
