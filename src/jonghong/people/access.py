"""Pages for people of the office."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse

from jonghong.core.htmx import go
from jonghong.offices.access import OfficeRequest, for_officers
from jonghong.people.permissions import Rights
from jonghong.people.refusals import MayNotManagePeople


class PersonRequest(OfficeRequest):
    """A request as views right of this app see it."""

    rights: Rights


def sign_in_first(request: PersonRequest, *, then: str) -> HttpResponse:
    """Lead the visitor through signing in and on to ``then``."""
    return go(request, f"{reverse('sign-in')}?{urlencode({'next': then})}")


def for_people(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let people of the office in; others sign in first and come back to this address."""

    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        if not request.rights.is_signed_in:
            return sign_in_first(request, then=request.get_full_path())
        return view(request, **words)

    return answer


def for_keepers_of_people(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let officers in who keep the list of people: not who only acts for one."""

    @for_officers
    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        if not request.rights.may_manage_people:
            raise PermissionDenied(str(MayNotManagePeople()))
        return view(request, **words)

    return answer
