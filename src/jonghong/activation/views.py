"""The pages on which officers give out activation codes, and see what became of them."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.activation import actions, printing
from jonghong.activation.forms import SlipsForm
from jonghong.activation.queries import codes_of, reached_by_mail, waiting_count
from jonghong.activation.ticks import ticks_of
from jonghong.core import clock, typesetting
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.pace import paced
from jonghong.people import actions as people_actions, queries
from jonghong.people.access import PersonRequest, confirm_first, for_keepers_of_people
from jonghong.people.actions import Slip
from jonghong.people.looking import note_people, note_person
from jonghong.people.models import Person
from jonghong.people.permissions import managed_people
from jonghong.people.proposals import holding_power
from jonghong.people.refusals import Refused
from jonghong.people.signin import is_sure
from jonghong.post.queries import is_on

form_page = require_http_methods(["GET", "HEAD", "POST"])


def wants_pdf(request: HttpRequest) -> bool:
    """Tell whether slips are to be set as a file to print, which costs more than a page of them."""
    return request.method == "POST" and "pdf" in {request.POST.get("way"), request.GET.get("way")}


@for_keepers_of_people
@form_page
@never_cache
@paced("taking out", counts=wants_pdf)
@sensitive_variables()
def manage_slips(request: PersonRequest) -> HttpResponse:
    """Show who waits for a code; by POST make the codes and hand them over, this once: as a page, a PDF or by mail."""
    people = list(managed_people(request.rights, request.office))
    groups = queries.waiting_by_group(people, request.office)
    form = SlipsForm(posted(request), groups=groups, people=people)
    if form.is_valid():
        if holding_power(form.chosen()) and not is_sure(request):
            return confirm_first(request)
        try:
            return handed_over(request, form)
        except Refused as fact:
            form.add_error(None, str(fact))
    words = {
        "form": form,
        "groups": ticks_of(groups, request.GET, posted(request)),
        "latest": queries.latest_code(request.office),
        "reached": reached_by_mail(people),
        "has_pdf": typesetting.is_here(),
        "has_mail": is_on(),
        "requests": waiting_count(request.rights, request.office),
        "mailed": request.GET.get("mailed"),
    }
    note_people(request, "slips", [person for waiting in groups for person in waiting.people])
    return render(request, "activation/slips.html", words, status=status_of(form))


@sensitive_variables()
def handed_over(request: PersonRequest, form: SlipsForm) -> HttpResponse:
    """Make the codes that the form asks for, and return them in the way it asks for. Raises Refused."""
    way = form.cleaned_data["way"] or request.GET.get("way")
    people, latest = form.chosen(), form.cleaned_data["latest"]
    if way == "mail":
        actions.mail_codes(office=request.office, people=people, issued_by=request.rights, latest=latest)
        return go(request, f"{reverse('manage-slips')}?mailed={len(people)}")
    slips = people_actions.issue_codes(office=request.office, people=people, issued_by=request.rights, latest=latest)
    if not slips:
        return go(request, reverse("manage-slips"))
    if way == "pdf" and typesetting.is_here():
        return pdf_of(request, slips)
    return render(request, "activation/slips_print.html", {"slips": slips, "address": register_address(request)})


@sensitive_variables()
def pdf_of(request: PersonRequest, slips: Sequence[Slip]) -> HttpResponse:
    """Return the slips as a file to print."""
    made = printing.slips_pdf(slips, office=request.office, address=register_address(request))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="slips-{clock.today(request.office.zone):%Y-%m-%d}.pdf"'
    return response


@for_keepers_of_people
@require_safe
def person_code(request: PersonRequest, person_id: int) -> HttpResponse:
    """Show the codes that somebody was given, and what became of each; from here another is made or one is revoked."""
    person = managed(request, person_id)
    words = {
        "someone": person,
        "codes": codes_of(person),
        "now": clock.now(),
        "latest": queries.latest_code(request.office),
        "may_mail": person.pk in reached_by_mail([person]),
        "has_pdf": typesetting.is_here(),
        "has_mail": is_on(),
        "note": request.GET,
    }
    note_person(request, "code", person)
    return render(request, "activation/code.html", words)


@for_keepers_of_people
@require_POST
def revoke_code(request: PersonRequest, person_id: int) -> HttpResponse:
    """Make the open code of somebody void."""
    person = managed(request, person_id)
    try:
        people_actions.revoke_code(person=person, actor=request.rights)
    except Refused as fact:
        raise PermissionDenied(str(fact)) from fact
    return go(request, reverse("person-code", kwargs={"person_id": person_id}) + "?revoked=1")


def managed(request: PersonRequest, person_id: int) -> Person:
    """Return somebody who works here and whom the officer gives codes to; others are not found."""
    return get_object_or_404(managed_people(request.rights, request.office), pk=person_id)


def register_address(request: HttpRequest) -> str:
    """Return the address that a slip tells people to open: by the office's own name, else as the officer came here."""
    if settings.PUBLIC_URL.netloc:
        return f"{settings.PUBLIC_URL.scheme}://{settings.PUBLIC_URL.netloc}{reverse('register')}"
    return request.build_absolute_uri(reverse("register"))
