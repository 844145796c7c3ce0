"""Pages for administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from jonghong.offices.access import for_officers
from jonghong.people.access import PersonRequest
from jonghong.privacy.refusals import OnlyAdministrators


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only administrators in: others sign in first, or are told who can help."""

    @for_officers
    @wraps(view)
    def answer(request: PersonRequest, **words: Any) -> HttpResponse:
        if not request.rights.is_administrator:
            raise PermissionDenied(str(OnlyAdministrators()))
        return view(request, **words)

    return answer
