"""What people do with bookings. Nothing else writes them.

Each verb locks the rooms it touches, in the order of their keys, asks every rule again, writes the bookings and one History
row for each, and counts the months anew, all in one transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction

from jonghong.bookings import guard, queries, tallies
from jonghong.bookings.models import Booking, History, Series, State, Verb
from jonghong.bookings.permissions import may_book_for, may_change
from jonghong.bookings.refusals import MayNot, NoSuchRoom, NotForGroup, NothingToUndo, OutOfReach, RoomClosed, RoomTaken, Stale
from jonghong.bookings.rules import YEARS_IN_REACH, is_group_in_use, is_within_reach
from jonghong.bookings.snapshots import Details, from_snapshot, snapshot
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import open_rooms

LOAD_BATCH = 500


def book(
    *,
    office: Office,
    by: Rights,
    room_id: int,
    slots: Sequence[TimeSlot],
    details: Details,
    key: UUID | None = None,
) -> UUID:
    """Book a room for one slot or for several days; all of them, or none.

    ``key`` comes with the form: the same key and facts, sent again, book nothing and return the same act.
    Raises RoomTaken, RoomClosed, NoSuchRoom, OutOfReach, NotForGroup or MayNot.
    """
    wish = _act(key, Verb.BOOK, room_id, slots, details)
    with _writing(office, by, [room_id]) as rooms:
        act, is_done = _settle(office, wish)
        if is_done:
            return act
        room = rooms[room_id]
        _require_group(office, by, details.group_id)
        _require_reach(office, slots)
        _require_open(room)
        _require_free(room, slots, attendees=details.attendees)
        now = clock.now()
        series = Series.objects.create(office=office, created_at=now) if len(slots) > 1 else None
        bookings = [
            Booking(
                office=office,
                series=series,
                room=room,
                organizer_id=by.person_id,
                created_at=now,
                **_times(slot, office),
                **asdict(details),
            )
            for slot in slots
        ]
        Booking.objects.bulk_create(bookings)
        _record(act, Verb.BOOK, by, [({}, booking) for booking in bookings])
    return act


def change(
    *,
    booking: Booking,
    by: Rights,
    version: int,
    room_id: int,
    slot: TimeSlot,
    details: Details,
    key: UUID | None = None,
) -> UUID:
    """Change what a booking says, or move it to another room, day or time.

    ``version`` is the one its form was opened with. Raises Stale, MayNot, NotForGroup, OutOfReach, RoomTaken,
    RoomClosed or NoSuchRoom.
    """
    office = booking.office
    wish = _act(key, Verb.CHANGE, booking.pk, version, room_id, slot, details)
    with _writing(office, by, [booking.room_id, room_id]) as rooms:
        act, is_done = _settle(office, wish)
        if is_done:
            return act
        before = _standing(booking, by, version)
        room = rooms[room_id]
        if details.group_id != before.group_id:
            _require_group(office, by, details.group_id)
        if room_id != before.room_id or slot.instants(office.zone) != (before.starts_at, before.ends_at):
            _require_reach(office, [slot])
            _require_open(room)
        _require_free(room, [slot], attendees=details.attendees, but=before)
        facts = snapshot(before)
        _write(before, room_id=room_id, **_times(slot, office), **asdict(details))
        _record(act, Verb.CHANGE, by, [(facts, before)])
    return act


def cancel(*, booking: Booking, by: Rights, version: int | None = None, key: UUID | None = None) -> UUID:
    """Cancel one booking. It keeps its row, so this can be undone.

    ``version`` is the one that was shown when the question was asked. Raises MayNot, or Stale where it was changed since or
    no longer stands.
    """
    return _cancel([booking], by, version, _act(key, Verb.CANCEL, booking.pk))


def cancel_series(*, booking: Booking, by: Rights, version: int | None = None, key: UUID | None = None) -> UUID:
    """Cancel what still stands of the request that a booking belongs to: all of it, or nothing.

    Raises MayNot, or Stale where the booking was changed since ``version`` or nothing of the request stands.
    """
    bookings = list(queries.days_of_series(booking)) or [booking]
    return _cancel(bookings, by, version, _act(key, Verb.CANCEL, booking.pk, "series"))


def undo(*, office: Office, act: UUID, by: Rights) -> UUID:
    """Put every booking that an act touched back to how it stood before; what the act made is cancelled.

    Raises NothingToUndo where one of them was changed since, MayNot, or RoomTaken where the old place is held by now.
    """
    undone = uuid5(act, Verb.UNDO)
    rows = list(queries.rows_of_act(office, act))
    if not rows:
        raise NothingToUndo
    old_rooms = [row.before.get("room_id", row.booking.room_id) for row in rows]
    with _writing(office, by, [*old_rooms, *(row.booking.room_id for row in rows)]) as rooms:
        undone, is_done = _settle(office, undone)
        if is_done:
            return undone
        _record(undone, Verb.UNDO, by, [_put_back(row, rooms, by) for row in rows])
    return undone


def load(*, office: Office, bookings: Sequence[Booking]) -> None:
    """Write many bookings made elsewhere, such as a sample, with a History row for each. The guard judges them, too.

    Raises IntegrityError where two of them overlap.
    """
    with transaction.atomic():
        Booking.objects.bulk_create(bookings, batch_size=LOAD_BATCH)
        History.objects.bulk_create(
            [
                History(
                    office=office,
                    act=uuid4(),
                    verb=Verb.BOOK,
                    booking=booking,
                    actor_id=booking.organizer_id,
                    at=booking.created_at,
                    after=snapshot(booking),
                )
                for booking in bookings
            ],
            batch_size=LOAD_BATCH,
        )
        tallies.recount(office.pk, {booking.date for booking in bookings})


def _cancel(bookings: Sequence[Booking], by: Rights, version: int | None, wish: UUID) -> UUID:
    office = bookings[0].office
    with _writing(office, by, [booking.room_id for booking in bookings]):
        act, is_done = _settle(office, wish)
        if is_done:
            return act
        if version and version not in {booking.version for booking in bookings}:
            raise Stale
        changed = []
        for booking in bookings:
            standing = _standing(booking, by, booking.version)
            facts = snapshot(standing)
            _write(standing, state=State.CANCELLED)
            changed.append((facts, standing))
        _record(act, Verb.CANCEL, by, changed)
    return act


@contextmanager
def _writing(office: Office, by: Rights, room_ids: Sequence[int]) -> Iterator[dict[int, Room]]:
    """Open the transaction of a verb and lock its rooms, always in the order of their keys, so that none waits in a ring.

    Raises MayNot for anybody of another office, NoSuchRoom where one of the rooms is not of this one.
    """
    if by.office_id != office.pk:
        raise MayNot
    try:
        with transaction.atomic():
            found = Room.objects.select_for_update(no_key=True).filter(office=office, pk__in=set(room_ids))
            rooms = {room.pk: room for room in found.order_by("pk")}
            if len(rooms) < len(set(room_ids)):
                raise NoSuchRoom
            for room in rooms.values():
                room.office = office
            yield rooms
    except IntegrityError as error:
        if guard.NAME not in str(error):
            raise
        raise RoomTaken(next(iter(rooms.values())).name, []) from error


def _act(key: UUID | None, *facts: Any) -> UUID:
    """Return the name of an act: the same for the same form with the same facts, so that a resend is known."""
    return uuid5(key, repr(facts)) if key else uuid4()


def _settle(office: Office, wish: UUID) -> tuple[UUID, bool]:
    """Return the act of a wish, and whether it is done and still stands.

    A resend finds the act that it asks for. Where that was undone or changed since, the same wish is a new act.
    """
    act = wish
    while rows := list(queries.rows_of_act(office, act)):
        if all(snapshot(row.booking) == row.after for row in rows):
            return act, True
        act = uuid5(act, "again")
    return act, False


def _require_group(office: Office, by: Rights, group_id: int) -> None:
    if not may_book_for(by, group_id) or not is_group_in_use(office, group_id):
        raise NotForGroup


def _require_reach(office: Office, slots: Sequence[TimeSlot]) -> None:
    today = clock.today(office.zone)
    if not slots or not all(is_within_reach(slot.day, today=today) for slot in slots):
        raise OutOfReach(YEARS_IN_REACH)


def _require_open(room: Room) -> None:
    if not room.is_open:
        raise RoomClosed(room.name)


def _require_free(room: Room, slots: Sequence[TimeSlot], *, attendees: int | None = None, but: Booking | None = None) -> None:
    held = queries.taken_around(slots, room.office, but=but)
    holders = held.holders(room.pk, slots)
    if holders:
        rooms = open_rooms(room.office)
        raise RoomTaken(room.name, holders, queries.alternatives(room, slots, held=held, rooms=rooms, attendees=attendees))


def _locked(booking: Booking, by: Rights, version: int) -> Booking:
    """Return the booking as it stands now, kept from others until the transaction ends."""
    standing = Booking.objects.select_for_update(no_key=True).get(office=booking.office_id, pk=booking.pk)
    standing.office = booking.office
    if not may_change(by, standing):
        raise MayNot
    if standing.version != version:
        raise Stale
    return standing


def _standing(booking: Booking, by: Rights, version: int) -> Booking:
    """Return the booking, kept from others, where it has not been cancelled or declined."""
    standing = _locked(booking, by, version)
    if not standing.is_holding:
        raise Stale
    return standing


def _put_back(row: History, rooms: dict[int, Room], by: Rights) -> tuple[dict[str, Any], Booking]:
    row.booking.office = rooms[row.booking.room_id].office
    booking = _locked(row.booking, by, row.booking.version)
    facts = snapshot(booking)
    if facts != row.after:
        raise NothingToUndo
    earlier = from_snapshot(row.before) if row.before else {"state": State.CANCELLED.value}
    draft = Booking(**{**from_snapshot(facts), **earlier})
    if draft.is_holding:
        _require_free(rooms[draft.room_id], [queries.slot_of_booking(draft, booking.office)], but=booking)
    _write(booking, **earlier)
    return facts, booking


def _write(booking: Booking, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(booking, name, value)
    booking.version += 1
    booking.save(update_fields=[*facts, "version"])


def _times(slot: TimeSlot, office: Office) -> dict[str, Any]:
    start, end = slot.instants(office.zone)
    return {"date": slot.day, "half": slot.half.value, "starts_at": start, "ends_at": end}


def _record(act: UUID, verb: Verb, by: Rights, changed: Sequence[tuple[dict[str, Any], Booking]]) -> None:
    """Write the history of an act, then, last in the transaction, count the months that it touched."""
    now = clock.now()
    office_id = changed[0][1].office_id
    History.objects.bulk_create(
        [
            History(
                office_id=office_id,
                act=act,
                verb=verb,
                booking=booking,
                actor_id=by.person_id,
                at=now,
                before=before,
                after=snapshot(booking),
            )
            for before, booking in changed
        ],
    )
    days = {booking.date for _before, booking in changed}
    tallies.recount(office_id, days | {date.fromisoformat(before["date"]) for before, _booking in changed if before})
