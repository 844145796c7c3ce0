"""Which office a request is for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jonghong.offices.queries import NoOffice, served_office as find_served_office


def served_office(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.office``; without an office, say how to make one."""

    def answer(request: HttpRequest) -> HttpResponse:
        try:
            request.office = find_served_office()  # type: ignore[attr-defined]
        except NoOffice:
            return render(request, "offices/none_yet.html", status=503)
        return get_response(request)

    return answer
