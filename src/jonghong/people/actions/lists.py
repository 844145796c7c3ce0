"""Many people at once, as a list of them comes in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.actions import Entry
from jonghong.audit.acts import Act
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import identity, numbers
from jonghong.people.actions.issuing import void_ways_in
from jonghong.people.actions.requiring import is_raised, require_manages
from jonghong.people.actions.seconding import part_roles, propose_many_roles, takes_two
from jonghong.people.models import OFFICERS, Matter, Membership, Person
from jonghong.people.permissions import Rights
from jonghong.people.refusals import AlreadyListed, NotInOffice

AT_ONCE = 200  # rows in one statement
Places = Mapping[int, Mapping[int, str]]  # person id -> group id -> role


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not on the list yet; ``roles`` are group id -> role.

    Who has no thirteen ``digits`` is known by ``external``, what another system calls him, and never signs in. Who is not
    ``is_active`` has left, and needs no role.
    """

    digits: str = field(repr=False)
    name: str
    email: str
    roles: Mapping[int, str]
    external: str = field(default="", repr=False)
    is_active: bool = True

    def every_key(self) -> list[str]:
        """Return the keyed hashes by which he may be on the list already, the newest first."""
        return numbers.every_key(self.digits) if self.digits else numbers.every_external_key(self.external)


@dataclass(frozen=True)
class Alteration:
    """What somebody is called from now on, and which roles are added or raised (group id -> role)."""

    person_id: int
    name: str
    email: str
    roles: Mapping[int, str]


@dataclass(frozen=True)
class BroughtIn:
    """The keys of those who are new, in order, and of those for whom roles wait for a second administrator."""

    new: list[int]
    proposed: list[int]


def bring_in(
    *,
    office: Office,
    newcomers: Sequence[Newcomer],
    changes: Sequence[Alteration],
    actor: Rights | None = None,
) -> BroughtIn:
    """Put people on the list and change others, all or none, by few statements.

    Nobody loses a group or a role by it; codes of who is raised are void. Whoever calls records it, but for each role above
    that of a clerk, which is recorded here as if it had been given on its own. Where that takes two, such roles are proposed.
    Raises AlreadyListed, NotInOffice or MayNotManage.
    """
    with transaction.atomic():
        hold(office.pk)
        was = _held(office, changes)
        _require_own(office, newcomers, changes, was, actor)
        newcomers, changes, later = _held_back(office, newcomers, changes, was, actor)
        people = [_person(office, one) for one in newcomers]
        Person.objects.bulk_create(people, batch_size=AT_ONCE)
        _rename(office, changes)
        _void_of_raised(office, changes, was)
        placed = [(person.pk, one.roles) for person, one in zip(people, newcomers, strict=True)]
        _place(office, [*placed, *((change.person_id, change.roles) for change in changes)])
        entries = chain(_enrolled(people, newcomers, actor), _promoted(changes, was, actor))
        audit.record_all(office_id=office.pk, entries=list(entries))
        new = [person.pk for person in people]
        proposed = _propose(office, dict(zip([*new, *(change.person_id for change in changes)], later, strict=True)), actor)
        raise_version(office.pk)
    return BroughtIn(new, proposed)


def remove_people(*, office: Office, people: Sequence[int]) -> None:
    """Take people off the list as if they had never been on it, for who put them there by mistake and records it.

    Raises ProtectedError for who did anything since.
    """
    with transaction.atomic():
        hold(office.pk)
        for start in range(0, len(people), AT_ONCE):
            Person.objects.filter(office=office, pk__in=people[start : start + AT_ONCE]).delete()
        raise_version(office.pk)


def _held_back(
    office: Office,
    newcomers: Sequence[Newcomer],
    changes: Sequence[Alteration],
    was: Places,
    actor: Rights | None,
) -> tuple[Sequence[Newcomer], Sequence[Alteration], list[dict[int, str]]]:
    """Return those who come in and are changed with what may be given now, and the roles of each, in order, that are not."""
    parts_new = [part_roles({}, one.roles) for one in newcomers]
    parts = [part_roles(was.get(one.person_id, {}), one.roles) for one in changes]
    later = [above for _at_once, above in (*parts_new, *parts)]
    if not any(later) or not takes_two(office=office, matter=Matter.ROLES, person=None, by=actor):
        return newcomers, changes, [{} for _one in later]
    come = [replace(one, roles=at_once) for one, (at_once, _above) in zip(newcomers, parts_new, strict=True)]
    changed = [replace(one, roles=at_once) for one, (at_once, _above) in zip(changes, parts, strict=True)]
    return come, changed, later


def _propose(office: Office, later: Places, actor: Rights | None) -> list[int]:
    """Propose roles (person id -> group id -> role), and return whose wait now; where others wait already, those do."""
    waits = {person_id: roles for person_id, roles in later.items() if roles}
    people = Person.objects.filter(pk__in=waits)
    propose_many_roles(office, {person: waits[person.pk] for person in people}, actor)
    return list(waits)


def _require_own(
    office: Office,
    newcomers: Sequence[Newcomer],
    changes: Sequence[Alteration],
    was: Places,
    actor: Rights | None,
) -> None:
    """Raise what stands in the way: people who are there already, groups and people of others, roles that are not to give."""
    listed = dict(Person.objects.filter(office=office).values_list("citizen_key", "name"))
    there = next((listed[key] for one in newcomers for key in one.every_key() if key in listed), None)
    if there is not None:
        raise AlreadyListed(there, is_active=True)
    roles = [one.roles for one in newcomers] + [one.roles for one in changes]
    groups = set(Group.objects.filter(office=office).values_list("pk", flat=True))
    have_roles = all(one.roles or not one.is_active for one in newcomers)
    if not have_roles or not {group for each in roles for group in each} <= groups:
        raise NotInOffice
    held = {role for each in was.values() for role in each.values()}
    require_manages(actor, {role for each in roles for role in each.values()} | held)


def _held(office: Office, changes: Sequence[Alteration]) -> Places:
    """Return the roles that those who are to be changed hold now; nothing of who holds none."""
    held: dict[int, dict[int, str]] = {}
    people = {change.person_id for change in changes}
    places = Membership.objects.filter(office=office).order_by("group") if changes else Membership.objects.none()
    for person_id, group, role in places.values_list("person_id", "group_id", "role"):
        if person_id in people:
            held.setdefault(person_id, {})[group] = role
    return held


def _void_of_raised(office: Office, changes: Sequence[Alteration], was: Places) -> None:
    """Make codes void of those whose role is raised, before it is."""
    before = {person_id: roles.values() for person_id, roles in was.items()}
    raised = [one.person_id for one in changes if is_raised(before=before.get(one.person_id, ()), after=one.roles.values())]
    if raised:
        void_ways_in(*Person.objects.filter(office=office, pk__in=raised))


def _enrolled(people: Sequence[Person], newcomers: Sequence[Newcomer], actor: Rights | None) -> Iterator[Entry]:
    """Give what is recorded of those who are new and more than clerks."""
    for person, one in zip(people, newcomers, strict=True):
        if not set(OFFICERS).isdisjoint(one.roles.values()):
            yield _entry(Act.ENROLLED, person.pk, actor, roles=_said(one.roles), has_email=bool(one.email))


def _promoted(changes: Sequence[Alteration], was: Places, actor: Rights | None) -> Iterator[Entry]:
    """Give what is recorded of those who gain or lose, in a group, a role above that of a clerk."""
    for change in changes:
        before = was.get(change.person_id, {})
        after = {**before, **change.roles}
        if any(role in OFFICERS for _group, role in before.items() ^ after.items()):
            yield _entry(Act.PERSON_CHANGED, change.person_id, actor, roles=_said(after), was=_said(before))


def _entry(act: Act, person_id: int, actor: Rights | None, **facts: Any) -> Entry:
    return Entry(act, actor.person_id if actor else None, f"person:{person_id}", facts)


def _said(roles: Mapping[int, str]) -> dict[str, str]:
    """Return roles by group as a record keeps them, the way the page that changes one person does."""
    return {str(group): role for group, role in sorted(roles.items())}


def _person(office: Office, one: Newcomer) -> Person:
    return Person(
        office=office,
        citizen_key=one.every_key()[0],
        citizen_last4=one.digits[-4:] or identity.UNKNOWN,
        name=one.name,
        email=one.email,
        is_active=one.is_active,
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
