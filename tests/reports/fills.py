"""What fills the database of a real server for the year report; see ``tests.fill``."""

from datetime import date
from typing import Any


def one_room() -> dict[str, Any]:
    """Make an office with a room and nothing booked."""
    from tests import make

    make.room(make.office())
    return {}


def one_booking() -> dict[str, Any]:
    """Book the room on the morning of 1 June 2566."""
    from jonghong.bookings import actions
    from jonghong.bookings.snapshots import Details
    from jonghong.bookings.timeslots import slot_of
    from jonghong.offices.models import Office
    from jonghong.people.permissions import rights_of
    from jonghong.rooms.hours import Half
    from jonghong.rooms.queries import halves_of
    from tests import make

    office = Office.objects.get()
    clerk = rights_of(make.person(office))
    actions.book(
        office=office,
        by=clerk,
        room_id=office.rooms.get().pk,
        slots=[slot_of(date(2023, 6, 1), Half.MORNING, halves_of(office))],
        details=Details(title="ประชุม", group_id=clerk.group_ids[0]),
    )
    return {}
