"""The days of a booking, out of columns that hold zeros, Buddhist years and ends before their starts. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jonghong.core import thai
from jonghong.moving.facts import Code

EARLIEST = date(1990, 1, 1)  # what is earlier is a computer's word for "none": 1970-01-01, 1900-01-01
LONGEST = timedelta(days=60)
A_YEAR = timedelta(days=366)  # what is longer has a mistyped end, and would make thousands of bookings
MOST_AHEAD = 3 * 366  # days after it was written down for which anybody books
FEBRUARY_ENDS = 28


@dataclass
class Days:
    """From ``first`` to ``last``, as far as known; with a ``reason`` they are only what may have been meant."""

    first: date | None = None
    last: date | None = None
    notes: list[Code] = field(default_factory=list)
    reason: Code | None = None


def day_of(text: str) -> tuple[date | None, bool]:
    """Return the day that a date of a database says, and whether its year was of the Buddhist era; None for none."""
    try:
        year = int(text[:4])
    except ValueError:
        return None, False
    is_buddhist = year >= thai.FIRST_BE_YEAR
    if is_buddhist:
        text = f"{thai.gregorian_year(year):04}{text[4:]}"
    day = _iso(text[:10])
    return (day if day and day >= EARLIEST else None), is_buddhist


def moment_of(text: str) -> datetime | None:
    """Return the wall time that a DATETIME says; None for zeros and the like."""
    day, _ = day_of(text)
    if day is None:
        return None
    try:
        clock = datetime.fromisoformat(f"{day.isoformat()}{text[10:19]}").replace(tzinfo=None)
    except ValueError:
        clock = datetime.combine(day, datetime.min.time())
    return clock


def span(first: str, last: str | None, written: date) -> Days:
    """Return the days of a booking that was written down on that day; ``last`` is None where there is no such column."""
    start, was_buddhist = day_of(first)
    if start is None:
        return _unreadable(first)
    end, ends_buddhist = (start, False) if last is None else day_of(last)
    days = _in_order(start, end or start)
    days.notes += [Code.NO_END_DATE] * (end is None) + [Code.BUDDHIST_YEAR] * (was_buddhist or ends_buddhist)
    if (max(start, end or start) - written).days > MOST_AHEAD:
        days.reason = Code.BUDDHIST_YEAR
    return days


def _in_order(start: date, end: date) -> Days:
    """Return the days with the first one first, where that is what was meant."""
    if end - start > A_YEAR:
        return Days(start, start, reason=Code.LONG_SPAN)
    if end - start > LONGEST:
        return Days(start, end, [Code.LONG_SPAN])
    if start - end > LONGEST:
        return Days(start, start, reason=Code.END_BEFORE_START)
    return Days(start, end) if start <= end else Days(end, start, [Code.END_BEFORE_START])


def _unreadable(text: str) -> Days:
    """Return a day that no calendar has: of a leap year by the Buddhist number alone, or none at all."""
    head, _, tail = text[:10].partition("-")
    if tail == "02-29" and head.isdecimal() and int(head) >= thai.FIRST_BE_YEAR:
        guess = date(thai.gregorian_year(int(head)), 2, FEBRUARY_ENDS)
        return Days(guess, guess, reason=Code.BUDDHIST_YEAR)
    return Days(reason=Code.NO_DATE)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
