"""What becomes of proposals: approved and done by a second administrator, declined, withdrawn, or lapsed."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices import actions as offices
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import letters
from jonghong.people.actions.deputies import name_deputy
from jonghong.people.actions.seconding import let_lapse, note, propose, settle, takes_two
from jonghong.people.actions.staff import change_person, leave
from jonghong.people.models import Matter, Proposal, Stage
from jonghong.people.permissions import Rights
from jonghong.people.proposals import FEWEST, may_decide, open_ones, roles_of, stands, undone
from jonghong.people.queries import able_administrators
from jonghong.people.refusals import (
    MayNotDecide,
    MayNotSetOffice,
    NoLongerWaits,
    NotYourProposal,
    TooFewAdministrators,
)
from jonghong.people.signals import proposal_approved

CODE_GOOD_FOR = timedelta(days=1)  # once approved, for who proposed it to make it


def approve_proposal(*, proposal: Proposal, by: Rights) -> None:
    """Do what was proposed, by a second administrator; a code is made then by who proposed it, within a day.

    Raises MayNotDecide, NoLongerWaits, or what the act itself is refused for: then it waits on.
    """
    lapse_proposals(proposal.office)
    with transaction.atomic():
        waiting = _held(proposal, by, open_ones(proposal.office_id))
        is_code = waiting.matter == Matter.CODE
        _settle(waiting, Stage.APPROVED if is_code else Stage.DONE, by)
        note(Act.PROPOSAL_APPROVED, waiting, by.person_id)
        if is_code:
            Proposal.objects.filter(pk=waiting.pk).update(ends_at=clock.now() + CODE_GOOD_FOR)
        elif waiting.matter in CARRY_OUT:
            CARRY_OUT[Matter(waiting.matter)](waiting, by)
        else:
            proposal_approved.send(Proposal, proposal=waiting, by=by)
        letters.tell_of_decision(waiting, is_approved=True)
        raise_version(waiting.office_id)


def decline_proposal(*, proposal: Proposal, by: Rights) -> None:
    """Let nothing come of what was proposed, or approved and not used yet. Raises MayNotDecide or NoLongerWaits."""
    lapse_proposals(proposal.office)
    with transaction.atomic():
        waiting = _held(proposal, by, undone(proposal.office_id))
        _settle(waiting, Stage.DECLINED, by)
        note(Act.PROPOSAL_DECLINED, waiting, by.person_id)
        letters.tell_of_decision(waiting, is_approved=False)
        raise_version(waiting.office_id)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Rights) -> None:
    """Take back what one proposed oneself and is not done yet. Raises NotYourProposal or NoLongerWaits."""
    hold(proposal.office_id)
    if by.person_id != proposal.proposed_by_id or by.office_id != proposal.office_id:
        raise NotYourProposal
    waiting = _standing(proposal, undone(proposal.office_id))
    _settle(waiting, Stage.WITHDRAWN, by)
    note(Act.PROPOSAL_WITHDRAWN, waiting, by.person_id)
    raise_version(waiting.office_id)


def lapse_proposals(office: Office) -> int:
    """Let go what stands no longer: out of time, or what it rests on has changed; return how many those were."""
    with transaction.atomic():
        hold(office.pk)
        lapsed = let_lapse(office)
        if lapsed:
            raise_version(office.pk)
    return lapsed


@transaction.atomic
def require_second(*, office: Office, is_required: bool, by: Rights) -> Proposal | None:
    """Let what gives power take two administrators from now on, or one; the latter takes two itself, and then waits.

    Raises MayNotSetOffice or TooFewAdministrators.
    """
    hold(office.pk)
    if not by.is_administrator or by.office_id != office.pk:
        raise MayNotSetOffice
    if is_required and able_administrators(office.pk).count() < FEWEST:
        raise TooFewAdministrators
    if not is_required and takes_two(office=office, matter=Matter.ALONE, person=None, by=by):
        return propose(office=office, matter=Matter.ALONE, person=None, by=by)
    offices.require_second(office=office, is_required=is_required)
    return None


def _held(proposal: Proposal, by: Rights, among: QuerySet[Proposal]) -> Proposal:
    """Return the proposal as it stands among these, which nobody else decides until the transaction ends."""
    hold(proposal.office_id)
    if not may_decide(by, proposal) or not able_administrators(proposal.office_id).filter(pk=by.person_id or 0).exists():
        raise MayNotDecide
    return _standing(proposal, among)


def _standing(proposal: Proposal, among: QuerySet[Proposal]) -> Proposal:
    waiting = among.filter(pk=proposal.pk).first()
    if not waiting or not stands(waiting):
        raise NoLongerWaits
    return waiting


def _settle(proposal: Proposal, stage: Stage, by: Rights) -> None:
    if not settle(proposal, stage, by.person_id):
        raise NoLongerWaits


def _give_roles(proposal: Proposal, by: Rights) -> None:
    assert proposal.person
    roles = {int(group): role for group, role in {**roles_of(proposal.person), **proposal.facts["roles"]}.items()}
    change_person(person=proposal.person, name=proposal.person.name, roles=roles, actor=by, agreed=proposal)


def _end_role(proposal: Proposal, by: Rights) -> None:
    person = proposal.person
    assert person
    if proposal.facts.get("leaves"):
        leave(person=person, actor=by, agreed=proposal)
    else:
        roles = {int(group): role for group, role in proposal.facts["roles"].items()}
        change_person(person=person, name=person.name, roles=roles, actor=by, agreed=proposal)


def _name_deputy(proposal: Proposal, by: Rights) -> None:
    assert proposal.person
    first, last = map(date.fromisoformat, proposal.facts["days"])
    facts = {"starts_on": first, "ends_on": last, "remark": proposal.facts["remark"]}
    name_deputy(office=proposal.office, person=proposal.person, by=by, agreed=proposal, **facts)


def _let_one_be_enough(proposal: Proposal, _by: Rights) -> None:
    offices.require_second(office=proposal.office, is_required=False)


CARRY_OUT: dict[Matter, Callable[[Proposal, Rights], None]] = {
    Matter.ROLES: _give_roles,
    Matter.DEPUTY: _name_deputy,
    Matter.ALONE: _let_one_be_enough,
    Matter.FEWER: _end_role,
}
