"""Activation codes: given out and made void. Codes are hashed before a transaction opens, because that takes longer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import codes
from jonghong.people.actions.requiring import require_here, require_manages, roles_held
from jonghong.people.actions.seconding import propose, takes_two, use_up
from jonghong.people.models import ActivationCode, Matter, Person
from jonghong.people.permissions import Rights
from jonghong.people.proposals import holding_power
from jonghong.people.refusals import IssuedMeanwhile, WaitsForSecond
from jonghong.people.signals import ways_in_voided

CODE_DAYS = 14  # the day of issue is the first


@dataclass(frozen=True)
class Slip:
    """What one person is handed: the code in clear, this once, and the last day on which it is taken."""

    person: Person
    code: str = field(repr=False)
    last_day: date
    issued: ActivationCode


@sensitive_variables()
def issue_code(*, person: Person, issued_by: Rights | None = None) -> str:
    """Return a new activation code in clear, as it is to be printed; see ``issue_codes``. Raises WaitsForSecond, too."""
    slips = issue_codes(office=person.office, people=[person], issued_by=issued_by)
    if not slips:
        raise WaitsForSecond(person.name)
    return slips[0].code


@sensitive_variables()
def issue_codes(
    *,
    office: Office,
    people: Sequence[Person],
    issued_by: Rights | None = None,
    latest: int | None = None,
    good_for: timedelta | None = None,
    hand_over: Callable[[Slip], None] = lambda _slip: None,
) -> list[Slip]:
    """Give each of these people of the office a code; earlier codes of theirs are void from now on.

    A password that was set before stays good until the code is used: who asks for a code in another's name, or loses the
    slip, shuts nobody out. Codes stand in clear only in what is returned. ``latest`` is the last code of the office when the
    form was opened (``queries.latest_code``): sent again, it asks for people who have a later one. ``good_for`` is given
    where that is less than fourteen days; ``hand_over`` is called with each code, in the transaction. Who holds a role above
    a clerk's gets none, where that takes two, before a second administrator approved it. Raises MayNotManage, HasLeft,
    IssuedMeanwhile or NobodyToApprove, and whatever ``hand_over`` raises.
    """
    people = list(dict.fromkeys(people))
    drawn = {person.pk: codes.draw() for person in people}
    hashes = {pk: make_password(code) for pk, code in drawn.items()}
    now = clock.now()
    expires_at = now + good_for if good_for else _end_of_days(office, now)
    last_day = expires_at.astimezone(office.zone).date()
    with transaction.atomic():
        hold(office.pk)
        require_manages(issued_by, roles_held(*people))
        require_here(*people)
        if latest is not None:
            _require_none_issued_since(latest, *people)
        agreed, waits = _agreed_and_waiting(office, people, issued_by)
        void_codes(*(person for person in people if person.pk not in waits))
        issuer = issued_by.person_id if issued_by else None
        rows = [
            ActivationCode(
                office=office,
                person=person,
                code_hash=hashes[person.pk],
                issued_by_id=issuer,
                issued_at=now,
                expires_at=expires_at,
            )
            for person in people
            if person.pk not in waits
        ]
        ActivationCode.objects.bulk_create(rows)
        slips = [Slip(row.person, codes.shown(drawn[row.person_id]), last_day, row) for row in rows]
        for slip in slips:
            hand_over(slip)
            subject, by = f"person:{slip.person.pk}", agreed.get(slip.person.pk)
            audit.record(
                office_id=office.pk, act=Act.CODE_ISSUED, actor_id=issuer, subject=subject, **({"proposal": by} if by else {})
            )
        raise_version(office.pk)
    return slips


def revoke_code(*, person: Person, actor: Rights | None = None) -> None:
    """Make the open code of somebody void; where there is none, do nothing. Raises MayNotManage."""
    with transaction.atomic():
        hold(person.office_id)
        require_manages(actor, roles_held(person))
        if void_codes(person):
            audit.record(
                office_id=person.office_id,
                act=Act.CODE_REVOKED,
                actor_id=actor.person_id if actor else None,
                subject=f"person:{person.pk}",
            )
            raise_version(person.office_id)


def void_codes(*people: Person) -> int:
    """Make all open codes of these people void, in the caller's transaction, and return how many there were."""
    standing = ActivationCode.objects.filter(person__in=people, used_at=None, revoked_at=None)
    return standing.update(revoked_at=clock.now())


def void_ways_in(*people: Person) -> None:
    """Make void all by which others could set a password of these people, in the caller's transaction."""
    void_codes(*people)
    ways_in_voided.send(Person, people=people)


def _agreed_and_waiting(office: Office, people: Sequence[Person], by: Rights | None) -> tuple[dict[int, int], set[int]]:
    """Return whose code was approved (person id -> proposal id), and whose is proposed only."""
    powerful = holding_power(people)
    agreed, waits = {}, set()
    for person in people:
        if person.pk not in powerful:
            continue
        used = use_up(Matter.CODE, person, by)
        if used:
            agreed[person.pk] = used.pk
        elif takes_two(office=office, matter=Matter.CODE, person=person, by=by):
            propose(office=office, matter=Matter.CODE, person=person, by=by)
            waits.add(person.pk)
    return agreed, waits


def _end_of_days(office: Office, now: datetime) -> datetime:
    last_day = now.astimezone(office.zone).date() + timedelta(days=CODE_DAYS - 1)
    return datetime.combine(last_day, time.max, office.zone)


def _require_none_issued_since(latest: int, *people: Person) -> None:
    issued = ActivationCode.objects.filter(person__in=people, pk__gt=latest)
    names = Person.objects.filter(pk__in=issued.values("person")).values_list("name", flat=True)
    if names:
        raise IssuedMeanwhile(", ".join(names))
