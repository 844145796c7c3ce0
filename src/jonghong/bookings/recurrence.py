"""When a series of bookings falls, in the words of RFC 5545 (section 3.3.10). Pure.

A rule counts from its first date on: the first day at or after the one asked for that fits it. A month without the 31st, or
without a fifth Tuesday, is left out, as the RFC has it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday

MOST_DATES = 600  # dates of one series: every weekday for two years and a quarter
MOST_INTERVAL = 52
LAST = -1  # the last such weekday of a month
LONGEST_TEXT = 20_000  # characters; nothing longer is read as a rule
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS_OF_EVERY_MONTH = 28


class Frequency(StrEnum):
    """How dates follow each other."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    BY_WEEKDAY = "by_weekday"
    CHOSEN = "chosen"


STEPS: dict[Frequency, tuple[Literal[1, 2, 3], str]] = {
    Frequency.DAILY: (DAILY, "DAILY"),
    Frequency.WEEKLY: (WEEKLY, "WEEKLY"),
    Frequency.MONTHLY: (MONTHLY, "MONTHLY"),
    Frequency.BY_WEEKDAY: (MONTHLY, "MONTHLY"),
}


class NotARule(ValueError):
    """Facts or a text that make no rule of ours."""


class TooManyDates(ValueError):
    """A rule gives more than ``MOST_DATES``, or has no end."""

    def __str__(self) -> str:
        return f"the rule gives more than {MOST_DATES} dates"


@dataclass(frozen=True)
class Recurrence:
    """A rule for dates.

    ``weekdays`` (Monday 0) are those of WEEKLY; BY_WEEKDAY has one of them and ``nth``, 1 to 5 or ``LAST``; MONTHLY has
    ``month_day``, 1 to 31. It ends with ``until``, that day included, or after ``count`` dates. CHOSEN has just ``chosen``.
    Raises NotARule where the facts do not fit each other.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    month_day: int | None = None
    until: date | None = None
    count: int | None = None
    chosen: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if not (self._fits() and self._counts()):
            raise NotARule(f"no rule of dates: {self}")

    def _fits(self) -> bool:
        days = self.weekdays
        are_days = list(days) == sorted(set(days)) and all(0 <= day < len(WEEKDAYS) for day in days)
        expected = {
            Frequency.WEEKLY: bool(days) and self.nth is None and self.month_day is None,
            Frequency.BY_WEEKDAY: len(days) == 1 and self.nth in {LAST, 1, 2, 3, 4, 5} and self.month_day is None,
            Frequency.MONTHLY: not days and self.nth is None and (self.month_day or 0) in range(1, 32),
        }
        return are_days and expected.get(self.frequency, not days and self.nth is None and self.month_day is None)

    def _counts(self) -> bool:
        if self.frequency is Frequency.CHOSEN:
            is_bare = self.interval == 1 and self.until is None and self.count is None
            return is_bare and bool(self.chosen) and list(self.chosen) == sorted(set(self.chosen))
        is_one_end = self.until is None or self.count is None
        return is_one_end and not self.chosen and 1 <= self.interval <= MOST_INTERVAL and (self.count is None or self.count > 0)

    @property
    def may_skip_months(self) -> bool:
        """Whether some months have no such day: a 31st, a fifth Tuesday."""
        return (self.month_day or 0) > DAYS_OF_EVERY_MONTH or self.nth == 5

    def dates(self, first: date) -> list[date]:
        """Return every date at or after ``first``, in order; of chosen ones all. Raises TooManyDates."""
        found = list(islice(self._all(first), MOST_DATES + 1))
        if len(found) > MOST_DATES:
            raise TooManyDates
        return found

    def start(self, first: date) -> date:
        """Return the date that the rule counts from."""
        if self.frequency is Frequency.CHOSEN:
            return self.chosen[0]
        return next(self._stepping(first, interval=1), first)

    def _all(self, first: date) -> Iterator[date]:
        if self.frequency is Frequency.CHOSEN:
            return iter(self.chosen)
        until = datetime.combine(self.until, time.min) if self.until else None
        return self._stepping(self.start(first), interval=self.interval, until=until, count=self.count)

    def _stepping(
        self,
        first: date,
        *,
        interval: int,
        until: datetime | None = None,
        count: int | None = None,
    ) -> Iterator[date]:
        days = [weekday(day, self.nth) for day in self.weekdays]
        rule = rrule(
            STEPS[self.frequency][0],
            dtstart=datetime.combine(first, time.min),
            interval=interval,
            byweekday=days or None,
            bymonthday=self.month_day,
            until=until,
            count=count,
        )
        return (moment.date() for moment in rule)

    def to_rfc(self, first: date, left_out: Collection[date] = ()) -> str:
        """Return the lines DTSTART, RRULE or RDATE, and EXDATE; a feed still has to fold the long ones."""
        lines = [f"DTSTART;VALUE=DATE:{_written(self.start(first))}"]
        if self.frequency is Frequency.CHOSEN:
            lines += _listed("RDATE", self.chosen)
        else:
            lines.append("RRULE:" + ";".join(self._words()))
        return "\n".join([*lines, *_listed("EXDATE", sorted(set(left_out)))])

    def _words(self) -> Iterator[str]:
        yield f"FREQ={STEPS[self.frequency][1]}"
        if self.interval > 1:
            yield f"INTERVAL={self.interval}"
        if self.weekdays:
            yield "BYDAY=" + ",".join(f"{self.nth or ''}{WEEKDAYS[day]}" for day in self.weekdays)
        if self.month_day:
            yield f"BYMONTHDAY={self.month_day}"
        if self.until:
            yield f"UNTIL={_written(self.until)}"
        if self.count:
            yield f"COUNT={self.count}"


@dataclass(frozen=True)
class Written:
    """What a text of RFC 5545 says: the rule, the date it counts from, and the dates that never come back."""

    recurrence: Recurrence
    first: date
    left_out: frozenset[date]

    def dates(self) -> list[date]:
        """Return the dates of the rule without those left out."""
        return [day for day in self.recurrence.dates(self.first) if day not in self.left_out]

    def to_rfc(self) -> str:
        """Return it as the text that ``from_rfc`` reads."""
        return self.recurrence.to_rfc(self.first, self.left_out)

    def before(self, day: date) -> "Written | None":
        """Return the part that ends before ``day``; None where nothing lies there."""
        dates = [each for each in self.recurrence.dates(self.first) if each < day]
        if not dates:
            return None
        is_chosen = self.recurrence.frequency is Frequency.CHOSEN
        end = {"chosen": tuple(dates)} if is_chosen else {"until": day - timedelta(days=1), "count": None}
        left_out = frozenset(each for each in self.left_out if each < day)
        return Written(replace(self.recurrence, **end), self.first, left_out)

    def since(self, day: date) -> "Written | None":
        """Return the part from ``day`` on, which counts from its first date there; None where nothing is left."""
        dates = [each for each in self.recurrence.dates(self.first) if each >= day]
        if not dates:
            return None
        is_chosen = self.recurrence.frequency is Frequency.CHOSEN
        end = {"chosen": tuple(dates)} if is_chosen else {"count": len(dates) if self.recurrence.count else None}
        left_out = frozenset(each for each in self.left_out if each >= day)
        return Written(replace(self.recurrence, **end), dates[0], left_out)


def from_rfc(text: str) -> Written:
    """Read what ``to_rfc`` wrote, or the same in another order. Raises NotARule for anything else."""
    if len(text) > LONGEST_TEXT:
        raise NotARule("the text is too long for a rule")
    try:
        return _read(text)
    except (KeyError, ValueError) as error:
        raise NotARule("the text is no rule of ours") from error


def _read(text: str) -> Written:
    lines = dict(line.split(":", 1) for line in text.split())
    first = _day(lines.pop("DTSTART;VALUE=DATE"))
    left_out = frozenset(_days(lines.pop("EXDATE;VALUE=DATE", "")))
    if "RDATE;VALUE=DATE" in lines:
        chosen = _days(lines.pop("RDATE;VALUE=DATE"))
        recurrence = Recurrence(Frequency.CHOSEN, chosen=tuple(sorted(set(chosen))))
    else:
        recurrence = _recurrence(dict(part.split("=", 1) for part in lines.pop("RRULE").split(";")))
    if lines:
        raise NotARule("the text says more than a rule of ours")
    return Written(recurrence, first, left_out)


def _recurrence(words: dict[str, str]) -> Recurrence:
    days = words.pop("BYDAY", "")
    nths = {day[:-2] for day in days.split(",")}
    nth = int(nths.pop() or 0) if len(nths) == 1 else 0
    month_day = words.pop("BYMONTHDAY", None)
    step = words.pop("FREQ")
    recurrence = Recurrence(
        Frequency.BY_WEEKDAY if step == "MONTHLY" and days else Frequency(step.lower()),
        interval=int(words.pop("INTERVAL", 1)),
        weekdays=tuple(sorted(WEEKDAYS.index(day[-2:]) for day in days.split(","))) if days else (),
        nth=nth or None,
        month_day=int(month_day) if month_day else None,
        until=_day(words.pop("UNTIL")) if "UNTIL" in words else None,
        count=int(words.pop("COUNT")) if "COUNT" in words else None,
    )
    if words or nths:
        raise NotARule("the rule has words that ours have not")
    return recurrence


def _listed(name: str, days: Collection[date]) -> list[str]:
    return [f"{name};VALUE=DATE:{','.join(map(_written, days))}"] if days else []


def _written(day: date) -> str:
    # Not strftime: that writes years before 1000 in fewer digits on some systems.
    return day.isoformat().replace("-", "")


def _days(text: str) -> list[date]:
    return [_day(word) for word in text.split(",") if word]


def _day(word: str) -> date:
    if len(word) != len("20230802") or not word.isascii() or not word.isdecimal():
        raise NotARule("no date")
    return date(int(word[:4]), int(word[4:6]), int(word[6:]))
