"""What is shown before a series is saved: each date with its verdict, and what was chosen where there is a clash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.utils.translation import get_language, gettext as _

from jonghong.bookings import queries
from jonghong.bookings.entries import when
from jonghong.bookings.forms import BookingForm, RepeatedPlaceForm
from jonghong.bookings.refusals import Alternative, Objection
from jonghong.bookings.rules import Lifter, Wish, objections
from jonghong.bookings.series_plan import Ground, Plan, ranked, split_days
from jonghong.bookings.series_words import rule_words
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of


@dataclass(frozen=True)
class Asker:
    """For whom the rules are asked; ``override`` is an officer's reason to go against those that he can lift."""

    office: Office
    rights: Rights
    group_id: int
    attendees: int | None = None
    is_new_group: bool = True
    override: str = ""

    def wish(self, room: Room, slots: Sequence[TimeSlot], but: Sequence[int] = ()) -> Wish:
        """Return what the rules are asked about a room."""
        return Wish(
            office=self.office,
            room=room,
            slots=slots,
            by=self.rights,
            now=clock.now(),
            group_id=self.group_id,
            attendees=self.attendees,
            is_new_group=self.is_new_group,
            but=but,
        )

    def lifts(self, objection: Objection) -> bool:
        """Tell whether he has lifted that rule."""
        return bool(self.override) and self.rights.is_officer and objection.lifted_by == Lifter.OFFICER.value


@dataclass(frozen=True)
class Preview:
    """A plan, ready to be shown: the rule in words, and what rules have against it as a whole."""

    plan: Plan
    words: str
    room: Room
    slot: TimeSlot
    today: date
    attendees: int | None = None
    objections: tuple[str, ...] = ()
    skips_months: bool = False
    said: dict[tuple[int, Half, Hours], str] = field(default_factory=dict, compare=False)

    def say(self, offer: Alternative) -> str:
        """Return an offer in words; those of one room and time are put together once, for there may be hundreds."""
        slot = offer.slots[0]
        key = (offer.room_id, slot.half, slot.hours)
        if key not in self.said:
            seats = f" ({_('%(n)s seats') % {'n': offer.seats}})" if offer.seats else ""
            self.said[key] = f"{offer.room}{seats} · {when(slot, get_language() or 'th')}"
        return self.said[key]

    @property
    def past(self) -> int:
        """How many of the dates are over."""
        return sum(line.day < self.today for line in self.plan.lines)

    @property
    def seats_missing(self) -> int:
        """How many people have no seat."""
        return max(0, (self.attendees or 0) - self.room.capacity) if self.room.capacity else 0

    @property
    def is_against_rules(self) -> bool:
        """Whether the rules have something against the whole or any date."""
        return bool(self.objections) or any(line.against for line in self.plan.lines)

    @property
    def is_empty(self) -> bool:
        """Whether every date is a day off, so that there is nothing to book."""
        return not self.plan.lines


def preview_of(form: BookingForm | RepeatedPlaceForm, asker: Asker, choices: Mapping[str, str]) -> Preview:
    """Return what a new series would come to, from a valid form that repeats; by a few queries, however long it is."""
    assert form.rule is not None
    rule, room = form.rule, form.cleaned_data["room"]
    dates = rule.dates()
    held = queries.taken(form.office, dates[0], dates[-1])
    kept, off = split_days(dates, held.days_off, **form.skips)
    places = [Place(room.pk, slot) for slot in form.slots(kept)]
    ground, against = ground_of(places, held, form.rooms, asker, choices)
    (slot,) = form.slots(dates[:1])
    asked = digest(rule, room.pk, slot, form.skips, kept, bool(asker.override))
    return Preview(
        plan=Plan([ground.line(place.slot.day, place) for place in places], off, asked),
        words=rule_words(rule),
        room=room,
        slot=slot,
        today=clock.today(form.office.zone),
        attendees=asker.attendees,
        objections=against,
        skips_months=rule.recurrence.may_skip_months,
    )


def ground_of(
    places: Sequence[Place],
    held: queries.Taken,
    rooms: Sequence[Room],
    asker: Asker,
    choices: Mapping[str, str],
    *,
    but: Sequence[int] = (),
) -> tuple[Ground, tuple[str, ...]]:
    """Return what the lines about places are judged by, and what the rules have against their rooms as a whole."""
    by_key = {room.pk: room for room in rooms}
    overall: dict[str, None] = {}
    against: dict[tuple[int, date], str] = {}
    for room_id in {place.room_id for place in places}:
        slots = [place.slot for place in places if place.room_id == room_id]
        sentences, days = against_rules(asker.wish(by_key[room_id], slots, but), asker)
        overall |= dict.fromkeys(sentences)
        against |= {(room_id, day): sentence for day, sentence in days.items()}
    clashing = [
        place.slot
        for place in places
        if (place.room_id, place.slot.day) in against or held.holders(place.room_id, [place.slot])
    ]
    offered = [room for room in ranked(rooms, asker.attendees) if room.pk not in {place.room_id for place in places}]
    for room in offered if clashing else []:
        sentences, days = against_rules(asker.wish(room, clashing), asker)
        if sentences:
            days = {slot.day: sentences[0] for slot in clashing}
        against |= {(room.pk, day): sentence for day, sentence in days.items()}
    ground = Ground(held, ranked(rooms, asker.attendees), halves_of(asker.office), against, choices)
    return ground, tuple(overall)


def against_rules(wish: Wish, asker: Asker) -> tuple[list[str], dict[date, str]]:
    """Return the sentences of rules against a wish as a whole, or else those against some of its days."""
    found = [objection for objection in objections(wish) if not asker.lifts(objection)] if wish.slots else []
    whole = [objection.sentence for objection in found if not objection.slots]
    if whole:
        return whole, {}
    days: dict[date, list[str]] = {}
    for objection in found:
        for slot in objection.slots:
            days.setdefault(slot.day, []).append(objection.sentence)
    return [], {day: " ".join(sentences) for day, sentences in days.items()}


def digest(*facts: object) -> str:
    """Return a short name of a question, the same for the same facts."""
    return sha256(repr(facts).encode()).hexdigest()[:32]
