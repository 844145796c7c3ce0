"""What pages ask about bookings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet

from jonghong.bookings.models import HOLDING, Booking, History, State
from jonghong.bookings.refusals import Alternative, Holder
from jonghong.bookings.timeslots import TimeSlot, slot_of
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of

LOOK_AHEAD = timedelta(days=14)
OFFERS = 3


def bookings_of(office: Office) -> QuerySet[Booking]:
    """Return every booking of the office, cancelled ones too."""
    return Booking.objects.filter(office=office)


def holding(office: Office) -> QuerySet[Booking]:
    """Return the bookings that keep others out."""
    return bookings_of(office).filter(state__in=HOLDING)


def booking_in_full(office: Office, booking_id: int) -> Booking | None:
    """Return one booking with its room, group and organizer, by one query."""
    found = bookings_of(office).filter(pk=booking_id)
    return found.select_related("room", "group", "organizer").first()


def days_of_series(booking: Booking) -> QuerySet[Booking]:
    """Return the bookings that were made by the same request and still stand, earliest first; itself if it is alone."""
    same = Q(series=booking.series_id) if booking.series_id else Q(pk=booking.pk)
    return Booking.objects.filter(same, office=booking.office_id, state__in=HOLDING).order_by("starts_at")


def history_of(booking: Booking) -> QuerySet[History]:
    """Return what was done to a booking, latest first."""
    return History.objects.filter(office=booking.office_id, booking=booking).select_related("actor").order_by("-at", "-pk")


def rows_of_act(office: Office, act: Any) -> QuerySet[History]:
    """Return what one request wrote, with the bookings it touched."""
    found = History.objects.filter(office=office, act=act)
    return found.select_related("booking__room", "booking__group").order_by("booking__starts_at")


def own_bookings(office: Office, rights: Rights, today: date) -> QuerySet[Booking]:
    """Return what a person booked himself, for today and later, earliest first."""
    mine = holding(office).filter(organizer=rights.person_id, date__gte=today)
    return mine.select_related("room", "group")


def own_past_bookings(office: Office, rights: Rights, today: date) -> QuerySet[Booking]:
    """Return what a person booked himself and what is over or cancelled, latest first."""
    mine = bookings_of(office).filter(organizer=rights.person_id)
    over = mine.filter(Q(date__lt=today) | Q(state__in=[State.CANCELLED, State.DECLINED]))
    return over.select_related("room", "group").order_by("-starts_at", "-pk")


def clashes(room: Room, slots: Sequence[TimeSlot], *, but: Booking | None = None) -> list[Holder]:
    """Return who holds a room within those slots, earliest first, by one query; ``but`` is the booking that would move."""
    in_way = Q()
    for slot in slots:
        start, end = slot.instants(room.office.zone)
        in_way |= Q(starts_at__lt=end, ends_at__gt=start)
    found = Booking.objects.filter(in_way, room=room, state__in=HOLDING, is_legacy=False).select_related("group")
    if but:
        found = found.exclude(pk=but.pk)
    return [
        Holder(booking.date, hours_of(booking, room.office), booking.group.short_name)
        for booking in found.order_by("starts_at")
    ]


def hours_of(booking: Booking, office: Office) -> Hours:
    """Return the wall time of a booking in its office."""
    return Hours(booking.starts_at.astimezone(office.zone).time(), booking.ends_at.astimezone(office.zone).time())


def slot_of_booking(booking: Booking, office: Office) -> TimeSlot:
    """Return the shape of a booking in time."""
    return TimeSlot(booking.date, Half(booking.half), hours_of(booking, office))


@dataclass(frozen=True)
class Taken:
    """The slots that are held, by room, within a stretch of days."""

    by_room: dict[int, list[TimeSlot]]

    def is_free(self, room_id: int, slots: Iterable[TimeSlot]) -> bool:
        """Tell whether nobody holds the room at any of those times."""
        held = self.by_room.get(room_id, [])
        return not any(slot.overlaps(other) for slot in slots for other in held)


def taken(office: Office, first: date, last: date, *, but: Booking | None = None) -> Taken:
    """Return what is held in all rooms from ``first`` to ``last``, both included, by one query."""
    by_room: dict[int, list[TimeSlot]] = {}
    found = holding(office).filter(date__range=(first, last), is_legacy=False)
    for booking in found.exclude(pk=but.pk) if but else found:
        by_room.setdefault(booking.room_id, []).append(slot_of_booking(booking, office))
    return Taken(by_room)


def alternatives(
    room: Room,
    slots: Sequence[TimeSlot],
    *,
    rooms: Iterable[Room],
    attendees: int | None = None,
    but: Booking | None = None,
) -> list[Alternative]:
    """Return at most three offers in place of a taken slot among the open ``rooms``, by one query.

    One other room at the same time comes first (the smallest that seats everybody), then the same room at another half of
    the day or on a following day, then further rooms.
    """
    office = room.office
    held = taken(office, slots[0].day, slots[-1].day + LOOK_AHEAD, but=but)
    others = [other for other in rooms if other.is_open and other != room and held.is_free(other.pk, slots)]
    others.sort(key=lambda other: _misfit(other, attendees or 0))
    elsewhere = [Alternative(other.pk, other.name, tuple(slots), is_same_room=False) for other in others]
    later = [
        Alternative(room.pk, room.name, tuple(other), is_same_room=True)
        for other in _other_times(slots, office)
        if room.is_open and held.is_free(room.pk, other)
    ]
    return [*elsewhere[:1], *later[: OFFERS - 1], *elsewhere[1:]][:OFFERS]


def _misfit(room: Room, attendees: int) -> tuple[bool, int]:
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
