"""Counts and versions per month: what the year report shows and what stored pages are checked against."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, QuerySet

from jonghong.bookings.models import Booking, MonthTally, State
from jonghong.core import clock
from jonghong.core.pagecache import Version
from jonghong.core.prepared import Prepared, adapted

UPSERT = """
INSERT INTO bookings_monthtally (office_id, month, times, carried, version) VALUES (%s, %s, 0, 0, 1)
ON CONFLICT (office_id, month) DO UPDATE SET version = bookings_monthtally.version + 1"""

# What is over, or can no longer be booked in time, turns grey by itself.
BY_THE_HOUR = """EXISTS (
    SELECT 1 FROM bookings_ruleset AS rules WHERE rules.office_id = office.id
    AND (rules.refuses_past OR rules.least_notice_hours IS NOT NULL))
FROM offices_office AS office"""

MONTH_VERSION = f"""
SELECT office.time_zone, office.version, tally.version, {BY_THE_HOUR}
LEFT JOIN bookings_monthtally AS tally ON tally.office_id = office.id AND tally.month = %s
WHERE office.id = %s"""

DAYS_VERSION = f"""
SELECT office.time_zone, office.version,
    (SELECT sum(version) FROM bookings_monthtally WHERE office_id = office.id AND month BETWEEN %s AND %s), {BY_THE_HOUR}
WHERE office.id = %s"""  # noqa: S608 - words of our own

COUNT = """
UPDATE bookings_monthtally SET times = (
    SELECT count(*) FROM bookings_booking WHERE office_id = %s AND date >= %s AND date < %s AND state = %s)
WHERE office_id = %s AND month = %s"""

REPORT_VERSION = """
SELECT office.time_zone, office.version, (SELECT sum(version) FROM bookings_monthtally WHERE office_id = office.id)
FROM offices_office AS office WHERE office.id = %s"""


def month_number(year: int, month: int) -> int:
    """Return the number under which a month of the common era is kept."""
    return year * 12 + month - 1


def recount(office_id: int, days: Iterable[date]) -> None:
    """Raise the version of every month that holds one of the days, and count anew what is confirmed.

    Call it last in the transaction that changed bookings on those days. The first statement locks the month's row, so the
    second, with a snapshot of its own, counts what every earlier transaction left.
    """
    for year, month in sorted({(day.year, day.month) for day in days}):
        days_of_month = [adapted(date(year, month, 1)), adapted(first_of_next_month(year, month))]
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, [office_id, month_number(year, month)])
            confirmed = [office_id, *days_of_month, State.CONFIRMED.value]
            cursor.execute(COUNT, [*confirmed, office_id, month_number(year, month)])


def first_of_next_month(year: int, month: int) -> date:
    """Return the day after the last of that month."""
    return date(year + month // 12, month % 12 + 1, 1)


def times_by_month(office_id: int) -> dict[tuple[int, int], int]:
    """Return (year of the common era, month) -> ครั้ง, for the months that ever had a booking."""
    found = MonthTally.objects.filter(office_id=office_id).values_list("month", "times")
    return {(number // 12, number % 12 + 1): times for number, times in found}


def carried_by_month(office_id: int) -> dict[tuple[int, int], int]:
    """Return (year of the common era, month) -> ครั้ง that were brought forward, for the months that have such a sum."""
    found = MonthTally.objects.filter(office_id=office_id, carried__gt=0).values_list("month", "carried")
    return {(number // 12, number % 12 + 1): carried for number, carried in found}


def reported_by_month(office_id: int) -> dict[tuple[int, int], int]:
    """Return (year of the common era, month) -> ครั้ง as the year report shows them: counted, and brought forward."""
    return reported_and_carried(office_id)[0]


def reported_and_carried(office_id: int) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Return the same by one read with what of each month was brought forward, for the months that have such a sum."""
    sums = [((number // 12, number % 12 + 1), times, carried) for number, times, carried in _sums(office_id)]
    return {month: times + carried for month, times, carried in sums}, {month: carried for month, _, carried in sums if carried}


@Prepared
def _sums(office_id: int) -> QuerySet[MonthTally, tuple[int, int, int]]:
    return MonthTally.objects.filter(office_id=office_id).values_list("month", "times", "carried")


def carry(office_id: int, sums: Mapping[tuple[int, int], int]) -> None:
    """Set what is brought forward into some months (year of the common era, month), in the transaction of who decided it."""
    for (year, month), times in sorted(sums.items()):
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, [office_id, month_number(year, month)])
        MonthTally.objects.filter(office_id=office_id, month=month_number(year, month)).update(carried=times)


def month_version(office_id: int, *, year: int, month: int) -> Version:
    """Return what a page about one month depends on, by one read of two rows: the office, the month, and the day it is.

    Where rules of the office depend on the hour, it holds for a quarter of one.
    """
    return _version(MONTH_VERSION, [month_number(year, month), office_id])


def days_version(office_id: int, first: date, last: date) -> Version:
    """Return what a page about some days depends on: the office, the months of these days, and the day it is."""
    months = [month_number(day.year, day.month) for day in (first, last)]
    return _version(DAYS_VERSION, [*months, office_id])


def report_version(office_id: int) -> Version:
    """Return what a page about all months depends on. Versions only grow, so their sum tells any change."""
    return _version(REPORT_VERSION, [office_id])


def _version(statement: str, parameters: list[int]) -> Version:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    if row is None:
        return ()
    time_zone, office, bookings, *by_the_hour = row
    now = clock.now().astimezone(ZoneInfo(time_zone))
    quarter = now.hour * 4 + now.minute // 15 if any(by_the_hour) else 0
    return office, int(bookings or 0), now.date(), quarter


def wrong_tallies(office_id: int) -> list[tuple[int, int]]:
    """Return the months (year of the common era, month) whose count is not what the bookings say."""
    confirmed = Booking.objects.filter(office_id=office_id, state=State.CONFIRMED).order_by()
    counted = confirmed.values_list("date__year", "date__month").annotate(times=Count("pk"))
    real = {(year, month): times for year, month, times in counted}
    said = times_by_month(office_id)
    return sorted(month for month in {*real, *said} if real.get(month, 0) != said.get(month, 0))
