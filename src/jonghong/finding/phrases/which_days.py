"""Decides which days a line means, or asks. Pure."""

import re
from datetime import date, timedelta

from jonghong.core import thai
from jonghong.finding.phrases import calendar
from jonghong.finding.phrases.days import Said, days_from
from jonghong.finding.phrases.facts import Days, Question, Unsure
from jonghong.finding.phrases.reading import Part, Reading

_WEEKDAYS = rf"(?:วัน)?(?P<weekdays>{calendar.ANY_WEEKDAY}(?:\s?(?:,|และ|กับ|/|and|&)\s?(?:วัน)?{calendar.ANY_WEEKDAY})*)"
_WORKING = r"วัน(?:ทำการ|ราชการ)|weekdays?|working days?"
_DAILY = r"วัน(?!ที่)|day(?![a-z])"
_EVERY = re.compile(
    rf"(?:ทุกๆ?\s?(?:สัปดาห์\s?)?|(?<![a-z])(?:every|each|weekly on)\s)(?:{_WEEKDAYS}|{_WORKING}|(?P<daily>{_DAILY}))",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(calendar.ANY_WEEKDAY, re.IGNORECASE)
_INTO_DAY = re.compile(r"(?:(?:ใน|ของ|ตั้งแต่|เริ่ม|ระหว่าง|(?<![a-z])(?:on|from|starting|between))\s?)+$", re.IGNORECASE)
_UNTIL_DAY = re.compile(r"(?:จนถึง|ไปถึง|ถึง|จน|(?<![a-z])(?:until|till|to))\s?(?:วันที่\s?)?$", re.IGNORECASE)
_A_WEEK = 7
_GIVE_A_DAY = {Unsure.WHICH_DAY, Unsure.WHICH_WEEK, Unsure.WHICH_YEAR, Unsure.BAD_DATE, Unsure.NO_END_OF_SERIES}


def read_days(reading: Reading) -> None:
    """Read the days, or the weekdays that repeat and from when until when."""
    every = _EVERY.search(reading.line.unread)
    if every:
        reading.line.mark(*every.span())
    found = _all_days(reading)
    for part, _is_until, _said in found:
        reading.line.mark(*part)
    if every:
        _series(reading, every, found)
    elif len(found) > 1:
        _several(reading, [(part, said) for part, _is_until, said in found])
    elif found:
        _one(reading, found[0][0], found[0][2])


def _all_days(reading: Reading) -> list[tuple[Part, bool, Said]]:
    """Return where days are spoken of, whether after "until", and what is said."""
    line, found, at = reading.line, [], 0
    while at < len(line.unread):
        said = days_from(line.unread, at, reading.ground.today)
        if said:
            until = line.before(_UNTIL_DAY, said.start)
            start = line.before(_INTO_DAY, said.start) if until == said.start else until
            found.append(((start, said.end), until < said.start, said))
        at = said.end if said else at + 1
    return found


def _one(reading: Reading, part: Part, said: Said) -> None:
    if said.is_loose and len(said.readings) == 1:
        reading.loose = said
    elif said.is_sure:
        reading.said.days = said.readings[0]
    else:
        choices = reading.days(*said.readings)
        if said.as_people:
            day, number = said.as_people
            words = f"{reading.days(Days(day, day))[0][1]} {number} {reading.word('people')}"
            choices.append((number, words))
        reading.ask(said.about, choices, part, fault=said.fault)


def _several(reading: Reading, found: list[tuple[Part, Said]]) -> None:
    """Take what all of them may mean; else ask which of them is meant."""
    common = set.intersection(*(set(said.readings) for _part, said in found))
    if len(common) == 1:
        reading.said.days = common.pop()
        return
    all_days = dict.fromkeys(days for _part, said in found for days in said.readings)
    reading.ask(Unsure.WHICH_DAY, reading.days(*all_days), *(part for part, _said in found))


def _series(reading: Reading, every: re.Match[str], found: list[tuple[Part, bool, Said]]) -> None:
    """Read from when until when the weekdays repeat; from today, where that is not said."""
    unsure = next(((part, said) for part, _is_until, said in found if not said.is_sure), None)
    if unsure:
        _one(reading, *unsure)
        return
    spans = [said.readings[0] for _part, is_until, said in found if not is_until]
    ends = [said.readings[0].last for _part, is_until, said in found if is_until]
    ends += [span.last for span in spans if span.last > span.first]
    first = min((span.first for span in spans), default=reading.ground.today)
    last = max(ends, default=None)
    reading.said.weekdays = _weekdays(every)
    if last is None:
        _ask_until(reading, first)
    elif last < first:
        reading.ask(Unsure.REVERSED, reading.days(Days(last, first)), *(part for part, _is_until, _said in found))
    else:
        reading.said.days = Days(first, last)


def _weekdays(every: re.Match[str]) -> tuple[int, ...]:
    if every["weekdays"]:
        return tuple(sorted({calendar.weekday_of(each[0]) for each in _WEEKDAY.finditer(every["weekdays"])}))
    return tuple(range(7 if every["daily"] else 5))


def _ask_until(reading: Reading, first: date) -> None:
    fiscal = date(thai.gregorian_year(thai.fiscal_year(first)), 9, 30)
    ends = sorted({calendar.last_of_month(first + calendar.WEEK), fiscal, date(first.year, 12, 31)})
    days = reading.days(*(Days(end, end) for end in ends if end > first))
    reading.ask_at_end(Unsure.NO_END_OF_SERIES, [(day, f"{reading.word('until')} {words}") for day, words in days])


def read_loose_days(reading: Reading) -> None:
    """Take a week or a month for a span, where some hours are looked for in it; else ask which of its days is meant, or all."""
    if not reading.loose:
        return
    span = reading.loose.readings[0]
    if reading.said.length:
        reading.said.days = span
        return
    number = (span.last - span.first).days + 1
    each_day = [Days(day, day) for day in (span.first + timedelta(days=each) for each in range(number))]
    choices = reading.days(*dict.fromkeys([span, *each_day])) if number <= _A_WEEK else []
    reading.ask(Unsure.WHICH_DAY, choices, (reading.loose.start, reading.loose.end))


def ask_for_day(reading: Reading) -> None:
    """Ask for the day where none is said: today, tomorrow, or on Monday."""
    said = reading.said
    if said.days or said.length or not said.text or any(_gives_day(question) for question in said.questions):
        return
    today = reading.ground.today
    days = sorted({today, today + timedelta(days=1), calendar.monday_of(today) + calendar.WEEK})
    reading.ask_at_end(Unsure.NO_DAY, reading.days(*(Days(day, day) for day in days)))


def _gives_day(question: Question) -> bool:
    """Tell whether an answer to that question would give a day."""
    return question.about in _GIVE_A_DAY or any(isinstance(choice.fact, Days) for choice in question.choices)
