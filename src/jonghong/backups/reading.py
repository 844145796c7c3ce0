r"""The rows of a database as they stood at one instant, in lines that are the same on both databases.

The lines are those of PostgreSQL's ``COPY`` in its text format with UTC (https://www.postgresql.org/docs/current/sql-copy.html):
columns between tabs, ``\N`` for nothing, a backslash before what would be misread. PostgreSQL writes them itself; on SQLite
each column is brought into that form by an expression. Statements are filled with names of our own tables alone, in quotes.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from jonghong.backups.facts import Kind, Step, Table
from jonghong.backups.jsons import canonical

BLOCK = 1 << 18  # bytes
ROWS = 1_000  # fetched at once
STEPS = "SELECT app, name FROM django_migrations ORDER BY id"
ARE_THERE = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'",
    "postgresql": "SELECT count(to_regclass('django_migrations'))",
}
# A sign that would be misread, and how it is written, both as SQLite spells them.
SIGNS = [
    (r"'\'", r"'\\'"),
    ("char(8)", r"'\b'"),
    ("char(9)", r"'\t'"),
    ("char(10)", r"'\n'"),
    ("char(11)", r"'\v'"),
    ("char(12)", r"'\f'"),
    ("char(13)", r"'\r'"),
]
PLAIN = "{name}"
# Looking for them first is four times as fast: hardly any text holds one. What comes after a NUL it would not see.
HOLDS_SIGNS = r"{name} GLOB '*[' || char(8) || '-' || char(13) || '\]*' OR instr({name}, char(0))"
REPLACED = reduce(lambda text, sign: f"replace({text}, {sign[0]}, {sign[1]})", SIGNS, PLAIN)
ESCAPED = f"CASE WHEN {HOLDS_SIGNS} THEN {REPLACED} ELSE {{name}} END"
TRIMMED = "CASE WHEN instr({name}, '.') THEN rtrim(rtrim({name}, '0'), '.') ELSE {name} END"
ON_SQLITE = {
    Kind.INTEGER: PLAIN,
    Kind.TRUTH: "CASE {name} WHEN 1 THEN 't' WHEN 0 THEN 'f' END",
    Kind.TEXT: ESCAPED,
    Kind.FILE: ESCAPED,
    Kind.DATE: PLAIN,
    Kind.TIME: TRIMMED,
    Kind.INSTANT: f"({TRIMMED}) || '+00'",
    Kind.SPAN: "{name} || ' microseconds'",
    Kind.UUID: (
        "substr({name}, 1, 8) || '-' || substr({name}, 9, 4) || '-' || substr({name}, 13, 4)"
        " || '-' || substr({name}, 17, 4) || '-' || substr({name}, 21)"
    ),
    Kind.JSON: r"replace(canonical({name}), '\', '\\')",
    Kind.BYTES: r"'\\x' || lower(hex({name}))",
}
ON_POSTGRESQL = {Kind.SPAN: "(extract(epoch FROM {name}) * 1000000)::bigint || ' microseconds'"}
# One form whatever the server, the database or the account prefers; and as long as it takes.
SAME_FORM = """
SET LOCAL "TimeZone" = 'UTC'; SET LOCAL "DateStyle" = 'ISO, YMD'; SET LOCAL bytea_output = 'hex';
SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"""
# Rows that are emptied away, as on restoring, are seen by nobody, not even by whoever began to read before
# (https://www.postgresql.org/docs/current/mvcc-caveats.html). So whoever restores is waited for here, before anything is seen,
# and waits for us: he locks this table first.
FIRST = "offices_office"
LAST = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)"


class Snapshot(Protocol):
    """A database at one instant."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a statement without parameters finds."""

    def lines(self, table: Table) -> Iterator[bytes]:
        """Give the lines of a table in the order of its key, in blocks of whole lines."""

    def last(self, table: Table) -> int:
        """Return the last number that was given to a row of a table."""


def quoted(name: str) -> str:
    """Return a name of ours as both databases take it; raises ValueError for what is none."""
    if not name.isidentifier():
        raise ValueError(name)
    return f'"{name}"'


def steps_of(snapshot: Snapshot) -> tuple[Step, ...]:
    """Return the steps that were taken in the database, in their order; none in an empty one."""
    if snapshot.rows(ARE_THERE[connection.vendor]) == [(0,)]:
        return ()
    return tuple((app, name) for app, name in snapshot.rows(STEPS))


def names_in(snapshot: Snapshot, table: Table) -> Iterator[str]:
    """Give the names of the files that rows of a table name."""
    for column in table.columns:
        if column.kind is Kind.FILE:
            head = quoted(column.name)
            found = snapshot.rows(f"SELECT DISTINCT {head} FROM {quoted(table.name)} WHERE {head} <> '' ORDER BY 1")  # noqa: S608
            yield from (name for (name,) in found)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Give the database that models stand on, as it is now, until the end; writers are not kept waiting by it.

    On PostgreSQL this is one transaction of its own that only reads, on SQLite another connection that does.
    """
    if connection.vendor == "postgresql":
        has_tables = FIRST in connection.introspection.table_names()
        with connection.wrap_database_errors, transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            found = within()
            if has_tables:
                _hold_off_restoring()
            yield found
    else:
        address = f"{Path(connection.settings_dict['NAME']).absolute().as_uri()}?mode=ro"
        with connection.wrap_database_errors, closing(sqlite3.connect(address, uri=True, isolation_level=None)) as raw:
            raw.create_function("canonical", 1, canonical, deterministic=True)
            raw.execute("BEGIN")
            yield OnSqlite(raw)


def _hold_off_restoring() -> None:
    """Wait for whoever restores at this moment. This is no query, so what is seen is what stands there afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {quoted(FIRST)} IN ACCESS SHARE MODE")


def within() -> "OnPostgresql":
    """Return the database as the transaction that is open sees it (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_FORM)
    return OnPostgresql()


class OnPostgresql:
    """The database that models stand on, in the transaction that is open."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def lines(self, table: Table) -> Iterator[bytes]:
        """Give the lines as the server writes them."""
        heads = ", ".join(ON_POSTGRESQL.get(each.kind, PLAIN).format(name=quoted(each.name)) for each in table.columns)
        chosen = f"SELECT {heads} FROM {quoted(table.name)} ORDER BY {quoted(table.key)}"  # noqa: S608
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(f"COPY ({chosen}) TO STDOUT") as copy:
            yield from in_blocks(copy)

    def last(self, table: Table) -> int:
        """Return where the sequence of the key stands."""
        with connection.cursor() as cursor:
            cursor.execute(LAST, [table.name, table.key])
            return int(cursor.fetchone()[0])


class OnSqlite:
    """What a connection of SQLite's sees that has begun to read."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        return self.raw.execute(statement).fetchall()

    def lines(self, table: Table) -> Iterator[bytes]:
        """Give the lines that SQLite puts together."""
        heads = [ON_SQLITE[each.kind].format(name=quoted(each.name)) for each in table.columns]
        line = " || char(9) || ".join(rf"coalesce({head}, '\N')" for head in heads)
        found = self.raw.execute(f"SELECT {line} || char(10) FROM {quoted(table.name)} ORDER BY {quoted(table.key)}")  # noqa: S608
        while rows := found.fetchmany(ROWS):
            yield "".join(line for (line,) in rows).encode()

    def last(self, table: Table) -> int:
        """Return where SQLite's own count for the table stands."""
        found = self.raw.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
        return int(found[0]) if found else 0


def in_blocks(lines: Iterable[Any]) -> Iterator[bytes]:
    """Give many lines at once: the server hands them over one by one."""
    held, size = list[bytes](), 0
    for line in lines:
        held.append(bytes(line))
        size += len(line)
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
