"""The hours of a booking: whole hours from 1 to 24 over there, the end not included. Pure."""

import re
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache

from jonghong.core.thai import arabic_digits
from jonghong.moving.facts import Code, Known
from jonghong.rooms.hours import Half, half_of

HOUR = 60
MIDNIGHT = 24 * HOUR
LAST_MINUTE = MIDNIGHT - 1
CLOCK = re.compile(r"(-?[0-9]{1,4})(?:[:.]([0-5][0-9])(?:[:.][0-5][0-9])?)?")


@dataclass
class Span:
    """From ``start`` to ``end``, as far as known, and how the old page spoke of that."""

    start: time | None = None
    end: time | None = None
    half: str = ""
    notes: list[Code] = field(default_factory=list)
    reason: Code | None = None


def read(start: str, finish: str, known: Known) -> Span:
    """Return the hours that two columns say; what is empty counts as 0."""
    begins, ends = _minutes(start), _minutes(finish)
    if begins == ends == 0:
        return Span(known.morning[0], known.afternoon[1], Half.DAY.value, [Code.NO_HOURS])
    if begins is None or ends is None or not 0 <= min(begins, ends) <= max(begins, ends) <= MIDNIGHT:
        return Span(_time(begins), _time(ends), reason=Code.HOURS_IMPOSSIBLE)
    notes = []
    if begins == ends:
        begins = min(begins, MIDNIGHT - HOUR)
        ends = begins + HOUR
        notes.append(Code.NO_LENGTH)
    elif begins > ends:
        begins, ends = ends, begins
        notes.append(Code.HOURS_SWAPPED)
    begins = min(begins, LAST_MINUTE - 1)
    first, last = _of_day(begins), _of_day(ends)
    return Span(first, last, half_of(first, last).value, notes)


def _minutes(text: str) -> int | None:
    if not text.strip():
        return 0
    clock = CLOCK.fullmatch(arabic_digits(text.strip()))
    return int(clock[1]) * HOUR + int(clock[2] or 0) if clock else None


def _time(minutes: int | None) -> time | None:
    """Return the time of day, where there is one."""
    return None if minutes is None or not 0 <= minutes <= MIDNIGHT else _of_day(minutes)


@lru_cache(MIDNIGHT + 1)
def _of_day(minutes: int) -> time:
    """Return the time of day; there is no 24.00, so what ends then ends a minute before."""
    minutes = min(minutes, LAST_MINUTE)
    return time(minutes // HOUR, minutes % HOUR)
