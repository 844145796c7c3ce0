"""What pages ask about rooms."""

from collections.abc import Collection
from datetime import datetime, time

from django.db.models import Count, FilteredRelation, Q, QuerySet

from jonghong.core import clock
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Office
from jonghong.rooms.hours import Halves, Hours
from jonghong.rooms.models import Room


def rooms_of(office: Office | int) -> QuerySet[Room]:
    """Return every room of the office, closed ones too, in the office's own order."""
    return Room.objects.filter(office=office)


def rooms_shown(office: Office, booked: Collection[int]) -> list[Room]:
    """Return the rooms that a table shows, in the office's own order: closed ones only where they are booked."""
    return [room for room in _rooms(office.pk) if room.is_open or room.pk in booked]


@Prepared
def _rooms(office: int) -> QuerySet[Room]:
    return rooms_of(office)


def open_rooms(office: Office) -> QuerySet[Room]:
    """Return the rooms that take bookings."""
    return rooms_of(office).filter(is_open=True)


def rooms_to_keep(office: Office) -> QuerySet[Room]:
    """Return every room of the office, each with how many requests wait for it (``waiting``) and bookings come (``ahead``).

    Only what begins today or later is looked at: a booking is over with its day, and no request outlives what it asks for.
    """
    today = datetime.combine(clock.today(office.zone), time.min, office.zone)
    stands = Q(bookings__starts_at__gte=today, bookings__state__in=("pending", "confirmed", "held"))
    return (
        rooms_of(office)
        .annotate(
            coming=FilteredRelation("bookings", condition=stands),
            waiting=Count("coming", filter=Q(coming__state="pending")),
            ahead=Count("coming", filter=Q(coming__ends_at__gt=clock.now())),
        )
        .order_by("position", "pk")
    )


def halves_of(office: Office) -> Halves:
    """Return the halves of the office's working day."""
    return Halves(
        morning=Hours(office.morning_starts, office.morning_ends),
        afternoon=Hours(office.afternoon_starts, office.afternoon_ends),
    )
