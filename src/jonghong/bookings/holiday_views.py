"""What a holiday means for bookings that were there before it: they stand, and the officer sees them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jonghong.bookings import queries
from jonghong.bookings.histories import done_of
from jonghong.bookings.verdicts import slot_words
from jonghong.core.htmx import go
from jonghong.offices.access import for_officers
from jonghong.offices.models import Holiday
from jonghong.people.access import PersonRequest


@for_officers
@require_safe
def touched(request: PersonRequest, holiday_id: int) -> HttpResponse:
    """List the bookings on the day of a holiday, each with what can be done about it; without any, go on to the holidays."""
    holiday = get_object_or_404(Holiday, office=request.office, pk=holiday_id)
    found = list(queries.bookings_on(request.office, holiday.date))
    back = f"{reverse('holidays-of-year', kwargs={'year': holiday.date.year})}?saved={holiday.pk}"
    if not found:
        return go(request, back)
    words = {
        "holiday": holiday,
        "bookings": found,
        "back": back,
        **slot_words(request),
        "done": done_of(request),
    }
    return render(request, "bookings/holiday.html", words)
