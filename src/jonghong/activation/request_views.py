"""The page on which officers let people in who have no code and whom they know."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jonghong.activation import actions
from jonghong.activation.forms import CompareForm, DeclineForm
from jonghong.activation.models import AccountRequest, Reason
from jonghong.activation.queries import Asker, approved_for, waiting_for
from jonghong.activation.views import managed
from jonghong.core.forms import posted
from jonghong.core.htmx import go
from jonghong.people.access import PersonRequest, confirm_first, for_keepers_of_people
from jonghong.people.looking import note_people
from jonghong.people.proposals import holding_power
from jonghong.people.refusals import Refused
from jonghong.people.signin import is_sure


@for_keepers_of_people
@never_cache
@require_safe
def account_requests(request: PersonRequest) -> HttpResponse:
    """List who asks for an account, each with what the list of people says of them."""
    return listed(request)


@for_keepers_of_people
@never_cache
@require_POST
def approve_account(request: PersonRequest, person_id: int) -> HttpResponse:
    """Let the browser in that was given the number which the person reads out."""
    person, form = managed(request, person_id), CompareForm(posted(request), auto_id=f"id_{person_id}_%s")
    if form.is_valid():
        if holding_power([person]) and not is_sure(request):
            return confirm_first(request)
        try:
            waits = actions.approve(person=person, number=form.cleaned_data["number"], actor=request.rights)
        except Refused as fact:
            form.add_error("number", str(fact))
        else:
            return go(request, reverse("account-requests") + ("" if waits else "?approved=1"))
    return listed(request, wrong={person.pk: form})


@for_keepers_of_people
@never_cache
@require_POST
def decline_account(request: PersonRequest, person_id: int) -> HttpResponse:
    """Decline all requests that were made with the number of that person, and take back an approval that was not used."""
    person, form = managed(request, person_id), DeclineForm(posted(request), auto_id=f"id_{person_id}_%s")
    if form.is_valid():
        try:
            actions.decline(person=person, reason=Reason(form.cleaned_data["reason"]), actor=request.rights)
        except Refused as fact:
            form.add_error(None, str(fact))
        else:
            return go(request, reverse("account-requests") + "?declined=1")
    return listed(request, unsure={person.pk: form})


def listed(
    request: PersonRequest,
    *,
    wrong: dict[int, CompareForm] | None = None,
    unsure: dict[int, DeclineForm] | None = None,
) -> HttpResponse:
    """Show the list, with the form that was wrong, if one was, beside its person."""
    waiting = waiting_for(request.rights, request.office)
    rows = [row(asker, wrong or {}, unsure or {}) for asker in waiting.askers]
    shown = {asker.person.pk for asker in waiting.askers}
    unused = approved_for(request.rights, request.office)
    approved = [(one, take_back_form(one, shown, unsure or {})) for one in unused]
    shown |= {one.person_id for one in unused if one.person_id}
    gone = [form for key, form in [*(wrong or {}).items(), *(unsure or {}).items()] if key not in shown]
    words = {"waiting": waiting, "rows": rows, "approved": approved, "gone": gone, "note": request.GET}
    people = [asker.person for asker in waiting.askers] + [one.person for one in unused if one.person]
    note_people(request, "account requests", people)
    return render(request, "activation/requests.html", words, status=422 if wrong or unsure else 200)


def take_back_form(one: AccountRequest, waiting: set[int], unsure: dict[int, DeclineForm]) -> DeclineForm:
    """Return the form by which an approval is taken back: the one that was wrong, unless it stands beside a request."""
    wrong = unsure.get(one.person_id or 0) if one.person_id not in waiting else None
    return wrong or DeclineForm(auto_id=f"id_{one.person_id}_approved_%s")


def row(asker: Asker, wrong: dict[int, CompareForm], unsure: dict[int, DeclineForm]) -> dict[str, Any]:
    """Return somebody who asks, and the two forms beside."""
    key = asker.person.pk
    return {
        "asker": asker,
        "compare": wrong.get(key) or CompareForm(auto_id=f"id_{key}_%s"),
        "decline": unsure.get(key) or DeclineForm(auto_id=f"id_{key}_%s"),
    }
