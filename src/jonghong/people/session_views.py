"""The pages on which people see where they are signed in, and end what is not theirs."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jonghong.core.forms import number_of
from jonghong.core.htmx import go
from jonghong.people import actions, queries
from jonghong.people.access import PersonRequest, for_keepers_of_people, for_people, for_sure
from jonghong.people.office_views import managed_person, to_person
from jonghong.people.refusals import Refused
from jonghong.people.views import session_id, signed_in


@for_people
@require_safe
def my_sessions(request: PersonRequest) -> HttpResponse:
    """List where one is signed in."""
    words = {
        "sessions": list(queries.sessions_of(signed_in(request))),
        "this": session_id(request),
        "ended": number_of(request.GET.get("ended")),
    }
    return render(request, "people/sessions.html", words)


@for_people
@require_POST
def end_session(request: PersonRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions; another's is not found and left alone."""
    ended = actions.end_session(person=signed_in(request), session_id=session_id)
    return go(request, f"{reverse('my-sessions')}?ended={int(ended)}")


@for_people
@require_POST
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    ended = actions.end_other_sessions(person=signed_in(request), but=session_id(request))
    return go(request, f"{reverse('my-sessions')}?ended={ended}")


@for_keepers_of_people
@require_POST
@for_sure
def end_sessions_of(request: PersonRequest, person_id: int) -> HttpResponse:
    """End all sessions of somebody, by an administrator."""
    person = managed_person(request, person_id)
    try:
        actions.end_all_sessions(person=person, by=request.rights)
    except Refused as fact:
        raise PermissionDenied(str(fact)) from fact
    return to_person(request, person, "?ended=1")
