"""Two bookings that take each other's places."""

from uuid import UUID, uuid4

from jonghong.bookings.actions.ground import act_of, lock, placed, rearrange, require_rules, settle, standing, writing
from jonghong.bookings.actions.work import Facts, Work
from jonghong.bookings.models import Booking, State, Verb
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.refusals import Stale
from jonghong.bookings.snapshots import snapshot
from jonghong.people.permissions import Rights


def exchange(
    *,
    mine: Booking,
    theirs: Booking,
    asker: Rights,
    by: Rights,
    rooms_only: bool,
    versions: tuple[int, int],
    key: UUID | None = None,
) -> UUID:
    """Let two bookings exchange their rooms or, unless ``rooms_only``, rooms and times; both move, or nothing.

    ``asker`` may change ``mine``, and ``by``, who agrees, may change ``theirs``; ``versions`` are those that both saw. Raises
    MayNot, AgainstRule, RoomTaken, or Stale where one of the two was changed since or no longer stands.
    """
    office = mine.office
    wish = act_of(key, Verb.SWAP, mine.pk, theirs.pk, rooms_only, versions)
    with writing(office, by, {mine.room_id, theirs.room_id}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        first, second = sorted([(mine, asker, versions[0]), (theirs, by, versions[1])], key=lambda side: side[0].pk)
        found = {side[0].pk: standing(*side) for side in (first, second)}
        one, other = found[mine.pk], found[theirs.pk]
        if State.HELD in {one.state, other.state}:
            raise Stale
        changes = {
            one: _place(work, one, other, asker, rooms_only=rooms_only),
            other: _place(work, other, one, by, rooms_only=rooms_only),
        }
        rearrange(work, act, Verb.SWAP, changes)
    return act


def _place(work: Work, booking: Booking, other: Booking, rights: Rights, *, rooms_only: bool) -> Facts:
    """Return the fields of a booking in the other's place, asked of the rules for who owns it."""
    slot = slot_of_booking(booking if rooms_only else other, work.office)
    wish = work.wish(
        other.room_id,
        [slot],
        by=rights,
        group_id=booking.group_id,
        attendees=booking.attendees,
        is_new_group=False,
        but=[booking.pk, other.pk],
    )
    require_rules(wish)
    return placed(work, wish.room, slot)


def note(*, booking: Booking, by: Rights, verb: Verb, remark: str = "", concerns: int | None = None) -> UUID:
    """Write into a booking's history what was said about it and changes nothing, such as an exchange that is asked for.

    ``concerns`` is the key of who should read of it, where that is not its organizer. Raises MayNot for people from elsewhere.
    """
    act = uuid4()
    with writing(booking.office, by, {booking.room_id}) as work:
        found = lock(booking)
        work.record(act, verb, [(snapshot(found), found)], remark=remark, concerns=concerns)
    return act
