"""The pages on which officers see to single rows: what is in quarantine, what asks for a hand, and one row with all it says."""

from collections.abc import Callable
from functools import partial, wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings import refusals as bookings
from jonghong.bookings.timeslots import Place
from jonghong.bookings.verdicts import slot_words
from jonghong.core import clock
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import problem
from jonghong.desk.closures_forms import decision_of
from jonghong.moving import actions, queries, row_pages
from jonghong.moving.mending_forms import AsideForm, MendForm, initial_of
from jonghong.moving.models import Kept, Outcome
from jonghong.moving.refusals import NoLongerOpen
from jonghong.offices.queries import groups_in_use
from jonghong.people.access import PersonRequest, for_keepers_of_people
from jonghong.people.refusals import Refused
from jonghong.rooms.queries import halves_of, rooms_of


def for_row(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a row of this office over."""

    @wraps(view)
    def answer(request: PersonRequest, kept_id: int) -> HttpResponse:
        kept = queries.kept_of(request.office, kept_id)
        if kept is None:
            raise Http404
        return view(request, kept)

    return answer


@for_keepers_of_people
@require_safe
@sensitive_variables()
def quarantine(request: PersonRequest) -> HttpResponse:
    """List the rows in quarantine, those that ask for a hand, and those that were changed on both sides."""
    return render(request, "moving/quarantine.html", row_pages.list_page(request) | slot_words(request))


@for_keepers_of_people
@require_http_methods(["GET", "HEAD", "POST"])
@for_row
@sensitive_post_parameters()
@sensitive_variables()
def row(request: PersonRequest, kept: Kept) -> HttpResponse:
    """Show a row as it stood with what became of it; one in quarantine can be mended."""
    sent = posted(request)
    if sent is not None and not row_pages.may_be_mended(kept):
        return too_late(request, kept)
    form = mend_form(request, kept)
    if not form.is_valid():
        return show(request, kept, form, status=status_of(form))
    try:
        actions.mend(kept=kept, by=request.rights, facts=form.draft(clock.today(request.office.zone)))
    except (Refused, bookings.Refused) as fact:
        form.add_error(None, str(fact))
        return show(request, kept, form, status=422)
    return go(request, reverse("moving-quarantine") + f"?done={kept.pk}")


@for_keepers_of_people
@require_POST
@for_row
def set_aside(request: PersonRequest, kept: Kept) -> HttpResponse:
    """Leave a row out for good."""
    form = AsideForm(request.POST)
    if not row_pages.may_be_mended(kept):
        return too_late(request, kept)
    if not form.is_valid():
        return show(request, kept, mend_form(request, kept, is_sent=False), aside=form, status=422)
    return _seen_to(request, kept, partial(actions.set_aside, remark=form.cleaned_data["remark"]))


@for_keepers_of_people
@require_POST
@for_row
def put_back(request: PersonRequest, kept: Kept) -> HttpResponse:
    """Let a row that was set aside wait in quarantine again."""
    is_aside = kept.outcome == Outcome.SET_ASIDE
    return _seen_to(request, kept, actions.put_back) if is_aside else too_late(request, kept)


@for_keepers_of_people
@require_POST
@for_row
def settle(request: PersonRequest, kept: Kept) -> HttpResponse:
    """Note that what a row asked for was seen to."""
    return _seen_to(request, kept, actions.settle) if row_pages.is_open_task(kept) else too_late(request, kept)


@for_keepers_of_people
@require_POST
@for_row
def move(request: PersonRequest, kept: Kept) -> HttpResponse:
    """Bring a booking that is still to come to a free place."""
    place = decision_of(request.POST.get("place", ""), halves_of(request.office))
    if not row_pages.is_open_task(kept):
        return too_late(request, kept)
    if not isinstance(place, Place):
        return go(request, address_of(kept))
    return _seen_to(request, kept, partial(actions.move, place=place))


def _seen_to(request: PersonRequest, kept: Kept, do: Callable[..., Kept]) -> HttpResponse:
    """Do something about a row and go on to the list that it stood on; say why where that is refused."""
    show = "?show=tasks&" if kept.task else "?"
    try:
        do(kept=kept, by=request.rights)
    except (Refused, bookings.Refused) as fact:
        return problem(request, status=409, title=_("Nothing was changed"), advice=str(fact), back=address_of(kept))
    return go(request, f"{reverse('moving-quarantine')}{show}done={kept.pk}")


def too_late(request: PersonRequest, kept: Kept) -> HttpResponse:
    """Say that somebody else saw to a row first; who did it himself, as by pressing twice, is shown the row as it is now."""
    if not kept.settled_at or kept.settled_by_id == request.rights.person_id:
        return go(request, address_of(kept))
    return problem(request, status=409, title=_("Nothing was changed"), advice=str(NoLongerOpen()), back=address_of(kept))


def mend_form(request: PersonRequest, kept: Kept, *, is_sent: bool = True) -> MendForm:
    """Return the form that mends a row, filled with what was sent or what the row suggests."""
    rooms, groups = list(rooms_of(request.office)), list(groups_in_use(request.office))
    sent = posted(request) if is_sent else None
    return MendForm(sent, initial=initial_of(queries.suggestion_of(kept)), rooms=rooms, groups=groups)


def show(
    request: PersonRequest, kept: Kept, form: MendForm, *, aside: AsideForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the page of a row."""
    page = row_pages.row_page(request.office, kept) | {"form": form, "aside": aside or AsideForm()} | slot_words(request)
    return render(request, "moving/row.html", page, status=status)


def address_of(kept: Kept) -> str:
    """Return the address of a row."""
    return reverse("moving-row", kwargs={"kept_id": kept.pk})
