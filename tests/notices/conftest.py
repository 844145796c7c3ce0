"""The office of the tests of bookings, a week before its meetings."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking
from tests.bookings.conftest import Place

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)


class Hall(Place):
    """A place whose officer acts upon what the clerk has booked."""

    def again(self, booking: Booking) -> Booking:
        """Return a booking as it stands now."""
        found = Booking.objects.get(pk=booking.pk)
        found.office = self.office
        return found

    def cancel(self, booking: Booking, reason: str = "") -> None:
        actions.cancel(booking=self.again(booking), by=self.officer, override=reason)

    def person_of(self, name: str) -> int:
        return int(self.people[name].pk)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall(clock: Traveller) -> Hall:
    return Hall()
