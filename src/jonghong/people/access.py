"""Pages for people of the office."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse

from jonghong.core.htmx import go, page_of_button
from jonghong.offices.access import OfficeRequest, come_in_first, for_officers, over
from jonghong.people import signin
from jonghong.people.permissions import Rights
from jonghong.people.refusals import MayNotManagePeople, Refused


class PersonRequest(OfficeRequest):
    """A request as views right of this app see it."""

    rights: Rights


@dataclass(frozen=True)
class Way:
    """Another way than the password to prove again who one is: what the link to it says, and its address on this site.

    ``is_factor`` tells that it is the second step.
    """

    label: str
    address: str
    is_factor: bool = False


def sign_in_first(request: PersonRequest, *, then: str) -> HttpResponse:
    """Lead the visitor through signing in and on to ``then``; who was signed in a while ago is told that this is over."""
    return go(request, f"{reverse('sign-in')}?{urlencode({'next': then, **over(request)})}")


def for_people(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let people of the office in; others sign in first and come back to this address."""

    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        if not request.rights.is_signed_in:
            is_visit = request.method in {"GET", "HEAD"}
            return sign_in_first(request, then=request.get_full_path()) if is_visit else come_in_first(request)
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


def for_administrators(refusal: type[Refused]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let administrators in; others sign in first, or read in the refusal's words who can help."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @for_officers
        @wraps(view)
        def answer(request: PersonRequest, **words: Any) -> HttpResponse:
            if not request.rights.is_administrator:
                raise PermissionDenied(str(refusal()))
            return view(request, **words)

        return answer

    return decorate


def for_sure(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those in who proved within five minutes who they are; others do so first and come back.

    Stands inside the guard of who may come at all: ``@for_officers @for_sure``. What was sent is not sent again by itself:
    who confirms comes back to the page with its button.
    """

    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        return view(request, **words) if signin.is_sure(request) else confirm_first(request)

    return answer


def for_sure_by_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Do as ``for_sure``, but let who has a second step prove it by that: the password alone must not take it away."""

    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        is_sure = signin.is_sure(request, by_factor=True)
        return view(request, **words) if is_sure else confirm_first(request, by_factor=True)

    return answer


def confirm_first(request: PersonRequest, *, by_factor: bool = False, back: str = "") -> HttpResponse:
    """Lead somebody who is signed in through confirming who they are, and back to the page that they were on, or ``back``."""
    is_visit = request.method in {"GET", "HEAD"}
    words = {"next": request.get_full_path()} if is_visit else {"next": page_to_press_again(request, back), "pressed": "1"}
    return go(request, f"{reverse('confirm')}?{urlencode({**words, 'by': 'factor'} if by_factor else words)}")


def page_to_press_again(request: PersonRequest, back: str = "") -> str:
    """Return the address of the page on which a button was pressed; ``again`` in it tells that page where the button led."""
    page, _mark, query = (back or page_of_button(request)).partition("?")
    words = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "again"]
    return f"{page}?{urlencode([*words, ('again', request.path)])}"
