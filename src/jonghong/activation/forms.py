"""The forms about activation codes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jonghong.core.fields import RowField, offer
from jonghong.core.forms import Form
from jonghong.people.forms import set_choices
from jonghong.people.models import Person
from jonghong.people.queries import WaitingGroup


class SlipsForm(Form):
    """For whom slips are printed: everybody who waits in one group, or these people."""

    group = RowField(required=False)
    people = forms.MultipleChoiceField(required=False)
    latest = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, groups: list[WaitingGroup], people: list[Person], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.by_group = {waiting.group: waiting.people for waiting in groups}
        self.by_key = {str(person.pk): person for person in people}
        offer(self, "group", self.by_group)
        set_choices(self, "people", [(key, person.name) for key, person in self.by_key.items()])

    def clean(self) -> dict[str, Any]:
        """Refuse slips for nobody."""
        facts: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.chosen():
            raise ValidationError(_("Tick at least one person."))
        return facts

    def clean_latest(self) -> int:
        """Return the last code that was issued when the form was opened; 0 where that is not said."""
        return self.cleaned_data["latest"] or 0

    def chosen(self) -> tuple[Person, ...]:
        """Return for whom slips are printed."""
        group = self.cleaned_data.get("group")
        return self.by_group[group] if group else tuple(self.by_key[key] for key in self.cleaned_data.get("people", ()))
