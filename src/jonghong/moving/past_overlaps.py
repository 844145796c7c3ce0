"""New rows of days that are over beside what stands here of those days: both stay, and the overlap is noted."""

from collections import defaultdict
from datetime import date, datetime

from jonghong.bookings.models import Booking, State
from jonghong.bookings.timeslots import days_between
from jonghong.moving.facts import BookingDraft, Code
from jonghong.moving.judging.overlaps import HELD_NOTHING
from jonghong.moving.matching import Preview, row_key
from jonghong.offices.models import Office

Stretches = dict[tuple[int, date], list[tuple[datetime, datetime]]]


def note_past(office: Office, made: Preview, now: datetime) -> None:
    """Note about each new row whose room was taken here on a day that is over by ``now``, as wall time of the office.

    Ahead such a row finds its room taken and becomes a task; what is over can no longer be moved, but may be one meeting twice.
    """
    new = set(made.new)
    drafts = [
        (judged, draft, room_id)
        for judged in made.plan.rows
        if row_key(judged.row) in new
        and judged.is_taken
        and not judged.twin
        and isinstance(draft := judged.thing, BookingDraft)
        and draft.state not in HELD_NOTHING
        and (room_id := made.rooms[draft.room].id)
        and draft.first <= now.date()
    ]
    if not drafts:
        return
    first, last = min(draft.first for _, draft, _ in drafts), max(draft.last for _, draft, _ in drafts)
    held = _held(office, {room_id for _, _, room_id in drafts}, first, min(last, now.date()), now)
    for judged, draft, room_id in drafts:
        for day in days_between(draft.first, min(draft.last, now.date())):
            start, end = datetime.combine(day, draft.start), datetime.combine(day, draft.end)
            if any(other_start < end and start < other_end for other_start, other_end in held.get((room_id, day), ())):
                judged.note(Code.PAST_OVERLAP)


def _held(office: Office, rooms: set[int], first: date, last: date, now: datetime) -> Stretches:
    """Return room and day -> the times, over by now, at which rooms were taken."""
    held: Stretches = defaultdict(list)
    is_over = {"ends_at__lte": now.replace(tzinfo=office.zone)}
    there = Booking.objects.filter(office=office, room__in=rooms, date__range=(first, last), **is_over)
    there = there.exclude(state__in=[State.DECLINED, State.CANCELLED])
    for room_id, *times in there.values_list("room_id", "starts_at", "ends_at").iterator():
        start, end = (at.astimezone(office.zone).replace(tzinfo=None) for at in times)
        held[room_id, start.date()].append((start, end))
    return held
