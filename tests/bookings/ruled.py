"""The office of the tests of bookings with rules, some days before its rooms are booked."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from jonghong.bookings.models import RuleSet
from jonghong.bookings.rules import Wish, objections
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from tests.bookings.conftest import DAY, Place

NOW = datetime(2023, 5, 30, 2, 0, tzinfo=UTC)  # Tuesday 9.00 in the office; its tests book Thursday 1 June
SATURDAY = date(2023, 6, 3)


class Ruled(Place):
    """A place whose rules a test sets, and whose wishes it asks about."""

    def rule(self, room: Room | None = None, groups: tuple[int, ...] = (), **facts: Any) -> RuleSet:
        """Set rules of the office, or of a room; ``groups`` count from 0."""
        row = RuleSet.objects.create(office=self.office, room=room, **facts)
        row.groups.set([self.groups[number] for number in groups])
        return row

    def at(self, hours: str, day: date = DAY) -> TimeSlot:
        """Return a slot of exact hours, such as ``08:00-09:30``."""
        start, end = (time.fromisoformat(text) for text in hours.split("-"))
        return self.slot(Half.EXACT, day, Hours(start, end))

    def wish(self, *slots: TimeSlot, by: Rights | None = None, room: Room | None = None, **facts: Any) -> Wish:
        room = room or self.small
        room.office = self.office
        asked: dict[str, Any] = {"group_id": self.groups[1].pk, "attendees": 15, "now": clock.now(), **facts}
        return Wish(office=self.office, room=room, slots=slots or (self.slot(),), by=by or self.clerk, **asked)

    def codes(self, *slots: TimeSlot, **facts: Any) -> list[str]:
        """Return the names of the rules that are against a wish."""
        return [found.code for found in objections(self.wish(*slots, **facts))]

    def sentence(self, *slots: TimeSlot, **facts: Any) -> str:
        """Return the one sentence that is said against a wish."""
        (found,) = objections(self.wish(*slots, **facts))
        return found.sentence


def with_now(wish: Wish, now: datetime) -> Wish:
    """Return the same wish at another instant."""
    return replace(wish, now=now)
