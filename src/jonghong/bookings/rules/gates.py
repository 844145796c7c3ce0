"""What the settings of a room say about a time of day on a day: what rules ask of a wish, and tables of each free part."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from jonghong.bookings.models import DaysOff
from jonghong.bookings.rules.settings import Settings
from jonghong.bookings.timeslots import SHORTEST_GAP, TimeSlot
from jonghong.rooms.hours import Half, Hours

Moment = tuple[date, time]


@dataclass(frozen=True)
class Gate:
    """The settings of one room at one instant; ``now`` is in the time zone of the office.

    ``rest`` are the weekends and holidays among the days that are asked about. Days are compared by the wall clock, so that
    hundreds of times are judged in a blink.
    """

    settings: Settings
    now: datetime
    rest: Collection[date] = field(default=())

    def is_outside_hours(self, slot: TimeSlot) -> bool:
        """Tell whether any of it lies outside opening hours."""
        opens, closes = self.settings.opens_at, self.settings.closes_at
        return bool((opens and slot.hours.start < opens) or (closes and slot.hours.end > closes))

    def is_over(self, slot: TimeSlot) -> bool:
        """Tell whether it is over, where that matters; what goes on can still be booked."""
        return bool(self.settings.refuses_past) and (slot.day, slot.hours.end) <= moment(self.now)

    def is_too_soon(self, slot: TimeSlot) -> bool:
        """Tell whether it begins before anybody could be told; what is over is another rule's matter."""
        earliest = self._earliest
        return earliest is not None and (slot.day, slot.hours.start) < earliest and not self.is_over(slot)

    def is_too_far(self, slot: TimeSlot) -> bool:
        """Tell whether its day cannot be booked yet."""
        last = self._last_day
        return last is not None and slot.day > last

    def is_too_long(self, slot: TimeSlot) -> bool:
        """Tell whether it lasts longer than one booking may."""
        longest = self.settings.longest_hours
        return longest is not None and length(slot.hours) > timedelta(hours=longest)

    def is_rest(self, slot: TimeSlot) -> bool:
        """Tell whether it falls on a day off, where these are refused."""
        return self.settings.days_off == DaysOff.REFUSE and slot.day in self.rest

    def clipped(self, slot: TimeSlot) -> TimeSlot | None:
        """Return what is left of it between opening and closing, and of today from when it can still be booked.

        None for less than an hour.
        """
        starts, ends = slot.hours.start, slot.hours.end
        if self._earliest and slot.day == self._earliest[0]:
            starts = max(starts, next_quarter(self._earliest[1]))
        starts, ends = max(starts, self.settings.opens_at or starts), min(ends, self.settings.closes_at or ends)
        if starts >= ends or length(Hours(starts, ends)) < SHORTEST_GAP:
            return None
        return TimeSlot(slot.day, Half.EXACT, Hours(starts, ends))

    @cached_property
    def _earliest(self) -> Moment | None:
        hours = self.settings.least_notice_hours
        return moment(later(self.now, timedelta(hours=hours))) if hours else None

    @cached_property
    def _last_day(self) -> date | None:
        days = self.settings.most_notice_days
        return self.now.date() + timedelta(days=days) if days else None


def moment(instant: datetime) -> Moment:
    """Return an instant as day and wall time, which can be compared."""
    return instant.date(), instant.time()


def later(instant: datetime, span: timedelta) -> datetime:
    """Return the instant that comes so much later, also where clocks are changed between."""
    return datetime.fromtimestamp(instant.timestamp() + span.total_seconds(), instant.tzinfo)


def next_quarter(wall: time) -> time:
    """Return a wall time, or the next full quarter of an hour; the last of the day has none."""
    minutes = min(-(-(wall.hour * 60 + wall.minute + bool(wall.second or wall.microsecond)) // 15) * 15, 24 * 60 - 15)
    return time(minutes // 60, minutes % 60)


def length(hours: Hours) -> timedelta:
    """Return how long a stretch of one day lasts."""
    return datetime.combine(date.min, hours.end) - datetime.combine(date.min, hours.start)
