"""Halves of a working day, in wall time. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from functools import cached_property

NOON = time(12)


class Half(StrEnum):
    """How people speak of a slot: a half of the day, the whole of it, or exact times."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    DAY = "day"
    EXACT = "exact"


def half_of(start: time, end: time) -> Half:
    """Return how people speak of hours that are no half of theirs: morning until noon, afternoon from noon on, else the day."""
    if end <= NOON:
        return Half.MORNING
    return Half.AFTERNOON if start >= NOON else Half.DAY


@dataclass(frozen=True)
class Hours:
    """A stretch of wall time within one day, half-open: ``start`` belongs to it, ``end`` does not."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"{self.start} is not before {self.end}")

    def on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the two instants at which these hours start and end on that day in that zone."""
        return datetime.combine(day, self.start, zone), datetime.combine(day, self.end, zone)

    def overlaps(self, other: "Hours") -> bool:
        """Tell whether both share at least an instant; hours that only touch do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Halves:
    """The halves of an office's day; the whole day runs from the start of one to the end of the other."""

    morning: Hours
    afternoon: Hours

    @cached_property
    def day(self) -> Hours:
        """From the start of the morning to the end of the afternoon, the lunch break included."""
        return Hours(self.morning.start, self.afternoon.end)

    def hours(self, half: Half) -> Hours:
        """Return the wall times of a half or of the whole day.

        Raises KeyError for ``Half.EXACT``, which has no hours of its own.
        """
        return {Half.MORNING: self.morning, Half.AFTERNOON: self.afternoon, Half.DAY: self.day}[half]
