"""What administrators see to: whether officers need a second step, and people who lost theirs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jonghong.core.htmx import go
from jonghong.factors import actions
from jonghong.factors.permissions import may_take_off
from jonghong.factors.queries import officers_without_factor
from jonghong.factors.refusals import NotAdministrator, NotYourOwn
from jonghong.people.access import PersonRequest, for_administrators, for_sure_by_factor
from jonghong.people.looking import note_people, note_person
from jonghong.people.models import Person
from jonghong.people.refusals import NobodyToApprove

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@for_administrators(NotAdministrator)
@for_sure_by_factor
def office_second_step(request: PersonRequest) -> HttpResponse:
    """Say whether room officers and administrators need a second step, and switch it."""
    office = request.office
    if request.method == "POST":
        actions.require_factor(office=office, is_required=request.POST.get("required") == "1", by=request.rights)
        return go(request, reverse("office-second-step") + "?saved=1")
    words: dict[str, Any] = {"is_saved": "saved" in request.GET, "without": list(officers_without_factor(office))}
    note_people(request, "second step", words["without"])
    return render(request, "factors/office.html", words)


@form_page
@for_administrators(NotAdministrator)
@for_sure_by_factor
def take_off_factors(request: PersonRequest, person_id: int) -> HttpResponse:
    """Ask, then take all second steps off somebody who lost them."""
    person = get_object_or_404(Person, office=request.office, pk=person_id)
    if not may_take_off(request.rights, person):
        raise PermissionDenied(str(NotYourOwn()))
    mistake = ""
    if request.method == "POST":
        try:
            waits = actions.take_off(person=person, by=request.rights)
        except NobodyToApprove as fact:
            mistake = str(fact)
        else:
            address = reverse("take-off-factors", kwargs={"person_id": person.pk})
            return go(request, address if waits else f"{address}?done=1")
    note_person(request, "second step", person)
    words = {"someone": person, "is_done": "done" in request.GET, "mistake": mistake}
    return render(request, "factors/take_off.html", words, status=422 if mistake else 200)
