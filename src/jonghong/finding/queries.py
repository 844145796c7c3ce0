"""What the finder asks: which rooms there are, on how many dates each is taken, and what the offered ones lack."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from jonghong.bookings.queries import holding, wall_hours
from jonghong.bookings.rules import closures_between
from jonghong.bookings.timeslots import TimeSlot
from jonghong.finding.phrases import RoomName, ThingName
from jonghong.finding.ranking import Candidate
from jonghong.offices.models import Office
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Equipment, Room
from jonghong.rooms.queries import open_rooms

MIDNIGHT_TO_MIDNIGHT = Hours(datetime.min.time(), datetime.max.time())


def room_names(office: Office) -> list[RoomName]:
    """Return the rooms that take bookings, by name, in the office's own order."""
    return [RoomName(*row) for row in open_rooms(office).values_list("pk", "name")]


def equipment_of(office: Office) -> list[Equipment]:
    """Return what rooms of the office may have."""
    return list(Equipment.objects.filter(office=office))


def thing_names(things: Iterable[Equipment]) -> list[ThingName]:
    """Return equipment by name."""
    return [ThingName(thing.pk, thing.name) for thing in things]


def candidates(office: Office, things: Collection[int]) -> list[Candidate]:
    """Return every room that takes bookings, with how many of the wanted things it has, in the office's own order."""
    rooms = open_rooms(office)
    if not things:
        return [Candidate(*row) for row in rooms.values_list("pk", "capacity")]
    counted = rooms.annotate(things=Count("equipment", filter=Q(equipment__in=things)))
    return [Candidate(*row) for row in counted.values_list("pk", "capacity", "things")]


def clashes_of_rooms(office: Office, slots: Sequence[TimeSlot]) -> dict[int, int]:
    """Return on how many dates of the slots, one a day, each room is taken; rooms that are free throughout are left out.

    The database does the looking: what comes back is a row for each room that is taken at all.
    """
    times = [(slot.day, *slot.instants(office.zone)) for slot in slots]
    wanted = [Q(date=day, starts_at__lt=end, ends_at__gt=start) for day, start, end in times]
    found = holding(office).filter(Q(*wanted, _connector=Q.OR), date__in=[day for day, *_ in times], is_legacy=False)
    return dict(found.order_by().values_list("room").annotate(Count("date", distinct=True)))


def lacking(rooms: Iterable[Room], things: Collection[Equipment]) -> dict[int, list[str]]:
    """Return the names of the wanted things that each room has not, where there are any."""
    if not things:
        return {}
    ids = [room.pk for room in rooms]
    pairs = set(Room.equipment.through.objects.filter(room__in=ids, equipment__in=things).values_list("room", "equipment"))
    missing = {room: [thing.name for thing in things if (room, thing.pk) not in pairs] for room in ids}
    return {room: names for room, names in missing.items() if names}


@dataclass(frozen=True)
class Closed:
    """When rooms, or the whole office (None), take no bookings: each from when until when and why."""

    office: Office
    by_room: dict[int | None, list[tuple[datetime, datetime, str]]] = field(default_factory=lambda: defaultdict(list))

    def reasons(self, room_id: int, slot: TimeSlot) -> list[str]:
        """Return why the room is closed at some time of a slot."""
        if not self.by_room:
            return []
        start, end = slot.instants(self.office.zone)
        return [why for since, until, why in self._of(room_id) if since < end and until > start]

    def hours(self, room_id: int, day: date) -> list[Hours]:
        """Return the wall times of a day at which the room is closed."""
        if not self.by_room:
            return []
        start, end = MIDNIGHT_TO_MIDNIGHT.on(day, self.office.zone)
        within = [(max(since, start), min(until, end)) for since, until, _why in self._of(room_id)]
        return [wall_hours(since, until, self.office) for since, until in within if since < until]

    def clashes(self, room_id: int, slots: Iterable[TimeSlot]) -> int:
        """Return on how many of the slots the room is closed."""
        return sum(bool(self.reasons(room_id, slot)) for slot in slots)

    def _of(self, room_id: int) -> list[tuple[datetime, datetime, str]]:
        return [*self.by_room.get(None, ()), *self.by_room.get(room_id, ())]


def closed_between(office: Office, first: date, last: date) -> Closed:
    """Return what is closed from ``first`` to ``last``, both included, by one query."""
    closed = Closed(office)
    start = datetime.combine(first, datetime.min.time(), office.zone)
    found = closures_between(office, start, start + (last - first) + timedelta(days=1))
    for room_id, since, until, why in found.values_list("room", "starts_at", "ends_at", "reason"):
        closed.by_room[room_id].append((since, until, why))
    return closed


def taken_hours(office: Office, days: Sequence[date]) -> dict[tuple[int, date], list[tuple[datetime, datetime]]]:
    """Return when each room is taken on each of the days, as instants, earliest first."""
    by_cell = defaultdict(list)
    found = holding(office).filter(date__in=days, is_legacy=False).order_by("starts_at")
    for room_id, day, start, end in found.values_list("room", "date", "starts_at", "ends_at"):
        by_cell[room_id, day].append((start, end))
    return by_cell


def whole_day(day: date) -> TimeSlot:
    """Return a day from midnight to midnight."""
    return TimeSlot(day, Half.EXACT, MIDNIGHT_TO_MIDNIGHT)
