"""Rows by the hundred thousand, as fast as each database takes them: COPY on PostgreSQL, one prepared statement on SQLite.

Every row is like one that is given, but for some columns; so a column that is new to a model needs no word here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

BATCH = 10_000


def insert(like: Model, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows like that one, whose columns of these names (``pk`` among them or not) hold the values of each row."""
    fields = [field for field in like._meta.concrete_fields if not field.primary_key or field.attname in names]
    places = [names.index(field.attname) if field.attname in names else None for field in fields]
    same = [field.get_db_prep_save(getattr(like, field.attname), connection) for field in fields]

    def values() -> Iterator[list[Any]]:
        for row in rows:
            yield [
                value if place is None else field.get_db_prep_save(row[place], connection)
                for field, place, value in zip(fields, places, same, strict=True)
            ]

    table, columns = like._meta.db_table, ", ".join(str(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values():
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            prepared = values()
            while batch := list(islice(prepared, BATCH)):
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)


def renumber(*models: type[Model]) -> None:
    """Let the next row of each model get a number of its own, after rows that brought theirs."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
