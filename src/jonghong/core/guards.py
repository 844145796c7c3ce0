"""What must never be false is said in the database, in each one's own language, by a constraint that models name in Meta.

Both raise IntegrityError. On SQLite these are triggers, which a table that is made anew loses: every way comes through here,
and the statements are put off until the table stands.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

ON_POSTGRESQL = """
SELECT count(*) FROM (SELECT conname AS name FROM pg_constraint WHERE contype = 'x'
UNION ALL SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D') AS guards WHERE name = %s"""
ON_SQLITE = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s || '!_%%' ESCAPE '!'"


class Guard(BaseConstraint):
    """The base of guards: a subclass says its statements; ``{table}`` and ``{name}`` are filled in."""

    postgresql = ""
    postgresql_end = ""
    sqlite: dict[str, str] = {}

    def words(self) -> dict[str, str]:
        """Return what else is filled into the statements."""
        return {}

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Set the guard up when the table stands."""
        assert model is not None
        assert schema_editor is not None
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in [self.postgresql] if is_postgresql else self.sqlite.values():
            schema_editor.deferred_sql.append(self._filled(statement, model))

    # CREATE TABLE itself gets nothing; SQLite changes a table by making it anew and comes through here, too.
    constraint_sql = create_sql

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Take the guard away."""
        assert model is not None
        assert schema_editor is not None
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        ends = [self.postgresql_end] if is_postgresql else [f"DROP TRIGGER {{name}}_{event}" for event in self.sqlite]
        for statement in ends:
            schema_editor.execute(self._filled(statement, model))

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave it to the database: a check before the lock proves nothing."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def _filled(self, statement: str, model: type[Model]) -> str:
        # The table that SQLite makes anew bears this prefix until it takes the old one's place.
        return statement.format(name=self.name, table=model._meta.db_table.removeprefix("new__"), **self.words())

    @classmethod
    def stands(cls, name: str, using: str = DEFAULT_DB_ALIAS) -> bool:
        """Tell whether the guard of that name is in the database: one on PostgreSQL, each trigger on SQLite."""
        connection = connections[using]
        is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            cursor.execute(ON_POSTGRESQL if is_postgresql else ON_SQLITE, [name])
            return bool(cursor.fetchone()[0] == (1 if is_postgresql else len(cls.sqlite)))
