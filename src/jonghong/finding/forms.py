"""What people type to find a room."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.forms import HALVES, DetailsForm, WhenForm
from jonghong.bookings.series_fields import RepeatForm
from jonghong.bookings.timeslots import days_between
from jonghong.bookings.verdicts import length_words
from jonghong.core import clock
from jonghong.core.fields import LineField, ThaiDateField
from jonghong.core.forms import Form
from jonghong.finding.phrases import LONGEST
from jonghong.rooms.models import Equipment

ANY_TIME = "any"
LENGTHS = range(15, 12 * 60 + 1, 15)  # minutes
USUAL_LENGTH = 60
FRIDAY = 4
A_WEEK = timedelta(days=7)


class QuickForm(Form):
    """One line that says it all."""

    q = LineField(
        label=_("Say it in one line"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:  # else the keyboard of a phone would lie over what was found
            self.fields["q"].widget.attrs["autofocus"] = True


class FindForm(RepeatForm, WhenForm):
    """When a room is wanted and what it has to be like. ``room`` is the one that was named, ``title`` goes to the booking."""

    on = ThaiDateField(label=_("Date"), required=False)
    half = forms.ChoiceField(
        label=_("Time of day"),
        choices=[*HALVES, (ANY_TIME, _("any time"))],
        widget=forms.RadioSelect,
        initial=HALVES[0][0],
    )
    length = forms.TypedChoiceField(label=_("How long"), coerce=int, empty_value=None, required=False, initial=USUAL_LENGTH)
    attendees = DetailsForm.base_fields["attendees"]
    things = forms.TypedMultipleChoiceField(
        label=_("Equipment"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    room = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    title = LineField(required=False, max_length=250, widget=forms.HiddenInput)

    def __init__(self, *args: Any, equipment: Sequence[Equipment], **options: Any) -> None:
        # The booking form, whose fields have these names, too, opens over the page.
        super().__init__(*args, auto_id="find_%s", **options)
        self.equipment = equipment
        things, lengths = self.fields["things"], self.fields["length"]
        assert isinstance(things, forms.MultipleChoiceField)
        assert isinstance(lengths, forms.ChoiceField)
        things.choices = [(thing.pk, thing.name) for thing in equipment]
        lengths.choices = [(minutes, length_words(minutes)) for minutes in LENGTHS]

    def clean(self) -> dict[str, Any]:
        """Check what the two ways of asking need each."""
        facts = super().clean()
        if facts.get("half") == ANY_TIME:
            self._check_any_time(facts)
        elif not facts.get("on") and "on" not in self.errors:
            self.add_error("on", self.fields["on"].error_messages["required"])
        return facts

    def _check_any_time(self, facts: Mapping[str, Any]) -> None:
        if not facts.get("length") and "length" not in self.errors:
            self.add_error("length", self.fields["length"].error_messages["required"])
        if facts.get("until") and not facts.get("on") and "on" not in self.errors:
            self.add_error("on", self.fields["on"].error_messages["required"])
        if facts.get("repeat"):
            self.add_error("repeat", _("A search for any time does not repeat. Choose a time of day."))

    def _make_rule(self, facts: dict[str, Any]) -> None:
        if facts.get("on") and facts.get("half") != ANY_TIME:
            super()._make_rule(facts)

    @property
    def is_any_time(self) -> bool:
        """Whether any time is looked for that is long enough. From a valid form."""
        return bool(self.cleaned_data["half"] == ANY_TIME)

    @property
    def asked_days(self) -> list[date]:
        """The days that are looked at, from a valid form: those of the rule, those of the span, or the rest of this week."""
        if self.rule:
            return self.rule.dates()
        if self.cleaned_data["on"]:
            return self.all_days
        today = clock.today(self.office.zone)
        monday = today - timedelta(days=today.weekday())
        is_over = today.weekday() > FRIDAY
        first = monday + A_WEEK if is_over else today
        return list(days_between(first, monday + timedelta(days=FRIDAY) + (A_WEEK if is_over else timedelta(0))))

    @property
    def asked_length(self) -> timedelta:
        """How long it takes, from a valid form for any time."""
        return timedelta(minutes=self.cleaned_data["length"])

    @property
    def wanted_things(self) -> tuple[Equipment, ...]:
        """What the room has to have, from a valid form."""
        return tuple(thing for thing in self.equipment if thing.pk in self.cleaned_data["things"])
