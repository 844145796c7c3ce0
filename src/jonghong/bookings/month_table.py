"""The month table: days by rooms, with what is booked and what is free, ready to be written out.

Reading is four queries of plain values; everything a cell shows is prepared here, because a month has up to 600 halves
and looking things up while rendering is what costs.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext, pgettext

from jonghong.bookings.permissions import may_change, may_see_subject
from jonghong.bookings.queries import holding, wall_hours
from jonghong.bookings.tallies import first_of_next_month
from jonghong.bookings.timeslots import TimeSlot, days_between, free_parts, slot_said
from jonghong.core import thai
from jonghong.offices.models import Office
from jonghong.offices.queries import holiday_names, is_weekend
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of, rooms_of

# What is read of each booking; the first fields of an Entry are these, in this order.
COLUMNS: tuple[str, ...] = ("id", "room_id", "date", "half", "starts_at", "ends_at", "title", "group__short_name", "attendees")
COLUMNS += ("is_private", "organizer_id", "group_id")


@dataclass(slots=True)
class Entry:
    """A booking as a cell needs it."""

    id: int
    room_id: int
    date: date
    half: str
    starts_at: datetime
    ends_at: datetime
    title: str
    group: str
    attendees: int | None
    is_private: bool
    organizer_id: int | None
    group_id: int
    hours: Hours
    when: str = ""
    people: str = ""
    is_mine: bool = False
    edit: str = ""
    href: str = ""


@dataclass(slots=True)
class Free:
    """A free part of a cell: a link that books it. An ``Entry`` has no such link, which tells the two apart."""

    href: str
    words: str
    label: str
    is_whole: bool


@dataclass(slots=True)
class Cell:
    """One room on one day."""

    room: Room
    entries: list[Entry | Free]


@dataclass(slots=True)
class Row:
    """One day of the month."""

    day: date
    weekday: str
    words: str
    holiday: str
    is_today: bool
    is_rest: bool
    cells: list[Cell]


@dataclass(slots=True)
class MonthTable:
    """The whole month; ``free_today`` is None in any month but the present one."""

    first: date
    rooms: list[Room]
    rows: list[Row]
    times: int
    free_today: int | None


def month_table(office: Office, *, year: int, month: int, rights: Rights, today: date) -> MonthTable:
    """Return the table of a month of the common era, as that visitor may see it."""
    first, last = date(year, month, 1), first_of_next_month(year, month) - timedelta(days=1)
    # A request's rights are a lazy stand-in that costs at every look; the copy is the real thing.
    rights = copy(rights) if rights.is_signed_in else Rights()
    entries = _entries(office, first, last, rights)
    booked_rooms = {entry.room_id for entry in entries}
    rooms = [room for room in rooms_of(office) if room.is_open or room.pk in booked_rooms]
    by_cell = defaultdict(list)
    for entry in entries:
        by_cell[entry.date, entry.room_id].append(entry)
    holidays = holiday_names(office, first, last)
    write = _Writer(halves_of(office))
    rows = [
        write.row(day, holidays.get(day, ""), is_today=day == today, cells=[(room, by_cell[day, room.pk]) for room in rooms])
        for day in days_between(first, last)
    ]
    is_present = first <= today <= last
    free_today = sum(room.is_open and not by_cell[today, room.pk] for room in rooms) if is_present else None
    return MonthTable(first, rooms, rows, len(entries), free_today)


def _entries(office: Office, first: date, last: date, rights: Rights) -> list[Entry]:
    language, halves, names = get_language() or "th", halves_of(office), half_names()
    edit, in_use = _("Edit %(title)s"), _("In use")
    entries = []
    found = holding(office).filter(date__range=(first, last)).order_by("starts_at", "pk")
    for values in found.values_list(*COLUMNS):
        hours = wall_hours(values[4], values[5], office)
        entry = Entry(*values, hours=hours)  # type: ignore[misc]  # the columns are the first fields
        if rights.is_signed_in:
            entry.is_mine = entry.organizer_id == rights.person_id
            entry.edit = edit % {"title": entry.title} if may_change(rights, entry) else ""
        said = slot_said(entry.date, Half(entry.half), hours, halves).half
        entry.when = names.get(said) or thai.format_hours(hours.start, hours.end, language)
        if not may_see_subject(rights, entry):
            entry.title, entry.group, entry.attendees, entry.is_private = in_use, "", None, False
        if entry.attendees:
            entry.people = ngettext("%(num)s person", "%(num)s people", entry.attendees) % {"num": entry.attendees}
        entries.append(entry)
    return entries


def when(slot: TimeSlot, language: str) -> str:
    """Return how people speak of a time of day: เช้า, บ่าย, เช้า-บ่าย, or the hours themselves."""
    return half_names().get(slot.half) or thai.format_hours(slot.hours.start, slot.hours.end, language)


def half_names() -> dict[Half, str]:
    """Return what the halves are called in the visitor's language."""
    return {
        Half.MORNING: pgettext("half of the day", "morning"),
        Half.AFTERNOON: pgettext("half of the day", "afternoon"),
        Half.DAY: pgettext("half of the day", "whole day"),
    }


class _Writer:
    """Writes rows with what all of them share looked up once."""

    def __init__(self, halves: Halves) -> None:
        self.halves = halves
        self.language = get_language()
        self.book = reverse("book")
        self.free = {Half.DAY: _("free"), Half.MORNING: _("morning free"), Half.AFTERNOON: _("afternoon free")}
        self.free_between = _("free %(hours)s")

    def row(self, day: date, holiday: str, *, is_today: bool, cells: Iterable[tuple[Room, list[Entry]]]) -> Row:
        words = f"{day.day} {thai.month_name(day.month, self.language)}"
        written = [Cell(room, self.cell(room, day, words, entries)) for room, entries in cells]
        is_rest = bool(holiday) or is_weekend(day)
        return Row(day, thai.weekday_name(day, self.language), words, holiday, is_today, is_rest, written)

    def cell(self, room: Room, day: date, words: str, entries: list[Entry]) -> list[Entry | Free]:
        """Return the bookings of a room on a day and, while it is open, what is free, in the order of the day."""
        if not room.is_open:
            return list(entries)
        parts = free_parts(day, self.halves, [entry.hours for entry in entries])
        if not entries or not parts:
            return [*entries, *(self.free_part(room, words, part) for part in parts)]
        mixed: list[tuple[time, Entry | Free]] = [(entry.hours.start, entry) for entry in entries]
        mixed += [(part.hours.start, self.free_part(room, words, part)) for part in parts]
        return [item for _start, item in sorted(mixed, key=itemgetter(0))]

    def free_part(self, room: Room, day_words: str, part: TimeSlot) -> Free:
        href = f"{self.book}?room={room.id}&on={part.day.isoformat()}&half={part.half.value}"
        words = self.free.get(part.half, "")
        if part.half is Half.EXACT:
            href += f"&starts={part.hours.start:%H:%M}&ends={part.hours.end:%H:%M}"
            words = self.free_between % {"hours": thai.format_hours(part.hours.start, part.hours.end, self.language)}
        return Free(href, words, f"{words} {room.name} {day_words}", part.half is Half.DAY)
