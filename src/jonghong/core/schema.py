"""Whether the database is of this version: which steps of its making are still to be taken in it."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing_migrations() -> list[str]:
    """Return the names of the steps that this version still has to take in the database, in their order."""
    taken = MigrationRecorder(connection).applied_migrations()
    return [f"{app} {name}" for app, name in _steps() if (app, name) not in taken]


@cache
def _steps() -> list[tuple[str, str]]:
    """Return every step of this version, each after those that it builds on: read once, for the program does not change."""
    graph = MigrationLoader(None).graph
    return list(dict.fromkeys(step for leaf in graph.leaf_nodes() for step in graph.forwards_plan(leaf)))
