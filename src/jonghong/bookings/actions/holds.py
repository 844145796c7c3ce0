"""Places that are kept for somebody for a while, and what is given up when its time is over."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID, uuid4

from jonghong.bookings.actions.ground import act_of, placed, require_rules, settle, standing, system, write, writing
from jonghong.bookings.actions.work import Work
from jonghong.bookings.models import Booking, State, Verb
from jonghong.bookings.queries import due, holders, slot_of_booking
from jonghong.bookings.refusals import AgainstRule, Stale
from jonghong.bookings.snapshots import Details, snapshot
from jonghong.bookings.timeslots import Place
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights


def hold(
    *,
    work: Work,
    place: Place,
    rights: Rights,
    group_id: int,
    attendees: int | None,
    until: datetime,
) -> Booking | None:
    """Keep a place for somebody, within a verb that has freed it; None where it is not free or the rules are against it.

    ``rights`` are those of the person it is kept for; the product itself acts.
    """
    room = work.rooms[place.room_id]
    if holders(room, [place.slot]):
        return None
    try:
        require_rules(work.wish(room.pk, [place.slot], by=rights, group_id=group_id, attendees=attendees))
    except AgainstRule:
        return None
    facts = placed(work, room, place.slot) | {"state": State.HELD.value, "expires_at": until}
    booking = Booking.objects.create(
        office=work.office,
        organizer_id=rights.person_id,
        group_id=group_id,
        attendees=attendees,
        created_at=work.now,
        **facts,
    )
    by, work.by = work.by, system(work.office)
    work.record(uuid4(), Verb.HOLD, [({}, booking)])
    work.by = by
    return booking


def take_up(*, booking: Booking, by: Rights, version: int, details: Details, key: UUID | None = None) -> UUID:
    """Make a place that is kept for somebody his booking; where the room asks for permission, it waits for that.

    Raises MayNot, AgainstRule, or Stale where it is no longer kept.
    """
    office = booking.office
    wish = act_of(key, Verb.TAKE_UP, booking.pk, version, details)
    with writing(office, by, {booking.room_id}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        found = standing(booking, by, version)
        if found.state != State.HELD:
            raise Stale
        room, slot = work.rooms[found.room_id], slot_of_booking(found, office)
        wished = work.wish(room.pk, [slot], group_id=details.group_id, attendees=details.attendees, but=[found.pk])
        # Notice was given in time when the place was kept for him, however long he took to answer.
        require_rules(replace(wished, now=found.created_at))
        before = snapshot(found)
        write(found, **asdict(details), **placed(work, room, slot))
        work.record(act, Verb.TAKE_UP, [(before, found)])
    return act


def give_up(*, booking: Booking, by: Rights, version: int | None = None, key: UUID | None = None) -> UUID:
    """Give up a place that is kept for somebody; the next in the queue gets it.

    Raises MayNot, or Stale where it is no longer kept.
    """
    office = booking.office
    wish = act_of(key, Verb.GIVE_UP, booking.pk)
    with writing(office, by, {booking.room_id}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        found = standing(booking, by, version or booking.version)
        if found.state != State.HELD:
            raise Stale
        before = snapshot(found)
        write(found, state=State.CANCELLED)
        work.record(act, Verb.GIVE_UP, [(before, found)])
    return act


def lapse_due(office: Office) -> None:
    """Give up whatever is out of time in the office; the server does this every half minute, and each verb in its rooms."""
    rooms = set(due(office, clock.now()).values_list("room_id", flat=True))
    if rooms:
        with writing(office, system(office), rooms):
            pass  # every verb begins with that
