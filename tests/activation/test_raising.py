"""Codes and approvals that were given out for a clerk open nothing once the person is more than one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jonghong.activation import actions
from jonghong.activation.browsers import Ticket
from jonghong.activation.models import AccountRequest, Outcome, Reason
from jonghong.activation.queries import asked_by, is_approved
from jonghong.activation.refusals import NotApproved, NothingWaits
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import actions as people
from jonghong.people.models import Membership, Person, Role
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import WrongPair
from tests import make
from tests.activation.conftest import known
from tests.people.conftest import number_of

NEW = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(office: Office) -> Person:
    return known(office)


@pytest.fixture
def boss(office: Office) -> Person:
    return make.person(office, role=Role.ADMINISTRATOR)


def places(person: Person, role: str) -> dict[int, str]:
    return {person.memberships.get().group_id: role}


def promoted(person: Person, boss: Person) -> None:
    people.change_person(person=person, name=person.name, roles=places(person, Role.OFFICER), actor=rights_of(boss))


def promoted_by_list(person: Person, boss: Person) -> None:
    raised = people.Alteration(person.pk, person.name, person.email, places(person, Role.OFFICER))
    people.bring_in(office=person.office, newcomers=[], changes=[raised], actor=rights_of(boss))


def deputy_later(person: Person, boss: Person) -> None:
    day = clock.today(person.office.zone) + timedelta(days=2)
    people.name_deputy(office=person.office, person=person, starts_on=day, ends_on=day, by=rights_of(boss))


def gone_and_back(person: Person, boss: Person) -> None:
    people.leave(person=person, actor=rights_of(boss))
    people.come_back(person=person, actor=rights_of(boss))


RAISES = [promoted, promoted_by_list, deputy_later, gone_and_back]


def asked(person: Person, network: str = "x") -> actions.Asked:
    group = person.office.groups.all()[0]
    return actions.ask(office=person.office, citizen_id=number_of(person), name="x", group=group, network=network)


def use(office: Office, ticket: Ticket) -> None:
    request = asked_by(ticket, office)
    assert request
    actions.set_password(request=request, password=NEW)


def has_password(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).check_password(NEW)


@pytest.mark.parametrize("raises", RAISES)
def test_raising_voids_codes_and_requests(
    office: Office, officer: Person, boss: Person, person: Person, raises: Callable[[Person, Person], None]
) -> None:
    first = asked(person)
    actions.approve(person=person, number=first.number, actor=rights_of(officer))
    asked(person, "y")
    code = people.issue_code(person=person, issued_by=rights_of(officer))
    raises(person, boss)
    assert person.activation_codes.filter(revoked_at=None).count() == 0
    assert set(AccountRequest.objects.values_list("outcome", flat=True)) == {Outcome.PASSED_OVER}
    with pytest.raises(WrongPair):
        people.activate(office=office, citizen_id=number_of(person), code=code, password=NEW)
    with pytest.raises(NotApproved):
        use(office, first.ticket)
    assert not has_password(person)


def test_change_that_raises_nobody_keeps_codes_and_requests(
    office: Office, officer: Person, boss: Person, person: Person
) -> None:
    first = asked(person)
    actions.approve(person=person, number=first.number, actor=rights_of(officer))
    people.issue_code(person=person, issued_by=rights_of(officer))
    people.change_person(person=person, name="ชื่อใหม่", roles=places(person, Role.CLERK), actor=rights_of(officer))
    same = people.Alteration(person.pk, "ชื่อใหม่", "", places(person, Role.CLERK))
    people.bring_in(office=office, newcomers=[], changes=[same], actor=rights_of(boss))
    assert person.activation_codes.filter(revoked_at=None).count() == 1
    use(office, first.ticket)
    assert has_password(person)


def person_is_raised(person: Person, keeper: Person) -> None:
    Membership.objects.filter(person=person).update(role=Role.OFFICER)


def keeper_is_lowered(person: Person, keeper: Person) -> None:
    Membership.objects.filter(person=keeper).update(role=Role.CLERK)


def keeper_has_left(person: Person, keeper: Person) -> None:
    Person.objects.filter(pk=keeper.pk).update(is_active=False)


def nothing(person: Person, keeper: Person) -> None:
    pass


CHANGES: list[Any] = [(person_is_raised, False), (keeper_is_lowered, False), (keeper_has_left, False), (nothing, True)]


@pytest.mark.parametrize(("change", "opens"), CHANGES)
def test_code_is_good_while_its_issuer_may_give_it(
    office: Office, officer: Person, person: Person, change: Callable[[Person, Person], None], opens: bool
) -> None:
    code = people.issue_code(person=person, issued_by=rights_of(officer))
    change(person, officer)
    facts: dict[str, Any] = {"office": office, "citizen_id": number_of(person), "code": code, "password": NEW}
    if opens:
        people.activate(**facts)
    else:
        with pytest.raises(WrongPair):
            people.activate(**facts)
    assert has_password(person) == opens


@pytest.mark.parametrize(("change", "opens"), CHANGES)
def test_approval_is_good_while_its_giver_may_give_it(
    office: Office, officer: Person, person: Person, change: Callable[[Person, Person], None], opens: bool
) -> None:
    first = asked(person)
    actions.approve(person=person, number=first.number, actor=rights_of(officer))
    read = asked_by(first.ticket, office)
    assert read
    change(person, officer)
    assert is_approved(read) == opens
    if opens:
        use(office, first.ticket)
    else:
        with pytest.raises(NotApproved):
            actions.set_password(request=read, password=NEW)
    assert has_password(person) == opens


def test_code_of_the_console_opens_any_account(office: Office) -> None:
    boss = known(office, role=Role.ADMINISTRATOR)
    code = people.issue_code(person=boss)
    assert people.activate(office=office, citizen_id=number_of(boss), code=code, password=NEW) == boss


def test_declining_takes_an_unused_approval_back(office: Office, officer: Person, person: Person) -> None:
    first = asked(person)
    actions.approve(person=person, number=first.number, actor=rights_of(officer))
    actions.decline(person=person, reason=Reason.NOT_THEM, actor=rights_of(officer))
    assert AccountRequest.objects.get().outcome == Outcome.DECLINED
    with pytest.raises(NotApproved):
        use(office, first.ticket)
    assert not has_password(person)


def test_used_approval_is_not_taken_back(office: Office, officer: Person, person: Person) -> None:
    first = asked(person)
    actions.approve(person=person, number=first.number, actor=rights_of(officer))
    use(office, first.ticket)
    with pytest.raises(NothingWaits):
        actions.decline(person=person, reason=Reason.NOT_THEM, actor=rights_of(officer))
    assert AccountRequest.objects.get().outcome == Outcome.APPROVED


@pytest.mark.parametrize("way", ["code", "change", "other system"])
def test_setting_a_password_in_another_way_lets_all_requests_die(
    office: Office, officer: Person, person: Person, way: str
) -> None:
    first = asked(person)
    actions.approve(person=person, number=first.number, actor=rights_of(officer))
    asked(person, "y")
    if way == "code":
        code = people.issue_code(person=person)
        people.activate(office=office, citizen_id=number_of(person), code=code, password="four green kettles")
    elif way == "change":
        person.set_password(make.PASSWORD)
        person.save()
        people.change_password(person=person, current=make.PASSWORD, new="four green kettles")
    else:
        people.vouch_for(person=person, way="oidc")
    assert set(AccountRequest.objects.values_list("outcome", flat=True)) == {Outcome.PASSED_OVER}
    with pytest.raises(NotApproved):
        use(office, first.ticket)
