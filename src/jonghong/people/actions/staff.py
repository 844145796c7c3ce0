"""The list of people: who is put on it, what they may do where, who leaves and who comes back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core.fields import tidy
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import identity, letters, numbers
from jonghong.people.actions import deputies, entries
from jonghong.people.actions.issuing import void_ways_in
from jonghong.people.actions.requiring import is_raised, require_manages, require_other_administrator, roles_held
from jonghong.people.actions.seconding import part_roles, propose, propose_roles, takes_two, takes_two_to_lower
from jonghong.people.models import Matter, Membership, Person, Proposal, Role
from jonghong.people.permissions import Rights
from jonghong.people.proposals import roles_of
from jonghong.people.queries import with_number
from jonghong.people.refusals import AlreadyListed, NotInOffice


@sensitive_variables()
def enrol(
    *,
    office: Office,
    name: str,
    citizen_id: str,
    group: Group,
    role: str = Role.CLERK,
    email: str = "",
    actor: Rights | None = None,
) -> Person:
    """Put somebody on the list of the office, who can set a password once a code is issued.

    Where that takes two, a role above a clerk's is proposed, and it is a clerk who is put on the list.
    Raises BadCitizenId, AlreadyListed, NotInOffice or MayNotManage.
    """
    digits = identity.normalised(citizen_id)
    require_manages(actor, {role})
    with transaction.atomic():
        hold(office.pk)
        there = with_number(office, digits).first()
        if there:
            raise AlreadyListed(there.name, is_active=there.is_active)
        person = Person(office=office, citizen_key=numbers.newest_key(digits), citizen_last4=digits[-4:])
        person.name, person.email = tidy(name), email
        person.set_unusable_password()
        person.save()
        later = _give_roles(person, {group.pk: role}, actor)
        _tell(Act.ENROLLED, person, actor, roles=roles_of(person), has_email=bool(email))
        propose_roles(person, later, actor)
        raise_version(office.pk)
    return person


def change_person(
    *,
    person: Person,
    name: str,
    roles: Mapping[int, str],
    email: str | None = None,
    actor: Rights | None = None,
    agreed: Proposal | None = None,
) -> Proposal | None:
    """Change what somebody is called and which role they hold in which group (group id -> role).

    Returns what waits for a second administrator, where that takes two: the roles that give power, or all roles of an
    administrator who is to be one no longer; all else is done.
    Codes are void once a role is raised: whoever gave them out may no longer give any.
    ``email`` is the address as it is kept (``emails.normalised``); None leaves it as it is. Raises NotInOffice, MayNotManage,
    LastAdministrator, NobodyToApprove or ProposedAlready.
    """
    with transaction.atomic():
        hold(person.office_id)
        held = roles_held(person)
        require_manages(actor, {*held, *roles.values()})
        was = roles_of(person)
        wanted = None
        if Role.ADMINISTRATOR not in roles.values():
            require_other_administrator(person)
            if not agreed and takes_two_to_lower(person, actor):
                wanted, roles = _said(roles), {int(group): role for group, role in was.items()}
        was_email = Person.objects.values_list("email", flat=True).get(pk=person.pk)
        has_other_email = email is not None and email != was_email
        person.name, person.email = tidy(name), person.email if email is None else email
        person.save(update_fields=["name", "email"])
        later = _give_roles(person, roles, actor, agreed)
        if is_raised(before=held, after=roles_held(person)):
            void_ways_in(person)
        _tell(Act.PERSON_CHANGED, person, actor, agreed, roles=roles_of(person), was=was, has_other_email=has_other_email)
        if has_other_email:
            letters.tell_of_email(person, was_email)
        proposal = propose_roles(person, later, actor) if wanted is None else _propose_fewer(person, actor, roles=wanted)
        raise_version(person.office_id)
    return proposal


def leave(*, person: Person, actor: Rights | None = None, agreed: Proposal | None = None) -> Proposal | None:
    """Note that somebody has left: sessions and acting for an officer end for good, codes are void, name and bookings stay.

    Returns what waits for a second administrator instead, where that takes two: that an administrator leaves.
    Raises MayNotManage, LastAdministrator or ProposedAlready.
    """
    with transaction.atomic():
        hold(person.office_id)
        require_manages(actor, roles_held(person))
        require_other_administrator(person)
        if not agreed and takes_two_to_lower(person, actor):
            return _propose_fewer(person, actor, leaves=True)
        person.is_active = False
        Person.objects.filter(pk=person.pk).update(is_active=False, sessions_ended=F("sessions_ended") + 1)
        void_ways_in(person)
        entries.close_sessions(person, but=0)
        deputies.end_all_of(person)
        _tell(Act.PERSON_LEFT, person, actor, agreed, was=roles_of(person))
        raise_version(person.office_id)
    return None


def come_back(*, person: Person, actor: Rights | None = None) -> Proposal | None:
    """Note that somebody works here again, with the groups, roles and password of before; who never left stays as they are.

    Where that takes two, a role above a clerk's is proposed anew; returns that. Raises MayNotManage or NobodyToApprove.
    """
    with transaction.atomic():
        hold(person.office_id)
        require_manages(actor, roles_held(person))
        if Person.objects.filter(pk=person.pk, is_active=True).exists():
            return None
        roles = {int(group): role for group, role in roles_of(person).items()}
        # Before they count as an administrator again: nobody is the second for himself.
        later = _give_roles(person, roles, actor, held={}) if roles else {}
        person.is_active = True
        person.save(update_fields=["is_active"])
        void_ways_in(person)
        _tell(Act.PERSON_BACK, person, actor, roles=roles_of(person))
        proposal = propose_roles(person, later, actor)
        raise_version(person.office_id)
    return proposal


def _tell(act: Act, person: Person, actor: Rights | None, agreed: Proposal | None = None, **facts: Any) -> None:
    """Record what was done to somebody, while the office is held, and by which proposal that was agreed to."""
    actor_id = actor.person_id if actor else None
    facts |= {"proposal": agreed.pk} if agreed else {}
    audit.record(office_id=person.office_id, act=act, actor_id=actor_id, subject=f"person:{person.pk}", **facts)


def _propose_fewer(person: Person, actor: Rights | None, **facts: Any) -> Proposal:
    return propose(office=person.office, matter=Matter.FEWER, person=person, by=actor, **facts)


def _said(roles: Mapping[int, str]) -> dict[str, str]:
    """Return roles by group as ``Proposal.facts`` keep them."""
    return {str(group): role for group, role in sorted(roles.items())}


def _give_roles(
    person: Person,
    roles: Mapping[int, str],
    actor: Rights | None,
    agreed: Proposal | None = None,
    *,
    held: Mapping[int, str] | None = None,
) -> dict[int, str]:
    """Set roles (group id -> role), and return those that are not given before a second administrator approves.

    ``held`` are those of before where they are not what the database has.
    """
    before = {int(group): role for group, role in roles_of(person).items()} if held is None else held
    at_once, later = part_roles(before, roles)
    if not later or agreed or not takes_two(office=person.office, matter=Matter.ROLES, person=person, by=actor):
        at_once, later = dict(roles), {}
    _set_roles(person, at_once)
    return later


def _set_roles(person: Person, roles: Mapping[int, str]) -> None:
    groups = Group.objects.filter(office=person.office_id, pk__in=roles)
    if not roles or groups.count() < len(roles):
        raise NotInOffice
    person.memberships.exclude(group__in=groups).delete()
    for group_id, role in roles.items():
        Membership.objects.update_or_create(office=person.office, person=person, group_id=group_id, defaults={"role": role})
