"""What a list gives above the role of a clerk, where that takes two administrators."""

import pytest

from jonghong.people.models import Person, Proposal
from jonghong.people.permissions import rights_of
from tests import make
from tests.people.test_proposals import House, role_of
from tests.roster.conftest import row
from tests.roster.test_actions import brought, of
from tests.trust.world import client_of


@pytest.fixture
def house(db: None) -> House:
    return House()


def test_rows_come_in_as_clerks_and_the_report_says_so(house: House) -> None:
    rows = [row(1, role="officer"), row(2), of(house.clerk, role="ผู้ดูแลระบบ")]
    intake = brought(house.office, *rows, by=rights_of(house.first))
    assert intake.counts["proposed"] == 2
    assert role_of(house.clerk) == ["clerk"]
    assert sorted(role for each in Proposal.objects.all() for role in each.facts["roles"].values()) == [
        "administrator",
        "officer",
    ]
    page = client_of(house.first).get(f"/office/people/import/reports/{intake.pk}/").content.decode()
    assert "2 people were brought in without the roles above" in page


def test_report_says_nothing_where_one_is_enough(house: House) -> None:
    number = make.citizen_id(77)
    intake = brought(house.office, row(1, role="officer"), by=None)
    assert ("proposed" in intake.counts, Proposal.objects.exists()) == (False, False)
    page = client_of(house.first).get(f"/office/people/import/reports/{intake.pk}/").content.decode()
    assert ("were brought in without" in page, number in page) == (False, False)


def test_administrators_stay_until_a_second_one_approves_and_the_report_says_so(house: House) -> None:
    leaving = frozenset({house.second.pk, house.clerk.pk})
    intake = brought(house.office, of(house.officer), by=rights_of(house.first), leaving=leaving)
    assert (intake.counts["left"], intake.counts["stays"], intake.people["left"]) == (1, 1, [house.clerk.pk])
    assert list(Person.objects.filter(pk__in=leaving, is_active=True)) == [house.second]
    assert Proposal.objects.get().person == house.second
    page = client_of(house.first).get(f"/office/people/import/reports/{intake.pk}/").content.decode()
    assert "1 administrator has not left yet" in page
