"""No overlap, ever: the last word, said in each database's own language.

On PostgreSQL a partial exclusion constraint (``int8range`` of one number stands for equality, so no extension is needed);
on SQLite, which has none, two triggers. Both raise IntegrityError. Checks in Python are only there to be kind.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from jonghong.core.guards import Guard

NAME = "booking_no_overlap"

TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {{name}}_{event} BEFORE {event} ON {{table}} WHEN {{new_holds}} BEGIN
    SELECT RAISE(ABORT, '{{name}}') WHERE EXISTS (
        SELECT 1 FROM {{table}}
        WHERE room_id = NEW.room_id AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at AND {{holds}} {but_itself});
END"""


class NoOverlap(Guard):
    """Of the rows in one of the ``states`` that are not imported history, no two of one room share an instant."""

    postgresql = """
ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (
    int8range(room_id, room_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE ({holds})"""
    postgresql_end = "ALTER TABLE {table} DROP CONSTRAINT {name}"
    # NEW.id is not defined before an insert, so only the update leaves the row itself out.
    sqlite = {
        "insert": TRIGGER.format(event="insert", but_itself=""),
        "update": TRIGGER.format(event="update", but_itself="AND id <> NEW.id"),
    }

    def __init__(self, *, name: str, states: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.states = tuple(str(state) for state in states)

    def words(self) -> dict[str, str]:
        """Return which rows hold their time, and when a new one does."""
        states = ", ".join(f"'{state}'" for state in self.states)
        return {
            "holds": f"state IN ({states}) AND NOT is_legacy",
            "new_holds": f"NEW.state IN ({states}) AND NOT NEW.is_legacy",
        }

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Return what a migration needs to make this constraint again."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "states": self.states}


def stands(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether the guard is in the database."""
    return NoOverlap.stands(NAME, using)
