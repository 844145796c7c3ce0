"""A further step of signing in and a further way to confirm, for tests."""

from django.http import HttpRequest

from jonghong.people.access import Way
from jonghong.people.models import Person

STEP = "/year-of-steps/"


def always(request: HttpRequest, person: Person, goal: str) -> str:
    return f"{STEP}?next={goal}"


def never(request: HttpRequest, person: Person, goal: str) -> None:
    return None


def by_knocking(request: HttpRequest, person: Person, goal: str) -> Way:
    return Way(label="Knock", address=f"/knock/?next={goal}")
