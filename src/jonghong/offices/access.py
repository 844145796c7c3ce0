"""Who may come to the pages on which an office is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

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


def for_officers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only officers in: others sign in first, or are told who can help."""

    @wraps(view)
    def answer(request: OfficeRequest, **words: Any) -> HttpResponse:
        if not request.rights.is_signed_in:
            return redirect_to_login(request.get_full_path())
        if not request.rights.may_manage_office:
            raise PermissionDenied(_("Only a room officer or an administrator may change the office. Ask one of them."))
        response = view(request, **words)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
