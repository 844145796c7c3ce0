"""Thai dates, months, digits and hours: the only place where Buddhist years exist.

A date inside the product is a `datetime.date` of the common era (CE). People read and write
the Buddhist era (BE = CE + 543), in Thai and in English. Pure: no Django, no database, no clock.

Languages are "th" and "en"; any other, and any month outside 1..12, is a `KeyError`.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

BE_OFFSET = 543
FIRST_YEAR, LAST_YEAR = 1900, 2399  # CE, both included: BE 2443..2942
FIRST_BE_YEAR = 2400  # a four-digit year from here on is BE
FIRST_SHORT_BE_YEAR = 43  # a two-digit year from here on is BE 25xx
BE_CENTURY, CE_CENTURY = 2500, 2000  # what two digits leave out
FISCAL_YEAR_FIRST_MONTH = 10
LONGEST_TEXT = 200  # characters; nothing longer is read as a date or a time

Style = Literal["short", "long", "full"]


class BadDate(ValueError):
    """A text that gives no date. Never holds the text itself, which may be an id typed astray."""


class DateUnreadable(BadDate):
    """Not the shape of a date, or a year outside CE 1900..2399."""

    def __str__(self) -> str:
        return f"the text is not a date between CE {FIRST_YEAR} and CE {LAST_YEAR}"


@dataclass(eq=False)
class YearUnclear(BadDate):
    """The year may be CE or BE. `candidates`: one or two dates that exist, the likeliest first."""

    candidates: tuple[date, ...]

    def __str__(self) -> str:
        return f"the year is not clear, it may mean {' or '.join(map(str, self.candidates))}"


@dataclass(eq=False)
class NoSuchDay(BadDate):
    """A day that its month has not in that Buddhist year: 29 February 2566, 31 April, day 0."""

    day: int
    month: int
    year_be: int

    def __str__(self) -> str:
        return f"month {self.month} of BE {self.year_be} has no day {self.day}"


@dataclass(eq=False)
class WrongWeekday(BadDate):
    """`day` does not fall on the `weekday` (Monday 0 .. Sunday 6) written before it."""

    day: date
    weekday: int

    def __str__(self) -> str:
        return f"{self.day} is a {weekday_name(self.day, 'en')}, not a {_DAYS['en'][self.weekday]}"


class BadTime(ValueError):
    """A text that gives no time of day. Never holds the text itself."""

    def __str__(self) -> str:
        return "the text is not a time of day between 00.00 and 23.59"


def buddhist_year(year: int) -> int:
    """CE 2023 -> BE 2566. The modern reckoning, also for days before the reform of 1941."""
    return year + BE_OFFSET


def gregorian_year(year: int) -> int:
    """BE 2566 -> CE 2023."""
    return year - BE_OFFSET


def fiscal_year(day: date) -> int:
    """Fiscal year of the Thai state (BE): 2566 runs from 1 Oct 2565 to 30 Sep 2566.

    Source: Budget Procedures Act BE 2561, section 4.
    """
    return buddhist_year(day.year + (day.month >= FISCAL_YEAR_FIRST_MONTH))


def fiscal_quarter(day: date) -> int:
    """Quarter 1..4 of the fiscal year; October to December is 1."""
    return (day.month - FISCAL_YEAR_FIRST_MONTH) % 12 // 3 + 1


def _numbered(first: int, names: str) -> dict[int, str]:
    return dict(enumerate(names.split(), start=first))


_MONTHS = {
    "th": _numbered(1, "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน")
    | _numbered(7, "กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"),
    "en": _numbered(1, "January February March April May June")
    | _numbered(7, "July August September October November December"),
}
_SHORT_MONTHS = {
    "th": _numbered(1, "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."),
    "en": _numbered(1, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
_DAYS = {
    "th": _numbered(0, "จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์"),
    "en": _numbered(0, "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
_SHORT_DAYS = {
    "th": _numbered(0, "จ. อ. พ. พฤ. ศ. ส. อา."),
    "en": _numbered(0, "Mon Tue Wed Thu Fri Sat Sun"),
}


def month_name(month: int, language: str = "th", *, short: bool = False) -> str:
    """Month 6 -> "มิถุนายน", short "มิ.ย."; "June", short "Jun"."""
    return (_SHORT_MONTHS if short else _MONTHS)[language][month]


def weekday_name(day: date, language: str = "th", *, short: bool = False) -> str:
    """Weekday of a date, without "วัน": "พฤหัสบดี", short "พฤ."; "Thursday", short "Thu"."""
    return (_SHORT_DAYS if short else _DAYS)[language][day.weekday()]


def format_date(day: date, language: str = "th", *, style: Style = "long") -> str:
    """Write a date: "1 มิ.ย. 2566", "1 มิถุนายน 2566" or "พฤหัสบดี 1 มิถุนายน 2566".

    English has the Buddhist year too: "1 Jun 2566", "1 June 2566", "Thursday 1 June 2566".
    """
    month = month_name(day.month, language, short=style == "short")
    weekday = f"{weekday_name(day, language)} " if style == "full" else ""
    return f"{weekday}{day.day} {month} {buddhist_year(day.year)}"


def format_span(first: date, last: date, language: str = "th") -> str:
    """Write the days from first to last, both included; what they share stands once.

    "1-4 มิ.ย. 2566", "30 มิ.ย. - 1 ก.ค. 2566", "30 ธ.ค. 2565 - 2 ม.ค. 2566"; equal days are one
    date. ValueError when last is before first.
    """
    if last < first:
        raise ValueError("the last day of a span is before its first")
    return _span_start(first, last, language) + format_date(last, language, style="short")


def _span_start(first: date, last: date, language: str) -> str:
    if first == last:
        return ""
    if first.year != last.year:
        return f"{format_date(first, language, style='short')} - "
    if first.month != last.month:
        return f"{first.day} {month_name(first.month, language, short=True)} - "
    return f"{first.day}-"


def format_month(year_ce: int, month: int, language: str = "th") -> str:
    """CE 2023 and month 6 -> "มิถุนายน 2566"."""
    return f"{month_name(month, language)} {buddhist_year(year_ce)}"


def format_time(t: time) -> str:
    """Wall time on the 24-hour clock: "08.30"."""
    return f"{t:%H.%M}"


def format_hours(start: time, end: time, language: str = "th") -> str:
    """Wall times: "08.30-12.00 น.", in English "08.30-12.00"."""
    unit = {"th": " น.", "en": ""}[language]
    return f"{format_time(start)}-{format_time(end)}{unit}"


_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def thai_digits(text: str) -> str:
    """Turn 0-9 into Thai digits; all else stays."""
    return text.translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Turn Thai digits into 0-9; all else stays."""
    return text.translate(_TO_ARABIC)


# Each repeat is bounded or ends at a digit, so no pattern can backtrack far, whatever the text.
_WORDS, _DAY, _YEAR = "(?P<words>[^0-9]*)", "(?P<day>[0-9]{1,2})", "(?P<year>[0-9]{4}|[0-9]{2})"
_MONTH_BETWEEN_MARKS = " ?(?P<mark>[/.-]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?"
_DATE_SHAPES = (
    re.compile(_WORDS + _DAY + _MONTH_BETWEEN_MARKS + _YEAR),
    re.compile(_WORDS + _DAY + " ?[/-]?(?P<month>[^0-9/-]+)[/-]? ?" + _YEAR),
    re.compile(_WORDS + "(?P<year>[0-9]{4})" + _MONTH_BETWEEN_MARKS + _DAY),
)
_TIME_SHAPE = re.compile("([01]?[0-9]|2[0-3]) ?[.:]? ?([0-5][0-9]) ?น?")


def _bare(words: str) -> str:
    return re.sub("[ .,]", "", words).lower()


def _by_name(*tables: dict[int, str]) -> dict[str, int]:
    return {_bare(name): number for table in tables for number, name in table.items()}


_MONTH_NUMBERS = _by_name(
    *_MONTHS.values(),
    *_SHORT_MONTHS.values(),
    _numbered(1, "1 2 3 4 5 6 7 8 9 10 11 12"),
    {9: "Sept"},
)
_DAY_NUMBERS = _by_name(*_DAYS.values(), *_SHORT_DAYS.values(), {3: "พฤหัส"})


def parse_date(text: str) -> date:
    """Read a date as people write it in either language: day or year first, never month first.

    1/6/66, 01-06-2566, 1.6.2566, "1 มิ.ย. 2566", "วันพฤหัสบดีที่ ๑ มิถุนายน พ.ศ. ๒๕๖๖", "1 Jun 2566",
    2023-06-01, 2566-06-01. Raises only kinds of `BadDate`: `DateUnreadable`, `NoSuchDay`,
    `WrongWeekday`, and `YearUnclear` where one has to ask (1/6/2023, 1/6/23).
    """
    written = _match_date(_tidy(text))
    stands_first = written.start("year") < written.start("day")
    years, is_certain = _read_year(written["year"], stands_first=stands_first)
    dates = _real_dates(int(written["day"]), _read_month(written["month"]), years)
    dates = _on_written_weekday(dates, written["words"])
    if not is_certain:
        raise YearUnclear(tuple(dates))
    return dates[0]


def parse_time(text: str) -> time:
    """Read a wall time 00.00..23.59: "08.30", "8:30", "8.30 น.", "0830". Raises `BadTime`."""
    written = _TIME_SHAPE.fullmatch(_tidy(text))
    if not written:
        raise BadTime
    return time(int(written[1]), int(written[2]))


def _tidy(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return ""  # unreadable, and not worth the time to find out
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(arabic_digits(visible).split()).strip(" .,")


def _match_date(text: str) -> re.Match[str]:
    for shape in _DATE_SHAPES:
        if written := shape.fullmatch(text):
            return written
    raise DateUnreadable


def _read_year(digits: str, *, stands_first: bool) -> tuple[list[int], bool]:
    """CE years that the digits may mean, the likeliest first, and whether that is certain."""
    year = int(digits)
    if len(digits) < len("2566"):
        year_ce = gregorian_year(BE_CENTURY + year)
        is_be = year >= FIRST_SHORT_BE_YEAR
        return ([year_ce] if is_be else [CE_CENTURY + year, year_ce]), is_be
    is_be = year >= FIRST_BE_YEAR
    year_ce = gregorian_year(year) if is_be else year
    if not FIRST_YEAR <= year_ce <= LAST_YEAR:
        raise DateUnreadable
    return [year_ce], is_be or stands_first


def _read_month(words: str) -> int:
    name = _bare(words).lstrip("0").removeprefix("เดือน").removesuffix("พศ")
    if name not in _MONTH_NUMBERS:
        raise DateUnreadable
    return _MONTH_NUMBERS[name]


def _real_dates(day: int, month: int, years: list[int]) -> list[date]:
    dates = [date(y, month, day) for y in years if 1 <= day <= monthrange(y, month)[1]]
    if not dates:
        raise NoSuchDay(day, month, buddhist_year(years[0]))
    return dates


def _on_written_weekday(dates: list[date], words: str) -> list[date]:
    name = _bare(words).removesuffix("ที่").removesuffix("วัน").removeprefix("วัน")
    if not name:
        return dates
    if name not in _DAY_NUMBERS:
        raise DateUnreadable
    fitting = [each for each in dates if each.weekday() == _DAY_NUMBERS[name]]
    if not fitting:
        raise WrongWeekday(dates[0], _DAY_NUMBERS[name])
    return fitting
