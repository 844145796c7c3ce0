"""What pages ask about queues. Only what is yet to start is waited for: a time that has begun has no queue any more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jonghong.bookings.models import Booking, State
from jonghong.bookings.queries import Taken, holding, taken, wall_hours
from jonghong.bookings.timeslots import Place, TimeSlot, slot_said
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.rooms.hours import Half
from jonghong.rooms.queries import halves_of
from jonghong.waiting.models import Stand, Waiter


@dataclass(frozen=True)
class Wait:
    """One's place in a queue: ``position`` counts from 1; ``is_free`` where nobody holds the room any more."""

    waiter: Waiter
    slot: TimeSlot
    position: int
    is_free: bool


@dataclass(frozen=True)
class Offer:
    """A place that is kept for somebody who waited for it, until ``until`` by the wall clock of the office."""

    waiter: Waiter
    booking: Booking
    slot: TimeSlot
    until: datetime


@dataclass(frozen=True)
class Queue:
    """Who waits for a place: how many people, and whether the one who asks is among them."""

    people: int
    is_mine: bool


def waiting(office: Office) -> QuerySet[Waiter]:
    """Return everybody who waits in the office, in the order of joining."""
    return Waiter.objects.filter(office=office, state=Stand.WAITING, starts_at__gt=clock.now())


def queue_for(office: Office, room_id: int, slot: TimeSlot) -> QuerySet[Waiter]:
    """Return who waits for a room at a time that shares an instant with ``slot``, in the order of joining, by one query."""
    start, end = slot.instants(office.zone)
    found = waiting(office).filter(room=room_id, date=slot.day, starts_at__lt=end, ends_at__gt=start)
    return found.select_related("person", "group")


def waiting_for(office: Office, places: Collection[Place]) -> list[Waiter]:
    """Return who waits for those rooms on those days, in the order of joining, by one query, or by none where all is past."""
    today = clock.today(office.zone)
    days: dict[int, set[date]] = {}
    for place in places:
        if place.slot.day >= today:
            days.setdefault(place.room_id, set()).add(place.slot.day)
    if not days:
        return []
    anywhere = Q()
    for room_id, wanted in days.items():
        anywhere |= Q(room=room_id, date__in=wanted)
    return list(waiting(office).filter(anywhere).select_related("person"))


def before(office: Office, room_id: int, slots: Sequence[TimeSlot], person_id: int | None) -> Queue:
    """Return who would come before somebody who begins to wait for those times now, by one query."""
    wanted = {slot.day: slot.instants(office.zone) for slot in slots}
    found = waiting(office).filter(room=room_id, date__in=wanted).values_list("person_id", "date", "starts_at", "ends_at")
    people = {person for person, day, start, end in found if start < wanted[day][1] and wanted[day][0] < end}
    return Queue(len(people - {person_id}), person_id in people)


def slot_of_waiter(waiter: Waiter, office: Office) -> TimeSlot:
    """Return the time that somebody waits for, as people may speak of it now."""
    hours = wall_hours(waiter.starts_at, waiter.ends_at, office)
    return slot_said(waiter.date, Half(waiter.half), hours, halves_of(office))


def waits_of(office: Office, person_id: int) -> list[Wait]:
    """Return a person's places in queues, earliest day first, with how far in front he stands, by three queries at most."""
    earlier = Waiter.objects.filter(
        Q(joined_at__lt=OuterRef("joined_at")) | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk")),
        office=office,
        state=Stand.WAITING,
        room=OuterRef("room"),
        date=OuterRef("date"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    number = earlier.order_by().values("room").annotate(number=Count("pk")).values("number")
    found = waiting(office).filter(person=person_id).select_related("room", "group").order_by("starts_at", "pk")
    waiters = list(found.annotate(ahead=Coalesce(Subquery(number), 0, output_field=IntegerField())))
    if not waiters:
        return []
    held = taken(office, waiters[0].date, waiters[-1].date, rooms={waiter.room_id for waiter in waiters})
    return [_wait(waiter, office, held) for waiter in waiters]


def _wait(waiter: Waiter, office: Office, held: Taken) -> Wait:
    slot = slot_of_waiter(waiter, office)
    return Wait(waiter, slot, waiter.ahead + 1, held.is_free(waiter.room_id, [slot]))  # type: ignore[attr-defined]


def offers_of(office: Office, person_id: int) -> list[Offer]:
    """Return what is kept for a person now, what ends first at the front, by one query."""
    found = Waiter.objects.filter(
        office=office,
        person=person_id,
        state=Stand.OFFERED,
        booking__state=State.HELD,
        booking__expires_at__gt=clock.now(),
    )
    kept = found.select_related("booking__room", "booking__group").order_by("booking__expires_at", "pk")
    return [_offer(waiter, office) for waiter in kept]


def _offer(waiter: Waiter, office: Office) -> Offer:
    booking = waiter.booking
    assert booking is not None
    assert booking.expires_at is not None
    return Offer(waiter, booking, slot_of_waiter(waiter, office), booking.expires_at.astimezone(office.zone))


def waiter_of_hold(booking: Booking) -> Waiter | None:
    """Return who waited for a place that is kept now; None for a booking that came about otherwise."""
    return Waiter.objects.filter(office=booking.office_id, booking=booking).first()


def joined_with(office: Office, person_id: int, waiter_id: int) -> list[Waiter]:
    """Return a person's own entry of that key, with what he joined at the same moment; nothing of anybody else's."""
    own = Waiter.objects.filter(office=office, person=person_id)
    moment = own.filter(pk=waiter_id).values("joined_at")
    return list(own.filter(joined_at__in=moment).select_related("room").order_by("starts_at"))


def own_waiter(office: Office, person_id: int, waiter_id: int) -> Waiter | None:
    """Return a person's own entry of that key."""
    return Waiter.objects.filter(office=office, person=person_id, pk=waiter_id).select_related("room", "group").first()


def is_all_his(office: Office, room_id: int, slots: Iterable[TimeSlot], person_id: int | None) -> bool:
    """Tell whether whatever holds the room at those times is that person's own."""
    anywhere = Q()
    for slot in slots:
        start, end = slot.instants(office.zone)
        anywhere |= Q(date=slot.day, starts_at__lt=end, ends_at__gt=start)
    held = holding(office).filter(anywhere, room=room_id, is_legacy=False)
    return not held.exclude(organizer=person_id).exists()
