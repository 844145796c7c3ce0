"""More than the server can do is told so at once, and costs it next to nothing: docs/decisions/0016-a-gate.md.

Each process lets so many requests in at a time, and so many wait for their turn. Whoever comes then gets 503, Retry-After and
a page that was made beforehand; no database is asked for it. What stands outside the gate goes on: files, and pages that are
kept (``core.pagecache``). Who was let in is served to the end.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from jonghong.core import bodies
from jonghong.core.families import GATE_INSIDE, GATE_REFUSED, GATE_WAITING
from jonghong.core.languages import language_of
from jonghong.core.meters import meters
from jonghong.core.pagecache import ENCODERS, accepted_encoding
from jonghong.core.turns import Turns

PATIENCE = 10.0  # seconds that a request waits for its turn; a person waits no longer either
AT_THE_DOOR = 4
RETRY_AFTER = 5  # seconds; after an overload the row is empty sooner


class Gate:
    """Stands after what is cheap and before whatever asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turns = Turns(inside=settings.GATE_INSIDE, waiting=settings.GATE_WAITING, tell=count)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read what was sent, wait for the turn, and answer; or say that there are too many."""
        if self.turns.is_full:
            bodies.drain(request)
            return too_many(request, "row")
        try:
            with bodies.held(request):
                return self._in_turn(request)
        except bodies.TooMany:
            return too_many(request, "bodies")
        except bodies.CutShort:
            return HttpResponse(status=400)  # nobody is there to read it

    def _in_turn(self, request: HttpRequest) -> HttpResponse:
        if not (self.turns.enter(0) or self._waits()):
            return too_many(request, "patience")
        try:
            return self.get_response(request)
        finally:
            self.turns.leave()
            self._rest()

    def _rest(self) -> None:
        """Let the connection of this thread hold no memory until the thread's next request, which is a while away."""
        if connection.vendor == "sqlite":
            with suppress(Error):  # the answer is made already
                connection.rest()  # type: ignore[attr-defined]

    def _waits(self) -> bool:
        """Wait for the turn, without a connection of the pool: who is inside may need it."""
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            connection.close()
        return self.turns.enter(PATIENCE)


def count(inside: int, waiting: int) -> None:
    """Say how many are inside and in the row of this process."""
    meters.set(GATE_INSIDE, to=inside)
    meters.set(GATE_WAITING, to=waiting)


def too_many(request: HttpRequest, reason: str) -> HttpResponse:
    """Return the answer to whoever comes when the row is full, and count it by what was."""
    meters.add(GATE_REFUSED, reason)
    is_sent = request.method not in {"GET", "HEAD"}
    encoding = accepted_encoding(request)
    response = HttpResponse(page(language_of(request), encoding, is_sent=is_sent), status=503)
    response["Retry-After"], response["Cache-Control"] = str(RETRY_AFTER), "no-store"
    if encoding:
        response["Content-Encoding"] = encoding
    # Django itself would log each of them.
    vars(response)["_has_been_logged"] = True
    return response


def threads() -> int:
    """Return how many threads a process needs: for all inside, in the row and at a body, and some to turn the others away."""
    inside: int = settings.GATE_INSIDE
    return inside + int(settings.GATE_WAITING) + bodies.AT_ONCE + AT_THE_DOOR


@cache
def page(language: str, encoding: str, *, is_sent: bool) -> bytes:
    """Return the page that says so, made once."""
    with translation.override(language):
        body = render_to_string("core/too_many.html", {"is_sent": is_sent}).encode()
    return ENCODERS[encoding](body) if encoding else body
