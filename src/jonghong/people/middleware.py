"""What the person behind a request may do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from jonghong.core.htmx import LOOK
from jonghong.people import devices, signin
from jonghong.people.models import Person
from jonghong.people.permissions import Rights, rights_of
from jonghong.people.sessions import store_of


def rights(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.rights``, read when a view first asks; keep pages made for one person out of every cache.

    Who is half in is nobody (``signin.enter``). The device of somebody who signed in by this request knows them from now on.
    What somebody does keeps the session alive; what an open page asks by itself does not.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.rights = SimpleLazyObject(lambda: _rights_here(request))  # type: ignore[attr-defined]
        response = get_response(request)
        if hasattr(request, "arrived"):
            devices.remember(request, response, request.arrived.citizen_key)
        # A page that says we failed asks the database nothing: it may be what failed.
        if getattr(request, "is_greeting", False):
            vars(response).pop("versioned", None)
        if response.status_code < 500 and request.session.accessed and LOOK not in request.headers:
            store_of(request).touch()
        is_for_caches = response.status_code < 500 and "Cache-Control" not in response
        if is_for_caches and request.session.accessed and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    return answer


def _rights_here(request: HttpRequest) -> Rights:
    """Return the rights of a person in the office that answers; in any other office they are nobody's."""
    person = request.user
    if not isinstance(person, Person) or person.office_id != request.office.pk:  # type: ignore[attr-defined]
        return Rights()
    held = rights_of(person)
    return held if signin.still_fits(request, person, held) else Rights()
