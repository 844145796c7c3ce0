"""What is done when people tell of something, in the transaction in which they do."""

from collections.abc import Sequence
from typing import Any

from jonghong.activation.actions import requests
from jonghong.activation.models import AccountRequest, MailedCode, Outcome
from jonghong.core import clock
from jonghong.people.models import ActivationCode, Matter, Person, Proposal
from jonghong.people.permissions import Rights
from jonghong.people.queries import clerks_alone
from jonghong.people.refusals import WrongPair


def mind_mailed(issued: ActivationCode, **_facts: Any) -> None:
    """Refuse a code that went out by mail once its person is more than a clerk. Raises WrongPair."""
    if MailedCode.objects.filter(code=issued).exists() and not clerks_alone([issued.person]):
        raise WrongPair


def pass_over(people: Sequence[Person], **_facts: Any) -> None:
    """Let all requests die that were made in the names of these people, approved or not."""
    unused = AccountRequest.objects.filter(person__in=people, outcome__in=(Outcome.OPEN, Outcome.APPROVED), used_at=None)
    unused.update(outcome=Outcome.PASSED_OVER, decided_at=clock.now())


def approve_agreed(proposal: Proposal, by: Rights, **_facts: Any) -> None:
    """Approve a request for an account, as a second administrator approved."""
    if proposal.matter == Matter.ACCOUNT:
        requests.approve_agreed(proposal=proposal, by=by)


def pass_over_activated(person: Person, **_facts: Any) -> None:
    """Let all other requests die of who has just taken the account into use."""
    pass_over([person])
