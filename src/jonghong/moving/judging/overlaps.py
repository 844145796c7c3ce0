"""Rows beside each other: the same one twice, and two in one room at one time. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import zip_longest

from jonghong.bookings.timeslots import days_between
from jonghong.moving.facts import BookingDraft, Code, Judged, Known, RoomDraft, Thing, plain

CONFIRMED = "confirmed"
HOLDING = (CONFIRMED, "pending")
HELD_NOTHING = ("declined", "cancelled")
NEVER = datetime.combine(date.max, time.max)

RoomKey = int | str
Stretch = tuple[time, time]


@dataclass(frozen=True)
class Taken:
    """A row that is imported, with its booking and the room that this is in, whatever it is called."""

    judged: Judged
    draft: BookingDraft
    room: RoomKey


def settle(judged: Sequence[Judged], known: Known, stubs: Iterable[Thing] = ()) -> None:
    """Link rows that repeat another (D15), note overlaps of the past (D16), and name what an officer sees to (D17 D18).

    Rows without a booking stay as they are. ``stubs`` are things that bookings speak of beside those of rows.
    """
    rooms = {thing.key: thing for thing in [*(each.thing for each in judged), *stubs] if isinstance(thing, RoomDraft)}
    taken = [
        Taken(each, each.thing, _room(each.thing.room, rooms, known))
        for each in _without_twins(judged)
        if isinstance(each.thing, BookingDraft) and each.thing.state not in HELD_NOTHING
    ]
    _note_past(taken, known.now)
    ahead = [each for each in taken if each.draft.state in HOLDING and _ends(each.draft) > known.now]
    _settle_ahead(ahead, known)
    closed = known.closed | _closed_there(rooms, known)
    for each in ahead:
        if each.judged.is_taken and each.room in closed:
            each.judged.task = Code.CLOSED_ROOM_AHEAD


def _without_twins(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Give the rows that repeat no other, and link the rest to the first of their kind."""
    first: dict[object, str] = {}
    for each in judged:
        if not isinstance(each.thing, BookingDraft) or not each.is_taken:
            continue
        key = first.setdefault(_said(each.thing), each.row.key)
        if key == each.row.key:
            yield each
        else:
            each.twin = key
            each.note(Code.DUPLICATE)


def _said(draft: BookingDraft) -> object:
    """Return all that a booking says, to be compared."""
    *facts, extra = (getattr(draft, name) for name in BookingDraft.__dataclass_fields__)
    return (*facts, tuple(sorted(extra.items())))


def _room(key: str, rooms: dict[str, RoomDraft], known: Known) -> RoomKey:
    """Return what a room is known by: its number here, or its plain name, which stands for one room only."""
    found = known.rooms.get(key)
    return found if found is not None else plain(rooms[key].name) if key in rooms else f"#{key}"


def _ends(draft: BookingDraft) -> datetime:
    return datetime.combine(draft.last, draft.end)


def _note_past(taken: Iterable[Taken], now: datetime) -> None:
    """Note about all that share a time with another on a day that is over, for one of the two at least."""
    by_day: dict[tuple[RoomKey, date], list[Taken]] = defaultdict(list)
    for each in taken:
        for day in days_between(each.draft.first, min(each.draft.last, now.date())):
            by_day[each.room, day].append(each)
    for (_, day), together in by_day.items():
        if len(together) > 1:
            for each in _overlapping(together, now.time() if day == now.date() else time.max):
                each.judged.note(Code.PAST_OVERLAP)


def _overlapping(together: Iterable[Taken], now: time) -> Iterator[Taken]:
    """Give those of one room on one day that share a time with another, where one of the two is over by now.

    In the order of their starts one is met by the next if that starts before it ends, and by an earlier one that ends after it
    starts; what still runs is met by all that end after it starts. So many rows of one day take no longer than sorting them.
    """
    in_order = sorted(together, key=lambda each: each.draft.start)
    over_until = max((each.draft.end for each in in_order if each.draft.end <= now), default=time.min)
    latest = time.min
    for each, following in zip_longest(in_order, in_order[1:]):
        start, end = each.draft.start, each.draft.end
        is_met = start < latest or (following is not None and following.draft.start < end)
        if is_met if end <= now else start < over_until:
            yield each
        latest = max(latest, end)


def _settle_ahead(ahead: Iterable[Taken], known: Known) -> None:
    """Let bookings take their rooms in the order of their rank; who finds one taken is a task for the officer."""
    today = known.now.date()
    held: dict[tuple[RoomKey, date], list[Stretch]] = defaultdict(list)
    for standing in known.standing:
        first, last = standing.starts_at.date(), standing.ends_at.date()
        for day in days_between(max(first, today), last):
            start = standing.starts_at.time() if day == first else time.min
            held[standing.room_id, day].append((start, standing.ends_at.time() if day == last else time.max))
    for each in sorted(ahead, key=lambda each: rank(each.draft, each.judged.row.key)):
        draft, mine = each.draft, (each.draft.start, each.draft.end)
        days = [
            day for day in days_between(max(draft.first, today), draft.last) if datetime.combine(day, draft.end) > known.now
        ]
        if any(_overlap(mine, other) for day in days for other in held[each.room, day]):
            each.judged.reason = each.judged.task = Code.CLASH_AHEAD
        else:
            for day in days:
                held[each.room, day].append(mine)


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def rank(draft: BookingDraft, key: str) -> tuple[bool, datetime, datetime, int, str]:
    """Return what comes first: allowed before waiting, then the earlier decision, the earlier request, the lower id."""
    decided = draft.decision.at if draft.decision else None
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 10**18
    return draft.state != CONFIRMED, decided or NEVER, draft.created_at or NEVER, number, key


def _closed_there(rooms: dict[str, RoomDraft], known: Known) -> set[RoomKey]:
    """Return the new rooms that took no bookings over there, by none of their codes; what is here is as it is here."""
    is_open: dict[RoomKey, bool] = {}
    for key, draft in rooms.items():
        room = _room(key, rooms, known)
        is_open[room] = draft.is_open or is_open.get(room, False)
    return {room for room, takes_bookings in is_open.items() if not takes_bookings and room not in _here(known)}


def _here(known: Known) -> set[RoomKey]:
    """Return the rooms that are here already."""
    return {room for room in known.rooms.values() if room > 0}
