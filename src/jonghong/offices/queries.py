"""What pages ask about the office."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from jonghong.core.prepared import Prepared
from jonghong.offices.models import Group, Holiday, Office

SATURDAY = 5


class NoOffice(Exception):
    """There is no office in this installation yet."""


def served_office() -> Office:
    """Return the office that this installation serves: the first one made.

    Raises NoOffice on an empty database.
    """
    offices = _first_office()
    if not offices:
        raise NoOffice
    return offices[0]


@Prepared
def _first_office() -> QuerySet[Office]:
    return Office.objects.order_by("pk")[:1]


def groups_in_use(office: Office) -> QuerySet[Group]:
    """Return the groups that may be chosen, in the office's own order."""
    return Group.objects.filter(office=office, is_active=True)


def is_weekend(day: date) -> bool:
    """Tell whether the day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def days_off(office: Office, days: Sequence[date]) -> dict[date, str]:
    """Return those of the days, which are in order, that are weekends or holidays, each with the holiday's name if any."""
    holidays = holiday_names(office, days[0], days[-1])
    return {day: holidays.get(day, "") for day in days if day in holidays or is_weekend(day)}


@Prepared
def _holidays(office: int, first: date, last: date) -> QuerySet[Holiday, tuple[date, str]]:
    return Holiday.objects.filter(office=office, date__range=(first, last)).values_list("date", "name")


def holiday_names(office: Office, first: date, last: date) -> dict[date, str]:
    """Return day -> names of its holidays, joined, for the days from ``first`` to ``last``, both included."""
    names: dict[date, list[str]] = defaultdict(list)
    for day, name in _holidays(office.pk, first, last):
        names[day].append(name)
    return {day: " · ".join(of_day) for day, of_day in names.items()}
