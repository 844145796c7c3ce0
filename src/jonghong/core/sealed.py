"""A column whose texts the database alone does not give away."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from jonghong.core import vault


class SealedField(models.TextField):  # type: ignore[type-arg]  # Django's takes no type at run time
    """A text of any length, kept sealed by the vault; an empty one is kept empty. It cannot be searched by."""

    def get_prep_value(self, value: Any) -> str:
        """Return what is written into the database."""
        return vault.seal(str(value), context=self._context()) if value else ""

    def from_db_value(self, value: str | None, *_facts: object) -> str:
        """Return the text. Raises vault.Unreadable."""
        return vault.unseal(value, context=self._context()) if value else ""

    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


def readable(rows: models.QuerySet[Any], name: str) -> Iterator[tuple[int, str]]:
    """Give the key and the text of a sealed column of each of these rows; those that cannot be read any more are left out."""
    context = f"{rows.model._meta.label_lower}.{name}"
    kept = rows.annotate(kept=Cast(models.F(name), models.TextField())).values_list("pk", "kept")
    for key, sealed in kept.iterator():
        try:
            yield key, vault.unseal(sealed, context=context) if sealed else ""
        except vault.Unreadable:
            continue
