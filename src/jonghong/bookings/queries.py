"""What pages ask about bookings."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jonghong.bookings.models import HOLDING, Booking, History, Series, State
from jonghong.bookings.refusals import Alternative, Holder
from jonghong.bookings.timeslots import TimeSlot, days_between, slot_of, slot_said
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Office
from jonghong.offices.queries import days_off
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of

# The slots of each room and day, each with who holds it.
Cells = dict[tuple[int, date], list[tuple[TimeSlot, Holder]]]
LOOK_AHEAD = timedelta(days=14)
OFFERS = 3


def bookings_of(office: Office | int) -> QuerySet[Booking]:
    """Return every booking of the office, cancelled ones too."""
    return Booking.objects.filter(office=office)


def holding(office: Office | int) -> QuerySet[Booking]:
    """Return the bookings that keep others out."""
    return bookings_of(office).filter(state__in=HOLDING)


def pending(office: Office) -> QuerySet[Booking]:
    """Return the bookings that wait for permission."""
    return bookings_of(office).filter(state=State.PENDING)


def due(office: Office | int, now: datetime) -> QuerySet[Booking]:
    """Return the requests that nobody answered in time, and the places that were kept for somebody long enough."""
    return bookings_of(office).filter(state__in=[State.PENDING, State.HELD], expires_at__lte=now)


def booking_in_full(office: Office, booking_id: int) -> Booking | None:
    """Return one booking with its room, group and organizer, by one query."""
    found = bookings_of(office).filter(pk=booking_id)
    return found.select_related("room", "group", "organizer").first()


def days_of_series(booking: Booking) -> QuerySet[Booking]:
    """Return the bookings of the series that this one belongs to which still stand."""
    return Booking.objects.filter(office=booking.office_id, series=booking.series_id, state__in=HOLDING)


def bookings_of_series(series: Series) -> QuerySet[Booking]:
    """Return every booking that belongs to a series, cancelled ones too, in the order of its rule."""
    found = Booking.objects.filter(office=series.office_id, series=series).select_related("room", "group")
    return found.order_by("series_date", "starts_at", "pk")


def series_of(office: Office, series_id: int) -> Series | None:
    """Return a series of this office."""
    return Series.objects.filter(office=office, pk=series_id).first()


def history_of(booking: Booking) -> QuerySet[History]:
    """Return what was done to a booking, latest first."""
    return History.objects.filter(office=booking.office_id, booking=booking).select_related("actor").order_by("-at", "-pk")


def rows_of_act(office: Office, act: Any) -> QuerySet[History]:
    """Return what one request wrote, with the bookings it touched."""
    found = History.objects.filter(office=office, act=act)
    return found.select_related("booking__room", "booking__group").order_by("booking__starts_at", "booking")


@Prepared
def touched_by_act(office: int, act: UUID) -> QuerySet[History, int]:
    """Return the keys of the bookings that one request of an office touched."""
    return History.objects.filter(office=office, act=act).order_by().values_list("booking", flat=True)


def own_bookings(office: Office, rights: Rights, today: date) -> QuerySet[Booking]:
    """Return what a person booked himself, for today and later, earliest first; not what is only kept for him."""
    mine = holding(office).filter(organizer=rights.person_id, date__gte=today).exclude(state=State.HELD)
    return mine.select_related("room", "group")


def own_past_bookings(office: Office, rights: Rights, today: date) -> QuerySet[Booking]:
    """Return what a person booked himself and what is over or cancelled, latest first."""
    mine = bookings_of(office).filter(organizer=rights.person_id)
    over = mine.filter(Q(date__lt=today) | Q(state__in=[State.CANCELLED, State.DECLINED, State.LAPSED]))
    return over.select_related("room", "group").order_by("-starts_at", "-pk")


def bookings_on(office: Office, day: date) -> QuerySet[Booking]:
    """Return what stands on one day, earliest first."""
    return holding(office).filter(date=day).select_related("room", "group", "series").order_by("starts_at", "room__position")


def hours_of(booking: Booking, office: Office) -> Hours:
    """Return the wall time of a booking in its office."""
    return wall_hours(booking.starts_at, booking.ends_at, office)


def wall_hours(start: datetime, end: datetime, office: Office) -> Hours:
    """Return two instants of one day as the wall clock of the office shows them."""
    zone = office.zone
    return Hours(start.astimezone(zone).time(), end.astimezone(zone).time())


def slot_of_booking(booking: Booking, office: Office) -> TimeSlot:
    """Return the shape of a booking in time, as people may speak of it now."""
    return slot_said(booking.date, Half(booking.half), hours_of(booking, office), halves_of(office))


class Seated(Protocol):
    """Anything with so many seats; None where that is not known."""

    @property
    def capacity(self) -> int | None:
        """How many."""


@dataclass(frozen=True)
class Taken:
    """What is held within a stretch of days: the slots of each room and day, each with who holds it.

    ``days_off`` are the weekends and holidays of that stretch, each with the holiday's name if any.
    """

    by_cell: Cells
    days_off: dict[date, str]

    def is_free(self, room_id: int, slots: Iterable[TimeSlot]) -> bool:
        """Tell whether nobody holds the room at any of those times."""
        return not self.holders(room_id, slots)

    def holders(self, room_id: int, slots: Iterable[TimeSlot]) -> list[Holder]:
        """Return who holds the room at any of those times, in the order of the slots."""
        found: dict[Holder, None] = {}
        for wanted in slots:
            held = self.by_cell.get((room_id, wanted.day), ())
            found |= {holder: None for slot, holder in held if slot.overlaps(wanted)}
        return list(found)


def taken(
    office: Office,
    first: date,
    last: date,
    *,
    but: Collection[int] = (),
    rooms: Collection[int] | None = None,
) -> Taken:
    """Return what is held from ``first`` to ``last``, both included, in all rooms or just some, by two queries.

    ``but`` are the keys of bookings that would move, which are in nobody's way.
    """
    return Taken(_cells(office, first, last, but=but, rooms=rooms), days_off(office, list(days_between(first, last))))


def holders(room: Room, slots: Sequence[TimeSlot], *, but: Collection[int] = ()) -> list[Holder]:
    """Return who holds a room at any of those times, as ``Taken.holders``, by one query."""
    days = [slot.day for slot in slots]
    return Taken(_cells(room.office, min(days), max(days), but=but, rooms=[room.pk]), {}).holders(room.pk, slots)


def own_among(person_id: int | None, room: Room, slots: Sequence[TimeSlot]) -> Booking | None:
    """Return the first booking of that person that holds the room at any of those times, by one query."""
    days = {slot.day for slot in slots}
    mine = holding(room.office).filter(organizer=person_id, room=room, date__in=days, is_legacy=False).order_by("starts_at")
    for booking in mine:
        held = slot_of_booking(booking, room.office)
        if any(held.overlaps(slot) for slot in slots):
            return booking
    return None


@Prepared
def _held(office: int, first: date, last: date, *rooms: int) -> QuerySet[Booking, tuple[Any, ...]]:
    """Return the columns of what is held in these rooms; where none are named, in all of them."""
    found = holding(office).filter(date__range=(first, last), is_legacy=False)
    columns = ("room_id", "date", "half", "starts_at", "ends_at", "group__short_name", "is_private", "state", "expires_at")
    return (found.filter(room__id__in=rooms) if rooms else found).order_by("starts_at").values_list("pk", *columns)


def _cells(office: Office, first: date, last: date, *, but: Collection[int], rooms: Collection[int] | None) -> Cells:
    by_cell: Cells = {}
    for pk, *facts in _held(office.pk, first, last, *(rooms or ())) if rooms is None or rooms else ():
        if pk not in but:
            room_id, day, half, start, end, group, is_private, state, expires = facts
            slot = TimeSlot(day, Half(half), wall_hours(start, end, office))
            kept_until = expires.astimezone(office.zone) if state == State.HELD else None
            holder = Holder(day, slot.hours, _("In use") if is_private else group, kept_until)
            by_cell.setdefault((room_id, day), []).append((slot, holder))
    return by_cell


def taken_around(slots: Sequence[TimeSlot], office: Office, *, but: Collection[int] = ()) -> Taken:
    """Return what is held on the days of a wish and on those after it that ``alternatives`` looks at."""
    days = [slot.day for slot in slots]
    return taken(office, min(days), max(days) + LOOK_AHEAD, but=but)


def alternatives(
    room: Room,
    slots: Sequence[TimeSlot],
    *,
    held: Taken,
    rooms: Iterable[Room],
    attendees: int | None = None,
) -> list[Alternative]:
    """Return at most three offers in place of a taken slot, among the open ones of ``rooms``.

    One other room at the same time comes first (the smallest that seats everybody), then the same room at another half of
    the day or on a following day, then further rooms that seat everybody, and last those that are too small. Where the room
    itself is too small, one that is no smaller will do. Days off are offered only to who asked for one.
    """
    off = set() if any(slot.day in held.days_off for slot in slots) else set(held.days_off)
    others = [other for other in rooms if other.is_open and other != room and held.is_free(other.pk, slots)]
    others.sort(key=lambda other: misfit(other, attendees or 0))
    elsewhere = [Alternative(other.pk, other.name, other.capacity, tuple(slots), other.needs_permission) for other in others]
    enough = min(attendees or 0, room.capacity or 0)
    fitting = sum(not misfit(other, enough)[0] for other in others)
    later = [
        Alternative(room.pk, room.name, room.capacity, tuple(other), room.needs_permission)
        for other in _other_times(slots, room.office)
        if room.is_open and held.is_free(room.pk, other) and off.isdisjoint(slot.day for slot in other)
    ]
    first = min(fitting, 1)
    return [*elsewhere[:first], *later[: OFFERS - 1], *elsewhere[first:]][:OFFERS]


def misfit(room: Seated, attendees: int) -> tuple[bool, int]:
    """Return how badly a room fits that many people: too small comes last, then what is furthest from their number."""
    seats = room.capacity or 0
    return seats < attendees, abs(seats - attendees)


def _other_times(slots: Sequence[TimeSlot], office: Office) -> Iterable[Sequence[TimeSlot]]:
    """Yield the same days at the other half, then the same hours on later days: the nearest first."""
    halves = halves_of(office)
    other_half = {Half.MORNING: Half.AFTERNOON, Half.AFTERNOON: Half.MORNING}.get(slots[0].half)
    same_days = [[slot_of(slot.day, other_half, halves) for slot in slots]] if other_half else []
    shifts = range(1, LOOK_AHEAD.days + 1)
    later = ([slot.moved(day=slot.day + timedelta(days=shift)) for slot in slots] for shift in shifts)
    return chain(same_days, later)
