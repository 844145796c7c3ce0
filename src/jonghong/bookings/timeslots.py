"""The shape of a booking in time, and what a day has left. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from jonghong.rooms.hours import Half, Halves, Hours

# A shorter gap is not worth a link in the month table.
SHORTEST_GAP = timedelta(hours=1)


@dataclass(frozen=True)
class TimeSlot:
    """One stretch of wall time on one day, half-open, and how people speak of it."""

    day: date
    half: Half
    hours: Hours

    def instants(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when it starts and ends, as instants."""
        return self.hours.on(self.day, zone)

    def overlaps(self, other: "TimeSlot") -> bool:
        """Tell whether both share at least an instant."""
        return self.day == other.day and self.hours.overlaps(other.hours)

    def moved(self, *, day: date) -> "TimeSlot":
        """Return the same hours on another day."""
        return TimeSlot(day, self.half, self.hours)


@dataclass(frozen=True)
class Place:
    """Where and when: one room for one slot."""

    room_id: int
    slot: TimeSlot


def slot_of(day: date, half: Half, halves: Halves, exact: Hours | None = None) -> TimeSlot:
    """Return the slot of a half; ``exact`` gives the hours of ``Half.EXACT``."""
    return TimeSlot(day, half, exact if exact and half is Half.EXACT else halves.hours(half))


def slot_said(day: date, half: Half, hours: Hours, halves: Halves) -> TimeSlot:
    """Return a slot as people may speak of it now: as a half only while that half has these very hours."""
    is_true = half is not Half.EXACT and halves.hours(half) == hours
    return TimeSlot(day, half if is_true else Half.EXACT, hours)


def slot_at(day: date, hours: Hours, halves: Halves) -> TimeSlot:
    """Return the slot of some hours: the half that has just these, else exact times."""
    fitting = (half for half in (Half.MORNING, Half.AFTERNOON, Half.DAY) if halves.hours(half) == hours)
    return TimeSlot(day, next(fitting, Half.EXACT), hours)


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from ``first`` to ``last``, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def wall_days(starts: datetime, ends: datetime) -> Iterator[TimeSlot]:
    """Yield the wall time between two moments of one time zone, a slot a day."""
    last = (ends - timedelta(microseconds=1)).date()
    for day in days_between(starts.date(), last):
        start = starts.time() if day == starts.date() else time.min
        end = ends.time() if day == ends.date() else time.max
        yield TimeSlot(day, Half.EXACT, Hours(start, end))


def quarter_hours() -> list[time]:
    """Return every quarter of an hour of a day, 00.00 to 23.45."""
    return [time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 15)]


def free_parts(day: date, halves: Halves, taken: Iterable[Hours]) -> list[TimeSlot]:
    """Return what is left of a day: the whole of it, or free halves and, in halves partly taken, gaps of an hour or more."""
    taken, whole = list(taken), halves.day
    if not any(whole.overlaps(hours) for hours in taken):
        return [TimeSlot(day, Half.DAY, whole)]
    parts = []
    for half in (Half.MORNING, Half.AFTERNOON):
        hours = halves.hours(half)
        within = sorted((other for other in taken if hours.overlaps(other)), key=lambda other: other.start)
        if within:
            parts += [TimeSlot(day, Half.EXACT, gap) for gap in gaps(hours, within)]
        else:
            parts.append(TimeSlot(day, half, hours))
    return parts


def gaps(hours: Hours, taken: list[Hours], shortest: timedelta = SHORTEST_GAP) -> Iterator[Hours]:
    """Yield the stretches of ``hours``, an hour or as ``shortest`` says, between those ``taken`` (in order of their start)."""
    free_from = hours.start
    for start, end in [*((busy.start, busy.end) for busy in taken), (hours.end, hours.end)]:
        free_until = min(start, hours.end)
        if free_until > free_from and _length(free_from, free_until) >= shortest:
            yield Hours(free_from, free_until)
        free_from = max(free_from, end)


def _length(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)
