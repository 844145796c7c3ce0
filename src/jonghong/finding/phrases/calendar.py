"""What words for days and months stand for, as regular expressions and as dates. Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta

from jonghong.core import thai

WEEK = timedelta(days=7)
MONDAY, FRIDAY = 0, 4
A_WEEK_FROM_MONDAY = [date(2023, 5, 22) + timedelta(days=number) for number in range(7)]


def _either(words: dict[str, int]) -> str:
    """Return a pattern of any of the words, the longest first; a dot in a short one may be left out."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(word).replace(r"\.", r"\.?\s?") if "." in word[:-1] else re.escape(word) for word in longest_first
    )


def bare(words: str) -> str:
    """Return a name without the dots and spaces that people leave out."""
    return re.sub(r"[ .]", "", words).lower()


_LONG_DAYS = {thai.weekday_name(day): day.weekday() for day in A_WEEK_FROM_MONDAY} | {"พฤหัส": 3}
_DOTTED_DAYS = {thai.weekday_name(day, short=True): day.weekday() for day in A_WEEK_FROM_MONDAY}
_ENGLISH_DAYS = {thai.weekday_name(day, "en"): day.weekday() for day in A_WEEK_FROM_MONDAY}
_SHORT_ENGLISH_DAYS = {thai.weekday_name(day, "en", short=True): day.weekday() for day in A_WEEK_FROM_MONDAY}
_ENGLISH_DAYS |= _SHORT_ENGLISH_DAYS | {"Tues": 1, "Weds": 2, "Thur": 3, "Thurs": 3}
_MONTHS = {
    thai.month_name(month, language, short=short): month
    for language in ("th", "en")
    for short in (False, True)
    for month in range(1, 13)
} | {"Sept": 9}

LONG_WEEKDAY = f"(?:{_either(_LONG_DAYS)}|(?<![a-z])(?:{_either(_ENGLISH_DAYS)})s?(?![a-z]))"
ANY_WEEKDAY = f"(?:{LONG_WEEKDAY}|(?<![ก-๛.])(?:{'|'.join(map(re.escape, sorted(_DOTTED_DAYS, key=len, reverse=True)))}))"
# English names only as whole words: "may" begins "maybe" and "mar" begins "market".
ENGLISH_MONTH = f"(?:{_either({name: n for name, n in _MONTHS.items() if name.isascii()})})(?![a-z])"
MONTH = f"(?:{_either({name: n for name, n in _MONTHS.items() if not name.isascii()})}|{ENGLISH_MONTH})"
_WEEKDAYS = {bare(name): number for name, number in (_LONG_DAYS | _DOTTED_DAYS | _ENGLISH_DAYS).items()}
_MONTH_NUMBERS = {bare(name): number for name, number in _MONTHS.items()}


def weekday_of(words: str) -> int:
    """Return Monday 0 .. Sunday 6 of a text that matches a weekday."""
    name = bare(words)
    return _WEEKDAYS[name] if name in _WEEKDAYS else _WEEKDAYS[name.removesuffix("s")]


def month_of(words: str) -> int:
    """Return 1..12 of a text that matches ``MONTH``."""
    return _MONTH_NUMBERS[bare(words)]


def coming(weekday: int, today: date) -> date:
    """Return the first such weekday from today on, today included."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def monday_of(day: date) -> date:
    """Return the Monday of the week in which that day lies."""
    return day - timedelta(days=day.weekday())


def last_of_month(day: date) -> date:
    """Return the last day of the month in which that day lies."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def first_of_next_month(day: date) -> date:
    """Return the first day of the month after that day's."""
    return last_of_month(day) + timedelta(days=1)


def this_weekday(weekday: int, today: date) -> list[date]:
    """Return which day "วันพุธ" or "พุธนี้" may be: the coming one; said on that very day, today or in a week."""
    day = coming(weekday, today)
    return [day, day + WEEK] if day == today else [day]


def next_weekday(weekday: int, today: date) -> list[date]:
    """Return which day "เสาร์หน้า" may be: where that day still comes in this week, it or the one of the next week."""
    in_next_week = monday_of(today) + WEEK + timedelta(days=weekday)
    day = coming(weekday, today)
    return [day, in_next_week] if today < day < in_next_week else [in_next_week]


def day_of_month(day: int, today: date) -> date:
    """Return the next day of that number from today on. Raises NoSuchDay for one that no month has."""
    if not 1 <= day <= 31:
        raise thai.NoSuchDay(day, today.month, thai.buddhist_year(today.year))
    first = today.replace(day=1) if day >= today.day else first_of_next_month(today)
    while last_of_month(first).day < day:
        first = first_of_next_month(first)
    return first.replace(day=day)


def day_of_year(day: int, month: int, today: date) -> list[date]:
    """Return which day "5 มิ.ย." may be: the coming one; where this year's went by more lately, it is asked about, too.

    Raises NoSuchDay for 31 April.
    """
    years = [today.year, today.year + 1]
    there = [date(year, month, day) for year in years if 1 <= day <= monthrange(year, month)[1]]
    if not there:
        raise thai.NoSuchDay(day, month, thai.buddhist_year(today.year))
    if there[0] >= today:
        return there[:1]
    return there[1:] if there[-1] - today < today - there[0] else there[::-1]
