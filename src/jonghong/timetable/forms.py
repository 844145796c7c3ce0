"""Where a booking was dragged to."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from jonghong.bookings.models import Booking
from jonghong.bookings.queries import hours_of
from jonghong.bookings.timeslots import TimeSlot, slot_at
from jonghong.core import thai
from jonghong.core.fields import RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.rooms.hours import Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of

STEP = 15  # minutes


class ClockField(forms.CharField):
    """A time of day on the 24-hour clock; its value is a ``datetime.time``."""

    def clean(self, value: Any) -> Any:
        """Read it; raises ValidationError with what to write instead."""
        try:
            return thai.parse_time(super().clean(value))
        except thai.BadTime as fault:
            raise forms.ValidationError(_("Write a time such as 08.30.")) from fault


class MoveForm(Form):
    """Another room, day or time for a booking that stands; ``version`` is the one that was dragged."""

    version = forms.IntegerField(min_value=1)
    room = RowField()
    on = ThaiDateField()
    starts = ClockField(max_length=5, label=gettext_lazy("From"))
    ends = ClockField(max_length=5, label=gettext_lazy("Until"))
    key = forms.UUIDField(required=False)

    def __init__(self, *args: Any, booking: Booking, rooms: Sequence[Room], **options: Any) -> None:
        super().__init__(*args, **options)
        self.booking = booking
        offer(self, "room", rooms)

    def clean(self) -> dict[str, Any]:
        """Check that it ends after it starts, and that both are on a quarter of an hour, or were not when they stood still."""
        facts = super().clean() or self.cleaned_data
        starts, ends = facts.get("starts"), facts.get("ends")
        if starts is None or ends is None:
            return facts
        stands = hours_of(self.booking, self.booking.office)
        if starts >= ends:
            self.add_error("ends", _("The meeting ends before it starts."))
        elif not (_in_step(starts, stands.start) and _in_step(ends, stands.end)):
            self.add_error("starts", _("Times go in steps of 15 minutes."))
        return facts

    @property
    def slot(self) -> TimeSlot:
        """The new day and time, from a valid form: as the half that has just these hours, else as exact times."""
        facts = self.cleaned_data
        return slot_at(facts["on"], Hours(facts["starts"], facts["ends"]), halves_of(self.booking.office))


def _in_step(at: time, stands: time) -> bool:
    return at.minute % STEP in {0, stands.minute % STEP}
