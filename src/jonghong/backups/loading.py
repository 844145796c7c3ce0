"""Putting the lines of a backup into empty tables; see ``reading`` for what a line is.

Statements are filled with names alone: those of our own tables, as the steps of this program make them, and those that the
database itself says of its constraints, indexes and triggers.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from jonghong.backups.facts import Kind, Table
from jonghong.backups.reading import FIRST, quoted

SIGNS = {"b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
NOTHING = r"\N"
INSTANT, TIME = len("2023-05-25 09:00:00.123456"), len("09:00:00.123456")

# What an index, a trigger or a key costs row by row it costs but once for a whole table; each is put back as it was.
AT_REST_ON_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
KEYS_ON_POSTGRESQL = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'x') AND conrelid = ANY(%s::regclass[]) ORDER BY contype, conname"""
INDEXES_ON_POSTGRESQL = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND indexrelid NOT IN (SELECT conindid FROM pg_constraint) ORDER BY 1"""
# Never back: what is said of a sequence stays so even where the transaction is undone.
SET_LAST = """
SELECT setval(own, greatest(%(last)s, pg_sequence_last_value(own)))
FROM (SELECT pg_get_serial_sequence(%(table)s, %(key)s)::regclass AS own) AS found
WHERE greatest(%(last)s, pg_sequence_last_value(own)) > 0"""


class OnPostgresql:
    """The tables that models stand on, in the transaction that is open."""

    def lock(self, tables: Iterable[Table]) -> None:
        """Keep everybody else out of the tables until the transaction ends; first out of the one where backups wait."""
        names = ", ".join(quoted(name) for name in sorted((table.name for table in tables), key=lambda name: name != FIRST))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '20s'")
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")

    def empty(self, tables: Iterable[Table]) -> None:
        """Take every row away, in this transaction."""
        names = ", ".join(quoted(table.name) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {names}")

    @contextmanager
    def in_a_hurry(self, tables: Iterable[Table]) -> Iterator[None]:
        """Put indexes aside, and what refers from row to row: at the end it judges all rows at once."""
        names = [quoted(table.name) for table in tables]
        with connection.cursor() as cursor:
            cursor.execute(KEYS_ON_POSTGRESQL, [names])
            keys = cursor.fetchall()
            for table, name, _words in keys:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(name)}")
            cursor.execute(INDEXES_ON_POSTGRESQL, [names])
            indexes = cursor.fetchall()
            for name, _statement in indexes:
                cursor.execute(f"DROP INDEX {name}")
            yield
            for _name, statement in indexes:
                cursor.execute(statement)
            for table, name, words in keys:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} {words}")

    def load(self, table: Table, blocks: Iterable[bytes]) -> None:
        """Add the rows of a table."""
        heads = ", ".join(quoted(column.name) for column in table.columns)
        said = f"COPY {quoted(table.name)} ({heads}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(said) as copy:
            for block in blocks:
                copy.write(block)

    def go_on_from(self, table: Table, last: int) -> None:
        """Let the next row get a number beyond the last one."""
        with connection.cursor() as cursor:
            cursor.execute(SET_LAST, {"table": table.name, "key": table.key, "last": last})


class OnSqlite:
    """A file that nobody else knows of, by a connection of SQLite's that does not wait for the disk."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def empty(self, tables: Iterable[Table]) -> None:
        """Take away the rows that making the tables left in them."""
        for table in tables:
            self._raw.execute(f"DELETE FROM {quoted(table.name)}")  # noqa: S608

    @contextmanager
    def in_a_hurry(self, tables: Iterable[Table]) -> Iterator[None]:
        """Put indexes and triggers aside."""
        names = {table.name for table in tables}
        assert names
        found = self._raw.execute(AT_REST_ON_SQLITE).fetchall()
        for kind, name, _words in found:
            self._raw.execute(f"DROP {kind} {quoted(name)}")
        yield
        for _kind, _name, words in found:
            self._raw.execute(words)

    def load(self, table: Table, blocks: Iterable[bytes]) -> None:
        """Add the rows of a table."""
        heads = ", ".join(quoted(column.name) for column in table.columns)
        places = ", ".join("?" for _column in table.columns)
        self._raw.executemany(f"INSERT INTO {quoted(table.name)} ({heads}) VALUES ({places})", rows(table, blocks))  # noqa: S608

    def go_on_from(self, table: Table, last: int) -> None:
        """Let the next row get a number beyond the last one."""
        done = self._raw.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [last, table.name])
        if not done.rowcount and last:
            self._raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last])


def rows(table: Table, blocks: Iterable[bytes]) -> Iterator[list[Any]]:
    """Give each row as SQLite keeps it."""
    turns = [(number, TURNS[column.kind]) for number, column in enumerate(table.columns) if column.kind in TURNS]
    for line in lines(blocks):
        values: list[Any] = [_value(each) for each in line.split("\t")] if "\\" in line else [*line.split("\t")]
        for number, turn in turns:
            if values[number] is not None:
                values[number] = turn(values[number])
        yield values


def lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """Give each line without its end."""
    rest = b""
    for block in blocks:
        whole, _end, rest_of_block = (rest + block).rpartition(b"\n")
        rest = rest_of_block
        if whole or _end:
            yield from whole.decode().split("\n")


def _value(text: str) -> str | None:
    if "\\" not in text:
        return text
    return None if text == NOTHING else ESCAPE.sub(lambda sign: SIGNS.get(sign[1], sign[1]), text)


def _instant(text: str) -> str:
    """Return an instant as Django writes it for SQLite: without a zone, and all six digits where there is a fraction."""
    at = text.removesuffix("+00")
    return at.ljust(INSTANT, "0") if "." in at else at


def _time(text: str) -> str:
    return text.ljust(TIME, "0") if "." in text else text


TURNS: dict[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: int,
    Kind.TRUTH: {"t": 1, "f": 0}.__getitem__,
    Kind.TIME: _time,
    Kind.INSTANT: _instant,
    Kind.SPAN: lambda text: int(text.removesuffix(" microseconds")),
    Kind.UUID: lambda text: text.replace("-", ""),
    Kind.BYTES: lambda text: bytes.fromhex(text[2:]),
}
