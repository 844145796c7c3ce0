"""What an officer says to requests that wait for permission."""

from collections.abc import Sequence
from uuid import UUID

from jonghong.bookings.actions.ground import act_of, lock, settle, write, writing
from jonghong.bookings.models import Booking, State, Verb
from jonghong.bookings.permissions import may_decide
from jonghong.bookings.refusals import AlreadyDecided, MayNot
from jonghong.bookings.snapshots import snapshot
from jonghong.people.permissions import Rights


def approve(*, bookings: Sequence[Booking], by: Rights, remark: str = "", key: UUID | None = None) -> UUID:
    """Permit requests: those of ``bookings`` that still wait stand from now on.

    Returns the act; its history tells which they were. Raises MayNot, or AlreadyDecided where none of them waits any more.
    """
    return _decide(bookings, Verb.APPROVE, State.CONFIRMED, by=by, remark=remark, key=key)


def decline(*, bookings: Sequence[Booking], by: Rights, remark: str = "", key: UUID | None = None) -> UUID:
    """Refuse requests: those of ``bookings`` that still wait give their places free. Raises as ``approve`` does."""
    return _decide(bookings, Verb.DECLINE, State.DECLINED, by=by, remark=remark, key=key)


def _decide(bookings: Sequence[Booking], verb: Verb, state: State, *, by: Rights, remark: str, key: UUID | None) -> UUID:
    office = bookings[0].office
    wish = act_of(key, verb, sorted(booking.pk for booking in bookings), remark)
    with writing(office, by, {booking.room_id for booking in bookings}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        if not may_decide(by):
            raise MayNot
        changed = []
        for booking in sorted(bookings, key=lambda booking: booking.pk):
            found = lock(booking)
            if found.state == State.PENDING:
                facts = snapshot(found)
                write(found, state=state, expires_at=None)
                changed.append((facts, found))
        if not changed:
            raise AlreadyDecided
        work.record(act, verb, changed, remark=remark)
    return act
