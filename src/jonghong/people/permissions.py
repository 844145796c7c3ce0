"""Who may do what in the office: the one place for rights that do not concern a single booking."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FilteredRelation, Q, QuerySet

from jonghong.core import clock
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Office
from jonghong.people.models import OFFICERS, Membership, Person, Role
from jonghong.people.passwords import SHORTEST, SHORTEST_BESIDE_FACTOR
from jonghong.people.queries import people_of


@dataclass(frozen=True)
class Rights:
    """What somebody may do: the groups he books for and the highest role he holds; nobody's rights are empty.

    ``is_deputy`` tells that he holds the role of an officer for today only, acting for one (ปฏิบัติราชการแทน).
    """

    person_id: int | None = None
    office_id: int | None = None
    roles: frozenset[str] = frozenset()
    group_ids: tuple[int, ...] = ()
    is_deputy: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether a current member of the office stands behind the request."""
        return self.person_id is not None

    @property
    def is_officer(self) -> bool:
        """Whether he looks after all rooms and bookings; administrators do too, and who acts for an officer."""
        return not self.roles.isdisjoint(OFFICERS)

    @property
    def is_administrator(self) -> bool:
        """Whether he gives roles."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def may_manage_office(self) -> bool:
        """Whether he keeps rooms, groups, holidays and rules."""
        return self.is_officer

    @property
    def may_manage_people(self) -> bool:
        """Whether he keeps the list of people, activation slips and deputies: not who only acts for an officer."""
        return self.is_officer and not self.is_deputy


def rights_of(person: Person | AnonymousUser) -> Rights:
    """Return the rights of a person as they stand in the database; of nobody, empty ones.

    Asks the database only about somebody who was not read by ``with_places``.
    """
    if not isinstance(person, Person) or not person.is_active:
        return Rights()
    read = person if person.places is not None else with_places(person.pk) or person
    places = read.places or []
    roles = {role for role, _group in places}
    is_deputy = read.acts_today and roles.isdisjoint(OFFICERS)
    return Rights(
        person_id=person.pk,
        office_id=person.office_id,
        roles=frozenset(roles | {Role.OFFICER.value} if is_deputy else roles),
        group_ids=tuple(group for _role, group in places),
        is_deputy=is_deputy,
    )


def shortest_password(person: Person) -> int:
    """Return how many characters a new password of somebody has at least: fewer where a second step follows it anyway."""
    must_step = person.office.officers_need_factor and rights_of(person).is_officer
    return SHORTEST_BESIDE_FACTOR if person.has_factor or must_step else SHORTEST


@Prepared
def _with_memberships(person: int, first: date) -> QuerySet[Person]:
    """Return a person who works here, in a row for each membership and each span of acting that was not over that day."""
    not_over = Q(deputies__ended_at=None, deputies__ends_on__gte=first)
    rows = Person.objects.filter(pk=person, is_active=True).annotate(
        role=F("memberships__role"),
        group=F("memberships__group_id"),
        span=FilteredRelation("deputies", condition=not_over),
        acts_from=F("span__starts_on"),
        acts_until=F("span__ends_on"),
        zone=F("office__time_zone"),
    )
    return rows.order_by("memberships__pk")


def with_places(person_id: int) -> Person | None:
    """Return who has that key and works here, with roles and groups and whether he acts for an officer today, by one query.

    Which day it is depends on the office, which is read along: so are all spans that may not be over somewhere.
    """
    found: list[Any] = _with_memberships(person_id, clock.now().date() - timedelta(days=1))
    if not found:
        return None
    person: Person = found[0]
    today = clock.today(ZoneInfo(found[0].zone))
    person.places = list(dict.fromkeys((row.role, row.group) for row in found if row.role))
    person.acts_today = any(row.acts_from and row.acts_from <= today <= row.acts_until for row in found)
    return person


def may_manage_person(rights: Rights, roles: frozenset[str]) -> bool:
    """Tell whether somebody may change, or give a code to, a person who holds ``roles``.

    Officers look after clerks; whoever holds more is looked after by an administrator.
    """
    return rights.is_administrator or (rights.may_manage_people and roles <= {Role.CLERK})


def still_manages(keeper_id: int | None, person: Person) -> bool:
    """Tell whether somebody may give a code to a person, as both stand in the database now and not when it was given."""
    keeper = with_places(keeper_id or 0)
    roles = Membership.objects.filter(person=person).values_list("role", flat=True)
    return keeper is not None and may_manage_person(rights_of(keeper), frozenset(roles))


def roles_to_give(rights: Rights) -> list[Role]:
    """Return the roles that somebody may give, lowest first."""
    return [role for role in Role if may_manage_person(rights, frozenset({role}))]


def managed_people(rights: Rights, office: Office) -> QuerySet[Person]:
    """Return those who work here and whom somebody with these rights may change and give codes to."""
    people = people_of(office).filter(is_active=True)
    above = Membership.objects.filter(office=office).exclude(role__in=roles_to_give(rights))
    return people.exclude(pk__in=above.values("person"))
