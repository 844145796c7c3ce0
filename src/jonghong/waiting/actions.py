"""What is done to queues. Nothing else writes them.

A queue is joined, left and offered to only while its room is locked, so that nobody joins between a room's being given free
and its being offered on, and nobody is offered what he has just left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jonghong.audit.acts import Act
from jonghong.bookings import actions
from jonghong.bookings.actions.ground import require_rules, writing
from jonghong.bookings.actions.work import Work
from jonghong.bookings.models import Booking
from jonghong.bookings.queries import Taken, taken
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights, rights_of
from jonghong.waiting import queries
from jonghong.waiting.models import Stand, Waiter
from jonghong.waiting.refusals import FreeNow, NotWaiting, TooLate, WaitsForMuch, YoursAlready

HOLD_HOURS = 24  # where the office has set nothing
MOST = 100  # places that one person waits for at once


@dataclass(frozen=True)
class Need:
    """For whom somebody waits, how many come, and what about where that is known already."""

    group_id: int
    attendees: int | None = None
    title: str = ""


def join(*, office: Office, by: Rights, room_id: int, slots: Sequence[TimeSlot], need: Need) -> list[Waiter]:
    """Put somebody last into the queue for each of the times at which the room is taken; the free ones he can book.

    Who waits for a time already keeps his place in that queue. Raises NoSuchRoom, MayNot, AgainstRule, TooLate, FreeNow,
    YoursAlready or WaitsForMuch.
    """
    with writing(office, by, {room_id}) as work:
        room = work.rooms[room_id]
        require_rules(work.wish(room_id, slots, group_id=need.group_id, attendees=need.attendees))
        if any(slot.instants(office.zone)[0] <= work.now for slot in slots):
            raise TooLate
        held = taken(office, slots[0].day, slots[-1].day, rooms=[room_id])
        wanted = [slot for slot in slots if not held.is_free(room_id, [slot])]
        if not wanted:
            raise FreeNow(room.name)
        if queries.is_all_his(office, room_id, wanted, by.person_id):
            raise YoursAlready
        work.tell(f"room:{room_id}", act=Act.QUEUE, verb="join", times=len(wanted))
        return [_put_last(work, Place(room_id, slot), need) for slot in wanted]


def _put_last(work: Work, place: Place, need: Need) -> Waiter:
    assert work.by.person_id is not None  # nobody may book for no group, which the rules have asked
    start, end = place.slot.instants(work.office.zone)
    his = queries.waiting(work.office).filter(person=work.by.person_id)
    found = his.filter(room=place.room_id, starts_at=start, ends_at=end).first()
    if found:
        return found
    if his.count() >= MOST:
        raise WaitsForMuch(MOST)
    return Waiter.objects.create(
        office=work.office,
        person_id=work.by.person_id,
        group_id=need.group_id,
        room_id=place.room_id,
        date=place.slot.day,
        half=place.slot.half.value,
        starts_at=start,
        ends_at=end,
        attendees=need.attendees,
        title=need.title,
        joined_at=work.now,
    )


def leave(*, waiter: Waiter, by: Rights) -> None:
    """Take somebody out of a queue; joining again puts him last. Raises NotWaiting where the room was offered meanwhile."""
    with writing(waiter.office, by, {waiter.room_id}) as work:
        own = Waiter.objects.filter(office=waiter.office, pk=waiter.pk, person=by.person_id, state=Stand.WAITING)
        if not own.update(state=Stand.GONE):
            raise NotWaiting
        work.tell(f"room:{waiter.room_id}", act=Act.QUEUE, verb="leave", times=1)


def offer_on(*, work: Work, freed: Sequence[Place], **_signal: Any) -> None:
    """Keep what a verb has freed for those who wait for it, whoever came first; a receiver of ``slots_freed``.

    Whoever can have the whole of the time that he waits for gets it, so that two may get a half each. Passed over are those who
    may not book it any more, and whoever frees the place himself. Where nobody waits this is one query.
    """
    seen: dict[date, Taken] = {}
    given: list[Place] = []
    for waiter in queries.waiting_for(work.office, freed):
        place = Place(waiter.room_id, queries.slot_of_waiter(waiter, work.office))
        day = place.slot.day
        if waiter.person_id == work.by.person_id or any(_clash(place, other) for other in given):
            continue
        held = seen.get(day) or seen.setdefault(day, taken(work.office, day, day, rooms=work.rooms))
        if held.is_free(place.room_id, [place.slot]) and _offer(work, waiter, place):
            given.append(place)


def _clash(one: Place, other: Place) -> bool:
    return one.room_id == other.room_id and one.slot.overlaps(other.slot)


def _offer(work: Work, waiter: Waiter, place: Place) -> Booking | None:
    """Keep a place for somebody, as long as the rules say and never beyond its start; None where he may not have it."""
    kept = actions.hold(
        work=work,
        place=place,
        rights=rights_of(waiter.person),
        group_id=waiter.group_id,
        attendees=waiter.attendees,
        until=min(work.now + _patience(work, place.room_id), waiter.starts_at),
    )
    if kept:
        waiter.state, waiter.booking, waiter.offered_at = Stand.OFFERED, kept, work.now
        waiter.save(update_fields=["state", "booking", "offered_at"])
    return kept


def _patience(work: Work, room_id: int) -> timedelta:
    return timedelta(hours=work.settings(work.rooms[room_id]).hold_hours or HOLD_HOURS)
