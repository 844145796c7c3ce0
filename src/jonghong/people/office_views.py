"""The pages on which officers keep the list of people."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core.fields import tidy
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.offices.queries import groups_in_use
from jonghong.people import actions, queries
from jonghong.people.access import PersonRequest, confirm_first, for_keepers_of_people
from jonghong.people.forms import AddPersonForm, NameForm, membership_lines
from jonghong.people.models import OFFICERS, Person, Proposal
from jonghong.people.permissions import may_manage_person
from jonghong.people.proposals import holding_power
from jonghong.people.refusals import MayNotManage, Refused
from jonghong.people.signin import is_sure

ON_A_PAGE = 100
LONGEST_SEARCH = 60

form_page = require_http_methods(["GET", "HEAD", "POST"])


@for_keepers_of_people
@require_safe
def manage_people(request: PersonRequest) -> HttpResponse:
    """List everybody, or those that a search finds by name or group."""
    search = tidy(request.GET.get("q", "")[:LONGEST_SEARCH]).replace("\0", "")
    page = Paginator(queries.listed(request.office, search), ON_A_PAGE).get_page(request.GET.get("page"))
    words = {"page": page, "search": search, "managed": {person.pk for person in page if is_managed(request, person)}}
    audit.view(
        office_id=request.office.pk,
        act=Act.PEOPLE_VIEWED,
        page="people",
        number=page.paginator.count,
        is_search=bool(search),
        people=[person.pk for person in page],
    )
    return render(request, "people/people.html", words)


@for_keepers_of_people
@form_page
@sensitive_post_parameters()
@sensitive_variables()
def add_person(request: PersonRequest) -> HttpResponse:
    """Put somebody on the list, then show the page from which a slip is printed."""
    form = AddPersonForm(posted(request), groups=list(groups_in_use(request.office)), rights=request.rights)
    if form.is_valid():
        facts = form.cleaned_data
        if facts["role"] in OFFICERS and not is_sure(request):
            return confirm_first(request)
        try:
            person = actions.enrol(
                office=request.office,
                name=facts["name"],
                citizen_id=facts["citizen_id"],
                group=facts["group"],
                role=facts["role"],
                email=facts["email"],
                actor=request.rights,
            )
        except Refused as fact:
            form.add_error("citizen_id", str(fact))
        else:
            return to_person(request, person, "?added=1")
    return render(request, "people/add.html", {"form": form}, status=status_of(form))


@for_keepers_of_people
@form_page
def change_person(request: PersonRequest, person_id: int) -> HttpResponse:
    """Change somebody's name, groups and roles; from here a slip is printed and leaving is noted."""
    person = managed_person(request, person_id)
    form = NameForm(posted(request), initial={"name": person.name, "email": person.email})
    groups = list(queries.groups_for(request.office, person))
    lines = membership_lines(posted(request), person=person, groups=groups, rights=request.rights)
    if form.is_valid() and lines.is_valid():
        if changes_officers(person, lines.roles()) and not is_sure(request):
            return confirm_first(request)
        try:
            waits = actions.change_person(person=person, roles=lines.roles(), actor=request.rights, **form.cleaned_data)
        except Refused as fact:
            form.add_error(None, str(fact))
        else:
            return to_person(request, person, "?proposed=1" if waits else "?saved=1")
    words = {
        "form": form,
        "lines": lines,
        "someone": person,
        "note": request.GET,
        "latest": queries.latest_code(request.office),
    }
    audit.view(office_id=request.office.pk, act=Act.PERSON_VIEWED, subject=f"person:{person.pk}")
    return render(request, "people/person.html", words, status=status_of(form))


def changes_officers(person: Person, roles: dict[int, str]) -> bool:
    """Tell whether a role above that of a clerk is given or taken."""
    before = {place.group_id: place.role for place in person.memberships.all()}
    return any(role in OFFICERS for _group, role in before.items() ^ roles.items())


@for_keepers_of_people
@form_page
def let_leave(request: PersonRequest, person_id: int) -> HttpResponse:
    """Note that somebody has left; of an officer only by who is sure."""
    if request.method == "POST" and holding_power([managed_person(request, person_id)]) and not is_sure(request):
        return confirm_first(request)
    return note_about(request, person_id, actions.leave)


@for_keepers_of_people
@form_page
def let_return(request: PersonRequest, person_id: int) -> HttpResponse:
    """Note that somebody is back; the account of an officer opens again only by who is sure."""
    if request.method == "POST" and holding_power([managed_person(request, person_id)]) and not is_sure(request):
        return confirm_first(request)
    return note_about(request, person_id, actions.come_back)


def note_about(request: PersonRequest, person_id: int, action: Callable[..., Proposal | None]) -> HttpResponse:
    """Do it by POST and go back to the person's page; a visit goes there at once."""
    person, note = managed_person(request, person_id), ""
    if request.method == "POST":
        try:
            note = "?proposed=1" if action(person=person, actor=request.rights) else "?saved=1"
        except Refused as fact:
            raise PermissionDenied(str(fact)) from fact
    return to_person(request, person, note)


def managed_person(request: PersonRequest, person_id: int) -> Person:
    """Return somebody of this office whom the officer looks after; another office's people are not found."""
    person = get_object_or_404(queries.people_of(request.office), pk=person_id)
    if not is_managed(request, person):
        raise PermissionDenied(str(MayNotManage()))
    return person


def is_managed(request: PersonRequest, person: Person) -> bool:
    """Tell whether the officer looks after somebody with these roles."""
    return may_manage_person(request.rights, frozenset(membership.role for membership in person.memberships.all()))


def to_person(request: HttpRequest, person: Person, note: str) -> HttpResponse:
    """Go to the page about one person."""
    return go(request, reverse("change-person", kwargs={"person_id": person.pk}) + note)
