"""Linking accounts elsewhere with people, and unlinking them."""

from typing import Any

from django.db import IntegrityError, transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.oidc import letters
from jonghong.oidc.arrivals import Arrival
from jonghong.oidc.models import Identity
from jonghong.oidc.queries import identities_of, identity_of, subject_keys
from jonghong.oidc.refusals import LastWayIn, NotLetIn
from jonghong.oidc.tokens import LEEWAY
from jonghong.people import actions as people
from jonghong.people.models import Person


def admit(*, office: Office, arrival: Arrival) -> Person:
    """Return whom an account lets in.

    The first time the account is linked with its owner, and an owner who never signed in before has an account here from now
    on. Raises NotLetIn.
    """
    with transaction.atomic():
        hold(office.pk)
        there = identity_of(office, arrival.issuer, arrival.subject)
        person = there.person if there else arrival.owner
        if person is None:
            raise NotLetIn("nobody's account")
        _require_own(person, arrival)
        person.refresh_from_db(fields=["is_active", "activated_at"])
        if not person.is_active:
            raise NotLetIn("has left")
        if there:
            key = subject_keys(arrival.issuer, arrival.subject)[0]
            Identity.objects.filter(pk=there.pk).update(used_at=clock.now(), subject=key)
        else:
            _link(person, arrival)
        if arrival.citizen_id:
            people.hash_anew(person=person, citizen_id=arrival.citizen_id)
        if person.activated_at is None:
            people.vouch_for(person=person, way="oidc")
    return person


def link(*, person: Person, arrival: Arrival) -> None:
    """Link an account with somebody who is signed in and asked for it. Raises NotLetIn."""
    with transaction.atomic():
        hold(person.office_id)
        there = identity_of(person.office, arrival.issuer, arrival.subject)
        _require_own(person, arrival)
        if there and there.person_id != person.pk:
            raise NotLetIn("another person's account")
        if there is None:
            _link(person, arrival)


def require_linked(*, person: Person, arrival: Arrival, since: float) -> None:
    """Raise NotLetIn unless the account lets this person in, and its owner proved who he is after ``since``, in seconds."""
    if arrival.proved_at is None or arrival.proved_at < int(since) - LEEWAY:
        raise NotLetIn("auth_time")
    there = identity_of(person.office, arrival.issuer, arrival.subject)
    if there is None or there.person_id != person.pk:
        raise NotLetIn("another person's account")
    _require_own(person, arrival)


def unlink(*, identity: Identity) -> None:
    """Let an account elsewhere stand for nobody any more. Raises LastWayIn."""
    person = identity.person
    with transaction.atomic():
        hold(person.office_id)
        others = identities_of(person).exclude(pk=identity.pk)
        if not person.has_usable_password() and not others.exists():
            raise LastWayIn
        if identities_of(person).filter(pk=identity.pk).delete()[0]:
            _record(person, Act.IDENTITY_UNLINKED, issuer=identity.issuer)
            letters.tell_of_unlinking(person)
        raise_version(person.office_id)


def unlink_all(*, person: Person, way: str = "", **_facts: Any) -> None:
    """End all links of somebody who takes the account into use anew, unless an account elsewhere is by what they do.

    Whoever linked an account while the password was known to others stays out. Hears ``people.signals.activated``.
    """
    if way == "oidc":
        return
    with transaction.atomic():
        hold(person.office_id)
        identities = list(identities_of(person))
        for identity in identities:
            identity.delete()
            _record(person, Act.IDENTITY_UNLINKED, issuer=identity.issuer)
            letters.tell_of_unlinking(person)
        if identities:
            raise_version(person.office_id)


def _require_own(person: Person, arrival: Arrival) -> None:
    if arrival.owner is not None and arrival.owner.pk != person.pk:
        raise NotLetIn("another person's account")


def _link(person: Person, arrival: Arrival) -> None:
    now = clock.now()
    try:
        with transaction.atomic():
            Identity.objects.create(
                office_id=person.office_id,
                person=person,
                issuer=arrival.issuer,
                subject=subject_keys(arrival.issuer, arrival.subject)[0],
                linked_at=now,
                used_at=now,
            )
    except IntegrityError:
        raise NotLetIn("linked with another account") from None
    _record(person, Act.IDENTITY_LINKED, issuer=arrival.issuer)
    letters.tell_of_link(person)
    raise_version(person.office_id)


def _record(person: Person, act: Act, **facts: str) -> None:
    audit.record(office_id=person.office_id, act=act, actor_id=person.pk, subject=f"person:{person.pk}", way="oidc", **facts)
