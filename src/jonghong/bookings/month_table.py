"""The month table: days by rooms, with what is booked and what is free, ready to be written out, by five queries.

Where the office has rules or closures, these take one more each.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from jonghong.bookings.entries import CellWriter, Entry, Free, counts_of, read_entries
from jonghong.bookings.rules import outlook_of
from jonghong.bookings.tallies import first_of_next_month
from jonghong.bookings.timeslots import days_between
from jonghong.core import thai
from jonghong.offices.models import Office
from jonghong.offices.queries import holiday_names, is_weekend
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of, rooms_shown


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
    """The whole month; ``times`` counts what is confirmed, ``waiting`` what waits for permission.

    ``free_today`` is None in any month but the present one.
    """

    first: date
    rooms: list[Room]
    rows: list[Row]
    times: int
    waiting: int
    free_today: int | None


def month_table(office: Office, *, year: int, month: int, rights: Rights, today: date) -> MonthTable:
    """Return the table of a month of the common era, as that visitor may see it."""
    first, last = date(year, month, 1), first_of_next_month(year, month) - timedelta(days=1)
    entries = read_entries(office, first, last, rights)
    rooms = rooms_shown(office, {entry.room_id for entry in entries})
    by_cell = defaultdict(list)
    for entry in entries:
        by_cell[entry.date, entry.room_id].append(entry)
    holidays, halves = holiday_names(office, first, last), halves_of(office)
    rest = {day for day in days_between(first, last) if day in holidays or is_weekend(day)}
    outlook = outlook_of(office, halves, first, last, rights=rights, rest=rest)
    write = _Writer(halves, outlook=outlook)
    rows = [
        write.row(day, holidays.get(day, ""), is_today=day == today, cells=[(room, by_cell[day, room.pk]) for room in rooms])
        for day in days_between(first, last)
    ]
    is_present = first <= today <= last
    free_today = sum(write.is_free(room, today, by_cell[today, room.pk]) for room in rooms) if is_present else None
    times, waiting = counts_of(entries)
    return MonthTable(first, rooms, rows, times, waiting, free_today)


class _Writer(CellWriter):
    """Writes the rows of a month."""

    def row(self, day: date, holiday: str, *, is_today: bool, cells: Iterable[tuple[Room, list[Entry]]]) -> Row:
        words = f"{day.day} {thai.month_name(day.month, self.language)}"
        written = [Cell(room, self.cell(room, day, words, entries)) for room, entries in cells]
        is_rest = bool(holiday) or is_weekend(day)
        return Row(day, thai.weekday_name(day, self.language), words, holiday, is_today, is_rest, written)
