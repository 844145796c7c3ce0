"""Records are added, never changed: said to each database by triggers. Only those that the chain lets go may be deleted."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "audit_append_only"
KEPT = "OLD.number > (SELECT pruned_number FROM audit_chain WHERE office_id = OLD.office_id)"

SQLITE = {
    "update": "CREATE TRIGGER IF NOT EXISTS {name}_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{name}'); END",
    "delete": (
        "CREATE TRIGGER IF NOT EXISTS {name}_delete BEFORE DELETE ON {table} WHEN {kept} "
        "BEGIN SELECT RAISE(ABORT, '{name}'); END"
    ),
}
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR {kept} THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


class AppendOnly(models.BaseConstraint):
    """Rows of this table can be added, and deleted once the chain has let them go; else IntegrityError."""

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Leave the triggers to the end of the migration, when the table stands."""
        self._defer(model, schema_editor)

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Leave the triggers to the end; a table that SQLite makes anew comes through here, too."""
        self._defer(model, schema_editor)

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Take the triggers away."""
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor == "postgresql":
            return f"DROP TRIGGER {self.name} ON {model._meta.db_table}"
        for event in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {self.name}_{event}")
        return None

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave it to the database."""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Return what a migration needs to make this constraint again."""
        return super().deconstruct()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def _defer(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
        assert model is not None
        assert schema_editor is not None
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in [POSTGRESQL] if is_postgresql else SQLITE.values():
            table = model._meta.db_table.removeprefix("new__")
            schema_editor.deferred_sql.append(statement.format(name=self.name, table=table, kept=KEPT))


def stands(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether the triggers are in the database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = %s AND tgenabled <> 'D'", [NAME])
            return bool(cursor.fetchone()[0] == 1)
        names = [f"{NAME}_{event}" for event in SQLITE]
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)", names)
        return bool(cursor.fetchone()[0] == len(names))
