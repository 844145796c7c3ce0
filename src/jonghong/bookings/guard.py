"""No overlap, ever: the last word, said in each database's own language.

On PostgreSQL a partial exclusion constraint (``int8range`` of one number stands for equality, so no extension is needed);
on SQLite, which has none, two triggers. Both raise IntegrityError. Checks in Python are only there to be kind.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

NAME = "booking_no_overlap"

EXCLUSION = """
ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (
    int8range(room_id, room_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE ({holds})"""

TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {name}_{event} BEFORE {event} ON {table} WHEN {new_holds} BEGIN
    SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
        SELECT 1 FROM {table}
        WHERE room_id = NEW.room_id AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at AND {holds} {but_itself});
END"""
# NEW.id is not defined before an insert, so only the update leaves the row itself out.
EVENTS = {"insert": "", "update": "AND id <> NEW.id"}


class NoOverlap(BaseConstraint):
    """Of the rows in one of the ``states`` that are not imported history, no two of one room share an instant."""

    def __init__(self, *, name: str, states: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.states = tuple(str(state) for state in states)

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return the statement that sets the guard up; on SQLite the triggers are appended to the deferred ones."""
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor == "postgresql":
            return self._fill(EXCLUSION, model)
        return self._defer_triggers(model, schema_editor)

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return nothing for CREATE TABLE itself; the guard follows when the table stands.

        SQLite changes a table by making it anew, which drops its triggers: that way comes through here, too.
        """
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.deferred_sql.append(self._fill(EXCLUSION, model))
            return None
        return self._defer_triggers(model, schema_editor)

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return the statement that takes the guard away."""
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor == "postgresql":
            return f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {self.name}"
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER {self.name}_{event}")
        return None

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave it to the database: a check before the lock proves nothing."""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Return what a migration needs to make this constraint again."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "states": self.states}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.states))

    def _defer_triggers(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
        for event, but_itself in EVENTS.items():
            schema_editor.deferred_sql.append(self._fill(TRIGGER, model, event=event, but_itself=but_itself))

    def _fill(self, statement: str, model: type[Model], **words: str) -> str:
        states = ", ".join(f"'{state}'" for state in self.states)
        return statement.format(
            name=self.name,
            # The table that SQLite makes anew bears this prefix until it takes the old one's place.
            table=model._meta.db_table.removeprefix("new__"),
            holds=f"state IN ({states}) AND NOT is_legacy",
            new_holds=f"NEW.state IN ({states}) AND NOT NEW.is_legacy",
            **words,
        )


def stands(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether the guard is in the database: one constraint on PostgreSQL, both triggers on SQLite."""
    connection: BaseDatabaseWrapper = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s AND contype = 'x'", [NAME])
            return bool(cursor.fetchone()[0] == 1)
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)",
            [f"{NAME}_insert", f"{NAME}_update"],
        )
        return bool(cursor.fetchone()[0] == 2)
