"""Why something cannot be booked, and who can help."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jonghong.bookings.forms import PlaceForm
from jonghong.bookings.rules import settings_of
from jonghong.bookings.rules.gates import length
from jonghong.bookings.verdicts import PLACE, length_words, slot_words, verdict_on
from jonghong.core.views import safe_next
from jonghong.people.access import PersonRequest
from jonghong.rooms.models import Room
from jonghong.rooms.queries import rooms_of


@require_safe
def why(request: PersonRequest) -> HttpResponse:
    """Say to anyone what stands against booking the room and time in the address, rule by rule."""
    place = PlaceForm(request.GET, office=request.office, rooms=list(rooms_of(request.office)))
    if not place.is_valid():
        raise Http404
    verdict = verdict_on(place, rights=request.rights, group_id=_likely_group(request, place.cleaned_data["room"]))
    may_lift = verdict.is_liftable and request.rights.is_officer
    hours = verdict.slots[0].hours
    words = {
        "verdict": verdict,
        "length": length_words(int(length(hours).total_seconds()) // 60),
        "asked": urlencode({name: request.GET[name] for name in PLACE if name in request.GET}),
        "may_book": request.rights.is_signed_in and (may_lift or not verdict.objections),
        "next": safe_next(request, default=""),
        **slot_words(request),
    }
    return render(request, "bookings/why.html", words)


def _likely_group(request: PersonRequest, room: Room) -> int | None:
    """Return the group for which a visitor would book the room: one of his that may, if any; an officer books for all."""
    if request.rights.is_officer:
        return None
    own, may = request.rights.group_ids, settings_of(request.office, room).groups
    return next((group for group in own if group in may), next(iter(own), None))
