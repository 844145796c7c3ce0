"""Which tables there are after certain steps of making them, as the steps themselves say: also those of an earlier version."""

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, ForeignKey, Model

from jonghong.backups.facts import Column, Kind, Step, Table

OURS = "jonghong."
# Who is signed in: after a restore nobody is, so that a session that was ended does not come back to life.
LEFT_OUT = {"people_session"}
KINDS = {
    "AutoField": Kind.INTEGER,
    "BigAutoField": Kind.INTEGER,
    "IntegerField": Kind.INTEGER,
    "BigIntegerField": Kind.INTEGER,
    "SmallIntegerField": Kind.INTEGER,
    "PositiveIntegerField": Kind.INTEGER,
    "PositiveBigIntegerField": Kind.INTEGER,
    "PositiveSmallIntegerField": Kind.INTEGER,
    "BooleanField": Kind.TRUTH,
    "CharField": Kind.TEXT,
    "TextField": Kind.TEXT,
    "SlugField": Kind.TEXT,
    "FileField": Kind.FILE,
    "DateField": Kind.DATE,
    "TimeField": Kind.TIME,
    "DateTimeField": Kind.INSTANT,
    "DurationField": Kind.SPAN,
    "UUIDField": Kind.UUID,
    "JSONField": Kind.JSON,
    "BinaryField": Kind.BYTES,
}


@cache
def loader() -> MigrationLoader:
    """Return the steps of this version; they do not change while it runs."""
    return MigrationLoader(None)


def are_known(steps: Iterable[Step]) -> bool:
    """Tell whether this version has every one of these steps."""
    return set(steps) <= set(loader().graph.nodes)


def last_steps(steps: Iterable[Step]) -> list[Step]:
    """Return those steps that no other of them, of the same app, builds on."""
    taken, graph = set(steps), loader().graph
    return sorted(
        step
        for step in taken
        if not any(child.key in taken and child.key[0] == step[0] for child in graph.node_map[step].children)
    )


def every_step() -> frozenset[Step]:
    """Return all the steps of this version."""
    return frozenset(loader().graph.nodes)


def is_whole(steps: Iterable[Step]) -> bool:
    """Tell whether these are all the steps of this version."""
    return every_step() <= set(steps)


@cache
def tables_after(steps: frozenset[Step]) -> tuple[Table, ...]:
    """Return the tables that are backed up, by name, as they stand after these steps; all of them have to be known."""
    return tuple(table for table in all_tables_after(steps) if table.name not in LEFT_OUT)


@cache
def all_tables_after(steps: frozenset[Step]) -> tuple[Table, ...]:
    """Return every table of ours, also those that are not backed up."""
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    state = loader().project_state(last_steps(steps))
    models = state.apps.get_models(include_auto_created=True)
    return tuple(sorted((_table(model) for model in models if model._meta.app_label in labels), key=lambda table: table.name))


def _table(model: type[Model]) -> Table:
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    key = model._meta.pk
    if _kind(key) is not Kind.INTEGER:
        raise TypeError(f"{model._meta.db_table} is not ordered by a number")
    return Table(model._meta.db_table, str(key.column), tuple(Column(str(field.column), _kind(field)) for field in fields))


def _kind(field: "Field[object, object]") -> Kind:
    """Return what stands in a column; raises KeyError for a kind that nobody has taught this yet."""
    return _kind(field.target_field) if isinstance(field, ForeignKey) else KINDS[field.get_internal_type()]
