"""The office of the tests of bookings, two days before a room there is taken."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import TimeSlot
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from jonghong.waiting.models import Waiter
from tests.bookings.conftest import Place

NOW = datetime(2023, 5, 30, 2, 0, tzinfo=UTC)  # 9.00 in the office; its tests book 1 June


class Hall(Place):
    """A place with a queue: the clerk and his colleague are of group 1, the stranger of group 2."""

    def join(
        self,
        *slots: TimeSlot,
        by: Rights | None = None,
        room: Room | None = None,
        group: int = 2,
        title: str = "",
        attendees: int | None = 12,
    ) -> list[Waiter]:
        return queue.join(
            office=self.office,
            by=by or self.stranger,
            room_id=(room or self.small).pk,
            slots=slots or [self.slot()],
            need=Need(self.groups[group].pk, attendees, title),
        )

    def cancel(self, booking: Booking, by: Rights | None = None) -> None:
        booking.refresh_from_db()
        booking.office = self.office
        actions.cancel(booking=booking, by=by or self.clerk)

    def held(self) -> list[Booking]:
        """Return what is kept for somebody, each with the office as pages read it."""
        found = list(Booking.objects.filter(office=self.office, state="held").order_by("starts_at"))
        for booking in found:
            booking.office = self.office
        return found

    def take_up(self, booking: Booking, by: Rights | None = None, **facts: object) -> None:
        details = Details(**{"title": "ประชุม", "group_id": booking.group_id, **facts})  # type: ignore[arg-type]
        actions.take_up(booking=booking, by=by or self.stranger, version=booking.version, details=details)

    def verbs(self) -> list[str]:
        return list(History.objects.filter(office=self.office).order_by("pk").values_list("verb", flat=True))

    def states(self) -> list[str]:
        return list(Waiter.objects.filter(office=self.office).order_by("pk").values_list("state", flat=True))


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    """Let it be two days before, and let tests go on from there."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall(clock: Traveller) -> Hall:
    return Hall()
