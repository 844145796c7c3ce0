"""How many passwords are hashed at once: what hashing takes of a machine, in memory and time, has a bound.

Whoever finds no room waits for it, and after two seconds is asked to come back: a wave of guesses leaves the pages of
everybody else as they are.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jonghong.core.views import problem
from jonghong.core.waits import later

AT_ONCE = 2 * (os.cpu_count() or 1)  # in one process
LONGEST_WAIT = 2.0  # seconds
COME_BACK_IN = timedelta(seconds=5)
_room = BoundedSemaphore(AT_ONCE)


class TooBusy(Exception):
    """No password can be hashed just now."""


@contextmanager
def room_to_hash() -> Iterator[None]:
    """Hold a place for hashing one password. Raises TooBusy when none is free within two seconds."""
    if not _room.acquire(timeout=LONGEST_WAIT):
        raise TooBusy
    try:
        yield
    finally:
        _room.release()


class Unhurried:
    """Answers, where no password could be hashed, that the visitor should come back in a moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the view answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for TooBusy; leave any other failure to Django."""
        if not isinstance(exception, TooBusy):
            return None
        response = problem(
            request,
            status=503,
            title=_("Very many people sign in just now"),
            advice=_("Nothing was changed. Try again in a few seconds."),
        )
        return later(response, COME_BACK_IN)
