"""The days that an address names, and what the pages about them depend on."""

from datetime import date, timedelta

from django.http import Http404

from jonghong.bookings.tallies import days_version
from jonghong.core import clock
from jonghong.core.pagecache import Version

WEEK = timedelta(days=6)  # from its first day to its last
MOMENT = 5 * 60  # seconds for which the line at the present time stays where it is


def day_of(year: int, month: int, day: int) -> date:
    """Return a day of the common era; one that is in no calendar is a 404."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as fault:
        raise Http404 from fault


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + WEEK


def day_version(office_id: int, *, year: int, month: int, day: int) -> Version:
    """Return what the page of one day depends on; of today also the moment, to which its line points."""
    shown = day_of(year, month, day)
    return _with_moment(days_version(office_id, shown, shown), shown, shown)


def week_version(office_id: int, *, year: int, month: int, day: int) -> Version:
    """Return what the page of one week depends on."""
    return days_version(office_id, *week_of(day_of(year, month, day)))


def room_week_version(office_id: int, *, room_id: int, year: int, month: int, day: int) -> Version:  # noqa: ARG001
    """Return what the page of one week in one room depends on; of this week also the moment."""
    first, last = week_of(day_of(year, month, day))
    return _with_moment(days_version(office_id, first, last), first, last)


def _with_moment(version: Version, first: date, last: date) -> Version:
    is_present = any(isinstance(fact, date) and first <= fact <= last for fact in version)
    return (*version, int(clock.now().timestamp()) // MOMENT) if is_present else version
