"""Where officers answer requests that wait for permission."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from jonghong.bookings import actions
from jonghong.bookings.actions.decisions import fates_of
from jonghong.bookings.histories import done_of
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import found_booking, key_of
from jonghong.bookings.permissions import may_decide
from jonghong.bookings.queries import alternatives, bookings_of, pending, rows_of_act, taken_around
from jonghong.bookings.refusals import AlreadyDecided, Alternative, Fate
from jonghong.bookings.verdicts import half_words, slot_words, span_words
from jonghong.core.forms import number_of
from jonghong.core.htmx import go
from jonghong.desk.requests_forms import AnswerForm
from jonghong.desk.requests_queries import (
    MOST_ASKS,
    Ask,
    asks_of,
    beside,
    queued_behind,
    seen,
    side_by_side,
    waited,
    waiting_of,
    waiting_requests,
)
from jonghong.people.access import PersonRequest, for_people
from jonghong.rooms.queries import open_rooms

TOLD = 20  # requests of whose fate the page tells one by one


def for_deciders(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who answers requests; others sign in first, or are told who does."""

    @for_people
    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        if not may_decide(request.rights):
            raise PermissionDenied(_("Requests are answered by a room officer, or by who acts for one."))
        return view(request, **words)

    return answer


@require_safe
@for_deciders
def desk(request: PersonRequest) -> HttpResponse:
    """List the requests that wait, each with its buttons; all of them are ticked, unless the address says otherwise."""
    late = [key for word in request.GET.get("late", "").split(".") if (key := number_of(word))]
    return _list(request, AnswerForm(), late=fates_of(request.office, late[:TOLD]), left_out=len(late[TOLD:]))


@require_safe
@for_deciders
def one_request(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Show one request with all that helps to answer it: what else is on that day, what could be had instead."""
    return _one(request, found_booking(request, booking_id), AnswerForm())


@require_POST
@for_deciders
def decide(request: PersonRequest) -> HttpResponse:
    """Permit or decline what was ticked, or the one request whose button was pressed."""
    form = AnswerForm(request.POST)
    chosen = _chosen(request, form) if form.is_valid() else []
    if not chosen:
        return _again(request, form, status=422)
    verb = actions.approve if form.answer == "approve" else actions.decline
    try:
        act = verb(
            bookings=chosen,
            by=request.rights,
            remark=form.cleaned_data["remark"],
            versions=form.versions,
            key=key_of(request.POST.get("key")),
        )
    except AlreadyDecided as refusal:
        return _again(request, form, status=409, late=refusal.fates[:TOLD], left_out=len(refusal.fates[TOLD:]))
    decided = {row.booking_id for row in rows_of_act(request.office, act)}
    late = [str(booking.pk) for booking in chosen if booking.pk not in decided]
    words = {"done": act, **({"late": ".".join(late)} if late else {})}
    return go(request, f"{reverse('desk')}?{urlencode(words)}")


@require_safe
def requests_waiting(request: PersonRequest) -> HttpResponse:
    """Tell officers how many requests wait; every page asks, for a stored one cannot know. Others are told nothing."""
    if not may_decide(request.rights):
        return HttpResponse(status=204)
    return render(request, "desk/requests_waiting.html", {"number": pending(request.office).count()})


def _chosen(request: PersonRequest, form: AnswerForm) -> list[Booking]:
    """Return the bookings of this office that the form is about; where there is none, the form says so."""
    chosen = list(bookings_of(request.office).filter(pk__in=form.versions).order_by("starts_at", "pk"))
    for booking in chosen:
        booking.office = request.office
    if not chosen:
        form.add_error(None, _("There is no such request here. Look at the list as it stands now."))
    return chosen


def _again(
    request: PersonRequest,
    form: AnswerForm,
    *,
    status: int,
    late: Sequence[Fate] = (),
    left_out: int = 0,
) -> HttpResponse:
    """Show the page again from which the form was sent."""
    page = number_of(request.POST.get("page"))
    if page and bookings_of(request.office).filter(pk=page).exists():
        return _one(request, found_booking(request, page), form, status=status, late=late)
    return _list(request, form, status=status, late=late, left_out=left_out)


def _list(
    request: PersonRequest,
    form: AnswerForm,
    *,
    status: int = 200,
    late: Sequence[Fate] = (),
    left_out: int = 0,
) -> HttpResponse:
    asks = asks_of(request.office, waiting_requests(request.office))
    shown = asks[:MOST_ASKS]
    ticks = set(form.ticked) if form.is_bound else set()
    words = {
        **slot_words(request),
        **ask_words(),
        "form": form,
        "bundles": side_by_side(shown),
        "behind": queued_behind(request.office, shown),
        "number": sum(len(ask.bookings) for ask in asks),
        "more": len(asks) - len(shown),
        "is_ticked": lambda ask: not ticks.isdisjoint(ask.value.split()) if form.is_bound else "none" not in request.GET,
        "late": late,
        "left_out": left_out,
        "done": done_of(request),
    }
    return render(request, "desk/requests.html", words, status=status)


def _one(
    request: PersonRequest,
    booking: Booking,
    form: AnswerForm,
    *,
    status: int = 200,
    late: Sequence[Fate] = (),
) -> HttpResponse:
    ask = waiting_of(booking)
    form.auto_id = "one_%s"  # it may lie over the list, whose form has the same fields
    words = {
        **slot_words(request),
        **ask_words(),
        "form": form,
        "booking": booking,
        "ask": ask,
        "late": late,
        "fates": [] if ask or late else fates_of(request.office, [booking.pk]),
        "beside": beside(ask) if ask else [],
        "queue": queued_behind(request.office, [ask])[ask.first.pk] if ask else [],
        "offers": _offers(request, ask) if ask else [],
        "offer_words": offer_words,
    }
    return render(request, "desk/requests_one.html", words, status=status)


def _offers(request: PersonRequest, ask: Ask) -> list[Alternative]:
    """Return what could be had instead; of a request for several rooms, instead of the first day's."""
    room, rooms = ask.first.room, list(open_rooms(request.office))
    room.office = request.office
    slots = ask.slots if len(ask.rooms) == 1 else ask.slots[:1]
    held = taken_around(slots, request.office)
    return alternatives(room, slots, held=held, rooms=rooms, attendees=ask.first.attendees)


def offer_words(offer: Alternative) -> str:
    """Return the remark that tells who asked what could be had instead."""
    words = {"room": offer.room, "days": span_words(offer.slots), "time": half_words(offer.slots[0])}
    return _("Free instead: %(room)s, %(days)s, %(time)s") % words


def waited_words(ask: Ask) -> str:
    """Return for how long a request has waited: ``รอ 2 วัน 3 ชม.``."""
    days, hours, minutes = waited(ask.since)
    if days:
        return _("waiting %(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("waiting %(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return ngettext("waiting %(num)s minute", "waiting %(num)s minutes", minutes) % {"num": minutes}
    return _("just asked")


def ask_words() -> dict[str, Any]:
    """Return what templates need to speak of requests and to answer them."""
    return {"waited": waited_words, "seen": seen, "key": uuid4()}
