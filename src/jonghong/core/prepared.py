"""Queries in Django's words that are put together once in a process, and asked again and again with other values.

Django puts a query together anew each time: some hundred microseconds, often ten times what the database needs. Most pages may
take that time. A booking may not: it asks while it holds its room, and on SQLite everybody else waits meanwhile; nor may the
tables, which are made afresh after each change (docs/decisions/0023-prepared-queries.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, update_wrapper
from operator import itemgetter
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query import FlatValuesListIterable, ModelIterable, QuerySet, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import InsertQuery
from django.db.transaction import TransactionManagementError

Values = ParamSpec("Values")
Row = TypeVar("Row")
MOST_VALUES = 16  # a query of more is not kept: it could be of any number of them
ROWS: dict[Any, Callable[[Any], Any]] = {ValuesListIterable: tuple, FlatValuesListIterable: itemgetter(0)}
# What was put together in this process: queries by function and number of values, INSERTs by model.
kept: dict[Any, Any] = {}


class Blank(Expression):
    """The place of a value that is filled in when the query is asked."""

    def __init__(self, position: int) -> None:
        super().__init__(output_field=models.Field())
        self.position = position

    def as_sql(self, *_compiler: Any, **_words: Any) -> Any:
        """Return a place, which stands for itself among the values."""
        return "%s", [self]


@dataclass(frozen=True)
class Query:
    """What was put together: a statement, its values and blanks, how columns are converted, and what makes a row of them."""

    compiler: SQLCompiler
    statement: str
    values: Sequence[Any]
    converters: Any
    row: Callable[[Any], Any]


class Prepared(Generic[Values, Row]):
    """A function that returns a query set, called with blanks once in a process, and asked with values ever after.

    The values are plain and have no names: keys, dates, instants, texts, UUIDs, and never None, which equals nothing. Of a
    function that takes any number of them, each number makes a query of its own. The query set has rows of its model, without
    related ones, or ``values_list``. Several keys of another table are asked for by its own key: ``room__id__in``.
    """

    def __init__(self, build: Callable[Values, QuerySet[Any, Row]]) -> None:
        update_wrapper(self, build)
        self.build: Callable[..., QuerySet[Any, Row]] = build

    def __call__(self, *values: Values.args, **names: Values.kwargs) -> list[Row]:
        """Return the rows for these values, read now; raises what the database raises, and TypeError for a name or None."""
        if names or any(value is None for value in values):
            raise TypeError("a prepared query takes values without names, and not None")
        query = self._query(len(values))
        if query.compiler.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("rows are locked in a transaction only")
        filled = [adapted(values[one.position]) if isinstance(one, Blank) else one for one in query.values]
        with connection.cursor() as cursor:
            cursor.execute(query.statement, filled)
            rows = cursor.fetchall()
        if rows and query.converters:
            rows = query.compiler.apply_converters(rows, query.converters)
        return [query.row(columns) for columns in rows]

    def _query(self, number: int) -> Query:
        query: Query | None = kept.get((self, number))
        if query is None:
            query = put_together(self.build(*map(Blank, range(number))))
            if number <= MOST_VALUES:
                kept[self, number] = query
        return query


@cache
def nobodys_connection() -> BaseDatabaseWrapper:
    """Return a connection that is never opened: what is kept knows by it how to convert, and holds on to that of no thread."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


def put_together(found: QuerySet[Any, Any]) -> Query:
    """Return a query set with blanks as what can be asked on any connection; raises TypeError for rows of another kind."""
    kind = found._iterable_class  # noqa: SLF001 - it is told nowhere else
    compiler = found.query.get_compiler(using=DEFAULT_DB_ALIAS)
    statement, values = compiler.as_sql()
    compiler.connection = nobodys_connection()
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    if kind is ModelIterable and not found.query.select_related:
        return Query(compiler, statement, values, converters, maker_of(found.model, compiler))
    if kind in ROWS:
        return Query(compiler, statement, values, converters, ROWS[kind])
    raise TypeError("a prepared query has rows of one model, or values_list")


def maker_of(model: type[models.Model], compiler: Any) -> Callable[[Any], models.Model]:
    """Return what makes a row of a model of its columns, with all that was annotated."""
    positions = compiler.klass_info["select_fields"]
    own = slice(positions[0], positions[-1] + 1)
    names = [column.target.attname for column, _sql, _alias in compiler.select[own]]

    def made(columns: Sequence[Any]) -> models.Model:
        row = model.from_db(connection.alias, names, columns[own])
        for name, position in compiler.annotation_col_map.items():
            setattr(row, name, columns[position])
        return row

    return made


def add(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, and give them their keys, as ``bulk_create`` does; for one row the statement is kept."""
    if len(rows) != 1:
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)  # noqa: SLF001 - of whatever model
        return
    (row,) = rows
    meta = row._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    if type(row) not in kept:
        kept[type(row)] = insert_statement(row, fields)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(kept[type(row)], values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


def insert_statement(row: models.Model, fields: Sequence[Any]) -> str:
    """Return how Django inserts a row of this model, and is told its key."""
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
    compiler.returning_fields = [row._meta.pk]
    ((statement, _values),) = compiler.as_sql()
    return str(statement)


def adapted(value: Any) -> Any:
    """Return a value as the database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_unknown_value(value)
