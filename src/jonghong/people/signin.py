"""Ways to sign in, and the journey that is the same for all of them.

A way is a backend of Django's that takes a ``Claim``: settings name those in use, and they are asked in that order.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.core.network import network_of
from jonghong.offices.models import Office
from jonghong.people import devices, guessing, identity
from jonghong.people.models import Person
from jonghong.people.passwords import NOBODYS_HASH
from jonghong.people.permissions import with_places


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
def sign_in(request: HttpRequest, claim: Claim) -> Person | None:
    """Open a session for whoever proves the claim, and return that person; None for a wrong claim of any kind.

    The session gets a new key and ends after twelve hours. Raises TooManyGuesses without looking at the password.
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
    login(request, person)
    request.session.set_expiry(clock.machine_now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    return person
