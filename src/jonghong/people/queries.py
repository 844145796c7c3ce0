"""What pages ask about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from jonghong.core import clock
from jonghong.offices.models import Group, Office
from jonghong.people import numbers
from jonghong.people.models import OFFICERS, ActivationCode, Deputy, Membership, Person, Role, Session


@dataclass(frozen=True)
class WaitingGroup:
    """A group and those of its people who have no password yet."""

    group: Group
    people: tuple[Person, ...]


def people_of(office: Office) -> QuerySet[Person]:
    """Return everybody on the list, also who has left, in the order of their names; not those whose data was erased.

    Each has ``code_expires_at``: until when a code is good that was issued and not used, or None.
    """
    good = ActivationCode.objects.filter(
        person=OuterRef("pk"),
        used_at=None,
        revoked_at=None,
        tries_left__gt=0,
        expires_at__gt=clock.now(),
    )
    groups = Membership.objects.select_related("group").order_by("group__position", "group")
    people = Person.objects.filter(office=office).exclude(citizen_last4="").prefetch_related(Prefetch("memberships", groups))
    return people.annotate(code_expires_at=Subquery(good.values("expires_at")[:1]))


def with_number(office: Office, digits: str) -> QuerySet[Person]:
    """Return the one whose citizen id this is, under whichever key it is kept; empty for nobody. The only look-up by number."""
    return Person.objects.filter(office=office, citizen_key__in=numbers.every_key(digits))


def listed(office: Office, search: str = "") -> QuerySet[Person]:
    """Return those whose name, or whose group's name, holds the text; who works here comes first."""
    people = people_of(office).order_by("-is_active", "name", "pk")
    if not search:
        return people
    of_group = Membership.objects.filter(
        Q(group__name__icontains=search) | Q(group__short_name__icontains=search),
        office=office,
    )
    return people.filter(Q(name__icontains=search) | Q(pk__in=of_group.values("person")))


def groups_for(office: Office, person: Person) -> QuerySet[Group]:
    """Return the groups that somebody may be put into: those in use, and where they are already."""
    return Group.objects.filter(Q(is_active=True) | Q(pk__in=person.memberships.values("group")), office=office)


def latest_code(office: Office) -> int:
    """Return the key of the code that was issued last in the office; 0 before the first."""
    codes = ActivationCode.objects.filter(office=office)
    return codes.order_by("-pk").values_list("pk", flat=True).first() or 0


def waiting_by_group(people: Iterable[Person], office: Office) -> list[WaitingGroup]:
    """Return the groups in which some of these people have no password yet, in the office's own order.

    Who is in two groups stands in both.
    """
    of_group: dict[int, list[Person]] = {}
    for person in people:
        for membership in person.memberships.all() if person.activated_at is None else ():
            of_group.setdefault(membership.group_id, []).append(person)
    groups = Group.objects.filter(office=office, pk__in=of_group)
    return [WaitingGroup(group, tuple(of_group[group.pk])) for group in groups]


def deputies_of(office: Office) -> QuerySet[Deputy]:
    """Return everybody who was ever named to act for an officer, with who named them; earliest first day first."""
    found = Deputy.objects.filter(office=office).select_related("person", "named_by")
    return found.order_by("starts_on", "pk")


def not_over(office: Office, today: date) -> QuerySet[Deputy]:
    """Return who acts today or will."""
    return deputies_of(office).filter(ended_at=None, ends_on__gte=today)


def over(office: Office, today: date) -> QuerySet[Deputy]:
    """Return who acts no longer, the latest first."""
    return deputies_of(office).exclude(ended_at=None, ends_on__gte=today).order_by("-ends_on", "-pk")


def clerks_alone(people: Iterable[Person]) -> set[int]:
    """Return the keys of who books for groups and nothing else: no officer, no administrator, nobody's deputy now or later.

    Who only reads a mailbox, or is only known to another system, comes in as one of these and as nobody else.
    """
    keys = [person.pk for person in people]
    places = list(Membership.objects.filter(person__in=keys).values_list("person_id", "role"))
    spans = Deputy.objects.filter(person__in=keys, ended_at=None, ends_on__gte=clock.now().date() - timedelta(days=1))
    acting = spans.values_list("person_id", "ends_on", "office__time_zone")
    more = {key for key, role in places if role != Role.CLERK}
    more |= {key for key, ends_on, zone in acting if ends_on >= clock.today(ZoneInfo(zone))}
    return {key for key, _role in places} - more


def people_to_name(office: Office) -> QuerySet[Person]:
    """Return who works here and is no officer."""
    officers = Membership.objects.filter(office=office, role__in=OFFICERS)
    return Person.objects.filter(office=office, is_active=True).exclude(pk__in=officers.values("person"))


def administrators(office: Office) -> QuerySet[Person]:
    """Return the administrators who work here, by name."""
    return Person.objects.filter(office=office, is_active=True, memberships__role=Role.ADMINISTRATOR).distinct()


def able_administrators(office_id: int) -> QuerySet[Person]:
    """Return the administrators who can sign in."""
    able = Person.objects.filter(office=office_id, is_active=True, activated_at__isnull=False)
    return able.filter(memberships__role=Role.ADMINISTRATOR).distinct()


def names_to_avoid(office: Office, person: Person | None = None) -> list[str]:
    """Return what is guessed first at the password of somebody of the office: its name, its groups', and his own."""
    groups = Group.objects.filter(office=office).values_list("name", "short_name")
    return [office.name, office.short_name, *(name for pair in groups for name in pair), *([person.name] if person else [])]


def sessions_of(person: Person) -> QuerySet[Session]:
    """Return the sessions that somebody is signed in by, the one seen last first."""
    alive = Session.objects.filter(office=person.office_id, person=person, expires_at__gt=clock.machine_now())
    return alive.defer("data").order_by("-last_seen_at", "-pk")
