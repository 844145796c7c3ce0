"""Reading the time of day: halves as people speak of them, and hours as they write them. Pure."""

import re
from datetime import time

from jonghong.core import thai
from jonghong.moving.facts import Code, Known
from jonghong.moving.sheets.cells import is_empty
from jonghong.moving.sheets.facts import Unclear
from jonghong.rooms.hours import NOON, Half, half_of

LAST = time(23, 59)  # what 24.00 becomes
ALL_DAY = re.compile(r"(?:ทั้ง|ตลอด|เต็ม)(?:ช่วง)?\s?วัน|(?<![a-z])(?:all|whole|full)[ -]?day|^\s*day\s*$", re.IGNORECASE)
IN_MORNING = re.compile(r"เช้า|morning|(?<![a-z.])a\.?m\.?(?![a-z])", re.IGNORECASE)
IN_AFTERNOON = re.compile(r"บ่าย|afternoon|(?<![a-z.])p\.?m\.?(?![a-z])", re.IGNORECASE)
WORDS = re.compile(
    r"(?:ทั้ง|ตลอด|เต็ม|ครึ่ง|ช่วง|ภาค|ตอน|เวลา|วัน|เช้า|บ่าย|และ|ถึง|กับ|จน|all|whole|full|half|day|morning|afternoon|and|to"
    r"|[ap]\.?m|the|in|[\s\-–—/,&+().])*",
    re.IGNORECASE,
)
TIME = re.compile(r"(?<![\d.:])(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{1,2})(?::\d\d(?:\.\d+)?)?|(?P<close>\d\d))?(?![\d:])")
AROUND = re.compile(r"(?:เวลา|ตั้งแต่|ช่วง|เช้า|บ่าย|ถึง|จนถึง|และ|นาฬิกา|น|from|at|to|until|hrs?|[\s\-–—~./,&()])*", re.IGNORECASE)
ENGLISH = re.compile(r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?\s?(?P<part>[ap])\.?m\b\.?", re.IGNORECASE)


def read_hours(said: str, starts: str, ends: str, known: Known) -> tuple[time, time, Half, list[Code]]:
    """Return when it starts and ends, how people speak of that, and what was noted, from one to three cells. Raises Unclear.

    ``said`` is a half in words or hours such as "08.30-12.00 น."; ``starts`` and ``ends`` are cells of a time each.
    """
    if not is_empty(starts) or not is_empty(ends):
        return _of_two(said, starts, ends, known)
    if is_empty(said):
        return known.morning[0], known.afternoon[1], Half.DAY, [Code.NO_HOURS]
    if half := half_in_words(said):
        return *hours_of(half, known), half, []
    times = _times(said)
    if len(times) not in {2, 4} or (len(times) == 4 and sorted(times) != times):
        raise Unclear(Code.HOURS_UNREADABLE, **({"start": f"{times[0]:%H:%M}"} if len(times) == 1 else {}))
    return _agreeing(said, _ordered(times[0], times[-1]))


def half_in_words(text: str) -> Half | None:
    """Return the half, or the whole day, that a text of nothing but such words speaks of."""
    if len(text) > thai.LONGEST_TEXT or not WORDS.fullmatch(text):
        return None
    in_morning, in_afternoon = IN_MORNING.search(text), IN_AFTERNOON.search(text)
    if ALL_DAY.search(text) or (in_morning and in_afternoon):
        return Half.DAY
    return Half.MORNING if in_morning else Half.AFTERNOON if in_afternoon else None


def hours_of(half: Half, known: Known) -> tuple[time, time]:
    """Return the wall times of a half at this office."""
    return {
        Half.MORNING: known.morning,
        Half.AFTERNOON: known.afternoon,
        Half.DAY: (known.morning[0], known.afternoon[1]),
    }[half]


def read_time(text: str) -> time:
    """Return the one time of day that a cell says. Raises Unclear."""
    times = _times(text)
    if len(times) != 1:
        raise Unclear(Code.HOURS_UNREADABLE)
    return times[0]


def _of_two(said: str, starts: str, ends: str, known: Known) -> tuple[time, time, Half, list[Code]]:
    if is_empty(ends) or is_empty(starts):
        whole = starts if is_empty(ends) else ends
        times = _times(whole)
        if len(times) == 2:
            return _ordered(*times)
        half = half_in_words(said) or half_in_words(whole)
        if half is None or times:
            raise Unclear(Code.HOURS_UNREADABLE, **({"start": f"{times[0]:%H:%M}"} if times and whole is starts else {}))
        return *hours_of(half, known), half, []
    return _ordered(read_time(starts), read_time(ends))


def _agreeing(said: str, read: tuple[time, time, Half, list[Code]]) -> tuple[time, time, Half, list[Code]]:
    """Return what was read. Raises Unclear where words beside the hours say something else, as "บ่าย 1-3" does."""
    start, end, *_ = read
    in_morning, in_afternoon = IN_MORNING.search(said), IN_AFTERNOON.search(said)
    if (in_afternoon and not in_morning and end <= NOON) or (in_morning and not in_afternoon and start >= NOON):
        raise Unclear(Code.HOURS_UNREADABLE, start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return read


def _ordered(start: time, end: time) -> tuple[time, time, Half, list[Code]]:
    notes = []
    if start > end:
        start, end, notes = end, start, [Code.HOURS_SWAPPED]
    if start == end:
        end = time(start.hour + 1, start.minute) if start.hour < 23 else LAST
        start, notes = (time(22, 59), notes) if start == LAST else (start, notes)
        notes = [*notes, Code.NO_LENGTH]
    return start, end, half_of(start, end), notes


def _times(text: str) -> list[time]:
    """Return the times of day in a text of nothing else. Raises Unclear for what is none, or outside the day."""
    text = thai.arabic_digits(text) if len(text) <= thai.LONGEST_TEXT else ""
    text = ENGLISH.sub(_on_the_clock, text)
    if not AROUND.fullmatch(TIME.sub("", text)):
        raise Unclear(Code.HOURS_UNREADABLE)
    return [_time(found) for found in TIME.finditer(text)]


def _time(found: re.Match[str]) -> time:
    """Return a time. A number such as 8.3 is what a spreadsheet leaves of 8.30; of others it cannot be told."""
    hour, minutes = int(found["hour"]), found["close"] or found["minute"] or "00"
    minutes = {"3": "30", "0": "00"}.get(minutes, minutes)
    if len(minutes) != 2:
        raise Unclear(Code.HOURS_UNREADABLE)
    if hour > 24 or int(minutes) > 59 or (hour == 24 and int(minutes)):
        raise Unclear(Code.HOURS_IMPOSSIBLE)
    return LAST if hour == 24 else time(hour, int(minutes))


def _on_the_clock(found: re.Match[str]) -> str:
    hour, is_pm = int(found["hour"]), found["part"] in "pP"
    if not 1 <= hour <= 12:
        return found[0]
    return f"{hour % 12 + 12 * is_pm:02}.{found['minute'] or '00'}"
