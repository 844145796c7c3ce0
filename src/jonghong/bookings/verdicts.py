"""What a form says before anything is sent: free, or who holds the room, until when, and what is free instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language, gettext as _, ngettext

from jonghong.bookings import queries
from jonghong.bookings.entries import when
from jonghong.bookings.forms import PlaceForm
from jonghong.bookings.models import Booking, DaysOff, Overfull
from jonghong.bookings.permissions import must_ask
from jonghong.bookings.refusals import AgainstRule, Alternative, Holder, Objection, RoomTaken
from jonghong.bookings.rules import RULES, Lifter, Wish, objections, rules_of_change
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock, thai
from jonghong.people.access import PersonRequest
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room

# What an alternative changes of a form that was filled in.
PLACE = ("room", "on", "until", "half", "starts", "ends")
MOST_NAMED = 5  # days of a request that are said one by one
ALL_DAYS, WORKING_DAYS = "all", "working"


@dataclass(frozen=True)
class Verdict:
    """How the chosen room and time stand. ``holders`` is empty where all of it is free.

    ``objections`` are what the rules have against it, ``days_rule`` is what weekends and holidays mean in the room.
    """

    room: Room
    slots: list[TimeSlot]
    days_off: dict[date, str] = field(default_factory=dict)
    holders: tuple[Holder, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    seats_missing: int = 0
    is_past: bool = False
    objections: tuple[Objection, ...] = ()
    days_rule: str = DaysOff.MARK

    @property
    def is_liftable(self) -> bool:
        """Whether an officer's reason would lift all that the rules have against it."""
        return bool(self.objections) and all(found.lifted_by == Lifter.OFFICER.value for found in self.objections)

    @property
    def asks(self) -> dict[str, str]:
        """The answers that its buttons send about days off, by kind."""
        first, last = self.slots[0].day, self.slots[-1].day
        return {kind: answer_of(kind, first, last) for kind in (ALL_DAYS, WORKING_DAYS)}

    def answered(self, answer: str) -> list[TimeSlot]:
        """Return the slots to book after that answer about days off; none while it has still to be asked.

        Several days are always asked about, a single one where the office wants it so.
        """
        is_asked = self.days_off and (len(self.slots) > 1 or self.days_rule == DaysOff.ASK)
        if not is_asked or answer == self.asks[ALL_DAYS]:
            return self.slots
        return self.working_days if answer == self.asks[WORKING_DAYS] else []

    @property
    def working_days(self) -> list[TimeSlot]:
        """The slots on days that are neither weekend nor holiday."""
        return [slot for slot in self.slots if slot.day not in self.days_off]


def verdict_on(
    form: PlaceForm,
    *,
    attendees: int | None = None,
    but: Booking | None = None,
    rights: Rights | None = None,
    group_id: int | None = None,
) -> Verdict:
    """Return how a valid choice of room and time stands now, by two queries; with ``rights``, what the rules say, too.

    ``but`` is the booking that would move there, ``group_id`` for whom it is, None while that is not known.
    """
    room, slots = form.cleaned_data["room"], form.slots(form.all_days)
    room.office = form.office
    held = queries.taken_around(slots, form.office, but=[but.pk] if but else [])
    holders = held.holders(room.pk, slots)
    offers = queries.alternatives(room, slots, held=held, rooms=form.rooms, attendees=attendees) if holders else []
    verdict = Verdict(
        room=room,
        slots=slots,
        days_off={day: held.days_off[day] for day in form.all_days if day in held.days_off},
        holders=tuple(holders),
        alternatives=tuple(offers),
        seats_missing=max(0, (attendees or 0) - room.capacity) if room.capacity else 0,
        is_past=slots[0].day < clock.today(form.office.zone),
    )
    if rights is None:
        return verdict
    wish = Wish(
        office=form.office,
        room=room,
        slots=slots,
        by=rights,
        now=clock.now(),
        group_id=group_id,
        attendees=attendees,
        is_new_group=but is not None and but.group_id != group_id,  # a form offers only one's own groups
        but=[but.pk] if but else [],
    )
    return _asked_of_rules(verdict, wish, but)


def _asked_of_rules(verdict: Verdict, wish: Wish, but: Booking | None) -> Verdict:
    """Return the verdict with what the rules have against it. Days off that will be left out are not asked about."""
    rules = wish.settings
    if rules.days_off == DaysOff.REFUSE and len(verdict.slots) > 1 and verdict.working_days:
        wish = replace(wish, slots=verdict.working_days)
    found = objections(wish, rules_of_change(wish, but) if but else RULES)
    return replace(
        verdict,
        objections=tuple(found),
        days_rule=rules.days_off,
        # What is refused needs no warning besides.
        seats_missing=verdict.seats_missing if rules.overfull == Overfull.WARN else 0,
        is_past=verdict.is_past and not rules.refuses_past,
    )


def verdict_after(refusal: RoomTaken | AgainstRule, form: PlaceForm) -> Verdict:
    """Return the verdict that an action gave with its refusal."""
    room, slots = form.cleaned_data["room"], form.slots(form.all_days)
    if isinstance(refusal, AgainstRule):
        return Verdict(room, slots, objections=refusal.objections)
    return Verdict(room, slots, holders=refusal.holders, alternatives=refusal.alternatives)


def lifter_words(objection: Objection, *, cancels: bool = False) -> str:
    """Return who can help against an objection to booking, or to cancelling."""
    if cancels:
        return _("A room officer can cancel it all the same, with a reason.")
    return {
        Lifter.NOBODY.value: _("Nobody can book it all the same."),
        Lifter.CLERK.value: _("A clerk of that group, or a room officer."),
        Lifter.OFFICER.value: _("A room officer can book it all the same, with a reason."),
    }[objection.lifted_by]


def span_words(slots: Sequence[TimeSlot]) -> str:
    """Return the days of a request: ``พฤหัสบดี 1 มิถุนายน 2566``, ``1-4 มิ.ย. 2566``, or each day where some are left out."""
    first, last, language = slots[0].day, slots[-1].day, get_language() or "th"
    if first == last:
        return thai.format_date(first, language, style="full")
    if len(slots) > (last - first).days:
        return thai.format_span(first, last, language)
    if len(slots) > MOST_NAMED:
        words = {"num": len(slots), "span": thai.format_span(first, last, language)}
        return ngettext("%(num)s day of %(span)s", "%(num)s days of %(span)s", len(slots)) % words
    return ", ".join(thai.format_date(slot.day, language, style="short") for slot in slots)


def half_words(slot: TimeSlot) -> str:
    """Return how people speak of that time of day."""
    return when(slot, get_language() or "th")


def length_words(minutes: int) -> str:
    """Return how long something takes: "2 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    words = [ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours}] if hours else []
    words += [_("%(num)s minutes") % {"num": rest}] if rest else []
    return " ".join(words)


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
        "lifter_words": lifter_words,
        "half_words": half_words,
        "place_words": place_words,
        "must_ask": lambda room: bool(room) and must_ask(request.rights, room),
        "slot_of": lambda booking: queries.slot_of_booking(booking, request.office),
    }
