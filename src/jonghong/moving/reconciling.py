"""Comparing the months of a history with a table that an office has published, under both ways of counting. Pure.

Some count a request once in the month in which it begins, some once for each of its days. Which of the two a published table
follows is not written on it: the one that fits says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from jonghong.core import tables, thai
from jonghong.moving.facts import BookingDraft, Known, Plan
from jonghong.moving.sheets import totals
from jonghong.moving.sheets.columns import source_of_table
from jonghong.moving.sheets.facts import FARTHEST

USE = "confirmed"  # the only state that counts as use of a room
Month = tuple[int, int]  # of the common era
Times = Mapping[Month, int]


class Rule(StrEnum):
    """How bookings are counted."""

    PER_BOOKING = "booking"
    PER_DAY = "day"


class NoTotals(tables.BadTable):
    """A table in which no years and months were found."""


@dataclass(frozen=True)
class Counts:
    """The months of a history, counted in both ways."""

    per_booking: Times
    per_day: Times

    def by(self, rule: Rule) -> Times:
        """Return the months as that rule counts them."""
        return self.per_booking if rule is Rule.PER_BOOKING else self.per_day


@dataclass(frozen=True)
class Difference:
    """A month of which the published table says another number."""

    month: Month
    published: int
    here: int


@dataclass(frozen=True)
class Comparison:
    """A published table beside what was counted; ``differences`` are those of each rule, in the order of months."""

    published: Times
    counts: Counts
    differences: Mapping[Rule, list[Difference]]
    unread: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """The way of counting that fits better; the booking day where both fit alike, which is how this system counts."""
        return min((Rule.PER_DAY, Rule.PER_BOOKING), key=lambda rule: len(self.differences[rule]))

    @property
    def is_exact(self) -> bool:
        """Whether every month fits, by the rule that fits better."""
        return not self.differences[self.rule]

    @property
    def fits_both(self) -> bool:
        """Whether both rules say the same, as where no booking runs for more than a day."""
        return all(not found for found in self.differences.values())

    @property
    def is_tie(self) -> bool:
        """Whether neither rule fits better than the other, and some months differ by both."""
        by_booking, by_day = (len(self.differences[rule]) for rule in (Rule.PER_BOOKING, Rule.PER_DAY))
        return by_booking == by_day > 0

    @property
    def years(self) -> list[int]:
        """Every year of the common era of which either says something, newest first."""
        return sorted({year for year, _month in {*self.published, *self.counts.by(self.rule)}}, reverse=True)

    def total(self, rule: Rule) -> int:
        """Return how much was counted in all in the months that were compared."""
        counted = self.counts.by(rule)
        return sum(counted.get(month, 0) for month in _compared(self.published, counted))


class Published(dict[Month, int]):
    """The months of a published table; ``unread`` tells where its rows stand that could not be read."""

    unread: tuple[str, ...] = ()


def published(content: bytes) -> Published:
    """Return the months of a table as offices publish it, from CSV or XLSX. Raises only kinds of BadTable.

    The year 543, which is no year at all, is left out where it says nothing, and else told as unread.
    """
    source = source_of_table(tables.read(content), "published")
    if not totals.is_totals(source):
        raise NoTotals
    any_year = datetime(thai.LAST_YEAR - FARTHEST, 1, 1)  # noqa: DTZ001 - wall time, as times of a source are
    plan = totals.judge(source, Known(now=any_year))
    found = Published(plan.carried.times)
    found.unread = tuple(judged.row.where for judged in plan.rows if judged.reason and not _is_blank(judged.row.cells.values()))
    return found


def of_plan(plan: Plan) -> Counts:
    """Return the months of what an import would bring in; what only repeats another row is counted once."""
    drafts = (judged.thing for judged in plan.rows if judged.is_taken and not judged.twin)
    return of_drafts(draft for draft in drafts if isinstance(draft, BookingDraft))


def of_drafts(drafts: Iterable[BookingDraft]) -> Counts:
    """Return the months of drafts, of those alone that count as use."""
    per_booking: Counter[Month] = Counter()
    per_day: Counter[Month] = Counter()
    for draft in drafts:
        if draft.state == USE:
            per_booking[draft.first.year, draft.first.month] += 1
            for number in range(draft.days):
                day = draft.first + timedelta(days=number)
                per_day[day.year, day.month] += 1
    return Counts(per_booking, per_day)


def of_days(days: Iterable[tuple[date, int | None]]) -> Counts:
    """Return the months of bookings here that count as use: the day of each, and the series of days in a row it belongs to.

    Who asks gives None for the series of one that stands by itself or repeats by a rule: each of these was a request there.
    """
    per_day: Counter[Month] = Counter()
    first_of: dict[int, date] = {}
    per_booking: Counter[Month] = Counter()
    for day, series in days:
        per_day[day.year, day.month] += 1
        if series is None:
            per_booking[day.year, day.month] += 1
        else:
            first_of[series] = min(day, first_of.get(series, day))
    per_booking.update((day.year, day.month) for day in first_of.values())
    return Counts(per_booking, per_day)


def compare(published: Times, counts: Counts) -> Comparison:
    """Return a published table beside what was counted, month by month, under both rules.

    Months before the first and after the last that the table names are no differences, and those of a year that it leaves out:
    it says nothing of them.
    """
    differences = {rule: _differences(published, counts.by(rule)) for rule in Rule}
    return Comparison(published, counts, differences, getattr(published, "unread", ()))


def _differences(published: Times, counted: Times) -> list[Difference]:
    compared = ((month, published.get(month, 0), counted.get(month, 0)) for month in _compared(published, counted))
    return [Difference(*each) for each in compared if each[1] != each[2]]


def _compared(published: Times, counted: Times) -> list[Month]:
    first, last = min(published, default=(0, 0)), max(published, default=(0, 0))
    years = {year for year, _month in published}
    return sorted({*published, *(month for month in counted if first <= month <= last and month[0] in years)})


def _is_blank(cells: Iterable[str | None]) -> bool:
    """Tell whether a row says nothing but zeros behind its year."""
    return all((cell or "") in totals.NONE_WORDS for cell in list(cells)[1:])
