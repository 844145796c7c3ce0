"""Any time that is long enough: the earliest gaps of each room within some days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from jonghong.bookings.queries import misfit, wall_hours
from jonghong.bookings.timeslots import TimeSlot, gaps, slot_said
from jonghong.finding.finder import A_PAGE, NAMED, within_pages
from jonghong.finding.queries import Closed, candidates, closed_between, lacking, taken_hours
from jonghong.finding.ranking import UNSUITED, Aim, Candidate, Standing, suits
from jonghong.offices.models import Office
from jonghong.offices.queries import days_off
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Equipment, Room
from jonghong.rooms.queries import halves_of, open_rooms

SHOWN_GAPS = 3  # of one room, each on a day of its own
FREE, FULL = Standing.FREE.value, Standing.FULL.value
QUARTER = timedelta(minutes=15)
Moment = tuple[date, time]  # the start of a gap; NEVER where there is none
NEVER: Moment = (date.max, time.max)


@dataclass(frozen=True)
class GapNeed:
    """What is looked for: how long, on which days, from which instant on, and what the room has to be like."""

    length: timedelta
    days: tuple[date, ...]
    now: datetime
    attendees: int | None = None
    things: tuple[Equipment, ...] = ()
    room_id: int | None = None

    @property
    def aim(self) -> Aim:
        """What rooms are measured by."""
        return Aim(self.attendees, len(self.things), len(self.days), self.room_id)


@dataclass(frozen=True)
class Gap:
    """What to book, as long as was asked for, at the start of a free stretch that ends at ``free_until``."""

    slot: TimeSlot
    free_until: time


@dataclass(frozen=True)
class GapOffer:
    """A room and its earliest gaps, none where it has none."""

    room: Room
    gaps: tuple[Gap, ...]
    is_suited: bool
    seats_missing: int
    are_seats_unknown: bool
    lacks: tuple[str, ...]

    @property
    def section(self) -> str:
        """Under which heading it stands."""
        return (FREE if self.gaps else FULL) if self.is_suited else UNSUITED


@dataclass(frozen=True)
class GapAnswer:
    """The rooms of one page, those first that are free the earliest."""

    need: GapNeed
    offers: tuple[GapOffer, ...]
    page: int
    has_more: bool

    @property
    def sections(self) -> list[tuple[str, list[GapOffer]]]:
        """The offers under their headings, in their order; the room that was named stands by itself."""
        headed = groupby(self.offers, key=lambda offer: NAMED if offer.room.pk == self.need.room_id else offer.section)
        return [(name, list(offers)) for name, offers in headed]


def working_days(office: Office, days: Sequence[date]) -> tuple[date, ...]:
    """Return the days that are neither weekend nor holiday; all of them, where none is."""
    off = days_off(office, days)
    return tuple(day for day in days if day not in off) or tuple(days)


def find_gaps(office: Office, need: GapNeed, *, page: int = 1) -> GapAnswer:
    """Return a page of rooms with their earliest gaps; the earliest comes first, then the room that fits best."""
    look = _Look(office, need)
    order = _ranked(candidates(office, [thing.pk for thing in need.things]), look)
    page = within_pages(page, len(order))
    here = order[(page - 1) * A_PAGE : page * A_PAGE]
    rooms = open_rooms(office).in_bulk([candidate.id for candidate in here])
    lacks = lacking(rooms.values(), need.things)
    return GapAnswer(
        need=need,
        offers=tuple(_offer(rooms[each.id], each, look, lacks.get(each.id, [])) for each in here if each.id in rooms),
        page=page,
        has_more=len(order) > page * A_PAGE,
    )


def _ranked(rooms: Sequence[Candidate], look: "_Look") -> list[Candidate]:
    """Return the rooms in the order in which they are offered; those that rank alike are ranked once."""
    alike: dict[tuple[Moment, Candidate], list[Candidate]] = defaultdict(list)
    for each in rooms:
        alike[look.first_moment(each.id), each._replace(id=0)].append(each)
    aim = look.need.aim
    order = [each for kind in sorted(alike, key=lambda kind: _rank(kind[0], kind[1], aim)) for each in alike[kind]]
    return sorted(order, key=lambda each: each.id != aim.room_id)


def _rank(moment: Moment, candidate: Candidate, aim: Aim) -> tuple[bool, Moment, tuple[bool, int]]:
    return not suits(candidate, aim), moment, misfit(candidate, aim.attendees or 0)


def _offer(room: Room, candidate: Candidate, look: "_Look", lacks: Sequence[str]) -> GapOffer:
    wanted = look.need.attendees or 0
    return GapOffer(
        room=room,
        gaps=tuple(look.each_day(room.pk)),
        is_suited=suits(candidate, look.need.aim),
        seats_missing=max(0, wanted - room.capacity) if room.capacity else 0,
        are_seats_unknown=bool(wanted) and not room.capacity,
        lacks=tuple(lacks),
    )


class _Look:
    """Gaps of any room, looked for a day at a time; a day on which nothing is booked is looked at once for all rooms."""

    def __init__(self, office: Office, need: GapNeed) -> None:
        self.office, self.need = office, need
        self.halves = halves_of(office)
        self.held = taken_hours(office, need.days)
        self.closed: Closed = closed_between(office, need.days[0], need.days[-1])
        self.empty = {day: self._gap(day, []) for day in need.days}

    def first_moment(self, room_id: int) -> Moment:
        """Return when the earliest gap of a room starts."""
        gap = next((gap for day in self.need.days if (gap := self.on(room_id, day))), None)
        return (gap.slot.day, gap.slot.hours.start) if gap else NEVER

    def each_day(self, room_id: int) -> list[Gap]:
        """Return the first gap of each of the first days that have one."""
        return [gap for day in self.need.days if (gap := self.on(room_id, day))][:SHOWN_GAPS]

    def on(self, room_id: int, day: date) -> Gap | None:
        """Return the first gap of a room on a day."""
        held, closed = self.held.get((room_id, day)), self.closed.hours(room_id, day)
        if not held and not closed:
            return self.empty[day]
        busy = [wall_hours(start, end, self.office) for start, end in held or ()]
        return self._gap(day, sorted([*busy, *closed], key=lambda hours: hours.start))

    def _gap(self, day: date, busy: list[Hours]) -> Gap | None:
        within, length = self._open_hours(day), self.need.length
        for free in gaps(within, busy, length) if within else ():
            start = _in_quarters(day, free.start)
            end = start + length
            if end.date() == day and end.time() <= free.end:
                hours = Hours(start.time(), end.time())
                return Gap(self._said(day, hours), free.end)
        return None

    def _open_hours(self, day: date) -> Hours | None:
        """Return the office's hours of that day, as far as they are not over."""
        whole, now = self.halves.day, self.need.now.astimezone(self.office.zone)
        start = max(whole.start, now.time().replace(microsecond=0)) if day == now.date() else whole.start
        return Hours(start, whole.end) if start < whole.end else None

    def _said(self, day: date, hours: Hours) -> TimeSlot:
        """Return the slot by its name, where the hours are just those of a half."""
        for half in (Half.MORNING, Half.AFTERNOON, Half.DAY):
            if (slot := slot_said(day, half, hours, self.halves)).half is half:
                return slot
        return TimeSlot(day, Half.EXACT, hours)


def _in_quarters(day: date, start: time) -> datetime:
    """Return that time of the day, or the next quarter of an hour."""
    at = datetime.combine(day, start)
    return at + (datetime.combine(day, time.min) - at) % QUARTER
