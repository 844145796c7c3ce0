"""What gives power takes two administrators, where the office has set so: the one rule, which each such verb asks.

A verb asks ``takes_two`` while the office is held, and where that is so, does no more than ``propose``. What was approved comes
back to the verb as ``agreed``. The console needs no second one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.versions import raise_version
from jonghong.people import letters
from jonghong.people.models import OFFICERS, RANKS, Matter, Person, Proposal, Stage
from jonghong.people.permissions import Rights
from jonghong.people.proposals import as_they_are, is_binding, open_ones, seconds, standing, stands, undone
from jonghong.people.queries import able_administrators
from jonghong.people.refusals import NobodyToApprove, ProposedAlready

GOOD_FOR = timedelta(days=7)
AT_ONCE = 200  # rows in one statement


def takes_two(*, office: Office, matter: Matter, person: Person | None, by: Rights | None) -> bool:
    """Tell whether the act has to wait for a second administrator.

    Where the office wants two and there are no longer two administrators, one is enough, and that is recorded.
    Raises NobodyToApprove where there are two, and the act is about the other one.
    """
    if by is None or by.person_id is None or not Office.objects.filter(pk=office.pk, power_takes_two=True).exists():
        return False
    if not is_binding(office):
        _note(Act.DONE_ALONE, office, matter, person, by.person_id)
        _lapse(open_ones(office.pk).filter(matter=matter, person=person))
        return False
    if not seconds(matter, office.pk, person.pk if person else None, by.person_id).exists():
        raise NobodyToApprove
    return True


def propose(
    *,
    office: Office,
    matter: Matter,
    person: Person | None,
    by: Rights | None,
    ends_at: datetime | None = None,
    **facts: Any,
) -> Proposal:
    """Write down what waits, and tell the other administrators; the same proposed twice waits once.

    It is good for a week, or until ``ends_at`` if that is sooner. Raises ProposedAlready.
    """
    made = _propose(office, matter, {person: facts}, by, ends_at)[0]
    if isinstance(made, ProposedAlready):
        raise made
    return made


def propose_roles(person: Person, roles: Mapping[int, str], by: Rights | None) -> Proposal | None:
    """Propose to give somebody these roles (group id -> role), if there are any; see ``propose``."""
    return propose(office=person.office, matter=Matter.ROLES, person=person, by=by, **_given(roles)) if roles else None


def propose_many_roles(office: Office, roles: Mapping[Person, Mapping[int, str]], by: Rights | None) -> None:
    """Propose roles for each of these people, with one letter for all; where others wait for one of them, those do."""
    if roles:
        _propose(office, Matter.ROLES, {person: _given(each) for person, each in roles.items()}, by)


def _given(roles: Mapping[int, str]) -> dict[str, Any]:
    return {"roles": {str(group): role for group, role in sorted(roles.items())}}


def _propose(
    office: Office,
    matter: Matter,
    wanted: Mapping[Person | None, Mapping[str, Any]],
    by: Rights | None,
    ends_at: datetime | None = None,
) -> list[Proposal | ProposedAlready]:
    """Propose for each of several people, by as many statements as for one; see ``propose``."""
    assert by
    assert by.person_id
    let_lapse(office)
    there = {each.person_id: each for each in open_ones(office.pk).filter(matter=matter)}
    now = clock.now()
    common: dict[str, Any] = {"office": office, "matter": matter, "proposed_by_id": by.person_id, "proposed_at": now}
    common["ends_at"] = min(now + GOOD_FOR, ends_at or now + GOOD_FOR)
    was = as_they_are(person for person in wanted if person)
    told: list[Proposal | ProposedAlready] = []
    new = []
    for person, facts in wanted.items():
        full = {**facts, **(was[person.pk] if person else {"was": {}})}
        waits = there.get(person.pk if person else None)
        if waits:
            told.append(waits if waits.facts == full else ProposedAlready(waits.proposed_by.name))
        else:
            new.append(Proposal(person=person, facts=full, **common))
            told.append(new[-1])
    Proposal.objects.bulk_create(new, batch_size=AT_ONCE)
    _tell(office, new, by.person_id)
    return told


def _tell(office: Office, made: Sequence[Proposal], proposed_by: int) -> None:
    """Record what was proposed, and write to each of those who may decide any of it."""
    if made:
        about = made[0].person_id if len(made) == 1 else None
        letters.tell_of_proposal(made[0], seconds(Matter(made[0].matter), office.pk, about, proposed_by))
        entries = [_entry(Act.PROPOSED, Matter(each.matter), each.person, proposed_by, proposal=each.pk) for each in made]
        audit.record_all(office_id=office.pk, entries=entries)
        raise_version(office.pk)


def takes_two_to_lower(person: Person, by: Rights | None) -> bool:
    """Tell whether an administrator who can sign in waits for a second one before being one no longer; see ``takes_two``.

    Otherwise one alone would be rid of all others, and nobody be left whom the rule binds.
    """
    is_able = able_administrators(person.office_id).filter(pk=person.pk).exists()
    return is_able and takes_two(office=person.office, matter=Matter.FEWER, person=person, by=by)


def part_roles(held: Mapping[int, str], wanted: Mapping[int, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Part roles (group id -> role) into what gives no power beyond that which is held somewhere, and what does.

    A role that does stands among the first, too: as much of it as is held.
    """
    most = max(map(RANKS.index, held.values()), default=0)
    above = {group: role for group, role in wanted.items() if role in OFFICERS and RANKS.index(role) > most}
    return {**wanted, **{group: held.get(group, RANKS[most]) for group in above}}, above


def settle(proposal: Proposal, stage: Stage, decided_by: int | None) -> bool:
    """Decide a proposal that is open, or approved and not used, and tell whether it was: of two at once, one does."""
    open_one = Proposal.objects.filter(pk=proposal.pk, stage=proposal.stage)
    return bool(open_one.update(stage=stage, decided_by=decided_by, decided_at=clock.now()))


def use_up(matter: Matter, person: Person, by: Rights | None) -> Proposal | None:
    """Return what was approved for somebody to do once, and who does it now; None where nothing was."""
    asked_by = by.person_id if by else None
    ready = Proposal.objects.filter(matter=matter, person=person, stage=Stage.APPROVED, proposed_by=asked_by)
    for proposal in ready:
        if stands(proposal) and settle(proposal, Stage.DONE, proposal.decided_by_id):
            return proposal
    return None


def let_lapse(office: Office) -> int:
    """Let go what stands no longer, while the office is held, and return how many those were."""
    found = list(undone(office.pk))
    good = {each.pk for each in standing(found)}
    return _lapse([each for each in found if each.pk not in good])


def note(act: Act, proposal: Proposal, actor_id: int | None) -> None:
    """Record a step of a proposal."""
    _note(act, proposal.office, Matter(proposal.matter), proposal.person, actor_id, proposal=proposal.pk)


def _lapse(proposals: Iterable[Proposal]) -> int:
    lapsed = [each for each in proposals if settle(each, Stage.LAPSED, None)]
    for each in lapsed:
        note(Act.PROPOSAL_LAPSED, each, None)
    return len(lapsed)


def _note(act: Act, office: Office, matter: Matter, person: Person | None, actor_id: int | None, **facts: int) -> None:
    audit.record_all(office_id=office.pk, entries=[_entry(act, matter, person, actor_id, **facts)])


def _entry(act: Act, matter: Matter, person: Person | None, actor_id: int | None, **facts: int) -> audit.Entry:
    return audit.Entry(act, actor_id, f"person:{person.pk}" if person else "", {"matter": matter.value, **facts})
