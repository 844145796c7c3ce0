"""The pages on which administrators decide what takes two of them, and whether anything does."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.core.htmx import go
from jonghong.people import actions, proposals, queries
from jonghong.people.access import PersonRequest, for_administrators, for_keepers_of_people, for_sure, for_sure_by_factor
from jonghong.people.looking import note_people
from jonghong.people.models import Matter, Proposal
from jonghong.people.refusals import MayNotSetOffice, Refused
from jonghong.post.queries import is_on


@for_administrators(MayNotSetOffice)
@require_safe
def list_proposals(request: PersonRequest) -> HttpResponse:
    """List what waits for a second administrator, and what became of earlier proposals."""
    return listed(request)


@for_administrators(MayNotSetOffice)
@require_POST
@for_sure_by_factor
def approve_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """Do what another administrator proposed; who has a second step proves it by that."""
    return decided(request, proposal_id, actions.approve_proposal, "approved")


@for_administrators(MayNotSetOffice)
@require_POST
@for_sure
def decline_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """Let nothing come of what another administrator proposed."""
    return decided(request, proposal_id, actions.decline_proposal, "declined")


@for_keepers_of_people
@require_POST
def withdraw_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """Take back what one proposed oneself; who is no administrator goes back to the deputies."""
    if request.rights.is_administrator:
        return decided(request, proposal_id, actions.withdraw_proposal, "withdrawn")
    try:
        actions.withdraw_proposal(proposal=proposal_of(request, proposal_id), by=request.rights)
    except Refused as fact:
        raise PermissionDenied(str(fact)) from fact
    return go(request, reverse("manage-deputies"))


@for_administrators(MayNotSetOffice)
@require_http_methods(["GET", "HEAD", "POST"])
@for_sure_by_factor
def two_people(request: PersonRequest) -> HttpResponse:
    """Say whether what gives power takes two administrators, and switch it."""
    office, mistake = request.office, ""
    if request.method == "POST":
        try:
            waits = actions.require_second(office=office, is_required=request.POST.get("required") == "1", by=request.rights)
        except Refused as fact:
            mistake = str(fact)
        else:
            return go(request, reverse("proposals") + "?proposed=1" if waits else reverse("two-people") + "?saved=1")
    words = {
        "is_saved": "saved" in request.GET,
        "mistake": mistake,
        "able": queries.able_administrators(office.pk).count(),
        "fewest": proposals.FEWEST,
        "waits": any(each.matter == Matter.ALONE for each in proposals.waiting(office)),
    }
    return render(request, "people/two_people.html", words, status=422 if mistake else 200)


def decided(request: PersonRequest, proposal_id: int, action: Callable[..., None], note: str) -> HttpResponse:
    """Do it, or show the list with the reason why not."""
    try:
        action(proposal=proposal_of(request, proposal_id), by=request.rights)
    except Refused as fact:
        return listed(request, mistake=str(fact))
    return go(request, f"{reverse('proposals')}?{note}=1")


def proposal_of(request: PersonRequest, proposal_id: int) -> Proposal:
    """Return a proposal of this office, whatever became of it."""
    return get_object_or_404(Proposal.objects.select_related("office"), office=request.office, pk=proposal_id)


def listed(request: PersonRequest, *, mistake: str = "") -> HttpResponse:
    """Show the list, with what was in the way of the last act."""
    office, rights = request.office, request.rights
    waiting, ready, past = proposals.waiting(office), proposals.ready(office), list(proposals.decided(office))
    words = {
        "waiting": proposals.shown(rights, office, waiting),
        "ready": proposals.shown(rights, office, ready),
        "past": proposals.shown(rights, office, past),
        "mistake": mistake,
        "note": request.GET,
        "is_binding": proposals.is_binding(office),
        "has_mail": is_on(),
    }
    note_people(request, "proposals", [each.person for each in (*waiting, *ready, *past) if each.person])
    return render(request, "people/proposals.html", words, status=422 if mistake else 200)
