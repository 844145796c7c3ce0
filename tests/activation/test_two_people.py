"""Codes and accounts of who holds a role above a clerk's, where that takes two administrators."""

import pytest
from django.test import Client

from jonghong.activation import actions, errands
from jonghong.activation.models import AccountRequest, Outcome
from jonghong.core import clock
from jonghong.people.actions import approve_proposal
from jonghong.people.models import ActivationCode, Matter, Person, Proposal, Stage
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import Refused
from tests.people.test_proposals import House
from tests.trust.world import client_of


@pytest.fixture
def house(db: None) -> House:
    return House()


def asked(house: House, person: Person) -> str:
    number: str = person.typed_id  # type: ignore[attr-defined]
    group = house.office.groups.all()[1]
    return actions.ask(office=house.office, citizen_id=number, name=person.name, group=group, network="x").number


def test_account_of_an_officer_waits_for_a_second_administrator(house: House) -> None:
    number = asked(house, house.officer)
    made = actions.approve(person=house.officer, number=number, actor=rights_of(house.first))
    assert made
    request = AccountRequest.objects.get()
    assert (request.outcome, made.ends_at, made.matter) == (Outcome.OPEN, request.expires_at, Matter.ACCOUNT)
    approve_proposal(proposal=made, by=rights_of(house.second))
    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == (Outcome.APPROVED, house.second)


def test_account_of_a_clerk_waits_for_nobody(house: House) -> None:
    number = asked(house, house.clerk)
    assert actions.approve(person=house.clerk, number=number, actor=rights_of(house.officer)) is None
    assert AccountRequest.objects.get().outcome == Outcome.APPROVED


def test_account_of_who_is_about_to_be_an_officer_waits(house: House) -> None:
    number = asked(house, house.clerk)
    house.proposed()
    assert actions.approve(person=house.clerk, number=number, actor=rights_of(house.first))
    assert AccountRequest.objects.get().outcome == Outcome.OPEN


def test_request_that_was_declined_meanwhile_is_not_approved(house: House) -> None:
    number = asked(house, house.officer)
    made = actions.approve(person=house.officer, number=number, actor=rights_of(house.first))
    assert made
    AccountRequest.objects.update(outcome=Outcome.DECLINED)
    with pytest.raises(Refused):
        approve_proposal(proposal=made, by=rights_of(house.second))
    assert Proposal.objects.get().stage == Stage.OPEN


def test_page_of_requests_says_that_it_waits(house: House) -> None:
    number = asked(house, house.officer)
    address = f"/office/account-requests/{house.officer.pk}/approve/"
    assert client_of(house.first).post(address, {"number": number})["Location"] == "/office/account-requests/"
    page = client_of(house.first).get("/office/account-requests/").content.decode()
    assert f"Approve a request for an account · {house.officer.name}" in page


def printed(client: Client, *people: Person) -> str:
    answer = client.post("/office/slips/", {"people": [person.pk for person in people], "way": "page"}, follow=True)
    return answer.content.decode()


def test_slip_of_an_officer_is_printed_once_it_is_approved(house: House) -> None:
    first = client_of(house.first)
    page = printed(first, house.officer)
    assert f"Issue an activation code · {house.officer.name}" in page
    assert not ActivationCode.objects.exists()
    approve_proposal(proposal=Proposal.objects.get(), by=rights_of(house.second))
    ready = "Approved: Issue an activation code"
    assert ready in first.get(f"/office/people/{house.officer.pk}/code/").content.decode()
    assert ready not in client_of(house.second).get(f"/office/people/{house.officer.pk}/code/").content.decode()
    assert 'class="slip"' in printed(first, house.officer)
    assert ActivationCode.objects.get().person == house.officer


def test_slips_of_others_are_printed_meanwhile(house: House) -> None:
    page = printed(client_of(house.first), house.officer, house.clerk)
    assert page.count('class="slip"') == 1
    assert f"Issue an activation code · {house.officer.name}" in page
    assert ActivationCode.objects.get().person == house.clerk


def test_errands_let_proposals_lapse(house: House) -> None:
    made = house.proposed()
    errands.look_once()
    Proposal.objects.update(ends_at=clock.now())
    errands.look_once()
    made.refresh_from_db()
    assert made.stage == Stage.LAPSED
