"""Who acts for a room officer (ปฏิบัติราชการแทน): named from a day to a day, and ended before if need be."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.actions.issuing import void_ways_in
from jonghong.people.actions.seconding import propose, takes_two
from jonghong.people.models import OFFICERS, Deputy, Matter, Membership, Person, Proposal
from jonghong.people.permissions import Rights
from jonghong.people.refusals import (
    ActsAlready,
    EndsBeforeItStarts,
    HasLeft,
    IsOfficerAlready,
    MayNotManagePeople,
    NotYourself,
    OverAlready,
    TooLong,
)

LONGEST = timedelta(days=366)  # a year, the first day and the last included


@transaction.atomic
def name_deputy(
    *,
    office: Office,
    person: Person,
    starts_on: date,
    ends_on: date,
    remark: str = "",
    by: Rights,
    agreed: Proposal | None = None,
) -> Deputy | Proposal:
    """Let somebody of the office act for its room officers on these days, both included; codes they have are void.

    Returns what waits for an administrator, where that takes two. Raises MayNotManagePeople, NotYourself, HasLeft,
    IsOfficerAlready, EndsBeforeItStarts, OverAlready, TooLong, ActsAlready, NobodyToApprove or ProposedAlready.
    """
    hold(office.pk)
    _require_may_name(by, office.pk)
    _require_can_act(person, by)
    _require_fit(starts_on, ends_on, today=clock.today(office.zone))
    at_that_time = Deputy.objects.filter(person=person, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
    other = at_that_time.order_by("starts_on").first()
    if other:
        raise ActsAlready(person.name, other.starts_on, other.ends_on)
    span = [starts_on.isoformat(), ends_on.isoformat()]
    if not agreed and takes_two(office=office, matter=Matter.DEPUTY, person=person, by=by):
        return propose(office=office, matter=Matter.DEPUTY, person=person, by=by, days=span, remark=remark)
    deputy = Deputy.objects.create(
        office=office,
        person=person,
        named_by_id=agreed.proposed_by_id if agreed else by.person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        remark=remark,
        created_at=clock.now(),
    )
    void_ways_in(person)
    subject, facts = f"person:{person.pk}", {"proposal": agreed.pk} if agreed else {}
    audit.record(office_id=office.pk, act=Act.DEPUTY_NAMED, actor_id=by.person_id, subject=subject, days=span, **facts)
    raise_version(office.pk)
    return deputy


@transaction.atomic
def end_deputy(*, deputy: Deputy, by: Rights) -> None:
    """Let somebody act no longer, from this moment on; once is as good as twice. Raises MayNotManagePeople."""
    hold(deputy.office_id)
    _require_may_name(by, deputy.office_id)
    if _end(deputy.office, Deputy.objects.filter(pk=deputy.pk)):
        subject = f"person:{deputy.person_id}"
        audit.record(office_id=deputy.office_id, act=Act.DEPUTY_ENDED, actor_id=by.person_id, subject=subject)
    raise_version(deputy.office_id)


def end_all_of(person: Person) -> None:
    """Let somebody who leaves act no longer, in the transaction of leaving."""
    _end(person.office, Deputy.objects.filter(person=person))


def _end(office: Office, deputies: QuerySet[Deputy]) -> int:
    """Note the end of those that are not over, and return how many those were."""
    return deputies.filter(ended_at=None, ends_on__gte=clock.today(office.zone)).update(ended_at=clock.now())


def _require_may_name(by: Rights, office_id: int) -> None:
    if not by.may_manage_people or by.office_id != office_id:
        raise MayNotManagePeople


def _require_can_act(person: Person, by: Rights) -> None:
    """Ask the database, whatever stood there when the person was read."""
    if person.pk == by.person_id:
        raise NotYourself
    if not Person.objects.filter(pk=person.pk, office=by.office_id, is_active=True).exists():
        raise HasLeft(person.name)
    if Membership.objects.filter(person=person, role__in=OFFICERS).exists():
        raise IsOfficerAlready(person.name)


def _require_fit(starts_on: date, ends_on: date, *, today: date) -> None:
    if ends_on < starts_on:
        raise EndsBeforeItStarts
    if ends_on < today:
        raise OverAlready
    if ends_on - starts_on >= LONGEST:
        raise TooLong
