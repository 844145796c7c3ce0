"""The forms about activation codes and requests for accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from jonghong.activation.models import Reason
from jonghong.core.fields import RowField, offer
from jonghong.core.forms import Form
from jonghong.core.thai import arabic_digits
from jonghong.offices.models import Group
from jonghong.people.forms import CLOSED_KEYBOARD, CitizenIdField, NameForm, set_choices
from jonghong.people.models import Person
from jonghong.people.queries import WaitingGroup

WAYS = ("page", "pdf", "mail")  # in which codes are handed over
COMPARE_LENGTH = 4


class SlipsForm(Form):
    """For whom codes are made: everybody who waits in one group, or these people."""

    group = RowField(required=False)
    people = forms.MultipleChoiceField(required=False)
    latest = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    way = forms.ChoiceField(required=False, choices=[(way, way) for way in WAYS])

    def __init__(self, *args: Any, groups: list[WaitingGroup], people: list[Person], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.by_group = {waiting.group: waiting.people for waiting in groups}
        self.by_key = {str(person.pk): person for person in people}
        offer(self, "group", self.by_group)
        set_choices(self, "people", [(key, person.name) for key, person in self.by_key.items()])

    def clean(self) -> dict[str, Any]:
        """Refuse codes for nobody."""
        facts: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.chosen():
            raise ValidationError(_("Tick at least one person."))
        return facts

    def clean_latest(self) -> int:
        """Return the last code that was issued when the form was opened; 0 where that is not said."""
        return self.cleaned_data["latest"] or 0

    def chosen(self) -> tuple[Person, ...]:
        """Return for whom codes are made."""
        group = self.cleaned_data.get("group")
        return self.by_group[group] if group else tuple(self.by_key[key] for key in self.cleaned_data.get("people", ()))


class NumberForm(Form):
    """Whose code is asked for by mail."""

    username = CitizenIdField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("The 13 digits of your citizen ID"),
        attrs={"autofocus": True},
    )


class AskForm(NameForm):
    """Who asks for an account without a code."""

    username = CitizenIdField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("The 13 digits of your citizen ID"),
    )
    group = RowField(label=gettext_lazy("Group"))
    email = None  # type: ignore[assignment]  # codes go to addresses of the list, never to one that a stranger types
    field_order = ("username", "name", "group")

    def __init__(self, *args: Any, groups: list[Group], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        offer(self, "group", groups, must_choose=True)


class CompareForm(Form):
    """The number that somebody reads out to an officer."""

    number = forms.CharField(
        label=gettext_lazy("Compare number"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", **CLOSED_KEYBOARD}),
        error_messages=dict.fromkeys(
            ("required", "max_length", "null_characters_not_allowed", "invalid"),
            gettext_lazy("Type the four digits that the person reads out."),
        ),
    )

    def clean_number(self) -> str:
        """Return the four digits."""
        number = "".join(arabic_digits(self.cleaned_data["number"]).split())
        if len(number) != COMPARE_LENGTH or not (number.isascii() and number.isdigit()):
            raise ValidationError(self.fields["number"].error_messages["invalid"], code="invalid")
        return number


class DeclineForm(Form):
    """Why a request is declined."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Reason, initial=Reason.NOT_MET)
