"""Signing in the first time with the password of AMSS++, for clerks, while the office still runs it.

| whose number | AMSS++ is asked about | what follows |
|---|---|---|
| nobody's here, or of somebody who never signed in | that number | a right password that is believed brings the person over |
| of somebody who signed in before, or has left | a number that nobody has | nothing |

So every claim that our own password did not settle costs one question, whoever it is about, and while AMSS++ does not answer
all of them get the same sentence. What remains to be seen: whether AMSS++ has a row of that number at all, by some
microseconds under the milliseconds of the network; not whether we know the number.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.legacy import beliefs
from jonghong.legacy.actions import bring_over
from jonghong.legacy.asking import Account, Unreachable, ask
from jonghong.legacy.bridge import Bridge, bridge
from jonghong.legacy.queries import is_clerk_alone, person_of
from jonghong.people.actions import NotToVouchFor, note_refusal
from jonghong.people.models import Person
from jonghong.people.signin import CannotTell, Claim, OwnPassword

NOBODY = "0" * 13


class Amss(OwnPassword):
    """Signing in with the password of AMSS++; asked after our own."""

    @sensitive_variables()
    def authenticate(self, request: HttpRequest | None, claim: Claim) -> Person | None:  # type: ignore[override]
        """Return the person whom AMSS++ proved, brought over by now. Raises CannotTell while AMSS++ does not answer."""
        there = bridge()
        if there is None or clock.today(claim.office.zone) > there.until:
            return None
        person = person_of(claim)
        may_come = person is not None and person.is_active and person.activated_at is None
        accounts = answer_of(there, claim, claim.citizen_id if person is None or may_come else NOBODY)
        right = [account for account in accounts if beliefs.is_right(claim.password, account)]
        if person is None or not may_come or not right:
            return None
        why = reason_against(person, claim, accounts, there)
        if not why:
            try:
                bring_over(person=person, password=claim.password, grace=there.grace)
            except NotToVouchFor:
                why = "meanwhile"
        if why and request is not None:
            request.why_not = {"way": "amss", "why": why}  # type: ignore[attr-defined]  # for the record that is made of it
        return None if why else person


@sensitive_variables()
def answer_of(there: Bridge, claim: Claim, number: str) -> list[Account]:
    """Return what AMSS++ knows of the number. Raises CannotTell, and notes it."""
    try:
        return ask(there, number)
    except Unreachable:
        note_refusal(office=claim.office, why="unreachable", way="amss")
        raise CannotTell(cannot_tell()) from None


@sensitive_variables()
def reason_against(person: Person, claim: Claim, accounts: list[Account], there: Bridge) -> str:
    """Return why a right password does not bring somebody over, in one word of ours; empty where it does."""
    if len(accounts) > 1:
        return "two accounts"
    today = clock.today(claim.office.zone)
    doubt = beliefs.doubt(claim.password, accounts[0], number=claim.citizen_id, today=today, cutover=there.cutover)
    return doubt or ("" if is_clerk_alone(person) else "role")


def cannot_tell() -> str:
    """Return the sentence for everybody whose password is not one of ours while AMSS++ does not answer."""
    return _(
        "Passwords cannot be checked with AMSS++ right now. If you have set a password here, type it again with care; "
        "otherwise try again later, or register with an activation code.",
    )
