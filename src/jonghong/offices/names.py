"""A name is given once in an office: asked by the actions, inside their lock, before the database would refuse."""

from typing import Any

from django.db.models import Model, QuerySet

from jonghong.offices.models import Office


class NameTaken(Exception):
    """Another row of the office has this name already."""


def hold(office_id: int) -> None:
    """Let no other change of the office's rooms, groups and holidays come between, until the transaction ends."""
    Office.objects.select_for_update(no_key=True).get(pk=office_id)


def refuse_taken(rows: QuerySet[Any], *, besides: Model | None = None, **name: object) -> None:
    """Raise NameTaken where one of the rows, besides that one, has the name."""
    if rows.filter(**name).exclude(pk=besides and besides.pk).exists():
        raise NameTaken
