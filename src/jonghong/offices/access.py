"""Who may come to the pages on which an office is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from jonghong.core.htmx import go, page_of_button
from jonghong.offices.models import Office


class RightsInOffice(Protocol):
    """What this side of the house knows of rights; the middleware of ``people`` sets them."""

    @property
    def is_signed_in(self) -> bool:
        """Whether a current member of the office stands behind the request."""

    @property
    def may_manage_office(self) -> bool:
        """Whether he keeps rooms, groups, holidays, people and activation slips."""


class OfficeRequest(HttpRequest):
    """A request as views see it, after the middleware."""

    office: Office
    rights: RightsInOffice


def come_in_first(request: OfficeRequest, *, back: str = "") -> HttpResponse:
    """Lead the visitor through signing in and back to this page; from a button to ``back``, else to the page it stands on."""
    if request.method in {"GET", "HEAD"}:
        words = {"next": request.get_full_path(), **over(request)}
    else:
        words = {"next": back or page_of_button(request), "pressed": 1}
    return go(request, f"{reverse('sign-in')}?{urlencode(words, safe='/')}")


def over(request: HttpRequest) -> dict[str, int]:
    """Return what tells the page of signing in that somebody's session is over, where the browser still knows of one."""
    return {"over": 1} if settings.SESSION_COOKIE_NAME in request.COOKIES else {}


def for_officers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only officers in: others sign in first, or are told who can help."""

    @wraps(view)
    def answer(request: OfficeRequest, **words: Any) -> HttpResponse:
        if not request.rights.is_signed_in:
            return come_in_first(request)
        if not request.rights.may_manage_office:
            raise PermissionDenied(_("Only a room officer or an administrator may change the office. Ask one of them."))
        response = view(request, **words)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
