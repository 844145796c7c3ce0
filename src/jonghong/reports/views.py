"""The year report: the public front page of an office, by calendar and by fiscal year."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.http import require_safe

from jonghong.bookings import tallies
from jonghong.core import clock, thai
from jonghong.core.pace import paced
from jonghong.core.pagecache import versioned
from jonghong.people.access import PersonRequest
from jonghong.reports.yearly import Cell, Reckoning, Row, Table, csv_lines, year_table
from jonghong.rooms.queries import open_rooms


@dataclass(frozen=True)
class MonthLink:
    """A cell as the page shows it. ``said`` is all of it for who only hears it, ``short`` the name of its column.

    ``unit`` is what follows the number of times; where that is 0 it stands alone. A month of which no day is known has no
    address; what of its times was ``carried`` is said.
    """

    href: str
    said: str
    short: str
    times: int
    unit: str
    heat: int
    is_now: bool
    carried: str = ""


@require_safe
@paced("year tables")
@versioned(tallies.report_version)
def report(request: PersonRequest) -> HttpResponse:
    """Show how often rooms were used in each month of each calendar year."""
    return _page(request, Reckoning.CALENDAR)


@require_safe
@paced("year tables")
@versioned(tallies.report_version)
def fiscal_report(request: PersonRequest) -> HttpResponse:
    """Show the same by fiscal year, October first, with the sums of its quarters."""
    return _page(request, Reckoning.FISCAL)


@require_safe
@paced("taking out")
@versioned(tallies.report_version)
def report_csv(request: PersonRequest) -> HttpResponse:
    """Give the report by calendar year as CSV (RFC 4180): whole numbers only, so no byte order mark and nothing to escape."""
    return _csv(request, Reckoning.CALENDAR, "report.csv")


@require_safe
@paced("taking out")
@versioned(tallies.report_version)
def fiscal_csv(request: PersonRequest) -> HttpResponse:
    """Give the report by fiscal year as CSV."""
    return _csv(request, Reckoning.FISCAL, "fiscal.csv")


def _page(request: PersonRequest, reckoning: Reckoning) -> HttpResponse:
    today = clock.today(request.office.zone)
    times, carried = tallies.reported_and_carried(request.office.pk)
    table = year_table(times, reckoning, today=today, carried=carried)
    names = [(_month_name(month, short=True), _month_name(month)) for month in reckoning.months]
    short_names, units = [short for short, _name in names], _units(table)
    facts = {
        "table": table,
        "rows": [(row, _links(row, short_names, units, today)) for row in table.rows],
        "months": names,
        "quarters": [_("Quarter %(number)s") % {"number": number} for number in (1, 2, 3, 4)],
        "is_fiscal": reckoning is Reckoning.FISCAL,
        "has_carried": bool(carried),
        "has_rooms": bool(table.total) or open_rooms(request.office).exists(),
    }
    return render(request, "reports/report.html", facts)


def _csv(request: PersonRequest, reckoning: Reckoning, name: str) -> HttpResponse:
    text = StringIO(newline="")
    csv.writer(text).writerows(csv_lines(tallies.reported_by_month(request.office.pk), reckoning))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _links(row: Row, short_names: Sequence[str], units: Mapping[int, str], today: date) -> list[MonthLink]:
    language = get_language() or "th"
    return [
        MonthLink(
            href=_address(cell.year, cell.month) if cell.has_days else "",
            said=_said(cell, units[cell.times], language),
            short=short,
            times=cell.times,
            unit=units[cell.times],
            heat=cell.heat,
            is_now=(cell.year, cell.month) == (today.year, today.month),
            carried=_carried(cell),
        )
        for cell, short in zip(row.cells, short_names, strict=True)
    ]


def _said(cell: Cell, unit: str, language: str) -> str:
    month = thai.format_month(cell.year, cell.month, language)
    return f"{month}: {cell.times} {unit}" if cell.times else f"{month}: {unit}"


def _units(table: Table) -> dict[int, str]:
    """Return what follows each number of times in the table."""
    numbers = {cell.times for row in table.rows for cell in row.cells}
    return {number: ngettext("use", "uses", number) if number else _("free") for number in numbers}


def _carried(cell: Cell) -> str:
    """Return what is said of a month with a sum brought forward."""
    if not cell.carried:
        return ""
    return _("%(number)s of them brought forward") % {"number": cell.carried} if cell.has_days else _("brought forward")


@lru_cache(maxsize=2_000)
def _address(year: int, month: int) -> str:
    """Return the address of a month; composing a hundred of them anew takes as long as all else of a report."""
    return reverse("month", kwargs={"year": year, "month": month})


def _month_name(month: int, *, short: bool = False) -> str:
    return thai.month_name(month, get_language(), short=short)
