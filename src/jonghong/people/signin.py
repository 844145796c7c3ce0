"""Ways to sign in, and the journey that is the same for all of them.

A way is a backend of Django's that takes a ``Claim``: settings name those in use, and they are asked in that order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
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
from jonghong.people import actions, devices, guessing, numbers, queries
from jonghong.people.agents import device_words
from jonghong.people.models import Person
from jonghong.people.passwords import NOBODYS_HASH, SHORTEST, normalised
from jonghong.people.permissions import Rights, rights_of, with_places
from jonghong.people.sessions import OPENED, limits_for, store_of

HALF, HALF_FOR = "half", timedelta(minutes=10)
SURE_AT, BY_FACTOR_AT, SURE_FOR = "sure_at", "by_factor_at", timedelta(minutes=5)


class CannotTell(Exception):
    """A way of signing in could not be asked; the message is for everybody, whether the number exists or not."""


class NotHalfIn(Exception):
    """Nobody gave a right password in this session a while ago: signing in starts anew."""


@dataclass(frozen=True, repr=False)
class Claim:
    """What somebody says at the door: thirteen digits and a password. Never printed."""

    office: Office
    citizen_id: str
    password: str

    @property
    def account(self) -> str:
        """Under what wrong tries at this number are counted, whether or not somebody has it."""
        return numbers.steady_key(self.citizen_id)


class OwnPassword(BaseBackend):
    """Signing in with the password that was set here."""

    @sensitive_variables()
    def authenticate(self, request: HttpRequest | None, claim: Claim) -> Person | None:  # type: ignore[override]  # noqa: ARG002
        """Return the person whose number and password these are.

        One password hash is computed whether or not there is such a person, so that an answer takes as long; the sealed
        address, which only somebody who is there has, is not opened for it.
        """
        there = queries.with_number(claim.office, claim.citizen_id).defer("email")
        person = there.filter(is_active=True, activated_at__isnull=False).first()
        if person is None:
            check_password(claim.password, NOBODYS_HASH)
            return None
        return person if person.check_password(claim.password) else None

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session, rights and all, by one query; who has left is out at the next request."""
        return with_places(user_id)


@sensitive_variables()
def sign_in(request: HttpRequest, claim: Claim, *, goal: str = "/", is_to_stay: bool = False) -> str | None:
    """Let whoever proves the claim in, and return where to go on; None for a wrong claim of any kind.

    Raises TooManyGuesses without looking at the password, or CannotTell.
    """
    guess = guessing.Guess(
        office_id=claim.office.pk,
        account=claim.account,
        device=devices.known_device(request, *numbers.every_key(claim.citizen_id)),
        network=network_of(request),
    )
    # CannotTell is no reason to give a try back: our own password was compared before that, and answers tell nobody whose.
    with guessing.giving_back(guessing.take(guess)):
        person = authenticate(request, claim=claim)
    if not isinstance(person, Person):
        # A way that knew better why leaves it on the request.
        actions.note_refusal(office=claim.office, **getattr(request, "why_not", {}))
        return None
    guessing.forgive(guess)
    request.is_short = len(normalised(claim.password)) < SHORTEST  # type: ignore[attr-defined]
    keys = numbers.every_key(claim.citizen_id)
    actions.hash_anew(person=person, citizen_id=claim.citizen_id)
    return enter(request, person, backend=person.backend, goal=goal, is_to_stay=is_to_stay, keys=keys)


def enter(
    request: HttpRequest,
    person: Person,
    *,
    backend: str,
    goal: str = "/",
    is_to_stay: bool = False,
    is_stepped: bool = False,
    keys: Sequence[str] = (),
) -> str:
    """Let somebody in who proved in one way who they are; return where to go on: the goal, or a further step before it.

    Every way of signing in ends here. While a step is missing the person is half in: the session knows who it is, and
    the request is nobody's. ``backend`` is the dotted path of the way, as in AUTHENTICATION_BACKENDS; ``is_to_stay`` is the
    wish to stay signed in on this device, which is granted where the device was known before and to nobody but clerks.
    ``keys`` are earlier keyed hashes of the person's number, by which the device may know the person. ``is_stepped`` says that
    the second step was passed in this session (``has_stepped``).
    """
    if not is_stepped:
        request.session.pop(HALF, None)  # what was proved before counts for nothing now
    address = _step(request, person, goal)
    if address is not None:
        _wait(request, person, backend, is_to_stay=is_to_stay, keys=keys)
        return address
    _open(request, person, backend, is_to_stay=is_to_stay, is_stepped=is_stepped, keys=keys)
    return goal


def half_person(request: HttpRequest) -> Person | None:
    """Return who is half in: the password was right, and a step is missing; None for anybody else and after ten minutes."""
    half = request.session.get(HALF)
    if not half or half["until"] <= clock.machine_now().timestamp():
        return None
    person = Person.objects.filter(pk=half["person"], office=request.office, is_active=True).first()  # type: ignore[attr-defined]
    is_same = person and constant_time_compare(half["hash"], person.get_session_auth_hash())
    return person if is_same else None


def has_stepped(request: HttpRequest, person: Person) -> bool:
    """Tell whether somebody half in has passed the second step, and another step is still missing."""
    half = request.session.get(HALF)
    return bool(half and half.get("is_stepped") and half["person"] == person.pk)


def typed_short(request: HttpRequest) -> bool:
    """Tell whether the password typed at this door is too short to be the only step, as one may be that stood beside two."""
    return getattr(request, "is_short", False) or bool(request.session.get(HALF, {}).get("is_short"))


def go_on(request: HttpRequest, *, goal: str) -> str:
    """Take the second step of somebody half in as passed; return where to go on.

    That is a step that waited for it, or else the goal, and the person is in. Raises NotHalfIn.
    """
    person = half_person(request)
    if person is None:
        raise NotHalfIn
    request.session[HALF] = request.session[HALF] | {"is_stepped": True}
    address = _step(request, person, goal)
    if address is None:
        complete(request)
        return goal
    request.session.cycle_key()
    return address


def complete(request: HttpRequest) -> Person:
    """Let somebody in altogether who was half in, under a new key of the session, and return that person.

    Raises NotHalfIn.
    """
    person = half_person(request)
    if person is None:
        raise NotHalfIn
    half = request.session.pop(HALF)
    _open(request, person, half["backend"], is_to_stay=half["is_to_stay"], is_stepped=True, keys=half.get("keys", ()))
    return person


def confirm(request: HttpRequest, *, way: str = "password", is_by_factor: bool = False) -> None:
    """Note that who is signed in proved just now who they are, in a way named by us; the session goes on under a new key.

    ``is_by_factor`` tells that the way was the second step.
    """
    assert isinstance(request.user, Person)
    actions.note_confirmed(person=request.user, way=way)
    request.session[SURE_AT] = clock.machine_now().timestamp()
    if is_by_factor:
        note_factor(request)
    request.session.cycle_key()


def note_factor(request: HttpRequest) -> None:
    """Note that who is signed in held their second step in their hands just now."""
    request.session[BY_FACTOR_AT] = clock.machine_now().timestamp()


def leave(request: HttpRequest) -> None:
    """End the session, whoever it is."""
    if isinstance(request.user, Person):
        actions.note_sign_out(person=request.user)
    logout(request)


def is_sure(request: HttpRequest, *, by_factor: bool = False) -> bool:
    """Tell whether who is signed in proved within five minutes who they are; ``by_factor``: by their second step, if any."""
    mark = BY_FACTOR_AT if by_factor and isinstance(request.user, Person) and request.user.has_factor else SURE_AT
    since: float = clock.machine_now().timestamp() - request.session.get(mark, 0)
    return 0 <= since < SURE_FOR.total_seconds()


def still_fits(request: HttpRequest, person: Person, rights: Rights) -> bool:
    """Tell whether the session may go on, now that these are the person's rights; end it where it may not.

    Who was made an officer since signing in, or acts for one from today on, has to meet from then on what officers meet: the
    further step, and shorter limits. So has an officer who came in by one step before the office wanted two.
    """
    session = store_of(request)
    opened = session.get(OPENED, {})
    is_needed: bool = request.office.officers_need_factor  # type: ignore[attr-defined]
    is_owed = is_needed and not (opened.get("is_stepped") or opened.get("was_asked"))
    if not rights.is_officer or (opened.get("is_officer") and not is_owed):
        return True
    lacks_step = not opened.get("is_stepped") and _step(request, person, "/") is not None
    if lacks_step or not session.has_lived_by(limits_for(is_officer=True)):
        session.flush()
        request.user = AnonymousUser()
        return False
    session.keep_to(limits_for(is_officer=True), is_officer=True)
    return True


def _step(request: HttpRequest, person: Person, goal: str) -> str | None:
    """Return the address of the first step that is missing."""
    addresses: Iterator[str | None] = (import_string(path)(request, person, goal) for path in settings.SIGN_IN_STEPS)
    return next((address for address in addresses if address is not None), None)


def _wait(request: HttpRequest, person: Person, backend: str, *, is_to_stay: bool, keys: Sequence[str]) -> None:
    """Keep in a fresh session who is half in. Django's own marks are not set: the request is nobody's until ``complete``."""
    until = clock.machine_now() + HALF_FOR
    request.session.flush()
    request.user = AnonymousUser()
    request.session[HALF] = {
        "person": person.pk,
        "backend": backend,
        "hash": person.get_session_auth_hash(),
        "until": until.timestamp(),
        "is_to_stay": is_to_stay,
        "keys": list(keys),
        "is_short": typed_short(request),
    }
    request.session.set_expiry(until)


def _open(
    request: HttpRequest,
    person: Person,
    backend: str,
    *,
    is_to_stay: bool = False,
    is_stepped: bool = False,
    keys: Sequence[str] = (),
) -> None:
    is_known = bool(devices.known_device(request, person.citizen_key, *keys))
    before = {"at": person.last_login.timestamp(), "device": person.last_device} if person.last_login else None
    login(request, person, backend=backend)
    session = store_of(request)
    opened = session[OPENED]
    session[OPENED] = opened | {"is_stepped": is_stepped, "before": before}
    if is_stepped and person.has_factor:
        note_factor(request)
    if is_to_stay and is_known and not opened["is_officer"]:
        session.keep_to(limits_for(is_remembered=True))
    actions.note_entry(person=person, way=backend.rpartition(".")[2], device=opened["device"], is_known=is_known)
    request.arrived = person  # type: ignore[attr-defined]  # the middleware lets the device remember


@receiver(user_logged_in)
def _mark(request: HttpRequest, user: Person, **_facts: Any) -> None:
    """Note in a session that somebody just opened whose it is, where and when, and how long it may live."""
    session, now = store_of(request), clock.machine_now()
    is_officer = rights_of(user).is_officer
    session[SURE_AT] = now.timestamp()
    session[OPENED] = {
        "at": now.timestamp(),
        "office": user.office_id,
        "device": device_words(request.headers.get("User-Agent", "")),
        "network": network_of(request),
        "was_asked": is_officer and user.office.officers_need_factor,  # the door saw to the second step
    }
    session.keep_to(limits_for(is_officer=is_officer), is_officer=is_officer)
