"""Which days a line speaks of. Pure.

At each place of the line the shapes are tried in order, the longest first. A shape gives one or more readings; more than
one is a question.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jonghong.core import thai
from jonghong.finding.phrases import calendar
from jonghong.finding.phrases.calendar import ANY_WEEKDAY, ENGLISH_MONTH, LONG_WEEKDAY, MONTH, WEEK
from jonghong.finding.phrases.facts import Days, Unsure
from jonghong.finding.phrases.numbers import NUMBER, value_of

TO = r"\s?(?:[-–—~]|ถึง(?:วัน(?!นี้|พรุ่ง|มะ))?(?:ที่)?|จนถึง(?:วันที่)?|ไปถึง|to|until|till|through)\s?"
# What a number is followed by where it counts something else than years.
NOT_A_YEAR = r"(?![0-9])(?!\s?(?:คน|ท่าน|ที่นั่ง|people|persons?|pax|seats|ชั่วโมง|ชม|hours?|hrs?|โมง|ทุ่ม|น\.|นาที|วัน|am|pm)|[.:][0-9])"
LONG_YEAR = r"(?:1[89]|2[0-9])[0-9]{2}"
YEAR = rf"(?:\s?/?,?\s?(?:พ\.?\s?ศ\.?\s?)?(?P<year>{LONG_YEAR}|[4-9][0-9]|[0-3][0-9](?!\s?[-–])){NOT_A_YEAR})?"
ON = rf"(?:(?P<weekday>(?:วัน)?{ANY_WEEKDAY})[\s,]?(?:ที่)?\s?)?(?:วันที่\s?)?"
DAY = r"(?P<day>[0-9]{1,2})"
LAST = r"(?P<last>[0-9]{1,2})"


@dataclass(frozen=True)
class Said:
    """What stands from ``start`` to ``end``: its readings, or what is wrong with it."""

    start: int
    end: int
    readings: tuple[Days, ...] = ()
    about: Unsure = Unsure.WHICH_DAY
    fault: thai.BadDate | None = None
    weekday: int | None = None  # of a weekday alone, which takes its week from the other end of a span
    day_and_month: str = ""  # of a date without a year, which takes it from the other end of a span
    is_loose: bool = False  # a week or a month, of which one day may be meant, or all
    as_people: tuple[date, int] | None = None  # "5 มิ.ย. 40" with its number taken for people

    @property
    def is_sure(self) -> bool:
        """Whether it can be read in one way only."""
        return len(self.readings) == 1 and not self.fault and self.about is not Unsure.REVERSED


Reader = Callable[[re.Match[str], date], Said]


def _said(found: re.Match[str], readings: Iterable[date | Days], about: Unsure = Unsure.WHICH_DAY) -> Said:
    days = tuple(each if isinstance(each, Days) else Days(each, each) for each in readings)
    return Said(found.start(), found.end(), days, about)


def _in_month(found: re.Match[str], today: date) -> Said:
    """Read "1-4 มิ.ย. 66"; one that is written backwards is turned round, and asked about."""
    low, high = sorted((int(found["day"]), int(found["last"])))
    said = _dated(found, str(high), today)
    if not low or said.about is Unsure.BAD_DATE:
        return replace(said, readings=(), about=Unsure.BAD_DATE, fault=said.fault or thai.DateUnreadable())
    spans = tuple(Days(each.last.replace(day=low), each.last) for each in said.readings)
    is_backwards = int(found["last"]) < int(found["day"])
    about = Unsure.REVERSED if is_backwards else said.about
    return replace(said, readings=spans, about=about, day_and_month="", as_people=None)


def _date(found: re.Match[str], today: date) -> Said:
    """Read "พฤหัสบดีที่ 1 มิ.ย. 2566", "1/6/66", "5 มิ.ย."."""
    return _dated(found, found["day"], today)


def _dated(found: re.Match[str], day: str, today: date) -> Said:
    groups = found.groupdict()
    named = "" if "last" in groups else (groups.get("weekday") or "").removeprefix("วัน")
    month = int(found["month"]) if found["month"].isdigit() else calendar.month_of(found["month"])
    if not found["year"]:
        return _without_year(found, int(day), month, today, named)
    weekday = thai.weekday_name(calendar.A_WEEK_FROM_MONDAY[calendar.weekday_of(named)]) if named else ""
    try:
        if found.start("year") < found.start("day"):
            return _said(found, [thai.parse_date(f"{found['year']}-{month}-{day}")])
        return _said(found, [thai.parse_date(f"{weekday} {day}/{month}/{found['year']}")])
    except thai.YearUnclear as unclear:
        said = replace(_said(found, unclear.candidates, Unsure.WHICH_YEAR), fault=unclear)
        return replace(said, as_people=_as_people(found, int(day), month, today))
    except thai.WrongWeekday as fault:
        return replace(_said(found, [fault.day], Unsure.BAD_DATE), fault=fault)
    except thai.BadDate as fault:
        return Said(found.start(), found.end(), about=Unsure.BAD_DATE, fault=fault)


def _as_people(found: re.Match[str], day: int, month: int, today: date) -> tuple[date, int] | None:
    """Return what "5 มิ.ย. 40" says if its number counts people: a number after a space, not after a mark."""
    is_after_space = found.string[found.start("year") - 1] == " "
    if len(found["year"]) > len("40") or not is_after_space:
        return None
    try:
        return calendar.day_of_year(day, month, today)[0], int(found["year"])
    except thai.NoSuchDay:
        return None


def _without_year(found: re.Match[str], day: int, month: int, today: date, named: str) -> Said:
    try:
        readings = calendar.day_of_year(day, month, today)
    except thai.NoSuchDay as fault:
        return Said(found.start(), found.end(), about=Unsure.BAD_DATE, fault=fault)
    if named:
        fitting = [each for each in readings if each.weekday() == calendar.weekday_of(named)]
        if not fitting:
            wrong = thai.WrongWeekday(readings[0], calendar.weekday_of(named))
            return replace(_said(found, readings[:1], Unsure.BAD_DATE), fault=wrong)
        readings = fitting
    return replace(_said(found, readings, Unsure.WHICH_YEAR), day_and_month=f"{day}/{month}")


def _of_month(found: re.Match[str], today: date) -> Said:
    """Read "วันที่ 5" and "วันที่ 5-7"."""
    try:
        first = calendar.day_of_month(int(found["day"]), today)
        last = calendar.day_of_month(int(found["last"]), first) if found["last"] else first
    except thai.NoSuchDay as fault:
        return Said(found.start(), found.end(), about=Unsure.BAD_DATE, fault=fault)
    return _said(found, [Days(first, last)])


def _weekday(found: re.Match[str], today: date) -> Said:
    """Read "วันพุธ", "พุธนี้", "พุธหน้า", "พุธสัปดาห์หน้า", "next friday"."""
    weekday, which = calendar.weekday_of(found["weekday"]), calendar.bare(found["which"] or found["before"] or "")
    if which and ("สัปดาห์" in which or "อาทิตย์" in which or "week" in which):
        weeks = 0 if "นี้" in which or "this" in which else 1
        return _said(found, [calendar.monday_of(today) + weeks * WEEK + timedelta(days=weekday)])
    if which in ("หน้า", "next"):
        return replace(_said(found, calendar.next_weekday(weekday, today), Unsure.WHICH_WEEK), weekday=weekday)
    return replace(_said(found, calendar.this_weekday(weekday, today), Unsure.WHICH_WEEK), weekday=weekday)


def _working_week(found: re.Match[str], today: date) -> Said:
    monday = calendar.monday_of(today)
    is_next = "หน้า" in found[0] or "next" in found[0].lower()
    first = monday + WEEK if is_next else today
    week = Days(first, (monday + WEEK if is_next or today.weekday() > calendar.FRIDAY else monday) + timedelta(days=4))
    week = week if week.first <= week.last and (is_next or first.weekday() <= calendar.FRIDAY) else Days(first, first)
    if found[0].startswith("อาทิตย์"):  # a week, and a Sunday
        sundays = (calendar.next_weekday if is_next else calendar.this_weekday)(6, today)
        return replace(_said(found, [week, *sundays]), is_loose=True)
    return replace(_said(found, [week]), is_loose=True)


def _month(found: re.Match[str], today: date) -> Said:
    is_next = "หน้า" in found[0] or "next" in found[0].lower()
    first = calendar.first_of_next_month(today) if is_next else today
    return replace(_said(found, [Days(first, calendar.last_of_month(first))]), is_loose=True)


def _end(found: re.Match[str], today: date) -> Said:
    """Read "สิ้นเดือน", "สิ้นปี", "สิ้นปีงบประมาณ"."""
    words = found[0].lower()
    if "เดือน" in words or "month" in words:
        is_next = "หน้า" in words or "next" in words
        return _said(found, [calendar.last_of_month(calendar.first_of_next_month(today) if is_next else today)])
    is_fiscal = "งบ" in words or "fiscal" in words
    year = thai.gregorian_year(thai.fiscal_year(today)) if is_fiscal else today.year
    return _said(found, [date(year, 9, 30) if is_fiscal else date(year, 12, 31)])


def _later(found: re.Match[str], today: date) -> Said:
    """Read "อีก 3 วัน", "in 2 weeks"."""
    number = min(value_of(found["number"]), 400)
    return _said(found, [today + timedelta(days=number) * (7 if found["week"] else 1)])


def _relative(days: int) -> Reader:
    return lambda found, today: _said(found, [today + timedelta(days=days)])


_WHICH = r"(?:\s?(?P<which>นี้|(?:ใน)?(?:สัปดาห์|อาทิตย์)(?:นี้|หน้า)|หน้า|(?:of )?(?:this|next) week))?"
# A weekday alone may also begin a name; it counts where it says วัน, or a week, or stands as a word of its own.
_WEEKDAY_ALONE = r"(?=$|[\s\0\1,/–-]|ที่|เช้า|บ่าย|ตอน|ช่วง|ทั้ง|เต็ม|ถึง|จนถึง|[0-9])"
_APART = "(?:(?<![ก-๛])|(?<=เช้า)|(?<=บ่าย)|(?<=ตอน)|(?<=ถึง))"


def _shape(pattern: str, read: Reader) -> tuple[re.Pattern[str], Reader]:
    return re.compile(pattern, re.IGNORECASE), read


SHAPES = [
    _shape(ON + DAY + TO + LAST + rf"\s?(?P<month>{MONTH})" + YEAR, _in_month),
    _shape(ON + DAY + TO + LAST + r"/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})(?![0-9/])", _in_month),
    _shape(ON + DAY + rf"\s?-?(?P<month>{MONTH})(?:-(?=[4-9][0-9]|{LONG_YEAR}))?" + YEAR, _date),
    _shape(
        ON + rf"(?P<month>{ENGLISH_MONTH})\s?(?P<day>[12]?[0-9]|3[01])(?![0-9.:/])(?:,?\s?(?P<year>{LONG_YEAR}){NOT_A_YEAR})?",
        _date,
    ),
    _shape(ON + DAY + r"(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})(?![0-9/])", _date),
    _shape(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])", _date),
    _shape(ON + DAY + r"/(?P<month>0?[1-9]|1[0-2])(?P<year>)(?![0-9/])", _date),
    _shape(r"(?:ใน)?วันที่\s?" + DAY + rf"(?:{TO}{LAST})?(?![0-9/.])", _of_month),
    _shape(r"(?:วัน)?มะรืน(?:นี้)?|(?:the )?day after tomorrow", _relative(2)),
    _shape(r"(?:วัน)?มะเรื่อง(?:นี้)?", _relative(3)),
    _shape(r"(?:วัน)?พรุ่งนี้|(?<![a-z])(?:tomorrow|tmrw?)(?![a-z])", _relative(1)),
    _shape(r"วันนี้|(?<=เช้า)นี้|(?<=บ่าย)นี้|(?<![a-z])today(?![a-z])|(?<![a-z])this (?=morning|afternoon)", _relative(0)),
    _shape(r"(?:เมื่อ)?วานซืน(?:นี้)?", _relative(-2)),
    _shape(r"เมื่อวาน(?:นี้)?|(?<![a-z])yesterday", _relative(-1)),
    _shape(rf"(?:อีก\s?|in )(?P<number>{NUMBER})\s?(?:วัน|days?|(?P<week>สัปดาห์|อาทิตย์|weeks?))(?:ข้างหน้า)?", _later),
    _shape(r"(?:ใน)?สัปดาห์(?:นี้|หน้า)|(?<!วัน)อาทิตย์(?:นี้|หน้า)|(?<![a-z])(?:this|next) week(?![a-z])", _working_week),
    _shape(r"(?:ใน)?เดือน(?:นี้|หน้า)|(?<![a-z])(?:this|next) month(?![a-z])", _month),
    _shape(r"สิ้นเดือน(?:นี้|หน้า)?|(?:the )?end of (?:the |this |next )?month", _end),
    _shape(r"สิ้นปี(?:งบประมาณ|งบ)?(?:นี้)?|(?:the )?end of (?:the |this )?(?:fiscal )?year", _end),
    _shape(rf"(?:ใน)?(?P<before>)วัน(?P<weekday>{LONG_WEEKDAY}){_WHICH}", _weekday),
    _shape(rf"(?P<before>)(?P<weekday>{ANY_WEEKDAY})\s?(?=\S)(?P<which>(?:ใน)?(?:สัปดาห์|อาทิตย์)(?:นี้|หน้า)|นี้|หน้า)", _weekday),
    _shape(rf"{_APART}(?:on )?(?:(?P<before>this|next) )?(?P<weekday>{LONG_WEEKDAY}){_WHICH}{_WEEKDAY_ALONE}", _weekday),
]
_AND_ON = re.compile(TO, re.IGNORECASE)
# A Latin letter or a number goes on there; "." ends "พ.ศ." as well as a number.
_GOES_ON = re.compile(r"[a-z]{2}|[0-9/.][0-9]|[0-9]/", re.IGNORECASE)


def day_at(text: str, at: int, today: date) -> Said | None:
    """Return the day or days that are spoken of at that place of an unread text."""
    if at and _GOES_ON.match(text, at - 1):
        return None
    for shape, read in SHAPES:
        if (found := shape.match(text, at)) and found.end() > at:
            return read(found, today)
    return None


def days_from(text: str, at: int, today: date) -> Said | None:
    """Return the day at that place or, where "to" and another day follow, the span."""
    first = day_at(text, at, today)
    joint = _AND_ON.match(text, first.end) if first and not first.fault else None
    last = day_at(text, joint.end(), today) if joint else None
    if not first or not last or last.fault or not first.readings or not last.readings:
        return first
    if first.day_and_month and not last.day_and_month and last.weekday is None:
        first = _with_year_of(first, last.readings[0].last)
    if first.weekday is not None and last.weekday is not None and _is_next(text[last.start : last.end]):
        first = replace(first, readings=tuple(_one_day_each(calendar.next_weekday(first.weekday, today))))
    spans = [Days(each.first, _end_of_span(each.first, last)) for each in first.readings]
    spans = [span for span in spans if span.first <= span.last]
    if not spans:
        turned = tuple(Days(last.readings[0].first, each.first) for each in first.readings)
        return Said(first.start, last.end, turned, Unsure.REVERSED)
    return replace(first, end=last.end, readings=tuple(spans), weekday=None, day_and_month="", is_loose=False)


def _end_of_span(first: date, last: Said) -> date:
    if last.weekday is not None:
        return calendar.coming(last.weekday, first)
    later = [each.last for each in last.readings if each.last >= first]
    return min(later, default=last.readings[0].last)


def _with_year_of(said: Said, last: date) -> Said:
    """Return "30 มิ.ย." in the year in which the span ends, or in the year before, where it would come after the end."""
    for year in (last.year, last.year - 1):
        try:
            day = thai.parse_date(f"{said.day_and_month}/{thai.buddhist_year(year)}")
        except thai.NoSuchDay:
            continue  # 29 February
        if day <= last:
            return replace(said, readings=(Days(day, day),))
    return said


def _one_day_each(days: Iterable[date]) -> list[Days]:
    return [Days(day, day) for day in days]


def _is_next(words: str) -> bool:
    return words.endswith("หน้า") or "next" in words.lower()
