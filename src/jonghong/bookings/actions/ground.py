"""What every verb stands on: the transaction, the locks of rooms, the rules asked again, and the counts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from jonghong.audit.actions import record_all
from jonghong.bookings import guard, queries, tallies
from jonghong.bookings.actions.work import Facts, Work
from jonghong.bookings.models import HOLDING, Booking, State, Verb
from jonghong.bookings.permissions import may_change, must_ask
from jonghong.bookings.refusals import (
    AgainstRule,
    Alternative,
    MayNot,
    NoSuchRoom,
    NoTime,
    Objection,
    Refused,
    RoomTaken,
    Stale,
    reasons_of,
)
from jonghong.bookings.rules import RULES, Lifter, Rule, Wish, objections
from jonghong.bookings.signals import slots_freed
from jonghong.bookings.snapshots import snapshot, stands_as
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock
from jonghong.core.families import BOOKINGS_REFUSED
from jonghong.core.meters import meters
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import open_rooms


@contextmanager
def writing(office: Office, by: Rights, room_ids: Collection[int]) -> Iterator[Work]:
    """Open the transaction of a verb and lock its rooms, always in the order of their keys, so that none waits in a ring.

    What is out of time in these rooms is given up first; what was freed is offered on, the months are counted, and each act is
    recorded, last. Raises MayNot for anybody of another office, NoSuchRoom where one of the rooms is not of this one.
    """
    if by.office_id != office.pk:
        raise MayNot
    try:
        with transaction.atomic():
            rooms = {room.pk: room for room in locked_rooms(office.pk, *set(room_ids))}
            if len(rooms) < len(set(room_ids)):
                raise NoSuchRoom
            for room in rooms.values():
                room.office = office
            work = Work(office, by, rooms, clock.now())
            lapse(work)
            yield work
            _offer_on(work)
            tallies.recount(office.pk, work.days)
            record_all(office_id=office.pk, entries=list(work.told.values()))
    except IntegrityError as error:
        if guard.NAME not in str(error):
            raise
        meters.add(BOOKINGS_REFUSED, RoomTaken.__name__)
        raise RoomTaken(next(iter(rooms.values())).name, []) from error
    except Refused as refusal:
        for reason in reasons_of(refusal):
            meters.add(BOOKINGS_REFUSED, reason)
        raise


@Prepared
def locked_rooms(office: int, *rooms: int) -> QuerySet[Room]:
    """Return these rooms of an office, each kept from others in its turn."""
    return Room.objects.select_for_update(no_key=True).filter(office=office, pk__in=rooms).order_by("pk")


def _offer_on(work: Work) -> None:
    while work.freed:
        freed, work.freed = work.freed, []
        slots_freed.send(Work, work=work, freed=freed)


def lapse(work: Work) -> None:
    """Give up what is out of time in the rooms of a verb: requests that nobody answered, places kept for somebody.

    It is offered on at once, by the product itself, so that the verb cannot take it before those who wait.
    """
    changed = []
    for booking in late_in_rooms(work.office.pk, work.now, *work.rooms):
        booking.office = work.office
        facts = snapshot(booking)
        write(booking, state=State.LAPSED if booking.state == State.PENDING else State.CANCELLED)
        changed.append((facts, booking))
    if changed:
        by, work.by = work.by, system(work.office)
        work.record(uuid4(), Verb.LAPSE, changed)
        _offer_on(work)
        work.by = by


@Prepared
def late_in_rooms(office: int, now: datetime, *rooms: int) -> QuerySet[Booking]:
    """Return what is out of time in these rooms, kept from others."""
    return queries.due(office, now).filter(room__id__in=rooms).select_for_update(no_key=True).order_by("pk")


def system(office: Office) -> Rights:
    """Return the rights under which the product itself acts: of the office, and nobody's."""
    return Rights(office_id=office.pk)


def act_of(key: UUID | None, *facts: Any) -> UUID:
    """Return the name of an act: the same for the same form with the same facts, so that a resend is known."""
    return uuid5(key, repr(facts)) if key else uuid4()


def settle(office: Office, wish: UUID) -> tuple[UUID, bool]:
    """Return the act of a wish, and whether it is done and still stands.

    A resend finds the act that it asks for. Where that was undone or changed since, the same wish is a new act.
    """
    act = wish
    while queries.touched_by_act(office.pk, act):
        rows = queries.rows_of_act(office, act)
        if all(stands_as(row.booking, row.after) for row in rows):
            return act, True
        act = uuid5(act, "again")
    return act, False


def require_rules(wish: Wish, *, override: str = "", rules: Iterable[Rule] = RULES) -> str:
    """Raise AgainstRule for what the rules have against a wish, NoTime for none at all.

    ``override`` is an officer's reason, which lifts the rules that an officer can lift. Returns it where it lifted one.
    """
    if not wish.slots:
        raise NoTime
    return require_lifted(objections(wish, rules), wish.by, override)


def require_lifted(found: Sequence[Objection], by: Rights, override: str) -> str:
    """Raise AgainstRule for objections that an officer's reason does not lift. Returns the reason where it lifted one."""
    reason = override if by.is_officer else ""
    left = [objection for objection in found if not reason or objection.lifted_by != Lifter.OFFICER.value]
    if left:
        raise AgainstRule(left)
    return reason if found else ""


def require_free(room: Room, slots: Sequence[TimeSlot], *, attendees: int | None = None, but: Collection[int] = ()) -> None:
    """Raise RoomTaken, with who holds the room and what is free instead, unless it is free at all those times."""
    if holders := queries.holders(room, slots, but=but):
        held = queries.taken_around(slots, room.office, but=but)
        rooms = open_rooms(room.office)
        free = queries.alternatives(room, slots, held=held, rooms=rooms, attendees=attendees)
        raise RoomTaken(room.name, holders, free, Alternative(room.pk, room.name, room.capacity, tuple(slots)))


def lock(booking: Booking) -> Booking:
    """Return the booking as it stands now, kept from others until the transaction ends."""
    standing = Booking.objects.select_for_update(no_key=True).get(office=booking.office_id, pk=booking.pk)
    standing.office = booking.office
    return standing


def standing(booking: Booking, by: Rights, version: int) -> Booking:
    """Return the booking, kept from others, where it keeps others out. Raises MayNot or Stale."""
    (found,) = all_standing(booking.office, {booking.pk: version}, by)
    return found


def all_standing(office: Office, versions: Mapping[int, int], by: Rights) -> list[Booking]:
    """Return bookings, named by their keys, as ``standing`` returns one; one query locks them in the order of keys."""
    found = Booking.objects.select_for_update(no_key=True).filter(office=office, pk__in=list(versions)).order_by("pk")
    bookings = list(found)
    for booking in bookings:
        booking.office = office
    if not all(may_change(by, booking) for booking in bookings):
        raise MayNot
    if not all(booking.is_holding and booking.version == versions[booking.pk] for booking in bookings):
        raise Stale
    return bookings


def placed(work: Work, room: Room, slot: TimeSlot) -> Facts:
    """Return the fields that say where and when, and whether the booking stands or waits for permission there."""
    start, end = slot.instants(work.office.zone)
    facts: Facts = {"room_id": room.pk, "date": slot.day, "half": slot.half.value, "starts_at": start, "ends_at": end}
    if not must_ask(work.by, room):
        return {**facts, "state": State.CONFIRMED.value, "expires_at": None}
    return {**facts, "state": State.PENDING.value, "expires_at": _answer_due(work, room, end)}


def _answer_due(work: Work, room: Room, end: datetime) -> datetime | None:
    """Return until when a request may wait: until its time is over, or as long as the office lets it wait.

    What is over already waits until it is answered.
    """
    hours = work.settings(room).request_hours
    ends = [end] if end > work.now else []
    return min([*ends, work.now + timedelta(hours=hours)] if hours else ends, default=None)


def rearrange(
    work: Work,
    act: UUID,
    verb: Verb,
    changes: Mapping[Booking, Facts],
    *,
    attendees: int | None = None,
    remark: str = "",
) -> None:
    """Give many locked bookings new facts at once, so that they may also take each other's places. Raises RoomTaken.

    The rooms of all old and new places are those of ``work``; the rules were asked by the verb.
    """
    before = {booking: snapshot(booking) for booking in changes}
    keys = [booking.pk for booking in changes]
    for booking, facts in changes.items():
        for name, value in facts.items():
            setattr(booking, name, value)
    by_room: dict[int, list[TimeSlot]] = {}
    for booking in changes:
        if booking.is_holding:
            by_room.setdefault(booking.room_id, []).append(queries.slot_of_booking(booking, work.office))
    for room_id, slots in by_room.items():
        require_free(work.rooms[room_id], sorted(slots, key=lambda slot: slot.day), attendees=attendees, but=keys)
    # Each leaves its place before any comes to its new one: the guard looks at every row by itself.
    Booking.objects.filter(office=work.office, pk__in=keys, state__in=HOLDING).update(state=State.CANCELLED)
    for booking, facts in changes.items():
        write(booking, **{**facts, "state": booking.state})
    work.record(act, verb, [(before[booking], booking) for booking in changes], remark=remark)


def write(booking: Booking, **facts: Any) -> None:
    """Keep new facts of a locked booking, and raise its version."""
    for name, value in facts.items():
        setattr(booking, name, value)
    booking.version += 1
    booking.save(update_fields=[*facts, "version"])


def write_all(bookings: Sequence[Booking], **facts: Any) -> list[tuple[Facts, Booking]]:
    """Keep the same new facts of many locked bookings by one statement; return how each stood before, and itself now."""
    before = [snapshot(booking) for booking in bookings]
    same = Booking.objects.filter(office=bookings[0].office_id, pk__in=[booking.pk for booking in bookings])
    same.update(**facts, version=F("version") + 1)
    for booking in bookings:
        booking.version += 1
        for name, value in facts.items():
            setattr(booking, name, value)
    return list(zip(before, bookings, strict=True))
