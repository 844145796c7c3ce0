"""The pages on which officers close rooms for a time, and open them again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings import actions
from jonghong.bookings.actions.closures import Undecided, closure_of, touched
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import key_of
from jonghong.bookings.refusals import Refused, RoomTaken
from jonghong.bookings.verdicts import slot_words
from jonghong.core import clock
from jonghong.core.forms import number_of, posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import problem
from jonghong.desk.closures_forms import ClosureForm
from jonghong.desk.closures_offers import rows_of
from jonghong.desk.closures_pages import REST, choosing_page, form_page, sent_decisions, span_speech
from jonghong.desk.closures_queries import closures_of, counts_of, shelves_of, touched_by
from jonghong.offices.access import for_officers
from jonghong.people.access import PersonRequest
from jonghong.rooms.queries import rooms_of

# A browser may send a thousand fields at once.
MOST_TOUCHED = 900


@for_officers
@require_safe
def closures(request: PersonRequest) -> HttpResponse:
    """List what is closed now, what will be, and what was."""
    opened = closures_of(request.office).filter(pk=number_of(request.GET.get("opened")) or 0).first()
    words = {"shelves": shelves_of(request.office), "opened": opened, **span_speech(request)}
    return render(request, "desk/closures.html", words)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: PersonRequest) -> HttpResponse:
    """Close a room or the office: the form and, where it touches bookings, a choice for each of them."""
    rooms, asked = list(rooms_of(request.office)), {"room": request.GET.get("room", "")}
    form = ClosureForm(posted(request), office=request.office, rooms=rooms, initial=asked)
    if not form.is_valid():
        return form_page(request, form, status=status_of(form))
    span = form.span
    found = list(touched(request.office, span.room, span.starts_at, span.ends_at, now=clock.now()))
    if len(found) > MOST_TOUCHED:
        form.add_error(
            "until", _("More than %(most)s bookings stand in that time. Close it in parts.") % {"most": MOST_TOUCHED}
        )
        return form_page(request, form, status=422)
    if request.POST.get("rest") in REST and found:
        return choosing_page(request, form, found)
    return _closed(request, form, found)


def _closed(request: PersonRequest, form: ClosureForm, found: list[Booking]) -> HttpResponse:
    """Close what a valid form names, or show it again with what is still to be chosen for the bookings in that time."""
    span = form.span
    sent = sent_decisions(request, rows := rows_of(request.office, found))
    try:
        act = actions.close(
            office=request.office,
            by=request.rights,
            room=span.room,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            reason=form.cleaned_data["reason"],
            decisions={row.booking: sent[row.name] for row in rows if row.name in sent},
            key=key_of(request.POST.get("key")),
        )
    except Undecided as refusal:
        return choosing_page(request, form, refusal.bookings, refusal=refusal)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return choosing_page(request, form, found, refusal=refusal) if found else form_page(request, form, status=422)
    closed = closure_of(request.office, act)
    assert closed
    return go(request, reverse("closure", kwargs={"closure_id": closed.pk}) + "?done=1")


@for_officers
@require_safe
def closure(request: PersonRequest, closure_id: int) -> HttpResponse:
    """Show one closure and what it did with the bookings in its time."""
    found = get_object_or_404(closures_of(request.office), pk=closure_id)
    found.office = request.office
    bookings = touched_by(found)
    words = {
        "closure": found,
        "bookings": bookings,
        "counts": counts_of(bookings),
        "is_over": found.ends_at <= clock.now(),
        "is_done": "done" in request.GET,
        **span_speech(request),
        **slot_words(request),
    }
    return render(request, "desk/closures_closure.html", words)


@for_officers
@require_POST
def reopen(request: PersonRequest, closure_id: int) -> HttpResponse:
    """Open what is closed again; the bookings stay as they are now."""
    found = get_object_or_404(closures_of(request.office), pk=closure_id)
    found.office = request.office
    actions.reopen(closure=found, by=request.rights)
    return go(request, f"{reverse('closures')}?opened={found.pk}")


@for_officers
@require_POST
def undo_closure(request: PersonRequest, closure_id: int) -> HttpResponse:
    """Take a closure back with all that it did."""
    found = get_object_or_404(closures_of(request.office), pk=closure_id)
    try:
        actions.undo(office=request.office, act=found.act, by=request.rights)
    except RoomTaken as refusal:
        words = {"refusal": refusal, **slot_words(request)}
        return render(request, "bookings/not_undone.html", words, status=409)
    except Refused as refusal:
        return problem(request, status=409, title=_("This was not undone"), advice=str(refusal))
    return go(request, f"{reverse('closures')}?opened={found.pk}")
