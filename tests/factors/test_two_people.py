"""A second step is taken off by two administrators, where the office has set so."""

import pytest

from jonghong.factors import actions
from jonghong.factors.models import Totp
from jonghong.factors.refusals import NotYourOwn
from jonghong.people import actions as people
from jonghong.people.models import Matter, Proposal
from jonghong.people.permissions import rights_of
from tests.factors.conftest import with_app
from tests.people.test_proposals import House
from tests.trust.world import client_of


@pytest.fixture
def house(db: None) -> House:
    return House()


def test_second_step_is_taken_off_once_it_is_approved(house: House) -> None:
    with_app(house.clerk)
    address = f"/office/people/{house.clerk.pk}/second-step/"
    client = client_of(house.first)
    assert client.post(address)["Location"] == address
    page = client.get(address).content.decode()
    assert ("Waits for a second administrator" in page, '<button class="btn danger">' in page) == (True, False)
    made = Proposal.objects.get()
    assert (made.matter, Totp.objects.count()) == (Matter.FACTORS, 1)
    people.approve_proposal(proposal=made, by=rights_of(house.second))
    assert not Totp.objects.exists()


def test_other_administrator_s_second_step_wants_a_third(house: House) -> None:
    with_app(house.second)
    people.leave(person=house.third)
    answer = client_of(house.first).post(f"/office/people/{house.second.pk}/second-step/")
    assert (answer.status_code, "there is none" in answer.content.decode()) == (422, True)
    assert Totp.objects.count() == 1


def test_officer_s_proposal_is_none(house: House) -> None:
    with pytest.raises(NotYourOwn):
        actions.take_off(person=house.clerk, by=rights_of(house.officer))
    assert not Proposal.objects.exists()
