"""What takes two administrators where the office has set so: who could be the second, what waits, and what stands still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from jonghong.core import clock, thai
from jonghong.offices.models import Group, Office
from jonghong.people.models import ActivationCode, Matter, Membership, Person, Proposal, Role, Stage
from jonghong.people.permissions import Rights, may_manage_person
from jonghong.people.queries import able_administrators, clerks_alone

FEWEST = 2
LATEST = 20  # of those that were decided
# What only an administrator may propose, whoever it is about.
OF_ADMINISTRATORS = (Matter.FACTORS, Matter.ALONE, Matter.FEWER)

GIVES_POWER = (Matter.ROLES, Matter.DEPUTY)


@dataclass(frozen=True)
class Shown:
    """A proposal as a page shows it: ``places`` are groups by name with the role in each, ``days`` those of a deputy.

    ``last_code`` is the one that the person was given last, where that is still to be decided.
    """

    proposal: Proposal
    places: tuple[tuple[str, str], ...]
    days: str
    may_decide: bool
    is_own: bool
    last_code: ActivationCode | None


def is_binding(office: Office) -> bool:
    """Tell whether two are needed now: the office has set so, as the database has it, and there are two."""
    is_set = Office.objects.filter(pk=office.pk, power_takes_two=True).exists()
    return is_set and able_administrators(office.pk).count() >= FEWEST


def roles_of(person: Person | None) -> dict[str, str]:
    """Return the role that somebody holds in each group, as ``Proposal.facts`` keep it; of nobody, none."""
    places = Membership.objects.filter(person=person).order_by("group") if person else Membership.objects.none()
    return {str(group): role for group, role in places.values_list("group", "role")}


def open_ones(office_id: int) -> QuerySet[Proposal]:
    """Return what nobody has decided, the oldest first, whether or not it stands still."""
    return undone(office_id).filter(stage=Stage.OPEN)


def as_they_are(people: Iterable[Person]) -> dict[int, dict[str, Any]]:
    """Return what ``Proposal.facts`` keep of each of these people (person id -> facts), as the database has it."""
    keys = [person.pk for person in people]
    found: dict[int, dict[str, Any]] = {
        key: {"was": {}, "name": name} for key, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")
    }
    places = Membership.objects.filter(person__in=keys).order_by("group").values_list("person_id", "group_id", "role")
    for key, group, role in places:
        found[key]["was"][str(group)] = role
    return found


def undone(office_id: int) -> QuerySet[Proposal]:
    """Return what is open, or approved and not used yet, the oldest first, whether or not it stands still."""
    found = Proposal.objects.filter(office=office_id, stage__in=(Stage.OPEN, Stage.APPROVED))
    return found.select_related("office", "person", "proposed_by", "decided_by").order_by("proposed_at", "pk")


def stands(proposal: Proposal) -> bool:
    """Tell whether nothing has come between, as the database has it now; see ``standing``."""
    return bool(standing([proposal]))


def standing(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return those between which and now nothing has come; what they rest on is read at once.

    One lapses with its time, when the person leaves, has another name or holds other roles, when who proposed it could no
    longer do so, and, once approved, when who approved it is no administrator who can sign in.
    """
    now = clock.now()
    good = [each for each in proposals if each.ends_at > now]
    keys = {key for each in good for key in (each.person_id, each.proposed_by_id, each.decided_by_id) if key}
    if not keys:
        return []
    people = {person.pk: person for person in Person.objects.filter(pk__in=keys, is_active=True)}
    roles: dict[int, dict[str, str]] = {key: {} for key in keys}
    for key, group, role in Membership.objects.filter(person__in=keys).values_list("person_id", "group_id", "role"):
        roles[key][str(group)] = role
    return [each for each in good if _is_same(each, people, roles) and _is_backed(each, people, roles)]


def _is_same(proposal: Proposal, people: Mapping[int, Person], roles: Mapping[int, Mapping[str, str]]) -> bool:
    """Tell whether the person is here and as they were."""
    if not proposal.person_id:
        return True
    person = people.get(proposal.person_id)
    was = (proposal.facts.get("name", person.name), proposal.facts["was"]) if person else None
    return person is not None and was == (person.name, roles[person.pk])


def _is_backed(proposal: Proposal, people: Mapping[int, Person], roles: Mapping[int, Mapping[str, str]]) -> bool:
    """Tell whether who proposed it may still do so, and who approved it, still approve."""
    keeper, second = people.get(proposal.proposed_by_id), people.get(proposal.decided_by_id or 0)
    asks_for = frozenset({*proposal.facts["was"].values(), *proposal.facts.get("roles", {}).values()})
    asks_for |= {Role.ADMINISTRATOR} if proposal.matter in OF_ADMINISTRATORS else set()
    if not keeper or not may_manage_person(Rights(keeper.pk, keeper.office_id, frozenset(roles[keeper.pk].values())), asks_for):
        return False
    is_able = second is not None and second.activated_at is not None and Role.ADMINISTRATOR in roles[second.pk].values()
    return proposal.stage == Stage.OPEN or is_able


def waiting(office: Office) -> list[Proposal]:
    """Return what waits for a second administrator, the oldest first."""
    return standing(open_ones(office.pk))


def in_hand(office: Office, rights: Rights) -> list[Proposal]:
    """Return what waits, and the codes that were approved and that somebody with these rights may make now."""
    return standing(undone(office.pk).filter(Q(stage=Stage.OPEN) | Q(proposed_by=rights.person_id)))


def ready(office: Office) -> list[Proposal]:
    """Return the codes that were approved, and that who proposed them may make now."""
    return standing(undone(office.pk).filter(stage=Stage.APPROVED))


def decided(office: Office) -> QuerySet[Proposal]:
    """Return what was done or came to nothing last, the latest first."""
    found = Proposal.objects.filter(office=office).exclude(stage__in=(Stage.OPEN, Stage.APPROVED))
    return found.select_related("person", "proposed_by", "decided_by").order_by("-decided_at", "-pk")[:LATEST]


def may_decide(rights: Rights, proposal: Proposal) -> bool:
    """Tell whether somebody may approve or decline it: another administrator than who proposed it and whom it is about.

    Of only two administrators, whom it is about agrees to being one no longer.
    """
    if not rights.is_administrator or rights.office_id != proposal.office_id or rights.person_id == proposal.proposed_by_id:
        return False
    if rights.person_id != proposal.person_id:
        return True
    parties = (rights.person_id, proposal.proposed_by_id)
    return proposal.matter == Matter.FEWER and not others(proposal.office_id, *parties).exists()


def others(office_id: int, *parties: int | None) -> QuerySet[Person]:
    """Return the administrators who can sign in, without these people."""
    return able_administrators(office_id).exclude(pk__in=[key for key in parties if key])


def seconds(matter: Matter, office_id: int, person_id: int | None, proposed_by: int | None) -> QuerySet[Person]:
    """Return who may be the second administrator: as ``may_decide`` tells it of one."""
    found = others(office_id, person_id, proposed_by)
    return others(office_id, proposed_by) if matter == Matter.FEWER and not found.exists() else found


def waiting_for(rights: Rights, office: Office) -> int:
    """Return how many proposals somebody may decide now."""
    return sum(may_decide(rights, proposal) for proposal in waiting(office))


def shown(rights: Rights, office: Office, proposals: list[Proposal]) -> list[Shown]:
    """Return proposals as a page shows them."""
    groups = {str(pk): name for pk, name in Group.objects.filter(office=office).values_list("pk", "name")}
    labels = dict(Role.choices)
    given = ActivationCode.objects.filter(person__in=[each.person_id for each in proposals if each.stage == Stage.OPEN])
    codes = {code.person_id: code for code in given.select_related("issued_by").order_by("pk")}

    def places(facts: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        given = facts.get("roles", {}).items()
        return tuple((groups.get(group, ""), str(labels.get(role, role))) for group, role in given)

    def days(facts: dict[str, Any]) -> str:
        span = [date.fromisoformat(day) for day in facts.get("days", ())]
        return thai.format_span(span[0], span[1], get_language() or "th") if span else ""

    def as_shown(each: Proposal) -> Shown:
        is_own = each.proposed_by_id == rights.person_id
        last_code = codes.get(each.person_id or 0)
        return Shown(each, places(each.facts), days(each.facts), may_decide(rights, each), is_own, last_code)

    return [as_shown(each) for each in proposals]


def holding_power(people: Iterable[Person]) -> set[int]:
    """Return the keys of who is more than a clerk, or is about to be: by a role, as a deputy, or as a proposal wants it.

    Who has the account already when power comes has it, too: so a code waits just as the role does.
    """
    people = list(people)
    coming = Proposal.objects.filter(person__in=people, stage=Stage.OPEN, matter__in=GIVES_POWER, ends_at__gt=clock.now())
    return {person.pk for person in people} - clerks_alone(people) | set(coming.values_list("person_id", flat=True))
