"""A column whose texts the database alone does not give away."""

from typing import Any

from django.db import models

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
