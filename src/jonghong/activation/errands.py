"""What waits to be done about codes: every few seconds wishes for mail are answered. Each process of the server does so."""

from jonghong.activation.actions import answer_wishes, forget_old
from jonghong.audit import rounds
from jonghong.offices.models import Office
from jonghong.people.actions import lapse_proposals
from jonghong.people.models import Proposal, Stage

EVERY = 5  # seconds


def keep() -> None:
    """Begin to look, until the process ends."""
    rounds.begin("errands", every=EVERY, do=look_once)


def look_once() -> None:
    """Answer wishes, forget what is old and let proposals lapse, in every office.

    Where another process does the same, one finds nothing.
    """
    for office in Office.objects.all():
        answer_wishes(office)
        forget_old(office)
        if Proposal.objects.filter(office=office, stage__in=(Stage.OPEN, Stage.APPROVED)).exists():
            lapse_proposals(office)
