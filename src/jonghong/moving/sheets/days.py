"""Reading days, and spans of days, as people write them into sheets. Pure.

What may be meant in two ways is asked, never guessed; what a spreadsheet made of a date is known for what it is.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from jonghong.core import thai
from jonghong.moving.facts import Code
from jonghong.moving.sheets.facts import FARTHEST, Unclear

FIRST_YEAR = 1990  # no sheet of bookings is older
SHIFT = 57  # Excel takes 1/6/66 for 1966, which is 2566 of the Buddhist era
MOST_SWAPPED, LONG, LONGEST = 60, 60, 366  # days
EXCEL_DAY_ZERO = date(1899, 12, 30)
SERIAL = re.compile(r"[1-9]\d{4,5}")
WITH_TIME = re.compile(r"(?P<day>\S.*?\d),?[ T](?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?(?: ?น\.?)?")
ZEROS = re.compile(r"0{1,4}([-/. ])0{1,2}\1(?:0{1,4})(?: 00:00:00)?|1899-12-3[01]")
EMPTY_DAYS = (date(1970, 1, 1), date(1900, 1, 1))
BETWEEN = re.compile(r"(?:จนถึง|ถึง|[-–—~]|(?<![a-z])(?:to|until)(?![a-z]))(?:\s{0,9}วันที่)?", re.IGNORECASE)
BARE_DAY = re.compile(r"(?:วันที่|ที่)?\s*(?P<day>\d{1,2})")


@dataclass(frozen=True)
class Days:
    """From ``first`` to ``last``, both included; ``start`` and ``end`` where the cells held a time of day, too."""

    first: date
    last: date
    start: time | None = None
    end: time | None = None
    notes: tuple[Code, ...] = ()


def read_days(text: str, until: str, today: date, *, is_common_era: bool = False) -> Days:
    """Return the days that two cells say, of which the second may be empty. Raises Unclear.

    ``is_common_era`` is what a person said of the column: its years are those of the common era.
    """
    first, last, start = _span(text, today, is_common_era=is_common_era)
    end, notes = None, []
    if until:
        _first_of_until, last, end = _span(until, today, is_common_era=is_common_era)
    if last < first:
        if (first - last).days > MOST_SWAPPED:
            raise Unclear(Code.END_BEFORE_START, first=first.isoformat(), last=first.isoformat())
        first, last = last, first
        notes.append(Code.END_BEFORE_START)
    if (last - first).days >= LONGEST:
        raise Unclear(Code.LONG_SPAN, first=first.isoformat(), last=last.isoformat())
    if (last - first).days >= LONG:
        notes.append(Code.LONG_SPAN)
    return Days(first, last, start, end, tuple(notes))


def is_day(text: str, today: date) -> bool:
    """Tell whether a whole text is one day."""
    try:
        return bool(read_day(text, today))
    except Unclear:
        return False


def read_day(text: str, today: date, *, is_common_era: bool = False) -> date:
    """Return the day that a text says. Raises Unclear, with the likeliest day where one can be named."""
    if not text.strip(" .-–0") or ZEROS.fullmatch(text.strip()):
        raise Unclear(Code.NO_DATE)
    try:
        day = thai.parse_date(_of_spreadsheet(text))
    except thai.YearUnclear as fact:
        day = fact.candidates[0]
        if not is_common_era:
            raise Unclear(Code.YEAR_UNCLEAR, first=day.isoformat()) from fact
    except thai.NoSuchDay as fact:
        raise Unclear(Code.NO_SUCH_DAY, first=_last_of_month(fact)) from fact
    except thai.WrongWeekday as fact:
        raise Unclear(Code.DATE_UNREADABLE, first=fact.day.isoformat()) from fact
    except thai.BadDate as fact:
        raise Unclear(Code.DATE_UNREADABLE) from fact
    return _plausible(day, today)


def _plausible(day: date, today: date) -> date:
    """Return the day. Raises Unclear for one that no meeting can have been on."""
    if day in EMPTY_DAYS:
        raise Unclear(Code.NO_DATE)
    if day.year > today.year + FARTHEST:
        raise Unclear(Code.YEAR_UNCLEAR, first=day.isoformat())
    if day.year < FIRST_YEAR:
        year = day.year + SHIFT
        meant = day.replace(year=year) if (day.month, day.day) != (2, 29) else None
        raise Unclear(Code.YEAR_UNCLEAR, **({"first": meant.isoformat()} if meant and year <= today.year + FARTHEST else {}))
    return day


def _span(text: str, today: date, *, is_common_era: bool) -> tuple[date, date, time | None]:
    """Return the first and the last day of one cell, and the time of day behind the first."""
    at = None
    if len(text) > thai.LONGEST_TEXT:
        raise Unclear(Code.DATE_UNREADABLE)
    if found := WITH_TIME.fullmatch(thai.arabic_digits(text).strip()):
        text, at = found["day"], _time(found)
    try:
        day = read_day(text, today, is_common_era=is_common_era)
    except Unclear as fact:
        if fact.code is not Code.DATE_UNREADABLE or fact.suggestion:
            raise
        for first, last in _parts(text, today, is_common_era=is_common_era):
            return first, last, at
        raise
    return day, day, at


def _parts(text: str, today: date, *, is_common_era: bool) -> Iterator[tuple[date, date]]:
    """Give the readings of a text as a first and a last day, such as "1-4 มิ.ย. 2566" or "30 มิ.ย. - 1 ก.ค. 2566"."""
    text = thai.arabic_digits(text)
    for found in BETWEEN.finditer(text):
        try:
            last = read_day(text[found.end() :], today, is_common_era=is_common_era)
            first = _first(text[: found.start()].strip(), last, today, is_common_era=is_common_era)
        except Unclear as fact:
            if fact.code in {Code.DATE_UNREADABLE, Code.NO_DATE} and not fact.suggestion:
                continue
            raise
        yield first, last


def _first(text: str, last: date, today: date, *, is_common_era: bool) -> date:
    """Return the first day of a span, of which month and year may stand with the last only."""
    year, month = thai.buddhist_year(last.year), thai.month_name(last.month)
    whole = [text] if not BARE_DAY.fullmatch(text) else []
    for each in (*whole, f"{text} {year}", f"{text}/{year}", f"{text} {month} {year}"):
        try:
            return read_day(each, today, is_common_era=is_common_era)
        except Unclear as fact:
            if fact.code is not Code.DATE_UNREADABLE or fact.suggestion:
                raise
    raise Unclear(Code.DATE_UNREADABLE)


def _of_spreadsheet(text: str) -> str:
    """Return a date for a number that is one in a spreadsheet: so many days after its day zero."""
    digits = thai.arabic_digits(text.strip())
    if not SERIAL.fullmatch(digits):
        return text
    return (EXCEL_DAY_ZERO + timedelta(days=int(digits))).isoformat()


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    return time(hour, minute) if hour < 24 and minute < 60 and (hour, minute) != (0, 0) else None


def _last_of_month(fact: thai.NoSuchDay) -> str:
    year = thai.gregorian_year(fact.year_be)
    return date(year, fact.month, monthrange(year, fact.month)[1]).isoformat()
