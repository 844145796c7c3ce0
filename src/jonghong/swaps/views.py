"""Pages of exchanges: asking for one, and answering."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings.forms import PlaceForm
from jonghong.bookings.histories import done_of
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import found_booking
from jonghong.bookings.permissions import may_see_subject
from jonghong.bookings.refusals import MayNot, Refused
from jonghong.bookings.verdicts import slot_words
from jonghong.core.forms import number_of, posted
from jonghong.core.htmx import go
from jonghong.core.views import problem
from jonghong.people.access import PersonRequest, for_people
from jonghong.rooms.queries import rooms_of
from jonghong.swaps import actions, queries
from jonghong.swaps.forms import AnswerForm, AskForm
from jonghong.swaps.models import Swap
from jonghong.swaps.refusals import WouldNotPass


@require_safe
@for_people
def swaps(request: PersonRequest) -> HttpResponse:
    """Show the exchanges that one is asked for, those that one asked for, and what came of them lately."""
    office, rights = request.office, request.rights
    settled = queries.lately_settled(office, rights)
    words = {
        "asked_of": list(queries.asked_of(office, rights)[: queries.MOST]),
        "asked_by": list(queries.asked_by(office, rights)[: queries.MOST]),
        "settled": settled,
        "done_with": queries.done_with(office, settled),
        "note": _note(request),
        "done": done_of(request),
        **slot_words(request),
    }
    return render(request, "swaps/swaps.html", words)


def _note(request: PersonRequest) -> Swap | None:
    """Return the exchange that one has just asked for, declined or withdrawn, as the address names it."""
    number = number_of(request.GET.get("about"))
    found = queries.swaps_of(request.office).filter(pk=number or 0).first()
    return found if found and request.rights.person_id in {found.asked_by_id, found.answered_by_id} else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def ask(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Ask the holder of a booking for an exchange; before that it tells whether it would pass."""
    theirs = found_booking(request, booking_id)
    own = sorted(queries.own_coming(request.office, request.rights), key=lambda one: abs(one.starts_at - theirs.starts_at))
    form = _ask_form(request, posted(request), own)
    if request.method != "POST":
        chosen = _ask_form(request, request.GET, own) if "mine" in request.GET else None
        return _ask_page(request, theirs, form, chosen if chosen and chosen.is_valid() else None)
    if not form.is_valid():
        return _ask_page(request, theirs, form, None, status=422)
    if "check" in request.POST:
        return _ask_page(request, theirs, form, form)
    try:
        swap = actions.ask(
            mine=form.cleaned_data["mine"],
            theirs=theirs,
            by=request.rights,
            rooms_only=form.is_rooms_only,
            message=form.cleaned_data["message"],
        )
    except WouldNotPass:
        return _ask_page(request, theirs, form, form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _ask_page(request, theirs, form, None, status=422)
    return go(request, f"{reverse('swaps')}?{urlencode({'about': swap.pk})}")


def _ask_form(request: PersonRequest, data: QueryDict | None, own: list[Booking]) -> AskForm:
    for booking in own:
        booking.office = request.office
    return AskForm(data, office=request.office, own=own)


def _ask_page(
    request: PersonRequest,
    theirs: Booking,
    form: AskForm,
    chosen: AskForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the form; with ``chosen``, a valid one, also what the exchange would come to and whether it would pass."""
    words: dict[str, Any] = {
        "form": form,
        "theirs": theirs,
        "sees_subject": may_see_subject(request.rights, theirs),
        "obstacle": queries.own_words() if queries.is_own(theirs, request.rights) else queries.not_exchangeable(theirs),
        "has_own": bool(form.own),
        **slot_words(request),
    }
    if chosen:
        mine, rooms_only = chosen.cleaned_data["mine"], chosen.is_rooms_only
        words["deal"] = queries.deal_of(mine, theirs, request.office, rooms_only=rooms_only)
        words["outlook"] = queries.outlook(mine, theirs, request.rights, rooms_only=rooms_only)
    return render(request, "swaps/ask.html", words, status=status)


@require_safe
@for_people
def find(request: PersonRequest) -> HttpResponse:
    """Lead from a place that is taken to the page on which one asks its holder."""
    place = PlaceForm(request.GET, office=request.office, rooms=list(rooms_of(request.office)))
    if not place.is_valid():
        raise Http404
    found = queries.booking_at(request.office, place.cleaned_data["room"].pk, place.slots(place.all_days))
    if found is None:
        words = _("Nobody holds this room firmly at that time. Look again: it may be free by now.")
        return problem(request, status=404, title=_("There is nothing to exchange"), advice=words)
    return redirect("ask-swap", booking_id=found.pk)


@require_safe
@for_people
def swap(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Show one exchange to the two sides and to officers, who may answer it."""
    return _swap_page(request, found_swap(request, swap_id), AnswerForm())


@require_POST
@for_people
def accept(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Agree: both bookings move at once."""
    found, form = found_swap(request, swap_id), AnswerForm(request.POST)
    if not form.is_valid():
        return _swap_page(request, found, form, status=422)
    try:
        act = actions.accept(swap=found, by=request.rights, remark=form.cleaned_data["remark"])
    except Refused as refusal:
        return _not_exchanged(request, refusal)
    return go(request, f"{reverse('swaps')}?{urlencode({'done': act})}")


@require_POST
@for_people
def decline(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Do not agree."""
    found, form = found_swap(request, swap_id), AnswerForm(request.POST)
    if not form.is_valid():
        return _swap_page(request, found, form, status=422)
    try:
        actions.decline(swap=found, by=request.rights, remark=form.cleaned_data["remark"])
    except Refused as refusal:
        return _not_exchanged(request, refusal)
    return go(request, f"{reverse('swaps')}?{urlencode({'about': found.pk})}")


@require_POST
@for_people
def withdraw(request: PersonRequest, swap_id: int) -> HttpResponse:
    """Take back what one asked for."""
    found = found_swap(request, swap_id)
    try:
        actions.withdraw(swap=found, by=request.rights)
    except Refused as refusal:
        return _not_exchanged(request, refusal)
    return go(request, f"{reverse('swaps')}?{urlencode({'about': found.pk})}")


def found_swap(request: PersonRequest, swap_id: int) -> Swap:
    """Return an exchange that the person is a side of, or may answer as an officer."""
    found = queries.swaps_of(request.office).filter(pk=swap_id).first()
    if found is None:
        raise Http404
    for row in (found, found.mine, found.theirs):
        row.office = request.office
    if not queries.may_answer(found, request.rights) and not queries.may_withdraw(found, request.rights):
        raise PermissionDenied(str(MayNot()))
    return found


def _swap_page(request: PersonRequest, found: Swap, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    words = {
        "swap": found,
        "form": form,
        "changes": queries.changes_since(found, request.rights),
        "done": queries.done_with(request.office, [found]).get(found.pk),
        **slot_words(request),
    }
    return render(request, "swaps/swap.html", words, status=status)


def _not_exchanged(request: PersonRequest, refusal: Refused) -> HttpResponse:
    status = 403 if isinstance(refusal, MayNot) else 409
    return problem(request, status=status, title=_("Nothing was exchanged"), advice=str(refusal))
