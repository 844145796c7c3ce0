"""Where the second step comes in: after a right password, and where somebody confirms who they are."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from jonghong.factors.permissions import must_have_factor
from jonghong.people import signin
from jonghong.people.access import Way
from jonghong.people.models import Person


def second_step(request: HttpRequest, person: Person, goal: str) -> str | None:
    """Return where somebody passes the second step, or sets one up who needs one; None for who signs in by one step."""
    if signin.has_stepped(request, person):
        return None
    if person.has_factor:
        return to("second-step", goal)
    if must_have_factor(person):
        return to("choose-factor", goal)
    return None


def step_before(request: HttpRequest, person: Person, goal: str) -> str | None:
    """Return where somebody half in has to go first, whatever address they typed: to a step of another app; else None."""
    others = [step for step in map(import_string, settings.SIGN_IN_STEPS) if step is not second_step]
    addresses: list[str | None] = [step(request, person, goal) for step in others]
    return next((address for address in addresses if address is not None), None)


def confirm_way(request: HttpRequest, person: Person, goal: str) -> Way | None:  # noqa: ARG001 - one shape for all ways
    """Return how somebody with a second step confirms by that; None for who has none."""
    if not person.has_factor:
        return None
    return Way(_("Confirm by the second step"), to("confirm-by-factor", goal), is_factor=True)


def to(page: str, goal: str) -> str:
    """Return the address of a page that leads on to the goal."""
    return f"{reverse(page)}?{urlencode({'next': goal})}"
