"""Taking any act back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from jonghong.bookings import queries
from jonghong.bookings.actions.closures import closing, closure_of, lift, rooms_closed
from jonghong.bookings.actions.decisions import may_take_back
from jonghong.bookings.actions.ground import lock, rearrange, settle, writing
from jonghong.bookings.actions.work import Facts, Work
from jonghong.bookings.models import HOLDING, Booking, Closure, History, State, Verb
from jonghong.bookings.permissions import may_change, may_close
from jonghong.bookings.refusals import AgainstRule, MayNot, NothingToUndo, OutOfTime
from jonghong.bookings.rules import objections_to_cancel, outside_closures
from jonghong.bookings.snapshots import from_snapshot, snapshot, stands_as
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

# So long nobody has relied yet on what was done.
AT_ONCE = timedelta(minutes=15)


def undo(*, office: Office, act: UUID, by: Rights) -> UUID:
    """Put every booking that an act changed back to how it stood before; what the act made is cancelled, or opened again.

    Who did it may undo it, and who may change each of the bookings. Raises NothingToUndo where one of them was changed since,
    OutOfTime where what it was before has run out, MayNot, RoomTaken or AgainstRule where the old place is held or closed
    by now.
    """
    undone = uuid5(act, Verb.UNDO)
    closure = closure_of(office, act)
    # Bookings are locked in the order of their keys, as by every verb.
    rows = sorted(queries.rows_of_act(office, act), key=lambda row: row.booking_id)
    if not closure and all(row.before == row.after for row in rows):
        raise NothingToUndo
    rooms = {row.before.get("room_id", row.booking.room_id) for row in rows} | {row.booking.room_id for row in rows}
    rooms |= rooms_closed(office, closure.room) if closure else set()
    with (closing if closure else writing)(office, by, rooms) as work:
        undone, is_done = settle(office, undone)
        if is_done:
            return undone
        if closure:
            _open(work, closure)
        rearrange(work, undone, Verb.UNDO, dict(_put_back(work, row) for row in rows if row.before != row.after))
        _tell(work, undone, [row.booking for row in rows if row.before == row.after])
    return undone


def _open(work: Work, closure: Closure) -> None:
    if closure.closed_by_id != work.by.person_id and not may_close(work.by):
        raise MayNot
    lift(work, closure)


def _put_back(work: Work, row: History) -> tuple[Booking, Facts]:
    """Return the booking of a row of history, kept from others, and the fields that put it back."""
    row.booking.office = work.office
    booking = lock(row.booking)
    did_it = work.by.is_signed_in and row.actor_id == work.by.person_id
    if (not did_it and not may_change(work.by, booking)) or not may_take_back(work.by, row):
        raise MayNot
    if not stands_as(booking, row.after):
        raise NothingToUndo
    earlier: Facts = from_snapshot(row.before) if row.before else {"state": State.CANCELLED.value}
    if earlier["state"] in HOLDING:
        if earlier["state"] != State.CONFIRMED and earlier.get("expires_at") and earlier["expires_at"] <= work.now:
            raise OutOfTime
        _require_open(work, booking, Booking(**{**from_snapshot(row.after), **earlier}))
    elif booking.is_holding and row.at <= work.now - AT_ONCE:
        _require_in_time(work, booking)
    return booking, earlier


def _require_in_time(work: Work, booking: Booking) -> None:
    """Raise AgainstRule where it is too late to cancel: what was booked long ago is not undone past the deadline either."""
    if found := objections_to_cancel(work.office, [booking], work.now):
        raise AgainstRule(found)


def _require_open(work: Work, booking: Booking, was: Booking) -> None:
    """Raise AgainstRule where the old place is closed by now, unless the booking was kept there all the while."""
    stays = (booking.room_id, booking.starts_at, booking.ends_at) == (was.room_id, was.starts_at, was.ends_at)
    if stays and booking.is_holding:
        return
    slot = queries.slot_of_booking(was, work.office)
    if objection := outside_closures(work.wish(was.room_id, [slot], group_id=was.group_id)):
        raise AgainstRule([objection])


def _tell(work: Work, undone: UUID, bookings: Sequence[Booking]) -> None:
    """Write that an act which had left these bookings as they were was undone."""
    for booking in bookings:
        booking.office = work.office
    work.record(undone, Verb.UNDO, [(snapshot(booking), booking) for booking in map(lock, bookings)])
