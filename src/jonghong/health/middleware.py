"""The outermost step of every request: it is numbered, counted, and told in one line of the log; probes are answered here.

All of this holds for pages out of memory, too, so it has to cost next to nothing (``docs/seeing-inside.md`` has the figures).
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from jonghong.audit.origin import number_of
from jonghong.core import clock
from jonghong.core.meters import meters
from jonghong.health.spending import NOWHERE, spent
from jonghong.health.views import PROBES

Get = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
LOOKING = ("GET", "HEAD")
BY_THEMSELVES = {429: "429", 503: "503", 507: "507"}
STATIC = "(static)"
# JSON as audit.logs writes it; every word in it is ours, or was found to be of letters and digits.
LINE = (
    '{"at": "%s", "level": "INFO", "from": "jonghong.requests", "said": "answered", "request": "%s", "method": "%s", '
    '"route": "%s", "status": %d, "ms": %.2f, "database_ms": %.2f, "statements": %d, "bytes": %s, "worker": %d, "office": %d}\n'
)


class Seen:
    """Number, count and log each request."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response
        self.pid = os.getpid()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, whose number its answer bears."""
        began = perf_counter()
        spent.seconds, spent.number = 0.0, 0
        number = number_of(request)
        response = self.get_response(request)
        response.headers["X-Request-Id"] = number
        method = request.method if request.method in METHODS else "OTHER"
        kept = getattr(request, "kept", None)
        route = kept.route if kept else route_of(request)
        seconds = perf_counter() - began
        status = response.status_code
        told = BY_THEMSELVES.get(status) or f"{status // 100}xx"
        meters.answered(route, method, told, seconds, is_kept=kept is not None)
        if settings.ACCESS_LOG:
            facts = (number, method, route, status, seconds * 1_000, spent.seconds * 1_000, spent.number)
            self.tell(response, facts, kept.office_id if kept else office_of(request))
        return response

    def tell(self, response: HttpResponse, facts: tuple[Any, ...], office_id: int) -> None:
        """Write the line of a request; where nobody reads, it is lost and nothing else."""
        at = clock.machine_now().isoformat(timespec="milliseconds")
        size = response.headers.get("Content-Length") or ("null" if response.streaming else len(response.content))
        with suppress(OSError, ValueError):
            sys.stderr.write(LINE % (at, *facts, size, self.pid, office_id))


def probes(get_response: Get) -> Get:
    """Answer what programs ask before anything asks the database, or which office or host is meant.

    Whom that is not meant for goes on, and finds no such page.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe and request.method in LOOKING:
            with suppress(Http404):
                return probe[1](request)
        return get_response(request)

    return answer


def route_of(request: HttpRequest) -> str:
    """Return the name of the route that a request came to: never what stands in its address."""
    if request.resolver_match:
        return str(request.resolver_match.view_name)
    probe = PROBES.get(request.path_info)
    if probe:
        return probe[0]
    return STATIC if request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/") else NOWHERE


def office_of(request: HttpRequest) -> int:
    """Return the key of the office that a request was for; 0 where it came to none."""
    office: Any = getattr(request, "office", None)
    return int(office.pk) if office else 0
