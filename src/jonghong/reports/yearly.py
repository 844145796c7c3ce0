"""Years x months: how often rooms were used, in rows and sums. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from jonghong.core import thai

QUARTER = 3  # months
HOTTEST = 10

# (year of the common era, month) -> ครั้ง; a month that is missing had none.
Times = Mapping[tuple[int, int], int]


class Reckoning(Enum):
    """How a year is reckoned, by its first month: the calendar's, or the fiscal year of the Thai state."""

    CALENDAR = 1
    FISCAL = thai.FISCAL_YEAR_FIRST_MONTH

    @property
    def months(self) -> list[int]:
        """The numbers of the twelve months in the order of this year."""
        return [(self.value - 1 + n) % 12 + 1 for n in range(12)]

    def year_of(self, day: date) -> int:
        """Return the Buddhist year, so reckoned, that a day belongs to."""
        return thai.fiscal_year(day) if self is Reckoning.FISCAL else thai.buddhist_year(day.year)

    def month_of(self, year: int, month: int) -> tuple[int, int]:
        """Return where a month of the Buddhist year so reckoned lies: October of fiscal year 2566 is (2022, 10)."""
        return thai.gregorian_year(year) - (self is Reckoning.FISCAL and month >= self.value), month


@dataclass(frozen=True)
class Cell:
    """One month of the common era; ``heat`` runs from 0, no use, to 10, the busiest month.

    ``carried`` is what of its times was brought forward as a sum (ยอดยกมา), of which no day is known.
    """

    year: int
    month: int
    times: int
    heat: int
    carried: int = 0

    @property
    def has_days(self) -> bool:
        """Whether a table of its days has something to show, or could have."""
        return not self.carried or self.carried < self.times


@dataclass(frozen=True)
class Row:
    """One Buddhist year, as reckoned, with its twelve months."""

    year: int
    cells: list[Cell]

    @property
    def total(self) -> int:
        """ครั้ง of the whole year."""
        return sum(cell.times for cell in self.cells)

    @property
    def quarters(self) -> list[int]:
        """ครั้ง of each of the four quarters."""
        return by_quarter([cell.times for cell in self.cells])


@dataclass(frozen=True)
class Table:
    """Rows, newest year first, and the sums below them."""

    rows: list[Row]

    @property
    def total(self) -> int:
        """ครั้ง of all years."""
        return sum(row.total for row in self.rows)

    @property
    def by_month(self) -> list[int]:
        """ครั้ง of each month over all years."""
        return [sum(cell.times for cell in column) for column in zip(*(row.cells for row in self.rows), strict=True)]

    @property
    def quarters(self) -> list[int]:
        """ครั้ง of each quarter over all years."""
        return by_quarter(self.by_month)


def by_quarter(months: list[int]) -> list[int]:
    """Return the sums of twelve months, three by three."""
    return [sum(months[n : n + QUARTER]) for n in range(0, len(months), QUARTER)]


def years_with_bookings(times: Times, reckoning: Reckoning) -> list[int]:
    """Return every year from the first with bookings to the last, newest first; none where there are none."""
    years = [reckoning.year_of(date(*month, 1)) for month, number in times.items() if number]
    return list(range(max(years), min(years) - 1, -1)) if years else []


def year_table(times: Times, reckoning: Reckoning, *, today: date, carried: Times | None = None) -> Table:
    """Return the report as people see it: to the last year with bookings or this one, whichever is later.

    ``carried`` is what of the times was brought forward.
    """
    this_year = reckoning.year_of(today)
    booked = years_with_bookings(times, reckoning) or [this_year]
    hottest = max(times.values(), default=0)
    years = range(max(booked[0], this_year), booked[-1] - 1, -1)
    places = {year: [reckoning.month_of(year, month) for month in reckoning.months] for year in years}
    return Table([Row(year, [_cell(place, times, carried or {}, hottest) for place in places[year]]) for year in places])


def csv_lines(times: Times, reckoning: Reckoning) -> Iterator[list[int | str]]:
    """Yield the report for machines: a heading, then one line for each year with bookings, newest first."""
    months = reckoning.months
    yield ["fiscal_year" if reckoning is Reckoning.FISCAL else "buddhist_year", *months]
    for year in years_with_bookings(times, reckoning):
        yield [year, *(times.get(reckoning.month_of(year, month), 0) for month in months)]


def heat_of(times: int, hottest: int) -> int:
    """Return the share of the busiest month in tenths, rounded up, so that only a month without use is 0."""
    return -(-HOTTEST * times // hottest) if times else 0


def _cell(place: tuple[int, int], times: Times, carried: Times, hottest: int) -> Cell:
    number = times.get(place, 0)
    return Cell(*place, number, heat_of(number, hottest), carried.get(place, 0))
