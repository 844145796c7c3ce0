"""Ways to sign in, and the journey that is the same for all of them.

A way is a backend of Django's that takes a ``Claim``: settings name those in use, and they are asked in that order.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.core.network import network_of
from jonghong.offices.models import Office
from jonghong.people import devices, guessing, identity
from jonghong.people.models import Person
from jonghong.people.passwords import NOBODYS_HASH
from jonghong.people.permissions import with_places

HALF, HALF_FOR = "half", timedelta(minutes=10)
SURE_AT, SURE_FOR = "sure_at", timedelta(minutes=5)


class NotHalfIn(Exception):
    """Nobody gave a right password in this session a while ago: signing in starts anew."""


@dataclass(frozen=True, repr=False)
class Claim:
    """What somebody says at the door: thirteen digits and a password. Never printed."""

    office: Office
    citizen_id: str
    password: str

    @property
    def citizen_key(self) -> str:
        """The keyed hash by which the office knows the number."""
        return identity.keyed_hash(self.citizen_id, key=settings.CITIZEN_KEY)


class OwnPassword(BaseBackend):
    """Signing in with the password that was set here."""

    @sensitive_variables()
    def authenticate(self, request: HttpRequest | None, claim: Claim) -> Person | None:  # type: ignore[override]  # noqa: ARG002
        """Return the person whose number and password these are.

        One password hash is computed whether or not there is such a person, so that an answer takes as long.
        """
        person = Person.objects.filter(
            office=claim.office,
            citizen_key=claim.citizen_key,
            is_active=True,
            activated_at__isnull=False,
        ).first()
        if person is None:
            check_password(claim.password, NOBODYS_HASH)
            return None
        return person if person.check_password(claim.password) else None

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, rights and all, by one query; who has left is out at the next request."""
        return with_places(Person.objects.filter(pk=user_id, is_active=True))


@sensitive_variables()
def sign_in(request: HttpRequest, claim: Claim, *, goal: str = "/") -> str | None:
    """Let whoever proves the claim in, and return where to go on; None for a wrong claim of any kind.

    Raises TooManyGuesses without looking at the password.
    """
    key = claim.citizen_key
    guess = guessing.Guess(
        office_id=claim.office.pk,
        account=key,
        device=devices.known_device(request, key),
        network=network_of(request),
    )
    guessing.take(guess)
    person = authenticate(request, claim=claim)
    if not isinstance(person, Person):
        return None
    guessing.forgive(guess)
    return enter(request, person, backend=person.backend, goal=goal)


def enter(request: HttpRequest, person: Person, *, backend: str, goal: str = "/") -> str:
    """Let somebody in who proved in one way who they are; return where to go on: the goal, or a further step before it.

    Every way of signing in ends here. While a step is missing the person is half in: the session knows who it is, and
    the request is nobody's. ``backend`` is the dotted path of the way, as in AUTHENTICATION_BACKENDS.
    """
    for path in settings.SIGN_IN_STEPS:
        address: str | None = import_string(path)(request, person, goal)
        if address is not None:
            _wait(request, person, backend)
            return address
    _open(request, person, backend)
    return goal


def half_person(request: HttpRequest) -> Person | None:
    """Return who is half in: the password was right, and a step is missing; None for anybody else and after ten minutes."""
    half = request.session.get(HALF)
    if not half or half["until"] <= clock.machine_now().timestamp():
        return None
    person = Person.objects.filter(pk=half["person"], office=request.office, is_active=True).first()  # type: ignore[attr-defined]
    is_same = person and constant_time_compare(half["hash"], person.get_session_auth_hash())
    return person if is_same else None


def complete(request: HttpRequest) -> Person:
    """Let somebody in altogether who was half in, under a new key of the session, and return that person.

    Raises NotHalfIn.
    """
    person = half_person(request)
    if person is None:
        raise NotHalfIn
    _open(request, person, request.session.pop(HALF)["backend"])
    return person


def confirm(request: HttpRequest) -> None:
    """Note that who is signed in proved just now who they are; the session goes on under a new key."""
    request.session[SURE_AT] = clock.machine_now().timestamp()
    request.session.cycle_key()


def is_sure(request: HttpRequest) -> bool:
    """Tell whether who is signed in proved within five minutes who they are."""
    since: float = clock.machine_now().timestamp() - request.session.get(SURE_AT, 0)
    return 0 <= since < SURE_FOR.total_seconds()


def _wait(request: HttpRequest, person: Person, backend: str) -> None:
    """Keep in a fresh session who is half in. Django's own marks are not set: the request is nobody's until ``complete``."""
    until = clock.machine_now() + HALF_FOR
    request.session.flush()
    request.user = AnonymousUser()
    request.session[HALF] = {
        "person": person.pk,
        "backend": backend,
        "hash": person.get_session_auth_hash(),
        "until": until.timestamp(),
    }
    request.session.set_expiry(until)


def _open(request: HttpRequest, person: Person, backend: str) -> None:
    login(request, person, backend=backend)
    request.session.set_expiry(clock.machine_now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.arrived = person  # type: ignore[attr-defined]  # the middleware lets the device remember


@receiver(user_logged_in)
def _is_sure_at_first(request: HttpRequest, **_facts: Any) -> None:
    request.session[SURE_AT] = clock.machine_now().timestamp()
