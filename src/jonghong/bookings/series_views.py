"""The page of a series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jonghong.bookings import queries
from jonghong.bookings.histories import done_of
from jonghong.bookings.models import Booking, Series
from jonghong.bookings.permissions import may_change, may_see_subject
from jonghong.bookings.recurrence import from_rfc
from jonghong.bookings.series_words import rule_words
from jonghong.bookings.timeslots import TimeSlot
from jonghong.bookings.verdicts import slot_words
from jonghong.core import clock
from jonghong.offices.queries import holiday_names
from jonghong.people.access import PersonRequest


@dataclass(frozen=True)
class DateLine:
    """One date of a series: its booking, the day it was moved from, and the holiday it came to fall on."""

    booking: Booking
    slot: TimeSlot
    moved_from: date | None = None
    holiday: str = ""


@require_safe
def series(request: PersonRequest, series_id: int) -> HttpResponse:
    """Show all dates of a series, to anyone; subjects of private ones only to those who may read them."""
    found = queries.series_of(request.office, series_id)
    bookings = list(queries.bookings_of_series(found)) if found else []
    if found is None or not bookings:
        raise Http404
    rule = from_rfc(found.rule) if found.rule else None
    today = clock.today(request.office.zone)
    standing = [booking for booking in bookings if booking.is_holding]
    next_one = next((booking for booking in standing if booking.date >= today), standing[0] if standing else None)
    words = {
        "series": found,
        "rule": rule_words(rule) if rule else "",
        "left_out": sorted(rule.left_out) if rule else [],
        "title": _title(request, bookings, next_one),
        "lines": _lines(request, found, bookings),
        "standing": len(standing),
        "next_one": next_one if next_one and may_change(request.rights, next_one) else None,
        "done": done_of(request),
        **slot_words(request),
    }
    return render(request, "bookings/series.html", words)


def _title(request: PersonRequest, bookings: Sequence[Booking], next_one: Booking | None) -> str:
    """Return what it is about; nothing where some of it is hidden from the visitor."""
    is_seen = all(may_see_subject(request.rights, booking) for booking in bookings)
    return (next_one or bookings[0]).title if is_seen else ""


def _lines(request: PersonRequest, found: Series, bookings: Sequence[Booking]) -> list[DateLine]:
    days = [booking.date for booking in bookings]
    holidays = holiday_names(request.office, min(days), max(days)) if found.skips_holidays else {}
    return [
        DateLine(
            booking,
            queries.slot_of_booking(booking, request.office),
            moved_from=booking.series_date if booking.series_date not in {None, booking.date} else None,
            holiday=holidays.get(booking.date, "") if booking.is_holding else "",
        )
        for booking in bookings
    ]
