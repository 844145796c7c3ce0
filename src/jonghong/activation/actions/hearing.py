"""What is done when people tell of something, in the transaction in which they do."""

from typing import Any

from jonghong.activation.models import MailedCode
from jonghong.people.models import ActivationCode
from jonghong.people.queries import clerks_alone
from jonghong.people.refusals import WrongPair


def mind_mailed(issued: ActivationCode, **_facts: Any) -> None:
    """Refuse a code that went out by mail once its person is more than a clerk. Raises WrongPair."""
    if MailedCode.objects.filter(code=issued).exists() and not clerks_alone([issued.person]):
        raise WrongPair
