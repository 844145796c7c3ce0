"""What the person behind a request may do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from jonghong.people import devices
from jonghong.people.models import Person
from jonghong.people.permissions import Rights, rights_of


def rights(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.rights``, read when a view first asks; keep pages made for one person out of every cache.

    Who is half in is nobody (``signin.enter``). The device of somebody who signed in by this request knows them from now on.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.rights = SimpleLazyObject(lambda: _rights_here(request))  # type: ignore[attr-defined]
        response = get_response(request)
        if hasattr(request, "arrived"):
            devices.remember(request, response, request.arrived.citizen_key)
        # A page that says we failed asks the database nothing: it may be what failed.
        is_for_caches = response.status_code < 500 and "Cache-Control" not in response
        if is_for_caches and request.session.accessed and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    return answer


def _rights_here(request: HttpRequest) -> Rights:
    """Return the rights of a person in the office that answers; in any other office they are nobody's."""
    person = request.user
    is_from_here = isinstance(person, Person) and person.office_id == request.office.pk  # type: ignore[attr-defined]
    return rights_of(person) if is_from_here else Rights()
