"""Free places for rows that stand ahead and lost theirs, best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jonghong.bookings.queries import LOOK_AHEAD, Taken, alternatives, taken
from jonghong.bookings.refusals import Holder
from jonghong.bookings.rules import closures_between
from jonghong.bookings.timeslots import Place, TimeSlot, days_between, slot_at, wall_days
from jonghong.core import clock
from jonghong.core.forms import number_of
from jonghong.desk.closures_forms import words_of
from jonghong.moving.mending_forms import day_of, time_of
from jonghong.offices.models import Office
from jonghong.rooms.hours import Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of, rooms_of


@dataclass(frozen=True)
class Wish:
    """What a row asks for, as far as it is known: a room here, each of its days, for so many people."""

    room_id: int
    slots: tuple[TimeSlot, ...]
    attendees: int | None


@dataclass(frozen=True)
class Offer:
    """A free place; ``days`` is on how many days from that of ``slot`` on."""

    room: Room
    slot: TimeSlot
    days: int
    is_same_time: bool
    is_too_small: bool

    @property
    def words(self) -> str:
        """What its button sends."""
        return words_of(Place(self.room.pk, self.slot))


def wish_of(suggestion: Mapping[str, str], office: Office) -> Wish | None:
    """Return what a row asks for; None where its room, day or hours are not known."""
    room_id = number_of(suggestion.get("room_id", ""))
    first, last = day_of(suggestion.get("first", "")), day_of(suggestion.get("last", ""))
    start, end = time_of(suggestion.get("start", "")), time_of(suggestion.get("end", ""))
    if not room_id or not first or not start or not end or start >= end:
        return None
    halves, hours = halves_of(office), Hours(start, end)
    slots = tuple(slot_at(day, hours, halves) for day in days_between(first, max(first, last or first)))
    return Wish(room_id, slots, number_of(suggestion.get("attendees", "")))


class Offers:
    """The free places of an office around some wishes, by a few statements however many they are."""

    def __init__(self, office: Office, wishes: Sequence[Wish]) -> None:
        self.office, self.today = office, clock.today(office.zone)
        self.rooms = {room.pk: room for room in rooms_of(office)}
        for room in self.rooms.values():
            room.office = office
        days = [slot.day for wish in wishes for slot in wish.slots]
        self.held: Taken | None = None
        if days:
            first, last = min(days), max(days) + LOOK_AHEAD
            self.held = taken(office, first, last)
            self._respect_closures(self.held, first, last)

    def best(self, wish: Wish) -> list[Offer]:
        """Return at most three places in which all of a wish is free, none of them in the past."""
        room = self.rooms.get(wish.room_id)
        if room is None or self.held is None or wish.slots[0].day < self.today:
            return []
        people = wish.attendees or 0
        found = alternatives(room, wish.slots, held=self.held, rooms=self.rooms.values(), attendees=wish.attendees)
        return [
            Offer(
                room=self.rooms[each.room_id],
                slot=each.slots[0],
                days=len(each.slots),
                is_same_time=tuple(each.slots) == wish.slots,
                is_too_small=bool(each.seats and each.seats < people),
            )
            for each in found
        ]

    def _respect_closures(self, held: Taken, first: date, last: date) -> None:
        zone = self.office.zone
        starts, ends = datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)
        for closure in closures_between(self.office, starts, ends):
            begin, end = max(starts, closure.starts_at).astimezone(zone), min(ends, closure.ends_at).astimezone(zone)
            for slot in wall_days(begin, end):
                for room_id in [closure.room_id] if closure.room_id else self.rooms:
                    held.by_cell.setdefault((room_id, slot.day), []).append((slot, Holder(slot.day, slot.hours, "")))
