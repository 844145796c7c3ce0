"""Bookings along an axis of time, ready to be written out: all rooms of a day, or one room through a week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language, gettext as _

from jonghong.bookings.entries import CellWriter, Entry, Free, counts_of, read_entries
from jonghong.bookings.models import Layout
from jonghong.bookings.rules import outlook_of
from jonghong.bookings.timeslots import days_between
from jonghong.core import thai
from jonghong.offices.models import Office
from jonghong.offices.queries import holiday_names, is_weekend
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of, rooms_shown
from jonghong.timetable.placing import ALONE, Axis, Lane, Rows, axis_of, lanes, minute_of
from jonghong.timetable.queries import Preparation, preparations

SHORT, TALL = 3, 8  # rows below which no second line finds room, and from which a long subject does


@dataclass(slots=True)
class Block:
    """Something on the axis: a booking (``entry``) or what nobody holds (``free``).

    ``starts`` and ``ends`` are minutes since midnight, ``hours`` the same in words.
    """

    rows: Rows
    starts: int
    ends: int
    hours: str
    lane: Lane = ALONE
    entry: Entry | None = None
    free: Free | None = None
    moment: str = ""
    preparation: list[str] = field(default_factory=list)

    @property
    def is_short(self) -> bool:
        """Whether only one line finds room in it."""
        return self.rows.span < SHORT

    @property
    def is_tall(self) -> bool:
        """Whether a long subject finds room in it."""
        return self.rows.span >= TALL


@dataclass(slots=True)
class Column:
    """One room on one day. ``book`` begins the address that books it at exact times; empty where nobody can."""

    room: Room
    day: date
    weekday: str
    holiday: str
    is_today: bool
    is_rest: bool
    items: list[Block]
    now: tuple[int, int] | None
    book: str
    is_free: bool

    @property
    def is_booked(self) -> bool:
        """Whether anything is booked there."""
        return any(item.entry for item in self.items)


@dataclass(slots=True)
class Grid:
    """The axis and what stands along it: how many bookings are firm (``times``) and how many wait for permission."""

    axis: Axis
    columns: list[Column]
    times: int
    waiting: int

    @property
    def is_fine(self) -> bool:
        """Whether anything takes but one row, which then has to be higher."""
        return any(item.entry and item.rows.span == 1 for column in self.columns for item in column.items)

    @property
    def is_movable(self) -> bool:
        """Whether the visitor may move any of them."""
        return any(item.entry and item.entry.edit for column in self.columns for item in column.items)

    @property
    def free_rooms(self) -> int:
        """In how many of the columns nothing is booked and something can be."""
        return sum(column.is_free for column in self.columns)


def day_grid(office: Office, day: date, *, rights: Rights, now: datetime, back: str) -> Grid:
    """Return all rooms of one day. ``now`` is the wall time of the office; ``back`` is where booking leads back to."""
    entries = read_entries(office, day, day, rights)
    rooms = rooms_shown(office, {entry.room_id for entry in entries})
    reading = _Reading(office, entries, first=day, last=day, rights=rights, now=now, back=back)
    return reading.grid([(room, day) for room in rooms])


def room_grid(office: Office, room: Room, first: date, last: date, *, rights: Rights, now: datetime, back: str) -> Grid:
    """Return one room on each day from ``first`` to ``last``."""
    entries = read_entries(office, first, last, rights, room_id=room.pk)
    reading = _Reading(office, entries, first=first, last=last, rights=rights, now=now, back=back, room_id=room.pk)
    return reading.grid([(room, day) for day in days_between(first, last)])


class _Reading:
    """What all columns of a grid share, read once."""

    def __init__(
        self,
        office: Office,
        entries: list[Entry],
        *,
        first: date,
        last: date,
        rights: Rights,
        now: datetime,
        back: str,
        room_id: int | None = None,
    ) -> None:
        self.language = get_language() or "th"
        self.now = now
        self.halves = halves_of(office)
        self.axis = axis_of(self.halves.day, [entry.hours for entry in entries])
        self.holidays = holiday_names(office, first, last)
        rest = {day for day in days_between(first, last) if day in self.holidays or is_weekend(day)}
        outlook = outlook_of(office, self.halves, first, last, rights=rights, rest=rest)
        self.write = CellWriter(self.halves, back=back, outlook=outlook)
        self.prepared = preparations(office, first, last, room_id=room_id) if rights.is_signed_in else {}
        self.counts = counts_of(entries)
        self.by_cell = defaultdict(list)
        for entry in entries:
            self.by_cell[entry.room_id, entry.date].append(entry)

    def grid(self, cells: Sequence[tuple[Room, date]]) -> Grid:
        return Grid(self.axis, [self.column(room, day) for room, day in cells], *self.counts)

    def column(self, room: Room, day: date) -> Column:
        holiday, is_today = self.holidays.get(day, ""), day == self.now.date()
        words = f"{day.day} {thai.month_name(day.month, self.language)}"
        found = self.write.cell(room, day, words, self.by_cell[room.pk, day])
        return Column(
            room=room,
            day=day,
            weekday=thai.weekday_name(day, self.language),
            holiday=holiday,
            is_today=is_today,
            is_rest=bool(holiday) or is_weekend(day),
            items=self.items(found),
            now=self.axis.mark(self.now.time()) if is_today else None,
            book=f"{self.write.book}?room={room.pk}&on={day.isoformat()}&half=exact{self.write.back}" if room.is_open else "",
            is_free=self.write.is_free(room, day, self.by_cell[room.pk, day]),
        )

    def items(self, found: Sequence[Entry | Free]) -> list[Block]:
        blocks = [self.block(each) for each in found]
        booked = [block for block in blocks if block.entry]
        for block, lane in zip(booked, lanes([block.rows for block in booked]), strict=True):
            block.lane = lane
        return [block for block in blocks if block.rows.span > 0]

    def block(self, each: Entry | Free) -> Block:
        hours = each.hours
        said = thai.format_hours(hours.start, hours.end, self.language)
        block = Block(self.axis.rows(hours), minute_of(hours.start), minute_of(hours.end), said)
        if isinstance(each, Free):
            block.free = each
            return block
        block.entry, block.moment = each, self.moment(each)
        block.preparation = words_of(self.prepared.get(each.id)) if each.is_subject_shown else []
        return block

    def moment(self, entry: Entry) -> str:
        """Return ``over`` or ``now`` for a booking of today; of other days there is nothing to say."""
        if entry.date != self.now.date():
            return ""
        if entry.ends_at <= self.now:
            return "over"
        return "now" if entry.starts_at <= self.now else ""


def words_of(asked: Preparation | None) -> list[str]:
    """Return what has to be prepared, a few words for each thing; nothing where nothing is known or asked for."""
    if not asked:
        return []
    things = [
        str(Layout(asked.layout).label) if asked.layout else "",
        _("Sound system") if asked.needs_sound else "",
        _("Projector") if asked.needs_projector else "",
        _("Drinks and snacks") if asked.needs_drinks else "",
        _("Sign: %(text)s") % {"text": asked.sign} if asked.sign else "",
        _("Coordinator: %(name)s") % {"name": f"{asked.coordinator} {asked.phone}".strip()}
        if asked.coordinator or asked.phone
        else "",
    ]
    return [thing for thing in things if thing]
