"""The form of the search. It is sent by GET: what it asks stands in the address and can be kept or passed on."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.bookings.models import State
from jonghong.core.fields import LineField, RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.finding.search import PUBLIC_STATES, Wish
from jonghong.finding.search_words import folded, words_of
from jonghong.offices.models import Group
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room

LONGEST = 200
# A number as people write it on cards, in any script; the browser refuses it before it stands in an address.
CITIZEN_ID = re.compile("(?:[0-9][ -]?){13}")
NO_CITIZEN_ID = r"(?!.*(?:[0-9๐-๙][ \-]?){13}).*"
ANY = {"room": _("Any room"), "group": _("Any group"), "person": _("Anybody")}


class SearchForm(Form):
    """Words of the subject, and what narrows the search down; nothing has to be filled in."""

    q = LineField(
        label=_("Words of the subject"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"type": "search", "pattern": NO_CITIZEN_ID, "title": _("Words, but no citizen ID")}),
    )
    room = RowField(label=_("Room"), required=False)
    group = RowField(label=_("Group"), required=False)
    person = RowField(label=_("Booked by"), required=False)
    since = ThaiDateField(label=_("From the day"), required=False)
    until = ThaiDateField(label=_("To the day"), required=False)
    state = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(
        self,
        *args: Any,
        rights: Rights,
        rooms: list[Room],
        groups: list[Group],
        people: list[Person],
        **facts: Any,
    ) -> None:
        super().__init__(*args, **facts)
        self.rows: dict[str, list[Any]] = {"room": rooms, "group": groups, "person": people}
        if not rights.is_signed_in:
            del self.rows["person"], self.fields["person"]
        for name, rows in self.rows.items():
            offer(self, name, rows)
            self._choose(name, ANY[name], [(str(row.pk), str(row)) for row in rows])
        states = State if rights.is_signed_in else PUBLIC_STATES
        self._choose("state", _("Any status"), [(state.value, state.label) for state in states])

    def _choose(self, name: str, none_of_them: Any, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", none_of_them), *choices]

    def clean_q(self) -> str:
        """Refuse a citizen id that went astray: nothing here is found by it, and addresses are kept in many places."""
        text: str = self.cleaned_data["q"]
        if CITIZEN_ID.search(folded(text)):
            raise ValidationError(gettext("This holds a citizen ID. Search for words of the subject instead."))
        return text

    def clean(self) -> dict[str, Any]:
        """Check that the days follow one another."""
        facts: dict[str, Any] = super().clean() or {}
        since, until = facts.get("since"), facts.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day comes before the first."))
        return facts

    @property
    def wish(self) -> Wish:
        """What a valid form searches for."""
        facts = dict(self.cleaned_data)
        return Wish(words=words_of(facts.pop("q")), **facts)

    @property
    def asked(self) -> dict[str, str]:
        """What was filled in, field by field, as it stands in an address."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the words was filled in."""
        return bool(self.asked.keys() - {"q"})
