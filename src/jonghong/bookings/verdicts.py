"""What a form says before anything is sent: free, or who holds the room, until when, and what is free instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language

from jonghong.bookings import queries
from jonghong.bookings.entries import when
from jonghong.bookings.forms import PlaceForm
from jonghong.bookings.models import Booking
from jonghong.bookings.permissions import must_ask
from jonghong.bookings.refusals import Alternative, Holder, RoomTaken
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock, thai
from jonghong.people.access import PersonRequest
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room

# What an alternative changes of a form that was filled in.
PLACE = ("room", "on", "until", "half", "starts", "ends")
ALL_DAYS, WORKING_DAYS = "all", "working"


@dataclass(frozen=True)
class Verdict:
    """How the chosen room and time stand. ``holders`` is empty where all of it is free."""

    room: Room
    slots: list[TimeSlot]
    days_off: dict[date, str] = field(default_factory=dict)
    holders: tuple[Holder, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    seats_missing: int = 0
    is_past: bool = False

    @property
    def asks(self) -> dict[str, str]:
        """The answers that its buttons send about days off, by kind."""
        first, last = self.slots[0].day, self.slots[-1].day
        return {kind: answer_of(kind, first, last) for kind in (ALL_DAYS, WORKING_DAYS)}

    def answered(self, answer: str) -> list[TimeSlot]:
        """Return the slots to book after that answer about days off; none while it has still to be asked."""
        if len(self.slots) == 1 or not self.days_off or answer == self.asks[ALL_DAYS]:
            return self.slots
        return self.working_days if answer == self.asks[WORKING_DAYS] else []

    @property
    def working_days(self) -> list[TimeSlot]:
        """The slots on days that are neither weekend nor holiday."""
        return [slot for slot in self.slots if slot.day not in self.days_off]


def verdict_on(form: PlaceForm, *, attendees: int | None = None, but: Booking | None = None) -> Verdict:
    """Return how a valid choice of room and time stands now, by two queries."""
    room, slots = form.cleaned_data["room"], form.slots(form.all_days)
    room.office = form.office
    held = queries.taken_around(slots, form.office, but=[but.pk] if but else [])
    holders = held.holders(room.pk, slots)
    offers = queries.alternatives(room, slots, held=held, rooms=form.rooms, attendees=attendees) if holders else []
    return Verdict(
        room=room,
        slots=slots,
        days_off={day: held.days_off[day] for day in form.all_days if day in held.days_off},
        holders=tuple(holders),
        alternatives=tuple(offers),
        seats_missing=max(0, (attendees or 0) - room.capacity) if room.capacity else 0,
        is_past=slots[0].day < clock.today(form.office.zone),
    )


def verdict_after(refusal: RoomTaken, form: PlaceForm) -> Verdict:
    """Return the verdict that an action gave with its refusal."""
    days = form.all_days
    return Verdict(
        room=form.cleaned_data["room"],
        slots=form.slots(days),
        holders=refusal.holders,
        alternatives=refusal.alternatives,
    )


def span_words(slots: Sequence[TimeSlot]) -> str:
    """Return the days of a request: ``พฤหัสบดี 1 มิถุนายน 2566``, ``1-4 มิ.ย. 2566``, or each day where some are left out."""
    first, last, language = slots[0].day, slots[-1].day, get_language() or "th"
    if first == last:
        return thai.format_date(first, language, style="full")
    if len(slots) > (last - first).days:
        return thai.format_span(first, last, language)
    return ", ".join(thai.format_date(slot.day, language, style="short") for slot in slots)


def half_words(slot: TimeSlot) -> str:
    """Return how people speak of that time of day."""
    return when(slot, get_language() or "th")


def place_words(offer: Alternative) -> str:
    """Return an alternative as the words that a button sends and ``with_place`` reads."""
    first, last = offer.slots[0], offer.slots[-1]
    words = {"room": offer.room_id, "on": first.day.isoformat(), "half": offer.half.value}
    if last.day != first.day:
        words["until"] = last.day.isoformat()
        words["days_answer"] = answer_of(WORKING_DAYS if _has_gaps(offer) else ALL_DAYS, first.day, last.day)
    if offer.half is Half.EXACT:
        words |= {"starts": f"{first.hours.start:%H:%M}", "ends": f"{first.hours.end:%H:%M}"}
    return urlencode(words)


def _has_gaps(offer: Alternative) -> bool:
    return len(offer.slots) <= (offer.slots[-1].day - offer.slots[0].day).days


def answer_of(kind: str, first: date, last: date) -> str:
    """Return the answer about days off as a button sends it: good for just the span that was asked about."""
    return f"{kind} {first} {last}"


def with_place(data: QueryDict) -> QueryDict:
    """Return what was typed, with room and time of the alternative whose button was pressed, if one was."""
    if not data.get("instead"):
        return data
    place = QueryDict(str(data["instead"])[:500])
    changed = data.copy()
    for name in (*PLACE, "days_answer"):
        changed[name] = place.get(name, "")
    return changed


def slot_words(request: PersonRequest) -> dict[str, Any]:
    """Return what templates need to speak of slots."""
    return {
        "span": span_words,
        "half_words": half_words,
        "place_words": place_words,
        "must_ask": lambda room: bool(room) and must_ask(request.rights, room),
        "slot_of": lambda booking: queries.slot_of_booking(booking, request.office),
    }
