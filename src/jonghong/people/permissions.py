"""Who may do what in the office: the one place for rights that do not concern a single booking."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from jonghong.offices.models import Office
from jonghong.people.models import Membership, Person, Role
from jonghong.people.queries import people_of


@dataclass(frozen=True)
class Rights:
    """What somebody may do: the groups he books for and the highest role he holds; nobody's rights are empty."""

    person_id: int | None = None
    office_id: int | None = None
    roles: frozenset[str] = frozenset()
    group_ids: tuple[int, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """Whether a current member of the office stands behind the request."""
        return self.person_id is not None

    @property
    def is_officer(self) -> bool:
        """Whether he looks after all rooms; administrators do too."""
        return bool(self.roles & {Role.OFFICER, Role.ADMINISTRATOR})

    @property
    def is_administrator(self) -> bool:
        """Whether he gives roles."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def may_manage_office(self) -> bool:
        """Whether he keeps rooms, groups, holidays, people and activation slips."""
        return self.is_officer


def rights_of(person: Person | AnonymousUser) -> Rights:
    """Return the rights of a person as they stand in the database; of nobody, empty ones.

    Asks the database only about somebody who was not read by ``with_places``.
    """
    if not isinstance(person, Person) or not person.is_active:
        return Rights()
    places = person.places
    if places is None:
        places = list(person.memberships.order_by("pk").values_list("role", "group_id"))
    return Rights(
        person_id=person.pk,
        office_id=person.office_id,
        roles=frozenset(role for role, _group in places),
        group_ids=tuple(group for _role, group in places),
    )


def with_places(people: QuerySet[Person]) -> Person | None:
    """Return the one person found, the roles and groups of the memberships beside, by one query."""
    rows = people.annotate(role=F("memberships__role"), group=F("memberships__group_id")).order_by("memberships__pk")
    found = list(rows)
    if not found:
        return None
    found[0].places = [(row.role, row.group) for row in found if row.role]
    return found[0]


def may_manage_person(rights: Rights, roles: frozenset[str]) -> bool:
    """Tell whether somebody may change, or give a code to, a person who holds ``roles``.

    Officers look after clerks; whoever holds more is looked after by an administrator.
    """
    return rights.is_administrator or (rights.is_officer and roles <= {Role.CLERK})


def roles_to_give(rights: Rights) -> list[Role]:
    """Return the roles that somebody may give, lowest first."""
    return [role for role in Role if may_manage_person(rights, frozenset({role}))]


def managed_people(rights: Rights, office: Office) -> QuerySet[Person]:
    """Return those who work here and whom somebody with these rights may change and give codes to."""
    people = people_of(office).filter(is_active=True)
    above = Membership.objects.filter(office=office).exclude(role__in=roles_to_give(rights))
    return people.exclude(pk__in=above.values("person"))
