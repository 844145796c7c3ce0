"""What pages ask about rooms."""

from django.db.models import Count, Q, QuerySet

from jonghong.offices.models import Office
from jonghong.rooms.hours import Halves, Hours
from jonghong.rooms.models import Room


def rooms_of(office: Office) -> QuerySet[Room]:
    """Return every room of the office, closed ones too, in the office's own order."""
    return Room.objects.filter(office=office)


def open_rooms(office: Office) -> QuerySet[Room]:
    """Return the rooms that take bookings."""
    return rooms_of(office).filter(is_open=True)


def rooms_to_keep(office: Office) -> QuerySet[Room]:
    """Return every room of the office, each with the number of requests that wait for it (``waiting``)."""
    waiting = Count("bookings", filter=Q(bookings__state="pending"))
    return rooms_of(office).annotate(waiting=waiting).order_by("position", "pk")


def halves_of(office: Office) -> Halves:
    """Return the halves of the office's working day."""
    return Halves(
        morning=Hours(office.morning_starts, office.morning_ends),
        afternoon=Hours(office.afternoon_starts, office.afternoon_ends),
    )
