"""Records are added, never changed: said to each database by triggers. Only those that the chain lets go may be deleted."""

from django.db import DEFAULT_DB_ALIAS

from jonghong.core.guards import Guard

NAME = "audit_append_only"
KEPT = "OLD.number > (SELECT pruned_number FROM audit_chain WHERE office_id = OLD.office_id)"


class AppendOnly(Guard):
    """Rows of this table can be added, and deleted once the chain has let them go."""

    postgresql = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR {kept} THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
    postgresql_end = "DROP TRIGGER {name} ON {table}"
    sqlite = {
        "update": (
            "CREATE TRIGGER IF NOT EXISTS {name}_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{name}'); END"
        ),
        "delete": (
            "CREATE TRIGGER IF NOT EXISTS {name}_delete BEFORE DELETE ON {table} WHEN {kept} "
            "BEGIN SELECT RAISE(ABORT, '{name}'); END"
        ),
    }

    def words(self) -> dict[str, str]:
        """Return which rows stay."""
        return {"kept": KEPT}


def stands(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether the triggers are in the database."""
    return AppendOnly.stands(NAME, using)
