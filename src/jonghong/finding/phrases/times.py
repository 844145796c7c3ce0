"""What time of day a line speaks of: the clock as people read it aloud, and how long. Pure.

A moment may have several readings, in minutes of the day, the likeliest first: "3 โมง" is 15.00 and, in old people's words,
09.00. The other end of a stretch often tells; where it does not, one has to ask.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from jonghong.finding.phrases.numbers import WORDS, value_of
from jonghong.rooms.hours import Half, Halves, Hours

DAY = 24 * 60
QUARTER = 15
NOON = 12 * 60
_HOUR = f"(?P<hour>[0-9]{{1,2}}(?![0-9])|{WORDS})"
_PAST = r"(?:(?P<half>\s?ครึ่ง)|\s?(?P<minute>[0-9]{1,2}|สิบห้า|สามสิบ|สี่สิบห้า)\s?นาที)?"
_UNIT = r"(?:\s?(?:น\.(?!ส)|น(?![ก-๛.])|นาฬิกา|hrs?(?![a-z])))"
_NOT_COUNTED = r"(?!\s?(?:[0-9]|สิบ|ร้อย|คน|ท่าน|ที่นั่ง|people|persons?|pax|ชั่วโมง|ชม|hours?|วัน|ห้อง|นาที))"
TO = re.compile(r"\s?(?:[-–—~]|จนถึง|ถึง|จน|to|until|till)\s?(?:เวลา\s?)?", re.IGNORECASE)
BEFORE = re.compile(r"(?:(?:ตั้งแต่|เริ่ม|เวลา|ตอน|ช่วง|(?<![a-z])(?:from|at))\s?)+$", re.IGNORECASE)


@dataclass(frozen=True)
class Moment:
    """A point of the day: where it ends in the text, its readings, and whether people really say it in more than one way.

    ``is_bare`` is a number alone, which only the other end of a stretch makes a time; ``spoken`` is "บ่าย 3", which may also
    be the afternoon and a number.
    """

    end: int
    readings: tuple[int, ...]
    is_unsure: bool = False
    is_bare: bool = False
    is_evening: bool = False
    is_spoken: bool = False


@dataclass(frozen=True)
class Stretch:
    """A stretch of the day as it stands in the text: its readings, in minutes, the likeliest first; no end is None."""

    start: int
    end: int
    readings: tuple[tuple[int, int | None], ...]
    is_unsure: bool = False
    is_reversed: bool = False
    is_bare: bool = False
    is_spoken: bool = False

    @property
    def has_end(self) -> bool:
        """Whether it is said until when."""
        return bool(self.readings) and self.readings[0][1] is not None


Read = Callable[[re.Match[str]], tuple[int, ...]]


def _minutes(found: re.Match[str], *shifts: int) -> tuple[int, ...]:
    """Return the hour, shifted by so many hours each, and the minutes after it."""
    groups = found.groupdict()
    past = 30 if groups.get("half") else value_of(groups["minute"]) if groups.get("minute") else 0
    return tuple((value_of(found["hour"]) + shift) * 60 + past for shift in shifts)


def _afternoon(found: re.Match[str]) -> tuple[int, ...]:
    return _minutes(found, 12) if 1 <= value_of(found["hour"]) <= 6 else ()


def _evening(found: re.Match[str]) -> tuple[int, ...]:
    return _minutes(found, 12) if 3 <= value_of(found["hour"]) <= 7 else ()


def _morning(found: re.Match[str]) -> tuple[int, ...]:
    return _minutes(found, 0 if value_of(found["hour"]) >= 6 else 6)


def _o_clock(found: re.Match[str]) -> tuple[int, ...]:
    return _minutes(found, 0) if value_of(found["hour"]) >= 6 else _minutes(found, 12, 6)


def _night(found: re.Match[str]) -> tuple[int, ...]:
    return _minutes(found, 18) if 1 <= value_of(found["hour"]) <= 5 else ()


def _digits(found: re.Match[str]) -> tuple[int, ...]:
    is_exact = value_of(found["hour"]) >= 6 or found["hour"][0] == "0"
    return _minutes(found, 0) if is_exact else _minutes(found, 12, 0)


def _english(found: re.Match[str]) -> tuple[int, ...]:
    hour, is_pm = value_of(found["hour"]), found["part"][0] in "pP"
    return _minutes(found, (12 if is_pm else 0) - (12 if hour == 12 else 0)) if 1 <= hour <= 12 else ()


def _noon(found: re.Match[str]) -> tuple[int, ...]:
    return (NOON + 30 * bool(found["half"]),)


_MINUTE = "(?P<minute>[0-5][0-9])(?![0-9])"
SHAPES: list[tuple[re.Pattern[str], Read, str]] = [
    (re.compile(shape, re.IGNORECASE), read, trait)
    for shape, read, trait in [
        (r"เที่ยง(?!คืน)(?:วัน|ตรง)?(?P<half>\s?ครึ่ง)?|(?<![a-z])(?:noon|midday)(?![a-z])", _noon, ""),
        (r"บ่าย\s?โมง(?P<half>\s?ครึ่ง)?", lambda found: (13 * 60 + 30 * bool(found["half"]),), ""),
        (rf"บ่าย\s?(?P<hour>[0-9]{{1,2}})[.:]{_MINUTE}{_UNIT}?", _afternoon, ""),
        (rf"บ่าย\s?{_HOUR}\s?โมง{_PAST}", _afternoon, ""),
        (rf"บ่าย\s?{_HOUR}\s?(?P<half>ครึ่ง){_NOT_COUNTED}", _afternoon, ""),
        (rf"บ่าย\s?{_HOUR}{_NOT_COUNTED}", _afternoon, "spoken"),
        (rf"{_HOUR}\s?โมง(?P<half>\s?ครึ่ง)?\s?เย็น", _evening, "evening"),
        (rf"{_HOUR}\s?โมง(?P<half>\s?ครึ่ง)?\s?เช้า", _morning, ""),
        (rf"{_HOUR}\s?โมง{_PAST}", _o_clock, "unsure"),
        (rf"{_HOUR}\s?ทุ่ม(?P<half>\s?ครึ่ง)?", _night, ""),
        (rf"(?P<hour>[0-9]{{1,2}})(?:[.:]{_MINUTE})?\s?(?P<part>[ap])\.?m\.?(?![a-z])", _english, "english"),
        (rf"(?P<hour>[0-9]{{1,2}})[.:]{_MINUTE}(?![.:/][0-9]){_UNIT}?", _digits, "unsure"),
        (rf"(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9]){_UNIT}", _digits, "unsure"),
        (rf"(?P<hour>[0-9]{{1,2}})(?:{_UNIT}|\s?o'?clock)", _digits, "unsure"),
    ]
]
_BARE = re.compile(r"(?P<hour>[0-9]{1,2})(?![0-9./:]|\s?(?:%|ชั่วโมง|ชม|hours?|วัน|คน|ท่าน|people|ห้อง))", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?![0-9])")


def moment_at(text: str, at: int) -> Moment | None:
    """Return the point of the day that is spoken of at that place of an unread text."""
    for shape, read, trait in SHAPES:
        found = shape.match(text, at)
        readings = tuple(each for each in read(found) if each < DAY) if found else ()
        if found and readings:
            is_evening = trait == "evening" or (trait == "english" and readings[0] >= NOON)
            return Moment(
                found.end(), readings, is_unsure=trait == "unsure", is_evening=is_evening, is_spoken=trait == "spoken"
            )
    return None


def bare_at(text: str, at: int) -> Moment | None:
    """Return the number at that place as a time, for the other end of a stretch."""
    found = _FOUR_DIGITS.match(text, at) or _BARE.match(text, at)
    readings = tuple(each for each in _digits(found) if each < DAY) if found else ()
    return Moment(found.end(), readings, is_unsure=True, is_bare=True) if found and readings else None


def stretch_from(text: str, at: int) -> Stretch | None:
    """Return the stretch of time that begins at that place, or the moment that stands there without an end."""
    if at and text[at].isdigit() and re.match(r"[0-9./:]", text[at - 1]):
        return None
    first = moment_at(text, at) or bare_at(text, at)
    joint = TO.match(text, first.end) if first else None
    last = (moment_at(text, joint.end()) or bare_at(text, joint.end())) if joint else None
    if first and last:
        return _joined(at, first, last)
    if not first or first.is_bare:
        return None
    readings = tuple((each, None) for each in first.readings)
    return Stretch(at, first.end, readings, is_unsure=True, is_spoken=first.is_spoken)


def _joined(at: int, first: Moment, last: Moment) -> Stretch:
    starts = first.readings
    if first.is_bare and last.is_evening and first.readings[0] < NOON:
        starts = (first.readings[0] + NOON, *first.readings)  # 2-4 pm
    if len(starts) > 1 and len(last.readings) > 1:
        pairs = list(zip(starts, last.readings, strict=False))
    else:
        pairs = [(start, end) for start in starts for end in last.readings]
    fitting = tuple((start, end) for start, end in pairs if start < end)
    is_certain = len(fitting) == 1 or last.is_evening
    turned = tuple((min(pair), max(pair)) for pair in [*pairs, *((start, end + NOON) for start, end in pairs)])
    possible = tuple(pair for pair in turned if pair[0] < pair[1] < DAY)
    return Stretch(
        at,
        last.end,
        fitting[:1] if is_certain and fitting else fitting or possible[:2],
        is_unsure=not is_certain or not fitting,
        is_reversed=not fitting,
        is_bare=first.is_bare and last.is_bare,
    )


def hours_between(start: int, end: int) -> Hours | None:
    """Return the hours between two minutes of the day; None where they do not make a stretch within one day."""
    return Hours(_clock(start), _clock(end)) if 0 <= start < end < DAY else None


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def in_quarters(start: int, end: int) -> tuple[int, int]:
    """Return the stretch, as far as need be longer, in whole quarters of an hour."""
    return start - start % QUARTER, end + -end % QUARTER


def minutes_of(at: time) -> int:
    """Return how many minutes of the day have passed."""
    return at.hour * 60 + at.minute


_PART = "(?:ใน)?(?:ตอน|ช่วง|ภาค|รอบ|ครึ่งวัน|ครึ่ง)?"
_NO_MEAL = "(?<!อาหาร)(?<!มื้อ)(?<!ยาม)"
_BOTH = r"(?:ทั้ง)?(?:ตอน|ช่วง|ภาค)?เช้า\s?(?:[-–/]|ถึง|และ|จนถึง|กับ)?\s?(?:ตอน|ช่วง|ภาค)?บ่าย|morning (?:and|to) afternoon"
_ALL_DAY = r"(?:ทั้ง|ตลอด|เต็ม)(?:ช่วง)?วัน|(?<![a-z])(?:all|whole|full)[ -]day(?![a-z])"
_HALVES: list[tuple[re.Pattern[str], Half]] = [
    (re.compile(f"{_ALL_DAY}|{_BOTH}", re.IGNORECASE), Half.DAY),
    (
        re.compile(f"{_PART}{_NO_MEAL}เช้า(?:ๆ)?|(?<![a-z])(?:in the )?(?:morning|am)(?![a-z])", re.IGNORECASE),
        Half.MORNING,
    ),
    (
        re.compile(f"{_PART}บ่าย(?:ๆ)?|(?<![a-z])(?:in the )?(?:afternoon|pm)(?![a-z])", re.IGNORECASE),
        Half.AFTERNOON,
    ),
]
HALF_A_DAY = re.compile(r"ครึ่งวัน|(?<![a-z])half(?:[ -]a)?[ -]day(?![a-z])", re.IGNORECASE)
EVENING = re.compile(r"(?:ตอน|ช่วง)?(?:เย็น|หัวค่ำ|ค่ำ)(?:นี้|ๆ)?(?=$|[\s\0\1])|(?<![a-z])(?:in the )?evening(?![a-z])", re.IGNORECASE)
LENGTH = re.compile(
    rf"(?:(?:เป็นเวลา|นาน|สัก|(?<![a-z])for)\s?)?(?:(?<![0-9.])(?P<number>[0-9]{{1,2}}(?:[.,][0-9])?|{WORDS})\s?"
    r"(?P<unit>ชั่วโมง|ชม\.?|hours?(?![a-z])|hrs?(?![a-z])|นาที|minutes?(?![a-z])|mins?(?![a-z]))|(?P<half_hour>ครึ่ง)ชั่วโมง"
    r"|(?<![ก-๛])ชั่วโมง(?=ครึ่ง))(?P<half>ครึ่ง)?",
    re.IGNORECASE,
)


def half_in(text: str) -> tuple[re.Match[str], Half] | None:
    """Return where a half of the day, or the whole of it, is spoken of."""
    for shape, half in _HALVES:
        if found := shape.search(text):
            return found, half
    return None


def length_of(found: re.Match[str]) -> timedelta | None:
    """Return how long a match of ``LENGTH`` says; None for what is no meeting: a quarter of an hour to twelve hours are one."""
    if found["half_hour"]:
        minutes = 30.0
    else:
        number = found["number"] or "1"
        value = float(number.replace(",", ".")) if number[0].isdigit() else float(value_of(number))
        is_minutes = (found["unit"] or "").lower().startswith(("นาที", "min"))
        minutes = value if is_minutes else value * 60 + 30 * bool(found["half"])
    quarters = -(-int(minutes) // QUARTER)
    return timedelta(minutes=quarters * QUARTER) if QUARTER <= quarters * QUARTER <= NOON else None


def end_of_half(start: int, halves: Halves) -> int:
    """Return when the half ends in which that minute lies, in minutes of the day."""
    return minutes_of((halves.morning if start < minutes_of(halves.morning.end) else halves.afternoon).end)
