"""All rooms through one week: rooms by days, ready to be written out, by a few queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from jonghong.bookings.entries import CellWriter, Entry, Free, counts_of, read_entries
from jonghong.bookings.rules import outlook_of
from jonghong.bookings.timeslots import days_between
from jonghong.core import thai
from jonghong.offices.models import Office
from jonghong.offices.queries import holiday_names, is_weekend
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of, rooms_shown


@dataclass(slots=True)
class Day:
    """A day of the week, in words."""

    date: date
    weekday: str
    words: str
    short: str
    holiday: str
    is_today: bool
    is_rest: bool


@dataclass(slots=True)
class Row:
    """One room: what it has on each of the days."""

    room: Room
    cells: list[tuple[Day, list[Entry | Free]]]


@dataclass(slots=True)
class Week:
    """The whole week."""

    days: list[Day]
    rows: list[Row]
    times: int
    waiting: int


def week_table(office: Office, first: date, last: date, *, rights: Rights, today: date, back: str) -> Week:
    """Return the table of the days from ``first`` to ``last``; ``back`` is where booking leads back to."""
    entries = read_entries(office, first, last, rights)
    by_cell = defaultdict(list)
    for entry in entries:
        by_cell[entry.room_id, entry.date].append(entry)
    holidays = holiday_names(office, first, last)
    days = [_day(day, holidays.get(day, ""), is_today=day == today) for day in days_between(first, last)]
    halves = halves_of(office)
    outlook = outlook_of(office, halves, first, last, rights=rights, rest={day.date for day in days if day.is_rest})
    write = CellWriter(halves, back=back, outlook=outlook)
    rows = [
        Row(room, [(day, write.cell(room, day.date, day.words, by_cell[room.pk, day.date])) for day in days])
        for room in rooms_shown(office, {entry.room_id for entry in entries})
    ]
    return Week(days, rows, *counts_of(entries))


def _day(day: date, holiday: str, *, is_today: bool) -> Day:
    language = get_language() or "th"
    words = f"{day.day} {thai.month_name(day.month, language)}"
    short = f"{thai.weekday_name(day, language, short=True)} {day.day} {thai.month_name(day.month, language, short=True)}"
    is_rest = bool(holiday) or is_weekend(day)
    return Day(day, thai.weekday_name(day, language), words, short, holiday, is_today, is_rest)
