"""Fills a new database: ``python -m chaos.fill`` prints, as JSON, what clients and judge need to know.

With a word it says something of a filled one: ``clerks`` signs them in anew, ``request`` asks for a room and waits for
permission, ``state NUMBER`` tells how that stands.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django


def fill() -> dict[str, Any]:
    """Fill in the sample office and sign in a clerk of each group."""
    from jonghong.bookings.models import MonthTally
    from jonghong.offices.models import Office
    from jonghong.sample.fill import fill_sample

    fill_sample()
    office = Office.objects.get()
    return {
        "clerks": clerks(),
        "rooms": list(office.rooms.order_by("pk").values_list("pk", flat=True)),
        "groups": dict(office.groups.values_list("pk", "short_name")),
        "office": office.pk,
        "versions": dict(MonthTally.objects.values_list("month", "version")),
    }


def clerks() -> list[tuple[str, int]]:
    """Sign in a clerk of each group; return the keys of their sessions, each with the group."""
    from bench.fill import session_of
    from jonghong.people.models import Person

    found = Person.objects.filter(memberships__role="clerk", activated_at__isnull=False).distinct().order_by("pk")
    return [(session_of(clerk), clerk.memberships.get().group_id) for clerk in found]


def request() -> int:
    """Ask for a room, years ahead, and wait for permission, for two days at most; return the booking's number."""
    from jonghong.bookings.models import Booking, State
    from jonghong.core import clock

    booking = Booking.objects.filter(state=State.CONFIRMED).latest("starts_at")
    later = timedelta(days=3650)
    booking.pk, booking.state, booking.title = None, State.PENDING, "คำขอ"
    booking.date, booking.starts_at, booking.ends_at = booking.date + later, booking.starts_at + later, booking.ends_at + later
    booking.expires_at = clock.now() + timedelta(days=2)
    booking.save()
    return booking.pk


def state(number: str) -> str:
    """Return how that booking stands."""
    from jonghong.bookings.models import Booking

    return Booking.objects.get(pk=number).state


if __name__ == "__main__":
    django.setup()
    deeds: dict[str, Callable[..., Any]] = {"": fill, "clerks": clerks, "request": request, "state": state}
    print(json.dumps(deeds[(sys.argv[1:2] or [""])[0]](*sys.argv[2:])))
