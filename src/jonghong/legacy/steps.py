"""The step between a right password and being in, for a password that came from AMSS++ and whose days of grace are over."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from jonghong.core import clock
from jonghong.legacy.queries import overdue
from jonghong.people.models import Person


def change_old_password(request: HttpRequest, person: Person, goal: str) -> str | None:  # noqa: ARG001 - one shape for all
    """Return the address at which a new password is set; None for anybody else."""
    if not overdue(person, clock.today(person.office.zone)):
        return None
    return f"{reverse('replace-password')}?{urlencode({'next': goal})}"
