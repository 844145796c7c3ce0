"""What an officer says of a time in which a room, or the whole office, is closed, and of the bookings in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.actions.closures import Choice, Decision, NothingToClose
from jonghong.bookings.forms import QuarterHourField
from jonghong.bookings.rules import is_within_reach, reach_words
from jonghong.bookings.timeslots import Place, slot_said
from jonghong.core import clock
from jonghong.core.fields import LineField, RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.offices.models import Office
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.rooms.models import Room

WHOLE_OFFICE = "all"
EXACT = "exact"
# Years of the common era that rooms may be booked in, and some more.
PLACE = re.compile("([1-9][0-9]{0,8}) (2[0-9]{3}-[0-9]{2}-[0-9]{2}) ([a-z]{1,9}) ([0-9]{2}:[0-9]{2}) ([0-9]{2}:[0-9]{2})")
LENGTHS = [("day", _("whole days")), (EXACT, _("exact times"))]


@dataclass(frozen=True)
class Span:
    """What is closed: a room or (None) the whole office, from one instant until another."""

    room: Room | None
    starts_at: datetime
    ends_at: datetime


class ClosureForm(Form):
    """What is closed, when and why."""

    room = RowField(label=_("What is closed"))
    on = ThaiDateField(label=_("From the day"), help_text=_("Such as 1/6/2566"))
    until = ThaiDateField(label=_("Until the day"), required=False, help_text=_("Empty for a single day."))
    half = forms.ChoiceField(label=_("For how long"), choices=LENGTHS, widget=forms.RadioSelect, initial="day")
    starts = QuarterHourField(label=_("From, on the first day"))
    ends = QuarterHourField(label=_("Until, on the last day"))
    reason = LineField(
        label=_("Reason"),
        max_length=250,
        help_text=_("Everybody reads it where the room is shown as closed, and whose booking is touched is told it."),
    )

    def __init__(self, *args: Any, office: Office, rooms: Sequence[Room], **options: Any) -> None:
        super().__init__(*args, **options)
        self.office = office
        offer(self, "room", rooms)
        field = self.fields["room"]
        assert isinstance(field, RowField)
        field.choices = [("", "–"), (WHOLE_OFFICE, _("the whole office")), *((str(room.pk), room.name) for room in rooms)]

    def clean(self) -> None:
        """Check what concerns two fields, and that something of it is still to come."""
        half = self.cleaned_data.get("half")
        if self._has_days() and half and (half != EXACT or self._has_times()):
            _start, end = self._instants()
            if end <= clock.now():
                self.add_error("until" if self.cleaned_data["until"] else "on", str(NothingToClose()))

    def _has_days(self) -> bool:
        first, last = self.cleaned_data.get("on"), self.cleaned_data.get("until")
        today = clock.today(self.office.zone)
        for name, day in (("on", first), ("until", last)):
            if day and not is_within_reach(day, today=today):
                self.add_error(name, reach_words())
        if first and last and last < first:
            self.add_error("until", _("The last day comes before the first."))
        return not {"on", "until"} & self.errors.keys()

    def _has_times(self) -> bool:
        facts = self.cleaned_data
        if {"starts", "ends"} & self.errors.keys():
            return False
        if not facts["starts"] or not facts["ends"]:
            self.add_error("starts", _("Choose from when until when."))
        elif self._days[0] == self._days[1] and facts["starts"] >= facts["ends"]:
            self.add_error("ends", _("Choose a time later than the first."))
        return not {"starts", "ends"} & self.errors.keys()

    @property
    def _days(self) -> tuple[date, date]:
        first: date = self.cleaned_data["on"]
        return first, self.cleaned_data["until"] or first

    def _instants(self) -> tuple[datetime, datetime]:
        (first, last), zone = self._days, self.office.zone
        if self.cleaned_data["half"] == EXACT:
            times = self.cleaned_data["starts"], self.cleaned_data["ends"]
            return datetime.combine(first, times[0], zone), datetime.combine(last, times[1], zone)
        return datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)

    @property
    def span(self) -> Span:
        """What is closed, from a valid form."""
        return Span(self.cleaned_data["room"], *self._instants())


def words_of(place: Place) -> str:
    """Return a place as a radio button sends it and ``decision_of`` reads it."""
    slot = place.slot
    return f"{place.room_id} {slot.day} {slot.half.value} {slot.hours.start:%H:%M} {slot.hours.end:%H:%M}"


def decision_of(text: str, halves: Halves) -> Decision | None:
    """Return the decision that was sent, None for anything else."""
    if text in {choice.value for choice in Choice}:
        return Choice(text)
    if not (words := PLACE.fullmatch(text)):
        return None
    room, day, half, start, end = words.groups()
    try:
        hours = Hours(time.fromisoformat(start), time.fromisoformat(end))
        return Place(int(room), slot_said(date.fromisoformat(day), Half(half), hours, halves))
    except ValueError:  # no such day, or it ends before it starts
        return None
