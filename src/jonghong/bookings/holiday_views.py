"""What a holiday means for bookings that were there before it: they stand, and the officer sees them."""

from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jonghong.bookings import actions, queries
from jonghong.bookings.histories import done_of
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import key_of
from jonghong.bookings.refusals import Refused
from jonghong.bookings.verdicts import slot_words
from jonghong.core.htmx import go
from jonghong.core.views import problem
from jonghong.offices.access import for_officers
from jonghong.offices.models import Holiday
from jonghong.people.access import PersonRequest


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def touched(request: PersonRequest, holiday_id: int) -> HttpResponse:
    """List the bookings on the day of a holiday, each with what can be done about it; without any, go on to the holidays."""
    holiday = get_object_or_404(Holiday, office=request.office, pk=holiday_id)
    found = list(queries.bookings_on(request.office, holiday.date))
    back = f"{reverse('holidays-of-year', kwargs={'year': holiday.date.year})}?saved={holiday.pk}"
    of_series = [booking for booking in found if booking.series and booking.series.skips_holidays]
    if request.method == "POST":
        return _cancel_dates(request, of_series)
    done = done_of(request)
    if not found and not done:
        return go(request, back)
    words = {
        "holiday": holiday,
        "bookings": found,
        "of_series": of_series,
        "key": uuid4(),
        "back": back,
        **slot_words(request),
        "done": done,
    }
    return render(request, "bookings/holiday.html", words)


def _cancel_dates(request: PersonRequest, of_series: list[Booking]) -> HttpResponse:
    """Cancel the dates of series that skip holidays, with one press."""
    key = key_of(request.POST.get("key"))
    try:
        act = actions.cancel_these(office=request.office, by=request.rights, bookings=of_series, key=key)
    except Refused as refusal:
        return problem(request, status=409, title=_("This was not cancelled"), advice=str(refusal))
    return go(request, f"{request.path}?{urlencode({'done': act})}")
