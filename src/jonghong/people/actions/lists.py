"""Many people at once, as a list of them comes in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import numbers
from jonghong.people.actions.issuing import void_ways_in
from jonghong.people.actions.requiring import is_raised, require_manages
from jonghong.people.models import Membership, Person
from jonghong.people.permissions import Rights
from jonghong.people.refusals import AlreadyListed, NotInOffice

AT_ONCE = 200  # rows in one statement


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not on the list yet; ``roles`` are group id -> role."""

    digits: str = field(repr=False)
    name: str
    email: str
    roles: Mapping[int, str]


@dataclass(frozen=True)
class Alteration:
    """What somebody is called from now on, and which roles are added or raised (group id -> role)."""

    person_id: int
    name: str
    email: str
    roles: Mapping[int, str]


def bring_in(
    *,
    office: Office,
    newcomers: Sequence[Newcomer],
    changes: Sequence[Alteration],
    actor: Rights | None = None,
) -> list[int]:
    """Put people on the list and change others, all or none, by few statements; return the keys of the new ones in order.

    Nobody loses a group or a role by it; codes of who is raised are void. Whoever calls records it.
    Raises AlreadyListed, NotInOffice or MayNotManage.
    """
    with transaction.atomic():
        hold(office.pk)
        _require_own(office, newcomers, changes, actor)
        people = [_person(office, one) for one in newcomers]
        Person.objects.bulk_create(people, batch_size=AT_ONCE)
        _rename(office, changes)
        _void_of_raised(office, changes)
        placed = [(person.pk, one.roles) for person, one in zip(people, newcomers, strict=True)]
        _place(office, [*placed, *((change.person_id, change.roles) for change in changes)])
        raise_version(office.pk)
    return [person.pk for person in people]


def _require_own(office: Office, newcomers: Sequence[Newcomer], changes: Sequence[Alteration], actor: Rights | None) -> None:
    """Raise what stands in the way: people who are there already, groups and people of others, roles that are not to give."""
    listed = dict(Person.objects.filter(office=office).values_list("citizen_key", "name"))
    there = next((listed[key] for one in newcomers for key in numbers.every_key(one.digits) if key in listed), None)
    if there is not None:
        raise AlreadyListed(there, is_active=True)
    roles = [one.roles for one in newcomers] + [one.roles for one in changes]
    groups = set(Group.objects.filter(office=office).values_list("pk", flat=True))
    if not all(one.roles for one in newcomers) or not {group for each in roles for group in each} <= groups:
        raise NotInOffice
    held = _roles_held(office, {change.person_id for change in changes})
    require_manages(actor, {role for each in roles for role in each.values()} | held)


def _roles_held(office: Office, people: Collection[int]) -> set[str]:
    places = Membership.objects.filter(office=office).values_list("person_id", "role")
    return {role for person_id, role in places if person_id in people}


def _void_of_raised(office: Office, changes: Sequence[Alteration]) -> None:
    """Make codes void of those whose role is raised, before it is."""
    held: dict[int, set[str]] = {}
    for person_id, role in Membership.objects.filter(office=office).values_list("person_id", "role") if changes else ():
        held.setdefault(person_id, set()).add(role)
    raised = [one.person_id for one in changes if is_raised(before=held.get(one.person_id, ()), after=one.roles.values())]
    if raised:
        void_ways_in(*Person.objects.filter(office=office, pk__in=raised))


def _person(office: Office, one: Newcomer) -> Person:
    return Person(
        office=office,
        citizen_key=numbers.newest_key(one.digits),
        citizen_last4=one.digits[-4:],
        name=one.name,
        email=one.email,
        password=make_password(None),
    )


def _rename(office: Office, changes: Sequence[Alteration]) -> None:
    people = {person.pk: person for person in Person.objects.filter(office=office)} if changes else {}
    changed = []
    for change in changes:
        person = people.get(change.person_id)
        if person is None:
            raise NotInOffice
        if (person.name, person.email) != (change.name, change.email):
            person.name, person.email = change.name, change.email
            changed.append(person)
    Person.objects.bulk_update(changed, ["name", "email"], batch_size=AT_ONCE)


def _place(office: Office, places: Sequence[tuple[int, Mapping[int, str]]]) -> None:
    Membership.objects.bulk_create(
        [
            Membership(office=office, person_id=person_id, group_id=group_id, role=role)
            for person_id, roles in places
            for group_id, role in roles.items()
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["office", "person", "group"],
        update_fields=["role"],
    )
