"""What several pages of bookings do alike: find the booking, show the form, go on when it is done."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jonghong.bookings import queries
from jonghong.bookings.forms import WholeForm
from jonghong.bookings.models import Booking
from jonghong.bookings.permissions import may_change
from jonghong.bookings.refusals import MayNot, Refused, RoomTaken
from jonghong.bookings.verdicts import Verdict, slot_words, verdict_after
from jonghong.core.views import safe_next
from jonghong.people.access import PersonRequest


def found_booking(request: PersonRequest, booking_id: int) -> Booking:
    """Return a booking of this office, with its room, group and organizer."""
    found = queries.booking_in_full(request.office, booking_id)
    if found is None:
        raise Http404
    found.office = request.office
    return found


def own_booking(request: PersonRequest, booking_id: int) -> Booking:
    """Return a booking that the person may change; else say who may."""
    found = found_booking(request, booking_id)
    if not may_change(request.rights, found):
        raise PermissionDenied(str(MayNot()))
    return found


def require_standing(found: Booking) -> None:
    """Have no page for a booking that keeps nobody out."""
    if not found.is_holding:
        raise Http404


def form_page(
    request: PersonRequest,
    template: str,
    form: WholeForm,
    verdict: Verdict | None,
    *,
    status: int = 200,
    **words: Any,
) -> HttpResponse:
    """Show the page of a form with what is known of its room and time."""
    words |= {
        "form": form,
        "verdict": verdict,
        **slot_words(request),
        "next": safe_next(request, default=""),
    }
    return render(request, template, words, status=status)


def refused(request: PersonRequest, template: str, form: WholeForm, refusal: Refused, **words: Any) -> HttpResponse:
    """Show the form again, as it was typed, with the reason and what is free instead."""
    if isinstance(refusal, RoomTaken):
        return form_page(request, template, form, verdict_after(refusal, form), status=409, **words)
    form.add_error(None, str(refusal))
    return form_page(request, template, form, None, status=422, **words)


def after(request: PersonRequest, day: date, act: UUID) -> str:
    """Return where to go on: back where the person came from, or to the month of the booking, saying what was done."""
    month_page = reverse("month", kwargs={"year": day.year, "month": day.month})
    back = safe_next(request, default=month_page).partition("?")[0]
    return f"{back}?{urlencode({'done': act})}"


def number_of(text: str | None) -> int | None:
    """Return a number that was sent, None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def key_of(text: str | None) -> UUID | None:
    """Return the key of a form that was sent, None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
