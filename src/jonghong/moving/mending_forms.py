"""The forms by which a row in quarantine is mended or set aside."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.forms import LONGEST_SPAN, MOST_PEOPLE
from jonghong.bookings.models import State
from jonghong.core import thai
from jonghong.core.fields import LineField, RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.moving.facts import BookingDraft
from jonghong.offices.models import Group
from jonghong.rooms.hours import half_of
from jonghong.rooms.models import Room

STATES = [
    ("", "–"),
    (State.CONFIRMED.value, _("allowed")),
    (State.DECLINED.value, _("not allowed")),
    (State.LAPSED.value, _("never answered")),
    (State.PENDING.value, _("waits for an answer")),
    (State.CANCELLED.value, _("cancelled")),
]


class WallTimeField(forms.Field):
    """A wall time as people write it, 08.30 or 8:30; its value is a ``datetime.time`` or None."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6})

    def to_python(self, value: Any) -> time | None:
        """Read a time; raises ValidationError where it is none."""
        if value in self.empty_values or isinstance(value, time):
            return value or None
        try:
            return thai.parse_time(str(value)[: thai.LONGEST_TEXT])
        except thai.BadTime as fact:
            raise ValidationError(_("Write a time such as 08.30."), code="invalid") from fact

    def prepare_value(self, value: Any) -> Any:
        """Show a time as people read it; leave a text alone."""
        return thai.format_time(value) if isinstance(value, time) else value


class MendForm(Form):
    """All that makes a booking of a row."""

    title = LineField(label=_("Subject"), max_length=250)
    room = RowField(label=_("Room"), error_messages={"required": _("Choose a room.")})
    on = ThaiDateField(label=_("Date"), help_text=_("Such as 1/6/2566"))
    until = ThaiDateField(label=_("Until (several days)"), required=False)
    starts = WallTimeField(label=_("From"))
    ends = WallTimeField(label=_("Until"))
    state = forms.ChoiceField(label=_("What became of it"), choices=STATES, error_messages={"required": _("Choose one.")})
    group = RowField(label=_("Group"))
    attendees = forms.IntegerField(
        label=_("Attendees"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    chair = LineField(label=_("Chair"), max_length=120, required=False)
    coordinator = LineField(label=_("Coordinator"), max_length=120, required=False)

    def __init__(self, *args: Any, rooms: Sequence[Room], groups: Sequence[Group], **facts: Any) -> None:
        super().__init__(*args, **facts)
        offer(self, "room", rooms, must_choose=True)
        offer(self, "group", groups, must_choose=True)

    def clean(self) -> dict[str, Any]:
        """Check what concerns two fields."""
        facts: dict[str, Any] = super().clean() or {}
        first, last = facts.get("on"), facts.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day comes before the first."))
        elif first and last and (last - first).days >= LONGEST_SPAN:
            self.add_error("until", _("One request spans at most %(days)s days.") % {"days": LONGEST_SPAN})
        start, end = facts.get("starts"), facts.get("ends")
        if start and end and start >= end:
            self.add_error("ends", _("The meeting ends before it starts."))
        return facts

    def draft(self, today: date) -> BookingDraft:
        """Return the row as a booking, from a valid form; who booked it is taken from the row itself."""
        facts = self.cleaned_data
        last: date = facts["until"] or facts["on"]
        is_over = facts["state"] == State.PENDING and last < today
        return BookingDraft(
            room=f"={facts['room'].pk}",
            group=f"={facts['group'].pk}",
            booker="",
            first=facts["on"],
            last=last,
            start=facts["starts"],
            end=facts["ends"],
            half=half_of(facts["starts"], facts["ends"]).value,
            state=State.LAPSED if is_over else facts["state"],
            title=facts["title"],
            attendees=facts["attendees"],
            chair=facts["chair"],
            coordinator=facts["coordinator"],
        )


class AsideForm(Form):
    """Why a row stays out for good."""

    remark = LineField(label=_("Why it stays out"), max_length=250)


def initial_of(suggestion: Mapping[str, str]) -> dict[str, Any]:
    """Return what fills the form, of what a row suggests."""
    same = {name: suggestion.get(name, "") for name in ("title", "state", "attendees", "chair", "coordinator")}
    first, last = day_of(suggestion.get("first", "")), day_of(suggestion.get("last", ""))
    return {
        **same,
        "room": suggestion.get("room_id", ""),
        "group": suggestion.get("group_id", ""),
        "on": first,
        "until": last if last != first else None,
        "starts": time_of(suggestion.get("start", "")),
        "ends": time_of(suggestion.get("end", "")),
    }


def day_of(text: str) -> date | None:
    """Return a day of a suggestion; None where it has none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Return a time of a suggestion; None where it has none."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
