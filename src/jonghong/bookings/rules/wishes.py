"""What the rules are asked about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cached_property

from jonghong.bookings.rules.settings import Settings, settings_of
from jonghong.bookings.timeslots import TimeSlot
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room


class Lifter(Enum):
    """Who can help against a rule. Only what an officer can lift gives way to his reason."""

    NOBODY = "nobody"
    CLERK = "clerk"
    OFFICER = "officer"


@dataclass(frozen=True)
class Wish:
    """What somebody would book, or move a booking to: one room for some slots, in their order.

    ``but`` are the keys of the bookings that would move; ``now`` is the present instant. ``is_new_group`` is False where the
    booking is that group's already.
    """

    office: Office
    room: Room
    slots: Sequence[TimeSlot]
    by: Rights
    now: datetime
    group_id: int
    attendees: int | None = None
    is_new_group: bool = True
    but: Collection[int] = field(default=())

    @property
    def today(self) -> date:
        """The day it is in the office."""
        return self.now.astimezone(self.office.zone).date()

    @cached_property
    def instants(self) -> list[tuple[datetime, datetime]]:
        """When each slot starts and ends."""
        return [slot.instants(self.office.zone) for slot in self.slots]

    @cached_property
    def settings(self) -> Settings:
        """The rules that hold for the room, read once."""
        return settings_of(self.office, self.room)
