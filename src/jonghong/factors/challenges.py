"""The question that a passkey has to answer: kept in the session, asked once, good for five minutes, for one person."""

from datetime import timedelta
from typing import Any, Literal

from django.http import HttpRequest

from jonghong.core import clock
from jonghong.people.models import Person

KEY = "passkey_question"
GOOD_FOR = timedelta(minutes=5)
Kind = Literal["make", "use"]


def keep(request: HttpRequest, kind: Kind, person: Person, state: dict[str, Any]) -> None:
    """Keep what the answer will be judged by; an earlier question is forgotten."""
    until = clock.machine_now() + GOOD_FOR
    request.session[KEY] = {"kind": kind, "person": person.pk, "until": until.timestamp(), "state": state}


def take(request: HttpRequest, kind: Kind, person: Person) -> dict[str, Any] | None:
    """Return what the answer is judged by, and forget it; None where nothing of that kind was asked of this person lately."""
    kept = request.session.pop(KEY, None)
    if not kept or (kept["kind"], kept["person"]) != (kind, person.pk):
        return None
    is_good = clock.machine_now().timestamp() < kept["until"]
    state: dict[str, Any] | None = kept["state"] if is_good else None
    return state
