"""A verb under way: its rooms, its instant, and what it writes down of itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jonghong.audit.actions import Entry
from jonghong.audit.acts import Act
from jonghong.bookings import queries
from jonghong.bookings.models import Booking, History, Verb
from jonghong.bookings.rules import Settings, Wish, settings_of
from jonghong.bookings.snapshots import from_snapshot, snapshot
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.core.prepared import add
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room

Facts = dict[str, Any]


@dataclass
class Work:
    """A verb under way: its rooms are locked, ``now`` is its instant. What it wrote is counted, and recorded, when it ends."""

    office: Office
    by: Rights
    rooms: dict[int, Room]
    now: datetime
    days: set[date] = field(default_factory=set)
    freed: list[Place] = field(default_factory=list)
    known_settings: dict[int, Settings] = field(default_factory=dict)
    told: dict[str, Entry] = field(default_factory=dict)

    def record(
        self,
        act: UUID,
        verb: Verb,
        changed: Sequence[tuple[Facts, Booking]],
        *,
        remark: str = "",
        concerns: int | None = None,
    ) -> None:
        """Write the history of what was done to bookings: for each, how it stood before ({} for a new one), and itself now.

        It concerns their organizers, unless that of another person's key is given, and never who acts.
        """
        add(
            [
                History(
                    office=self.office,
                    act=act,
                    verb=verb,
                    booking=booking,
                    actor_id=self.by.person_id,
                    at=self.now,
                    remark=remark,
                    concerns_id=reader if (reader := concerns or booking.organizer_id) != self.by.person_id else None,
                    before=before,
                    after=snapshot(booking),
                )
                for before, booking in changed
            ],
        )
        self.tell(f"act:{act}", verb=verb.value, bookings=0).facts["bookings"] += len(changed)
        for before, booking in changed:
            self.days.add(booking.date)
            if before:
                self._note_freed(before, booking)

    def tell(self, subject: str, *, act: Act = Act.BOOKING, **facts: Any) -> Entry:
        """Return what the audit will be told about a subject when the verb ends, once: only then is its chain locked."""
        return self.told.setdefault(subject, Entry(act, self.by.person_id, subject, facts))

    def wish(
        self,
        room_id: int,
        slots: Sequence[TimeSlot],
        *,
        group_id: int,
        attendees: int | None = None,
        by: Rights | None = None,
        is_new_group: bool = True,
        but: Collection[int] = (),
        adds: Collection[Place] | None = None,
        drops: Collection[int] = (),
    ) -> Wish:
        """Return what the rules are asked: whether ``by``, or else who acts, may have those slots of a room for that group."""
        return Wish(
            office=self.office,
            room=self.rooms[room_id],
            slots=slots,
            by=by or self.by,
            now=self.now,
            group_id=group_id,
            attendees=attendees,
            is_new_group=is_new_group,
            but=but,
            adds=adds,
            drops=drops,
        )

    def settings(self, room: Room) -> Settings:
        """Return what the office has set for one of its rooms, read once."""
        if room.pk not in self.known_settings:
            self.known_settings[room.pk] = settings_of(self.office, room)
        return self.known_settings[room.pk]

    def _note_freed(self, before: Facts, booking: Booking) -> None:
        was = Booking(**from_snapshot(before))
        self.days.add(was.date)
        stays = booking.is_holding and (was.room_id, was.starts_at, was.ends_at) == (
            booking.room_id,
            booking.starts_at,
            booking.ends_at,
        )
        if was.is_holding and not stays and was.room_id in self.rooms:
            self.freed.append(Place(was.room_id, queries.slot_of_booking(was, self.office)))
