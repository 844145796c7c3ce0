"""What the person behind a request may do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from jonghong.people.permissions import rights_of


def rights(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.rights``, read when a view first asks."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.rights = SimpleLazyObject(lambda: rights_of(request.user))
        return get_response(request)

    return answer
