"""The office that tests of bookings happen in."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from jonghong.bookings import actions, tallies
from jonghong.bookings.models import Booking, History
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import TimeSlot, slot_of
from jonghong.people.models import Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of
from tests import make

DAY = date(2023, 6, 1)


class Place:
    """An office with two rooms, two clerks of group 1, one of group 2, and an officer; rights by their names."""

    def __init__(self) -> None:
        self.office = make.office()
        self.small = make.room(self.office, name="เล็ก", capacity=20)
        self.large = make.room(self.office, name="ใหญ่", capacity=120)
        self.groups = list(self.office.groups.all())
        self.people = {
            "clerk": make.person(self.office, group=1, name="สมศรี ใจดี"),
            "colleague": make.person(self.office, group=1),
            "stranger": make.person(self.office, group=2),
            "officer": make.person(self.office, group=0, role=Role.OFFICER),
        }

    def __getattr__(self, name: str) -> Rights:
        if name not in self.__dict__.get("people", {}):
            raise AttributeError(name)
        return rights_of(self.people[name])

    def client(self, name: str = "") -> Client:
        """Return a browser in which that person is signed in, or nobody."""
        client = Client()
        if name:
            client.force_login(self.people[name])
        return client

    def slot(self, half: Half = Half.MORNING, day: date = DAY, exact: Hours | None = None) -> TimeSlot:
        return slot_of(day, half, halves_of(self.office), exact)

    def details(self, **facts: Any) -> Details:
        return Details(**{"title": "ประชุม", "group_id": self.groups[1].pk, "attendees": 15, **facts})

    def book(
        self,
        *slots: TimeSlot,
        by: Rights | None = None,
        room: Room | None = None,
        key: UUID | None = None,
        **facts: Any,
    ) -> list[Booking]:
        act = actions.book(
            office=self.office,
            by=by or self.clerk,
            room_id=(room or self.small).pk,
            slots=slots or [self.slot()],
            details=self.details(**facts),
            key=key,
        )
        return [row.booking for row in History.objects.filter(act=act).order_by("pk")]

    def change(
        self,
        booking: Booking,
        *,
        by: Rights | None = None,
        room: Room | None = None,
        slot: TimeSlot | None = None,
        key: UUID | None = None,
        **facts: Any,
    ) -> UUID:
        return actions.change(
            booking=booking,
            by=by or self.clerk,
            version=booking.version,
            room_id=(room or booking.room).pk,
            slot=slot or self.slot(),
            details=self.details(**facts),
            key=key,
        )

    def times(self) -> dict[tuple[int, int], int]:
        return tallies.times_by_month(self.office.pk)


@pytest.fixture
def place() -> Place:
    return Place()
