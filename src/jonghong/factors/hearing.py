"""What is done when people tell of something, in the transaction in which they do."""

from typing import Any

from jonghong.factors.actions import take_off
from jonghong.people.models import Matter, Proposal
from jonghong.people.permissions import Rights


def take_off_approved(proposal: Proposal, by: Rights, **_facts: Any) -> None:
    """Take second steps off, as a second administrator approved."""
    if proposal.matter == Matter.FACTORS and proposal.person:
        take_off(person=proposal.person, by=by, agreed=proposal)
