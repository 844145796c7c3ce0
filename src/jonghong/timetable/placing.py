"""Where a stretch of time lies on an axis of quarters of an hour. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from jonghong.rooms.hours import Hours

QUARTER, HOUR = 15, 60  # minutes
PER_HOUR, PER_DAY = 4, 96  # quarters
MARGIN = 2  # quarters before the morning and after the afternoon
STEP = 5  # minutes between two places of the line at the present time
MOST_LANES = 8  # side by side; more lie one upon the other


@dataclass(frozen=True)
class Rows:
    """Rows of the axis that a stretch takes, counted from 1; ``until`` is the row after the last."""

    at: int
    until: int

    @property
    def span(self) -> int:
        """How many rows these are."""
        return self.until - self.at


@dataclass(frozen=True)
class Lane:
    """Which of how many lanes side by side a stretch lies in, counted from 1."""

    number: int
    of: int


ALONE = Lane(1, 1)


@dataclass(frozen=True)
class Axis:
    """A part of the day, from one quarter to another, counted from midnight; ``last`` is the one after the end."""

    first: int
    last: int

    @property
    def quarters(self) -> int:
        """How many rows the axis has."""
        return self.last - self.first

    @property
    def offset(self) -> int:
        """How many quarters after a full hour it starts."""
        return self.first % PER_HOUR

    def rows(self, hours: Hours) -> Rows:
        """Return the rows of what of some hours lies within the axis; what is not on a quarter takes the whole of it."""
        first, last = max(self.first, quarter_before(hours.start)), min(self.last, quarter_after(hours.end))
        return Rows(first - self.first + 1, last - self.first + 1)

    def labels(self) -> list[tuple[int, time]]:
        """Return the row of every full hour, and that hour."""
        full = range(-(-self.first // PER_HOUR), -(-self.last // PER_HOUR))
        return [(hour * PER_HOUR - self.first + 1, time(hour)) for hour in full]

    def mark(self, at: time) -> tuple[int, int] | None:
        """Return the row of a moment and how many steps of five minutes it lies within; None where the axis has it not."""
        row = quarter_before(at) - self.first + 1
        return (row, at.minute % QUARTER // STEP) if 1 <= row <= self.quarters else None


def minute_of(at: time) -> int:
    """Return a moment in minutes since midnight."""
    return at.hour * HOUR + at.minute


def quarter_before(at: time) -> int:
    """Return the quarter of the day in which a moment lies."""
    return minute_of(at) // QUARTER


def quarter_after(at: time) -> int:
    """Return the first quarter of the day that starts at a moment or later."""
    return -(-minute_of(at) // QUARTER)


def axis_of(office_hours: Hours, booked: Iterable[Hours]) -> Axis:
    """Return the axis that shows the hours of the office, with half an hour around them, and all that is booked."""
    stretches = list(booked)
    first = [quarter_before(office_hours.start) - MARGIN, *(quarter_before(hours.start) for hours in stretches)]
    last = [quarter_after(office_hours.end) + MARGIN, *(quarter_after(hours.end) for hours in stretches)]
    return Axis(max(0, min(first)), min(PER_DAY, max(last)))


def lanes(stretches: Sequence[Rows]) -> list[Lane]:
    """Return the lane of each stretch, which come in the order of their start, so that none lies upon another.

    Those that touch a common time, also by way of a third, share the width among them; all others have the whole of it.
    """
    found: list[Lane] = []
    ends: list[int] = []  # of each lane of the group at hand
    for stretch in stretches:
        if ends and stretch.at >= max(ends):
            found, ends = _shared(found, len(ends)), []
        number = next((number for number, end in enumerate(ends) if end <= stretch.at), len(ends))
        ends[number : number + 1] = [stretch.until]
        found.append(Lane(number + 1, 0))
    return _shared(found, len(ends))


def _shared(found: list[Lane], of: int) -> list[Lane]:
    """Tell the lanes of the group that has just ended how many they are."""
    most = min(of, MOST_LANES)
    return [lane if lane.of else Lane(min(lane.number, most), most) for lane in found]
