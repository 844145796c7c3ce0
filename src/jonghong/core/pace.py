"""How often the pages that cost much may be asked for.

Each person who is signed in has a bucket for each kind of page, and all strangers of a network share one: it holds ``burst``
and fills again by ``per_minute``. Who finds it empty gets 429 with the time to wait; nobody else notices. A page that is
given out of the store (``core.pagecache``) does not come by here, so it costs nothing and counts nothing.

Each process of the server counts for itself, in memory: of n processes, one asker gets at most n times as much. That is
enough to keep one from taking the machine from all, and counting together would cost each such page a write.
``JONGHONG_PACE`` multiplies all figures.
"""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from threading import Lock
from time import monotonic_ns
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jonghong.core.network import network_of
from jonghong.core.waits import time_to_wait, wait_first

View = Callable[..., HttpResponse]

MINUTE = 60_000_000_000  # nanoseconds: whole numbers, so that a bucket holds exactly what it says
MOST_BUCKETS = 10_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How much may be asked for at once, and how much each minute in the long run."""

    burst: int
    per_minute: int


@dataclass(frozen=True)
class Paces:
    """Of one person, and of all strangers of a network together: a whole office may stand behind one address."""

    person: Pace
    network: Pace


PACES = {
    "searching": Paces(person=Pace(30, 60), network=Pace(120, 300)),
    "previews": Paces(person=Pace(60, 120), network=Pace(60, 120)),
    "taking out": Paces(person=Pace(10, 20), network=Pace(40, 60)),
    # An open page asks 15 times a minute whether it still holds, and comes by here only where it does not.
    "year tables": Paces(person=Pace(30, 60), network=Pace(120, 300)),
}


class Buckets:
    """When each bucket will be full again. Of too many, those that were not asked for the longest are taken for full."""

    def __init__(self, now: Callable[[], int] = monotonic_ns) -> None:
        self.now, self._lock = now, Lock()
        self._full_at: dict[Hashable, int] = {}

    def take(self, key: Hashable, pace: Pace) -> timedelta | None:
        """Take one out of a bucket and return None; where there is none, return how long until there is."""
        each = MINUTE // pace.per_minute
        with self._lock:
            now = self.now()
            full_at = max(self._full_at.pop(key, now), now)
            short = full_at - now + each * (1 - pace.burst)
            self._full_at[key] = full_at + (each if short <= 0 else 0)
            if len(self._full_at) > MOST_BUCKETS:
                del self._full_at[next(iter(self._full_at))]
        return timedelta(microseconds=-(-short // 1_000)) if short > 0 else None

    def clear(self) -> None:
        """Let all buckets be full."""
        with self._lock:
            self._full_at.clear()


buckets = Buckets()


def paced(kind: str, *, counts: Callable[[HttpRequest], Any] = bool) -> Callable[[View], View]:
    """Let a view be asked for no more often than the table says; ``counts`` tells which of its requests cost much.

    Stands inside the guards of who may come at all, and outside ``@versioned``.
    """
    paces = PACES[kind]

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **words: Any) -> HttpResponse:
            if not counts(request):
                return view(request, **words)
            is_known = request.user.is_authenticated
            pace = paces.person if is_known else paces.network
            times: int = settings.PACE
            who = request.user.pk if is_known else network_of(request)
            wait = buckets.take((kind, who), Pace(pace.burst * times, pace.per_minute * times))
            return view(request, **words) if wait is None else too_often(request, kind, wait)

        return answer

    return decorate


def too_often(request: HttpRequest, kind: str, wait: timedelta) -> HttpResponse:
    """Say that this was asked for too often, and how long to wait."""
    log.warning("Asked for too often: %s.", kind)
    advice = _("That was asked for often. Wait %(time)s, then try again.") % {"time": time_to_wait(wait)}
    return wait_first(request, "core/problem.html", {"title": _("A little slower, please"), "advice": advice}, wait)
