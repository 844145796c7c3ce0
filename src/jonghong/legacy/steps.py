"""The step between a right password and being in, for a password that is no longer enough.

It came from AMSS++ and its days of grace are over; or it is short, and the second step beside which that is enough is gone.
"""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from jonghong.core import clock
from jonghong.legacy.actions import note_stopped
from jonghong.legacy.queries import comes_from_amss, is_above_it, overdue
from jonghong.people import signin
from jonghong.people.models import Person
from jonghong.people.passwords import SHORTEST
from jonghong.people.permissions import shortest_password


def change_old_password(request: HttpRequest, person: Person, goal: str) -> str | None:
    """Return the address at which a new password is set, or is said to take a code; None for anybody else."""
    if is_above_it(person):
        if signin.HALF not in request.session:  # at the door; who is half in was recorded there
            note_stopped(person=person)
        return f"{reverse('own-password')}?{urlencode({'next': goal})}"
    if not may_replace(request, person):
        return None
    return f"{reverse('replace-password')}?{urlencode({'next': goal})}"


def may_replace(request: HttpRequest, person: Person) -> bool:
    """Tell whether somebody half in sets another password now.

    Who has a second step passes it first: by a password that others may know, nobody shuts its owner out.
    """
    if is_above_it(person):
        return False
    is_proved = not person.has_factor or signin.has_stepped(request, person)
    return is_proved and (overdue(person, clock.today(person.office.zone)) or is_left_short(request, person))


def is_left_short(request: HttpRequest, person: Person) -> bool:
    """Tell whether a short password is the only step by now; one of AMSS++ has its days of grace."""
    stands_alone = signin.typed_short(request) and shortest_password(person) == SHORTEST
    return stands_alone and not comes_from_amss(person)
