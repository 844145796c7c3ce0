"""The office's own order of its rooms and groups."""

from typing import Literal

from django.db.models import Max, Model, QuerySet

Direction = Literal["up", "down"]
DIRECTIONS: dict[str | None, Direction] = {"up": "up", "down": "down"}
STEPS = {"up": -1, "down": 1}


def last_position(rows: QuerySet[Model]) -> int:
    """Return the position behind all others."""
    highest: int | None = rows.aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else highest + 1


def move(rows: QuerySet[Model], pk: int, direction: Direction) -> None:
    """Let one of the rows change places with its neighbour and number them all anew; at the end it stays."""
    order = list(rows.order_by("position", "pk").values_list("pk", flat=True))
    here = order.index(pk)
    there = min(max(here + STEPS[direction], 0), len(order) - 1)
    order.insert(there, order.pop(here))
    for position, each in enumerate(order):
        rows.filter(pk=each).exclude(position=position).update(position=position)
