"""Which backups are kept: every quarter of an hour for a day, every day for a month, every month for a year. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

QUARTER = timedelta(minutes=15)
A_DAY = timedelta(hours=24)
A_MONTH = timedelta(days=30)
MONTHS = 12

Slot = tuple[object, ...]


def kept(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which backups stay, of those made at these instants: the newest of each quarter, day and month (UTC), and of all.

    One from the future, as after a clock was wrong, stays: nobody can tell yet how old it is.
    """
    instants = sorted(made)
    stay = {each for each in instants if each > now} | set(instants[-1:])
    past = [each for each in instants if each <= now]
    stay |= _newest(each for each in past if now - each <= A_DAY)(_quarter)
    stay |= _newest(each for each in past if now - each <= A_MONTH)(_day)
    return stay | _newest(each for each in past if _months(now) - _months(each) < MONTHS)(_month)


def _newest(instants: Iterable[datetime]) -> Callable[[Callable[[datetime], Slot]], set[datetime]]:
    """Return what gives the newest of each slot; the instants come in order."""
    ordered = list(instants)
    return lambda slot: set({slot(each): each for each in ordered}.values())


def _quarter(at: datetime) -> Slot:
    return at.date(), at.hour, at.minute // 15


def _day(at: datetime) -> Slot:
    return (at.date(),)


def _month(at: datetime) -> Slot:
    return at.year, at.month


def _months(at: datetime) -> int:
    return at.year * 12 + at.month
