"""Pages of days and weeks, and moving a booking on them."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from jonghong.bookings import actions, queries
from jonghong.bookings.forms import rooms_to_choose
from jonghong.bookings.histories import done_of
from jonghong.bookings.models import Booking
from jonghong.bookings.permissions import may_change
from jonghong.bookings.refusals import MayNot, Refused
from jonghong.bookings.rules import YEARS_IN_REACH
from jonghong.bookings.snapshots import Details
from jonghong.bookings.verdicts import slot_words
from jonghong.core import clock, thai
from jonghong.core.htmx import go
from jonghong.core.pagecache import versioned
from jonghong.core.views import came_from, safe_next
from jonghong.people.access import PersonRequest, sign_in_first
from jonghong.rooms.queries import rooms_of
from jonghong.timetable.days import day_of, day_version, room_week_version, week_of, week_version
from jonghong.timetable.forms import MoveForm
from jonghong.timetable.grids import day_grid, room_grid
from jonghong.timetable.weeks import week_table

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@require_safe
def today(request: PersonRequest) -> HttpResponse:
    """Lead to the page of today."""
    return redirect(address_of_day(clock.today(request.office.zone)))


@require_safe
@versioned(day_version)
def day(request: PersonRequest, year: int, month: int, day: int) -> HttpResponse:
    """Show all rooms of one day along an axis of time, to anyone."""
    shown = _within_reach(request, day_of(year, month, day))
    now = clock.now().astimezone(request.office.zone)
    grid = day_grid(request.office, shown, rights=request.rights, now=now, back=request.path)
    words = {"grid": grid, "day": shown, "before": shown - DAY, "after": shown + DAY, "is_today": shown == now.date()}
    return render(request, "timetable/day.html", words | _shared(request))


@require_safe
@versioned(week_version)
def week(request: PersonRequest, year: int, month: int, day: int) -> HttpResponse:
    """Show all rooms through one week, to anyone."""
    shown = _within_reach(request, day_of(year, month, day))
    first, last = week_of(shown)
    on = clock.today(request.office.zone)
    table = week_table(request.office, first, last, rights=request.rights, today=on, back=request.path)
    words = {"table": table, "day": shown, "before": shown - WEEK, "after": shown + WEEK}
    return render(request, "timetable/week.html", words | _span_words(first, last) | _shared(request))


@require_safe
@versioned(room_week_version)
def room_week(request: PersonRequest, room_id: int, year: int, month: int, day: int) -> HttpResponse:
    """Show one room through one week along an axis of time, to anyone."""
    room = get_object_or_404(rooms_of(request.office), pk=room_id)
    shown = _within_reach(request, day_of(year, month, day))
    first, last = week_of(shown)
    now = clock.now().astimezone(request.office.zone)
    grid = room_grid(request.office, room, first, last, rights=request.rights, now=now, back=request.path)
    words = {"grid": grid, "room": room, "rooms": rooms_of(request.office), "day": shown}
    words |= {"before": shown - WEEK, "after": shown + WEEK}
    return render(request, "timetable/room_week.html", words | _span_words(first, last) | _shared(request))


@require_POST
def move(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Move a booking to where it was dragged: another room, day or time."""
    if not request.rights.is_signed_in:
        return sign_in_first(request, then=safe_next(request, default=reverse("today")))
    found = _own(request, booking_id)
    form = MoveForm(request.POST, booking=found, rooms=list(rooms_to_choose(request.office, found)))
    if not form.is_valid():
        return _not_moved(request, found, form, status=422)
    facts = form.cleaned_data
    try:
        act = actions.change(
            booking=found,
            by=request.rights,
            version=facts["version"],
            room_id=facts["room"].pk,
            slot=form.slot,
            details=Details(**{field.name: getattr(found, field.name) for field in fields(Details)}),
            key=facts["key"],
        )
    except Refused as refusal:
        return _not_moved(request, found, form, refusal)
    back = came_from(request, default=address_of_day(facts["on"]))
    return go(request, f"{back}?{urlencode({'done': act})}#b{found.pk}")


def _not_moved(
    request: PersonRequest,
    booking: Booking,
    form: MoveForm,
    refusal: Refused | None = None,
    *,
    status: int = 409,
) -> HttpResponse:
    """Say why a booking stays where it is, who holds the place, and what is free instead."""
    words = {
        "booking": booking,
        "form": form,
        "refusal": refusal,
        "day_of_offer": address_of_day,
        "next": safe_next(request, default=address_of_day(booking.date)),
        **slot_words(request),
    }
    return render(request, "timetable/not_moved.html", words, status=status)


def _own(request: PersonRequest, booking_id: int) -> Booking:
    """Return a booking that stands and that the person may change; else say who may."""
    found = queries.booking_in_full(request.office, booking_id)
    if found is None:
        raise Http404
    if not may_change(request.rights, found):
        raise PermissionDenied(str(MayNot()))
    found.office = request.office
    return found


def _within_reach(request: PersonRequest, day: date) -> date:
    if day.year > clock.today(request.office.zone).year + YEARS_IN_REACH:
        raise Http404
    return day


def _span_words(first: date, last: date) -> dict[str, Any]:
    return {"first": first, "last": last, "week_words": thai.format_span(first, last, get_language() or "th")}


def _shared(request: PersonRequest) -> dict[str, Any]:
    """Return what all three pages need."""
    return {
        "today": clock.today(request.office.zone),
        "booking_at": reverse("booking", kwargs={"booking_id": 0}).removesuffix("0/"),
        "done": done_of(request),
        "key": uuid4(),
        **slot_words(request),
    }


def address_of_day(day: date) -> str:
    """Return the address of the page of that day."""
    return reverse("day", kwargs={"year": day.year, "month": day.month, "day": day.day})
