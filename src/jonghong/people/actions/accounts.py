"""The list of people, how they come in the first time, and their passwords.

Passwords and codes are hashed before a transaction opens, because a hash takes longer than all of its writes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.core.fields import tidy
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import codes, guessing, identity
from jonghong.people.actions import deputies
from jonghong.people.models import ActivationCode, Membership, Person, Role
from jonghong.people.passwords import NOBODYS_HASH, weakness
from jonghong.people.permissions import Rights, may_manage_person
from jonghong.people.refusals import (
    AlreadyListed,
    HasLeft,
    IssuedMeanwhile,
    LastAdministrator,
    MayNotManage,
    NotInOffice,
    WeakPassword,
    WrongPair,
    WrongPassword,
)

CODE_DAYS = 14  # the day of issue is the first


@dataclass(frozen=True)
class Slip:
    """What is printed for one person: the code in clear, this once, and the last day on which it is taken."""

    person: Person
    code: str = field(repr=False)
    last_day: date


@sensitive_variables()
def enrol(
    *,
    office: Office,
    name: str,
    citizen_id: str,
    group: Group,
    role: str = Role.CLERK,
    actor: Rights | None = None,
) -> Person:
    """Put somebody on the list of the office, who can set a password once a code is issued.

    Raises BadCitizenId, AlreadyListed, NotInOffice or MayNotManage.
    """
    digits = identity.normalised(citizen_id)
    key = identity.keyed_hash(digits, key=settings.CITIZEN_KEY)
    _require_manages(actor, {role})
    with transaction.atomic():
        hold(office.pk)
        there = Person.objects.filter(office=office, citizen_key=key).first()
        if there:
            raise AlreadyListed(there.name, is_active=there.is_active)
        person = Person(office=office, citizen_key=key, citizen_last4=digits[-4:], name=tidy(name))
        person.set_unusable_password()
        person.save()
        _set_roles(person, {group.pk: role})
        raise_version(office.pk)
    return person


def change_person(*, person: Person, name: str, roles: Mapping[int, str], actor: Rights | None = None) -> None:
    """Change what somebody is called and which role they hold in which group (group id -> role).

    Raises NotInOffice, MayNotManage or LastAdministrator.
    """
    with transaction.atomic():
        hold(person.office_id)
        _require_manages(actor, {*_roles(person), *roles.values()})
        if Role.ADMINISTRATOR not in roles.values():
            _require_other_administrator(person)
        person.name = tidy(name)
        person.save(update_fields=["name"])
        _set_roles(person, roles)
        raise_version(person.office_id)


def leave(*, person: Person, actor: Rights | None = None) -> None:
    """Note that somebody has left: sessions and acting for an officer end for good, codes are void, name and bookings stay.

    Raises MayNotManage or LastAdministrator.
    """
    with transaction.atomic():
        hold(person.office_id)
        _require_manages(actor, _roles(person))
        _require_other_administrator(person)
        person.is_active = False
        Person.objects.filter(pk=person.pk).update(is_active=False, sessions_ended=F("sessions_ended") + 1)
        _revoke_codes(person)
        deputies.end_all_of(person)
        raise_version(person.office_id)


def come_back(*, person: Person, actor: Rights | None = None) -> None:
    """Note that somebody works here again, with the groups, roles and password of before. Raises MayNotManage."""
    with transaction.atomic():
        hold(person.office_id)
        _require_manages(actor, _roles(person))
        person.is_active = True
        person.save(update_fields=["is_active"])
        raise_version(person.office_id)


@sensitive_variables()
def issue_code(*, person: Person, issued_by: Rights | None = None) -> str:
    """Return a new activation code in clear, as it is to be printed; see ``issue_codes``."""
    return issue_codes(office=person.office, people=[person], issued_by=issued_by)[0].code


@sensitive_variables()
def issue_codes(
    *,
    office: Office,
    people: Sequence[Person],
    issued_by: Rights | None = None,
    latest: int | None = None,
) -> list[Slip]:
    """Give each of these people of the office a code; earlier codes of theirs are void from now on.

    A password that was set before stays good until the code is used: who asks for a code in another's name, or loses the
    slip, shuts nobody out. Codes stand in clear only in what is returned. ``latest`` is the last code of the office when the
    form was opened (``queries.latest_code``): sent again, it asks for people who have a later one. Raises MayNotManage,
    HasLeft or IssuedMeanwhile.
    """
    people = list(dict.fromkeys(people))
    drawn = [codes.draw() for _person in people]
    hashes = [make_password(code) for code in drawn]
    now = clock.now()
    last_day = now.astimezone(office.zone).date() + timedelta(days=CODE_DAYS - 1)
    with transaction.atomic():
        hold(office.pk)
        _require_manages(issued_by, _roles(*people))
        _require_here(*people)
        if latest is not None:
            _require_none_issued_since(latest, *people)
        _revoke_codes(*people)
        ActivationCode.objects.bulk_create(
            ActivationCode(
                office=office,
                person=person,
                code_hash=code_hash,
                issued_by_id=issued_by.person_id if issued_by else None,
                issued_at=now,
                expires_at=datetime.combine(last_day, time.max, office.zone),
            )
            for person, code_hash in zip(people, hashes, strict=True)
        )
        raise_version(office.pk)
    return [Slip(person, codes.shown(code), last_day) for person, code in zip(people, drawn, strict=True)]


@sensitive_variables()
def activate(*, office: Office, citizen_id: str, code: str, password: str, network: str = "") -> Person:
    """Set the password of whoever holds this number and this code; the code is used up.

    ``network`` is where the try comes from. One hash is compared in every case. Raises BadCitizenId, BadCode, WeakPassword,
    TooManyGuesses, or WrongPair for everything that depends on what is stored.
    """
    key = identity.keyed_hash(identity.normalised(citizen_id), key=settings.CITIZEN_KEY)
    code = codes.normalised(code)
    _require_strong(password, key, office)
    guess = guessing.Guess(office.pk, network=network)
    issued = _taken_try(guess, key)
    fits = check_password(code, issued.code_hash if issued else NOBODYS_HASH)
    if issued is None or not fits:
        raise WrongPair
    _use(issued, make_password(password), key)
    guessing.forgive(guess)
    return issued.person


@sensitive_variables()
def confirm(*, person: Person, password: str) -> None:
    """Check that somebody who is signed in knows the present password. Raises TooManyGuesses or WrongPassword."""
    guess = guessing.Guess(person.office_id, account=person.citizen_key, device="change of password")
    guessing.take(guess)
    if not person.check_password(password):
        raise WrongPassword
    guessing.forgive(guess)


@sensitive_variables()
def change_password(*, person: Person, current: str, new: str) -> None:
    """Replace a password that is known; every other session of the person ends by that, and a code that was not used.

    Raises TooManyGuesses, WrongPassword or WeakPassword.
    """
    confirm(person=person, password=current)
    _require_strong(new, person.citizen_key, person.office, person.name)
    person.set_password(new)
    with transaction.atomic():
        hold(person.office_id)
        person.save(update_fields=["password"])
        _revoke_codes(person)
        raise_version(person.office_id)


def _roles(*people: Person) -> frozenset[str]:
    return frozenset(Membership.objects.filter(person__in=people).values_list("role", flat=True))


def _set_roles(person: Person, roles: Mapping[int, str]) -> None:
    groups = Group.objects.filter(office=person.office_id, pk__in=roles)
    if not roles or groups.count() < len(roles):
        raise NotInOffice
    person.memberships.exclude(group__in=groups).delete()
    for group_id, role in roles.items():
        Membership.objects.update_or_create(office=person.office, person=person, group_id=group_id, defaults={"role": role})


def _require_manages(actor: Rights | None, roles: Collection[str]) -> None:
    if actor and not may_manage_person(actor, frozenset(roles)):
        raise MayNotManage


def _require_here(*people: Person) -> None:
    """Raise HasLeft for who has left by now, whatever stood there when these people were read."""
    gone = Person.objects.filter(pk__in=[person.pk for person in people], is_active=False).first()
    if gone:
        raise HasLeft(gone.name)


def _require_none_issued_since(latest: int, *people: Person) -> None:
    issued = ActivationCode.objects.filter(person__in=people, pk__gt=latest)
    names = Person.objects.filter(pk__in=issued.values("person")).values_list("name", flat=True)
    if names:
        raise IssuedMeanwhile(", ".join(names))


def _require_other_administrator(person: Person) -> None:
    """Raise LastAdministrator if nobody but this person could sign in and give roles."""
    able = Person.objects.filter(
        office=person.office_id,
        is_active=True,
        activated_at__isnull=False,
        memberships__role=Role.ADMINISTRATOR,
    )
    if set(able.values_list("pk", flat=True)) == {person.pk}:
        raise LastAdministrator


def _require_strong(password: str, citizen_key: str, office: Office, *words: str) -> None:
    sentence = weakness(password, citizen_key=citizen_key, words=[office.name, office.short_name, *words])
    if sentence:
        raise WeakPassword(sentence)


def _revoke_codes(*people: Person) -> None:
    standing = ActivationCode.objects.filter(person__in=people, used_at=None, revoked_at=None)
    standing.update(revoked_at=clock.now())


def _taken_try(guess: guessing.Guess, key: str) -> ActivationCode | None:
    """Take one of the tries of the person's code, and return it if there was one to take.

    One transaction writes the network's counter and the tries, so that the disk is waited for once in every case.
    """
    with transaction.atomic():
        guessing.take(guess)
        standing = ActivationCode.objects.select_related("person").filter(
            office=guess.office_id,
            person__citizen_key=key,
            person__is_active=True,
            used_at=None,
            revoked_at=None,
            expires_at__gt=clock.now(),
        )
        issued = standing.first()
        tries = ActivationCode.objects.filter(pk=issued.pk if issued else 0, tries_left__gt=0)
        return issued if tries.update(tries_left=F("tries_left") - 1) else None


def _use(issued: ActivationCode, password: str, key: str) -> None:
    """Give the hashed password to the code's person, unless the code was used or revoked or its person left meanwhile."""
    person = issued.person
    with transaction.atomic():
        hold(issued.office_id)
        codes_left = ActivationCode.objects.filter(pk=issued.pk, used_at=None, revoked_at=None, person__is_active=True)
        if not codes_left.update(used_at=clock.now()):
            raise WrongPair
        person.password, person.activated_at = password, clock.now()
        person.save(update_fields=["password", "activated_at"])
        guessing.reopen(issued.office_id, key)
        raise_version(issued.office_id)
