"""What the rules are asked about."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cached_property

from jonghong.bookings.models import DaysOff
from jonghong.bookings.rules.gates import Gate, moment
from jonghong.bookings.rules.settings import Settings, settings_of
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.offices.models import Office
from jonghong.offices.queries import days_off
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

    ``but`` are the keys of the bookings that would move; ``now`` is the present instant. ``group_id`` is None while nobody has
    said for whom, ``is_new_group`` False where the booking is that group's already. ``adds`` are all places that the request
    books anew, in whatever rooms, where these are not just the slots, and ``drops`` the keys of what it gives up then.
    """

    office: Office
    room: Room
    slots: Sequence[TimeSlot]
    by: Rights
    now: datetime
    group_id: int | None
    attendees: int | None = None
    is_new_group: bool = True
    but: Collection[int] = field(default=())
    adds: Collection[Place] | None = None
    drops: Collection[int] = ()

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

    @cached_property
    def gate(self) -> Gate:
        """What those rules say about times."""
        refuses = self.settings.days_off == DaysOff.REFUSE
        days = sorted({slot.day for slot in self.slots}) if refuses else []
        rest = days_off(self.office, days) if days else ()
        return Gate(self.settings, self.now.astimezone(self.office.zone), rest)

    def slots_ahead(self, slots: Iterable[TimeSlot]) -> list[TimeSlot]:
        """Return those that are still to come or going on."""
        present = moment(self.now.astimezone(self.office.zone))
        return [slot for slot in slots if (slot.day, slot.hours.end) > present]
