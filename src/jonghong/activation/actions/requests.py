"""Accounts for people who have no code: they ask, an officer who hears their compare number approves, they set a password."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from jonghong.activation.actions.asking import note_asked, person_with, slow_down
from jonghong.activation.browsers import Ticket, new_token, token_hash
from jonghong.activation.models import AccountRequest, MailWish, Outcome, Reason
from jonghong.activation.queries import is_approved, open_requests, to_decline
from jonghong.activation.refusals import NoSuchCompareNumber, NotApproved, NothingWaits
from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import actions as people, identity, numbers
from jonghong.people.actions.requiring import require_here, require_manages, roles_held
from jonghong.people.actions.seconding import propose, takes_two
from jonghong.people.models import Matter, Person, Proposal
from jonghong.people.permissions import Rights
from jonghong.people.proposals import holding_power

GOOD_FOR = timedelta(hours=24)
KEPT = timedelta(days=30)  # what was decided
MOST_COMPARED = 5_000  # of the ten thousand numbers of four digits


@dataclass(frozen=True, repr=False)
class Asked:
    """What somebody who asked is given: a number to read out, shown once, and what the browser keeps."""

    number: str
    ticket: Ticket


@sensitive_variables()
def ask(*, office: Office, citizen_id: str, name: str, group: Group, network: str) -> Asked:
    """Note that somebody asks for an account; what is done is the same whether or not the number is on the list.

    No other open request with that number has the same compare number. Raises BadCitizenId or TooManyGuesses.
    """
    digits = identity.normalised(citizen_id)
    account, token, now = numbers.steady_key(digits), new_token(), clock.now()
    with transaction.atomic():
        slow_down(office, digits, network, what="account")
        others = open_requests(office).filter(account=account)
        number = _free_number(account, set(others.values_list("compare", flat=True)[:MOST_COMPARED]))
        person_id = person_with(office, digits)
        made = AccountRequest.objects.create(
            office=office,
            account=account,
            person_id=person_id,
            typed_name=name,
            group=group,
            compare=compare_hash(account, number),
            token=token_hash(token),
            asked_at=now,
            expires_at=now + GOOD_FOR,
        )
        note_asked(office, person_id, way="officer")
    return Asked(number, Ticket(made.pk, token))


def approve(*, person: Person, number: str, actor: Rights) -> Proposal | None:
    """Let the browser that was given this compare number set a password of that person, within a day.

    The person's other requests die. Returns what waits for a second administrator instead, where that takes two.
    Raises MayNotManage, HasLeft, NothingWaits, NoSuchCompareNumber, NobodyToApprove or ProposedAlready.
    """
    with transaction.atomic():
        waiting = _held(person, actor, open_requests(person.office))
        require_here(person)
        matching = [request for request in waiting if request.compare == compare_hash(request.account, number)]
        if len(matching) != 1:
            raise NoSuchCompareNumber
        facts: dict[str, Any] = {"office": person.office, "matter": Matter.ACCOUNT, "person": person, "by": actor}
        if holding_power([person]) and takes_two(**facts):
            return propose(**facts, ends_at=matching[0].expires_at, request=matching[0].pk)
        _approve(matching[0], person, actor)
        raise_version(person.office_id)
    return None


def approve_agreed(*, proposal: Proposal, by: Rights) -> None:
    """Approve the request that was proposed, in the transaction in which a second administrator does so.

    Raises MayNotManage, HasLeft or NothingWaits.
    """
    person = proposal.person
    assert person
    waiting = _held(person, by, open_requests(person.office).filter(pk=proposal.facts["request"]))
    require_here(person)
    _approve(waiting[0], person, by, proposal=proposal.pk)


def _approve(request: AccountRequest, person: Person, actor: Rights, **facts: int) -> None:
    _settle(AccountRequest.objects.filter(Q(outcome=Outcome.OPEN) | _unused(), person=person), Outcome.PASSED_OVER, actor)
    approved = AccountRequest.objects.filter(pk=request.pk)
    _settle(approved, Outcome.APPROVED, actor)
    approved.update(expires_at=clock.now() + GOOD_FOR)
    _note(Act.ACTIVATION_APPROVED, person, actor, **facts)


def decline(*, person: Person, reason: Reason, actor: Rights) -> None:
    """Decline all open requests of a person, and take an approval back that was not used.

    The browsers that asked are not told: they may be anybody's.
    Raises MayNotManage or NothingWaits.
    """
    with transaction.atomic():
        waiting = _held(person, actor, to_decline(person))
        requests = AccountRequest.objects.filter(pk__in=[request.pk for request in waiting])
        _settle(requests, Outcome.DECLINED, actor)
        requests.update(reason=reason)
        _note(Act.ACTIVATION_DECLINED, person, actor, reason=reason.value)
        raise_version(person.office_id)


@sensitive_variables()
def set_password(*, request: AccountRequest, password: str) -> Person:
    """Set the password of whom the request was approved for; the approval is used up. Raises NotApproved or WeakPassword."""
    person = request.person
    if person is None:
        raise NotApproved
    kept = people.hashed(person=person, password=password)
    with transaction.atomic():
        hold(request.office_id)
        good = AccountRequest.objects.filter(_unused(), pk=request.pk).select_related("person")
        if not all(map(is_approved, good)) or not good.update(used_at=clock.now()):
            raise NotApproved
        people.open_account(person=person, password=kept, account=request.account)
    return person


def forget_old(office: Office) -> None:
    """Delete requests that are out of time, what was decided a month ago, and wishes of yesterday."""
    now = clock.now()
    requests = AccountRequest.objects.filter(office=office)
    requests.filter(outcome=Outcome.OPEN, expires_at__lt=now).delete()
    requests.filter(asked_at__lt=now - KEPT).delete()
    MailWish.objects.filter(office=office, asked_at__lt=now - GOOD_FOR).delete()


def compare_hash(account: str, number: str) -> str:
    """Return a compare number as it is kept."""
    return salted_hmac("jonghong.activation.compare", f"{account}|{number}", algorithm="sha256").hexdigest()


def _free_number(account: str, taken: set[str]) -> str:
    while compare_hash(account, number := f"{secrets.randbelow(10_000):04}") in taken:
        continue
    return number


def _unused() -> Q:
    return Q(outcome=Outcome.APPROVED, used_at=None)


def _held(person: Person, actor: Rights, requests: QuerySet[AccountRequest]) -> list[AccountRequest]:
    """Return those of some requests that are of a person, which nobody else decides until the transaction ends."""
    hold(person.office_id)
    require_manages(actor, roles_held(person))
    waiting = list(requests.filter(person=person))
    if not waiting:
        raise NothingWaits
    return waiting


def _settle(requests: QuerySet[AccountRequest], outcome: Outcome, actor: Rights) -> None:
    requests.update(outcome=outcome, decided_at=clock.now(), decided_by=actor.person_id)


def _note(act: Act, person: Person, actor: Rights, **facts: str | int) -> None:
    audit.record(office_id=person.office_id, act=act, actor_id=actor.person_id, subject=f"person:{person.pk}", **facts)
