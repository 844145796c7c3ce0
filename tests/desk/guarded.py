"""The office of the tests of bookings, in which one room is used with permission, on a day before anybody meets there."""

from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from jonghong.bookings.models import Booking, History
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room
from tests.bookings.conftest import Place

NOW = datetime(2023, 5, 30, 2, 0, tzinfo=UTC)  # 9.00 in the office
DAY = date(2023, 6, 1)


class Guarded(Place):
    """A place whose large room is used with permission; the small one is not."""

    def __init__(self) -> None:
        super().__init__()
        self.large.needs_permission = True
        self.large.save()

    def ask(
        self, half: Half = Half.MORNING, day: date = DAY, *, by: str = "clerk", room: Room | None = None, **facts: Any
    ) -> Booking:
        """Let somebody ask for the large room, and return what waits."""
        group = self.groups[2 if by == "stranger" else 1]
        (booking,) = self.book(
            self.slot(half, day),
            by=getattr(self, by),
            room=room or self.large,
            **{"group_id": group.pk, **facts},
        )
        booking.office = self.office
        return booking

    def ask_for(self, *days: date, half: Half = Half.MORNING, **facts: Any) -> list[Booking]:
        """Let the clerk ask for several days in one request."""
        return self.book(*(self.slot(half, day) for day in days), room=self.large, **facts)

    def states(self) -> list[str]:
        """Return how all bookings stand, in the order of their keys."""
        return list(Booking.objects.filter(office=self.office).order_by("pk").values_list("state", flat=True))

    def officer_client(self, language: str = "en") -> Client:
        """Return a browser in which the officer is signed in."""
        client = self.client("officer")
        client.cookies["language"] = language
        return client

    def last(self) -> History:
        """Return what was done last."""
        return History.objects.filter(office=self.office).latest("pk")


def shown(*bookings: Booking) -> str:
    """Return what a button sends for bookings as they stand."""
    return " ".join(f"{booking.pk}.{booking.version}" for booking in bookings)
