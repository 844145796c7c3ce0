"""The page on which whoever looks after the server sees how it stands."""

import platform
from dataclasses import dataclass
from datetime import datetime

import django
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jonghong import __version__
from jonghong.auditing.words import ALERTS
from jonghong.core import clock
from jonghong.core.build import BUILD
from jonghong.core.meters import processes
from jonghong.health import past, queries, slowness
from jonghong.health.refusals import OnlyAdministrators
from jonghong.health.verdict import State, matters
from jonghong.health.wording import PROBES, finding_words, round_words, route_words, size_words, time_words
from jonghong.people.access import PersonRequest, for_administrators
from jonghong.post import queries as post

MOST_ROUTES, MOST_SLOW = 12, 5
SLOW_MS = 250  # milliseconds, on the average of an hour


@dataclass(frozen=True)
class Warned:
    """What administrators were warned of, and when."""

    at: datetime
    sentence: str
    times: int


@for_administrators(OnlyAdministrators)
@require_safe
@never_cache
def health(request: PersonRequest) -> HttpResponse:
    """Show how the server stands at this moment, and what it did in the past hour."""
    known, hour = processes(settings.DATA), past.hour(settings.DATA)
    found, mail = queries.doctors(), post.standing(request.office)
    pages = [route for route in hour.routes if route.name not in PROBES]
    slow = [route for route in pages if route.mean >= SLOW_MS]
    state = State(
        database=queries.database(),
        space=queries.space(),
        backups=queries.backups(),
        given_up=mail.given_up if post.is_on() else 0,
        rounds=queries.rounds(known),
        failures=sum(route.failures for route in pages),
        findings=[each for _name, each in found],
    )
    words = {
        "now": clock.machine_now(),
        "matters": matters(state),
        "state": state,
        "rounds": [(round_words(each.name), each) for each in state.rounds],
        "load": queries.load(known),
        "has_mail": post.is_on(),
        "mail": mail,
        "versions": [
            ("jonghong", f"{__version__} ({BUILD})"),
            ("Python", platform.python_version()),
            ("Django", django.__version__),
        ],
        "hour": hour,
        "requests": sum(route.requests for route in pages),
        "refusals": sum(route.refusals for route in pages),
        "routes": pages[:MOST_ROUTES],
        "slowest": sorted(slow, key=lambda route: -route.mean)[:MOST_SLOW],
        "statements": [(datetime.fromisoformat(each["at"]), each) for each in slowness.latest()],
        "slow_ms": settings.SLOW_MS,
        "warned": [
            Warned(each.at, str(ALERTS.get(each.facts["kind"], each.facts["kind"])), each.facts.get("times", 0))
            for each in queries.alerts(request.office)
        ],
        "findings": [(name, each.level.value, finding_words(each, get_language() or "th")) for name, each in found],
        "not_looked_at": queries.NOT_LOOKED_AT,
        "size_words": size_words,
        "time_words": time_words,
        "route_words": route_words,
    }
    return render(request, "health/health.html", words)
