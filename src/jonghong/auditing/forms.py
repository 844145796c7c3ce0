"""The form that narrows the audit down. It is sent by GET, and by POST for an export."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.auditing.queries import Wish
from jonghong.core.fields import RowField, ThaiDateField
from jonghong.core.forms import Form
from jonghong.people.models import Person

MOST = 2**63 - 1


class AuditForm(Form):
    """Of what kind, about whom, on which days; nothing has to be filled in."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    person = RowField(label=_("Who did it, or to whom it was done"), required=False)
    since = ThaiDateField(label=_("From the day"), required=False)
    until = ThaiDateField(label=_("To the day"), required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=MOST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: dict[str, str], people: list[Person], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._choose("kind", _("Everything"), list(kinds.items()))
        field = self.fields["person"]
        assert isinstance(field, RowField)
        field.rows = {str(person.pk): person for person in people}
        self._choose("person", _("Anybody"), [(str(person.pk), named(person)) for person in people])

    def _choose(self, name: str, none_of_them: Any, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", none_of_them), *choices]

    def clean(self) -> dict[str, Any]:
        """Check that the days follow one another."""
        facts: dict[str, Any] = super().clean() or {}
        since, until = facts.get("since"), facts.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day comes before the first."))
        return facts

    @property
    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(**self.cleaned_data)

    @property
    def asked(self) -> dict[str, str]:
        """What was filled in, field by field, as it stands in an address; not where the page begins."""
        return {name: self.data[name] for name in self.fields if self.data.get(name) and name != "before"}


def named(person: Person) -> str:
    """Return what somebody is called in the list: who was erased is a number."""
    return person.name or gettext("person no. %(number)s") % {"number": person.pk}
