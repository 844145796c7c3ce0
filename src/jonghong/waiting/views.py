"""Pages of queues: waiting for a room that is taken, and answering when it is kept for one."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings import actions as booking_actions
from jonghong.bookings.drafts import draft_of, forget_draft, led_through_sign_in
from jonghong.bookings.histories import done_of
from jonghong.bookings.models import Booking, State
from jonghong.bookings.pages import after, key_of, own_booking
from jonghong.bookings.refusals import Refused
from jonghong.bookings.verdicts import PLACE, Verdict, slot_words, verdict_on
from jonghong.core.forms import number_of, posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import problem, safe_next
from jonghong.people.access import PersonRequest, for_people
from jonghong.rooms.queries import open_rooms
from jonghong.waiting import actions, queries
from jonghong.waiting.forms import JoinForm, TakeUpForm
from jonghong.waiting.models import Waiter


@require_safe
@for_people
def waiting(request: PersonRequest) -> HttpResponse:
    """Show what is kept for one, and for what one waits."""
    words = {
        **slot_words(request),
        "joined": _joined(request),
        "left": _own_waiter(request, request.GET.get("left")),
        "waited": lambda waiter: queries.slot_of_waiter(waiter, request.office),
        "done": done_of(request),
        "back": safe_next(request, default=""),
    }
    return render(request, "waiting/waiting.html", words)


def _joined(request: PersonRequest) -> list[Waiter]:
    number, person = number_of(request.GET.get("joined")), request.rights.person_id
    return queries.joined_with(request.office, person, number) if number and person else []


def _own_waiter(request: PersonRequest, text: str | None) -> Waiter | None:
    number, person = number_of(text), request.rights.person_id
    return queries.own_waiter(request.office, person, number) if number and person else None


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: PersonRequest) -> HttpResponse:
    """Begin to wait for a room that is taken."""
    if not request.rights.is_signed_in:
        return led_through_sign_in(request)
    if request.method == "POST":
        return _join_posted(request)
    draft = draft_of(request)
    if draft is None and request.GET:
        # The address names a place, and what is right of it stands in the form.
        place = _join_form(request, request.GET)
        place.is_valid()
        chosen = {name: place.cleaned_data[name] for name in PLACE if place.cleaned_data.get(name)}
        return _join_page(request, _join_form(request, None, chosen), _verdict(place))
    form = _join_form(request, draft)
    return _join_page(request, form, _verdict(form) if draft else None, is_draft=draft is not None)


def _join_form(request: PersonRequest, data: QueryDict | None, chosen: dict[str, Any] | None = None) -> JoinForm:
    rooms = list(open_rooms(request.office))
    return JoinForm(data, office=request.office, rooms=rooms, rights=request.rights, initial=chosen)


def _verdict(place: JoinForm) -> Verdict | None:
    return None if {"room", "on", "until", "half", "starts", "ends"} & place.errors.keys() else verdict_on(place)


def _join_page(
    request: PersonRequest,
    form: JoinForm,
    verdict: Verdict | None,
    *,
    status: int = 200,
    **words: Any,
) -> HttpResponse:
    words |= {"form": form, "verdict": verdict, **slot_words(request), "next": safe_next(request, default="")}
    return render(request, "waiting/join.html", words, status=status)


def _join_posted(request: PersonRequest) -> HttpResponse:
    form = _join_form(request, request.POST)
    if not form.is_valid():
        return _join_page(request, form, None, status=422)
    room = form.cleaned_data["room"]
    slots = form.slots(form.all_days)
    try:
        joined = actions.join(office=request.office, by=request.rights, room_id=room.pk, slots=slots, need=form.need)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _join_page(request, form, _verdict(form), status=422)
    forget_draft(request)
    back = safe_next(request, default=reverse("month", kwargs={"year": slots[0].day.year, "month": slots[0].day.month}))
    return go(request, f"{reverse('waiting')}?{urlencode({'joined': joined[0].pk, 'next': back})}")


@require_POST
@for_people
def leave(request: PersonRequest, waiter_id: int) -> HttpResponse:
    """Wait no longer."""
    assert request.rights.person_id is not None
    found = queries.own_waiter(request.office, request.rights.person_id, waiter_id)
    if found is None:
        raise Http404
    found.office = request.office
    try:
        actions.leave(waiter=found, by=request.rights)
    except Refused as refusal:
        return problem(request, status=409, title=_("You were not taken out of the queue"), advice=str(refusal))
    return go(request, f"{reverse('waiting')}?{urlencode({'left': found.pk})}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def take_up(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Make what is kept for one a booking: at once where its subject is known, else by this form."""
    found = _held(request, booking_id)
    waiter = queries.waiter_of_hold(found)
    data = posted(request)
    form = TakeUpForm(data, booking=found, waiter=waiter, rights=request.rights)
    if data is None or not form.is_valid():
        return _take_up_page(request, form, found)
    try:
        act = booking_actions.take_up(
            booking=found,
            by=request.rights,
            version=form.cleaned_data["version"],
            details=form.details,
            key=form.cleaned_data["key"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _take_up_page(request, form, found)
    return go(request, after(request, found.date, act))


def _take_up_page(request: PersonRequest, form: TakeUpForm, found: Booking) -> HttpResponse:
    words = {"form": form, "booking": found, **slot_words(request), "next": safe_next(request, default="")}
    return render(request, "waiting/take_up.html", words, status=status_of(form))


@require_POST
@for_people
def give_up(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Give up what is kept for one, for the next in the queue."""
    found = own_booking(request, booking_id)
    try:
        act = booking_actions.give_up(
            booking=found,
            by=request.rights,
            version=number_of(request.POST.get("version")),
            key=key_of(request.POST.get("key")),
        )
    except Refused as refusal:
        return problem(request, status=409, title=_("This was not given up"), advice=str(refusal))
    return go(request, f"{reverse('waiting')}?{urlencode({'done': act})}")


def _held(request: PersonRequest, booking_id: int) -> Booking:
    """Return a booking that one may answer for. What was taken up already is met again by a form that is sent twice."""
    found = own_booking(request, booking_id)
    if found.state != State.HELD and request.method != "POST":
        raise Http404
    return found
