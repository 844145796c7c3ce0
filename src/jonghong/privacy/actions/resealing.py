"""Sealing anew, under the newest key, what is sealed under older ones."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import vault
from jonghong.core.sealed import SealedField
from jonghong.offices.models import Office

AT_ONCE = 500  # rows


def sealed_columns() -> Iterator[tuple[type[Model], str]]:
    """Give every column that is kept sealed, with its table."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedField):
                yield model, field.name


def number_under(key_id: str) -> int:
    """Return how many texts are sealed under that key."""
    return sum(_kept(model, name).filter(kept__startswith=f"{key_id}.").count() for model, name in sealed_columns())


def reseal() -> tuple[int, int]:
    """Seal everything under the newest key, some rows at a time; stopped half way, it goes on from there.

    Returns how many texts were sealed anew, and how many could not be read and stay as they are.
    """
    done, unreadable = 0, 0
    for model, name in sealed_columns():
        last = 0
        while keys := list(_older(model, name, last).values_list("pk", flat=True)[:AT_ONCE]):
            sealed = [_seal_one(model, name, key) for key in keys]
            done, unreadable, last = done + sum(sealed), unreadable + sealed.count(False), keys[-1]
    return done, unreadable


@transaction.atomic
def record_rotation(*, which: str, key_id: str) -> None:
    """Note in the audit of every office that a new key is in use; its secret is nobody's to see."""
    for office in Office.objects.order_by("pk"):
        audit.record(office_id=office.pk, act=Act.KEYS_ROTATED, actor_id=None, subject=f"keys:{which}", key=key_id)


def _kept(model: type[Model], name: str) -> QuerySet[Any]:
    """Return the rows with what the database itself holds as ``kept``."""
    rows: QuerySet[Any] = QuerySet(model)
    annotated: QuerySet[Any] = rows.annotate(kept=Cast(F(name), TextField()))
    return annotated


def _older(model: type[Model], name: str, after: int) -> QuerySet[Any]:
    rows = _kept(model, name).exclude(kept="").exclude(kept__startswith=f"{vault.newest()}.")
    return rows.filter(pk__gt=after).order_by("pk")


def _seal_one(model: type[Model], name: str, key: int) -> bool:
    """Seal one text anew, unless somebody changes it meanwhile: then that sealed it anew."""
    row = _kept(model, name).filter(pk=key).values_list("kept", flat=True).first() or ""
    try:
        text = vault.unseal(row, context=f"{model._meta.label_lower}.{name}")
    except vault.Unreadable:
        return False
    _kept(model, name).filter(pk=key, kept=row).update(**{name: text})
    return True
