"""The only place that asks the time."""

from datetime import date, datetime, timedelta, tzinfo
from functools import cache

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return this instant, in UTC; a rehearsal (``JONGHONG_CLOCK``) starts elsewhere and runs at the same speed."""
    return timezone.now() + _offset(settings.CLOCK_STARTS_AT)


def machine_now() -> datetime:
    """Return this instant as the machine knows it, rehearsal or not: what browsers and sessions expire by."""
    return timezone.now()


def today(zone: tzinfo) -> date:
    """Return the day that the wall calendar shows in that time zone."""
    return now().astimezone(zone).date()


@cache
def _offset(starts_at: str) -> timedelta:
    if not starts_at:
        return timedelta(0)
    return datetime.fromisoformat(starts_at) - timezone.now()
