"""Rooms for some dates, ranked: free, free on some of them, taken, and those that do not suit, each with what is to be said.

The database counts the clashes of each room, ranking orders them all, and only the rooms of one page are looked at closely.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from jonghong.bookings.queries import Taken, taken
from jonghong.bookings.timeslots import TimeSlot, free_parts, slot_of
from jonghong.finding.queries import Closed, candidates, clashes_of_rooms, closed_between, lacking, whole_day
from jonghong.finding.ranking import UNSUITED, Aim, Candidate, Standing, counted, ranked, standing_of, suits
from jonghong.offices.models import Office
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Equipment, Room
from jonghong.rooms.queries import halves_of, open_rooms

A_PAGE = 30  # rooms
LOOK_AHEAD = 60  # days
SHOWN_CLASHES = 5
NAMED = "named"


@dataclass(frozen=True)
class Need:
    """What is looked for: the slots, one a day in order, and what the room has to be like.

    ``is_series`` says that the slots follow a rule, so that they cannot be moved by some days.
    """

    slots: tuple[TimeSlot, ...]
    attendees: int | None = None
    things: tuple[Equipment, ...] = ()
    room_id: int | None = None
    is_series: bool = False

    @property
    def aim(self) -> Aim:
        """What rooms are measured by."""
        return Aim(self.attendees, len(self.things), len(self.slots), self.room_id)


@dataclass(frozen=True)
class Clash:
    """Who has the room on one of the dates: a group, or nobody, because it is closed for a reason."""

    day: date
    hours: Hours
    group: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Offer:
    """A room with all that is to be said about it.

    ``parts`` are what else is free on the one day that was asked for; ``later`` is when the room is free next, all slots moved
    by the same number of days; ``free_slots`` are those of the wanted ones that are free.
    """

    room: Room
    standing: Standing
    is_suited: bool
    clashes: tuple[Clash, ...] = ()
    seats_missing: int = 0
    are_seats_unknown: bool = False
    lacks: tuple[str, ...] = ()
    parts: tuple[TimeSlot, ...] = ()
    later: tuple[TimeSlot, ...] = ()
    free_slots: tuple[TimeSlot, ...] = ()

    @property
    def section(self) -> str:
        """Under which heading it stands."""
        return self.standing.value if self.is_suited else UNSUITED


@dataclass(frozen=True)
class Answer:
    """The rooms of one page, in their order, and how many of all but the named one stand how."""

    need: Need
    offers: tuple[Offer, ...]
    counts: Counter[str]
    page: int
    has_more: bool
    days_off: dict[date, str] = field(default_factory=dict)

    @property
    def sections(self) -> list[tuple[str, list[Offer]]]:
        """The offers under their headings, in their order; the room that was named stands by itself."""
        headed = groupby(self.offers, key=lambda offer: NAMED if offer.room.pk == self.need.room_id else offer.section)
        return [(name, list(offers)) for name, offers in headed]


def find_rooms(office: Office, need: Need, *, page: int = 1) -> Answer:
    """Return a page of the rooms of an office, ranked, by as many queries for five thousand rooms as for one.

    A page beyond the last is the last.
    """
    first, last = need.slots[0].day, need.slots[-1].day
    closed = closed_between(office, first, last + timedelta(days=LOOK_AHEAD))
    rooms_there = _with_clashes(office, need, closed)
    order = ranked(rooms_there, need.aim)
    page = within_pages(page, len(order))
    here = order[(page - 1) * A_PAGE : page * A_PAGE]
    rooms = open_rooms(office).in_bulk([candidate.id for candidate in here])
    clashing = [candidate.id for candidate in here if candidate.clashes]
    held = taken(office, first, last + timedelta(days=LOOK_AHEAD), rooms=clashing)
    lacks = lacking(rooms.values(), need.things)
    look = _Look(office, need, held, closed)
    return Answer(
        need=need,
        offers=tuple(look.offer(each, rooms[each.id], lacks.get(each.id, [])) for each in here if each.id in rooms),
        counts=counted(rooms_there, need.aim),
        page=page,
        has_more=len(order) > page * A_PAGE,
        days_off={slot.day: held.days_off[slot.day] for slot in need.slots if slot.day in held.days_off},
    )


def within_pages(page: int, rooms: int) -> int:
    """Return the page that is asked for of so many rooms; the last, where it lies beyond."""
    return min(page, max(1, -(-rooms // A_PAGE)))


def _with_clashes(office: Office, need: Need, closed: Closed) -> list[Candidate]:
    """Return the rooms with the number of dates on which each is taken or closed."""
    taken_on, most = clashes_of_rooms(office, need.slots), len(need.slots)
    rooms = candidates(office, [thing.pk for thing in need.things])
    if closed.by_room:
        taken_on = {each.id: taken_on.get(each.id, 0) + closed.clashes(each.id, need.slots) for each in rooms}
    return [each._replace(clashes=min(most, taken_on[each.id])) if each.id in taken_on else each for each in rooms]


@dataclass(frozen=True)
class _Look:
    """A close look at the rooms of a page."""

    office: Office
    need: Need
    held: Taken
    closed: Closed

    def offer(self, candidate: Candidate, room: Room, lacks: Sequence[str]) -> Offer:
        """Return one room with what is to be said about it."""
        clashes = self._clashes(room) if candidate.clashes else ()
        not_free = {clash.day for clash in clashes}
        standing = standing_of(len(not_free), len(self.need.slots))
        is_full = standing is Standing.FULL
        wanted = self.need.attendees or 0
        return Offer(
            room=room,
            standing=standing,
            is_suited=suits(candidate, self.need.aim),
            clashes=clashes,
            seats_missing=max(0, wanted - room.capacity) if room.capacity else 0,
            are_seats_unknown=bool(wanted) and not room.capacity,
            lacks=tuple(lacks),
            parts=self._parts(room) if is_full else (),
            later=self._later(room) if is_full else (),
            free_slots=tuple(slot for slot in self.need.slots if slot.day not in not_free),
        )

    def _clashes(self, room: Room) -> tuple[Clash, ...]:
        held = [Clash(each.day, each.hours, group=each.group) for each in self.held.holders(room.pk, self.need.slots)]
        closed = [
            Clash(slot.day, slot.hours, reason=why) for slot in self.need.slots for why in self.closed.reasons(room.pk, slot)
        ]
        return tuple(sorted([*held, *closed], key=lambda clash: (clash.day, clash.hours.start)))

    def _parts(self, room: Room) -> tuple[TimeSlot, ...]:
        """Return what is left of the one day; of several, the other half of each, if all of these are free."""
        halves, first = halves_of(self.office), self.need.slots[0]
        if len(self.need.slots) == 1:
            held = [holder.hours for holder in self.held.holders(room.pk, [whole_day(first.day)])]
            return tuple(free_parts(first.day, halves, [*held, *self.closed.hours(room.pk, first.day)]))
        other = {Half.MORNING: Half.AFTERNOON, Half.AFTERNOON: Half.MORNING}.get(first.half)
        slots = tuple(slot_of(slot.day, other, halves) for slot in self.need.slots) if other else ()
        return slots if slots and not self.need.is_series and self._is_free(room, slots) else ()

    def _later(self, room: Room) -> tuple[TimeSlot, ...]:
        """Return the same slots so many days later, on days off only where one of those asked for is one."""
        wants_days_off = any(slot.day in self.held.days_off for slot in self.need.slots)
        for shift in range(1, LOOK_AHEAD + 1) if not self.need.is_series else ():
            slots = tuple(slot.moved(day=slot.day + timedelta(days=shift)) for slot in self.need.slots)
            is_off = any(slot.day in self.held.days_off for slot in slots)
            if (wants_days_off or not is_off) and self._is_free(room, slots):
                return slots
        return ()

    def _is_free(self, room: Room, slots: Sequence[TimeSlot]) -> bool:
        return self.held.is_free(room.pk, slots) and not self.closed.clashes(room.pk, slots)
