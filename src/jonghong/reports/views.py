"""The year report: the public front page of an office, by calendar and by fiscal year."""

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jonghong.bookings import tallies
from jonghong.core import clock, thai
from jonghong.core.pagecache import versioned
from jonghong.people.access import PersonRequest
from jonghong.reports.yearly import Cell, Reckoning, Times, csv_lines, year_table
from jonghong.rooms.queries import open_rooms


@dataclass(frozen=True)
class MonthLink:
    """A cell as the page shows it. ``name`` is the whole name of the month, ``short`` its column's."""

    href: str
    name: str
    short: str
    times: int
    heat: int
    is_now: bool


@require_safe
@versioned(tallies.report_version)
def report(request: PersonRequest) -> HttpResponse:
    """Show how often rooms were used in each month of each calendar year."""
    return _page(request, Reckoning.CALENDAR)


@require_safe
@versioned(tallies.report_version)
def fiscal_report(request: PersonRequest) -> HttpResponse:
    """Show the same by fiscal year, October first, with the sums of its quarters."""
    return _page(request, Reckoning.FISCAL)


@require_safe
@versioned(tallies.report_version)
def report_csv(request: PersonRequest) -> HttpResponse:
    """Give the report by calendar year as CSV (RFC 4180): whole numbers only, so no byte order mark and nothing to escape."""
    return _csv(request, Reckoning.CALENDAR, "report.csv")


@require_safe
@versioned(tallies.report_version)
def fiscal_csv(request: PersonRequest) -> HttpResponse:
    """Give the report by fiscal year as CSV."""
    return _csv(request, Reckoning.FISCAL, "fiscal.csv")


def _page(request: PersonRequest, reckoning: Reckoning) -> HttpResponse:
    today = clock.today(request.office.zone)
    table = year_table(_times(request), reckoning, today=today)
    months = [(_month_name(month, short=True), _month_name(month)) for month in reckoning.months]
    facts = {
        "table": table,
        "rows": [(row, [_link(cell, today) for cell in row.cells]) for row in table.rows],
        "months": months,
        "is_fiscal": reckoning is Reckoning.FISCAL,
        "has_rooms": bool(table.total) or open_rooms(request.office).exists(),
    }
    return render(request, "reports/report.html", facts)


def _csv(request: PersonRequest, reckoning: Reckoning, name: str) -> HttpResponse:
    text = StringIO(newline="")
    csv.writer(text).writerows(csv_lines(_times(request), reckoning))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _times(request: PersonRequest) -> Times:
    return tallies.times_by_month(request.office.pk)


def _link(cell: Cell, today: date) -> MonthLink:
    return MonthLink(
        href=reverse("month", kwargs={"year": cell.year, "month": cell.month}),
        name=thai.format_month(cell.year, cell.month, get_language()),
        short=_month_name(cell.month, short=True),
        times=cell.times,
        heat=cell.heat,
        is_now=(cell.year, cell.month) == (today.year, today.month),
    )


def _month_name(month: int, *, short: bool = False) -> str:
    return thai.month_name(month, get_language(), short=short)
