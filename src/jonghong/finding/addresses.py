"""Links from a room that was found to the booking form, filled in, and to further rooms."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from jonghong.bookings.recurrence import Frequency
from jonghong.bookings.timeslots import TimeSlot
from jonghong.finding.forms import FindForm
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room

SAID = ("attendees", "title")
REPEATED = ("repeat", "weekdays", "interval", "count", "dates", "until", "skip_holidays", "skip_weekends")


def booking_address(form: FindForm, room: Room, slots: Sequence[TimeSlot]) -> str:
    """Return the address of the booking form that holds that room and those slots, and what else was asked."""
    first, last = slots[0], slots[-1]
    words: dict[str, Any] = {"room": room.pk, "on": first.day.isoformat(), "half": first.half.value}
    if first.half is Half.EXACT:
        words |= {"starts": f"{first.hours.start:%H:%M}", "ends": f"{first.hours.end:%H:%M}"}
    if form.rule:
        words |= {"on": form.rule.first.isoformat(), **_sent(form, REPEATED)}
    elif len(slots) <= (last.day - first.day).days:  # with gaps between them
        words |= {"repeat": Frequency.CHOSEN.value, "dates": ",".join(slot.day.isoformat() for slot in slots)}
    elif last.day != first.day:
        words["until"] = last.day.isoformat()
    return f"{reverse('book')}?{urlencode({**words, **_sent(form, SAID)}, doseq=True)}"


def _sent(form: FindForm, names: Sequence[str]) -> dict[str, Any]:
    """Return what was sent in those fields, as it was sent."""
    return {name: form[name].data for name in names if form[name].data}


def page_address(data: QueryDict, page: int) -> str:
    """Return what the address of another page of the same answer asks."""
    words = data.copy()
    words["page"] = str(page)
    return words.urlencode()
