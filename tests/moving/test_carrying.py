"""Sums of months brought forward: counted on top in the year report, and never beside bookings of the same month."""

import pytest
from django.test import Client

from jonghong.bookings.models import MonthTally
from jonghong.bookings.tallies import carried_by_month, reported_by_month, times_by_month, wrong_tallies
from jonghong.moving.facts import Plan
from jonghong.offices.models import Office
from tests import make
from tests.moving.plans import booking, bring_in, judged, plan_of, preview, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


def sums(carried: dict[tuple[int, int], int], says: str = "") -> Plan:
    return plan_of(judged("sheet", "2563", cells={"1": says or str(carried)}), name="totals", carried=carried)


def test_sums_stand_beside_what_is_counted(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    run = bring_in(office, sums({(2020, 5): 12, (2020, 6): 0}), kind="totals")
    assert run.facts["carried"] == {"2020-05": 12}
    assert carried_by_month(office.pk) == {(2020, 5): 12}
    assert {month: times for month, times in reported_by_month(office.pk).items() if times} == {(2020, 5): 12, (2024, 6): 1}
    assert times_by_month(office.pk) == {(2020, 5): 0, (2024, 6): 1}
    assert wrong_tallies(office.pk) == []


def test_the_year_report_counts_them(office: Office, client: Client) -> None:
    assert client.get("/report.csv").status_code == 200
    bring_in(office, sums({(2020, 5): 12}), kind="totals")
    lines = client.get("/report.csv").content.decode().split()
    assert lines[-1] == "2563,0,0,0,0,12,0,0,0,0,0,0,0"


def test_the_same_sheet_again_brings_nothing_forward(office: Office) -> None:
    bring_in(office, sums({(2020, 5): 12}), kind="totals")
    version = MonthTally.objects.get().version
    assert preview(office, sums({(2020, 5): 12})).does_anything is False
    assert bring_in(office, sums({(2020, 5): 12}), kind="totals").facts["carried"] == {}
    assert MonthTally.objects.get().version == version


def test_a_sheet_that_changed_replaces_its_sums(office: Office) -> None:
    bring_in(office, sums({(2020, 5): 12}), kind="totals")
    bring_in(office, sums({(2020, 5): 13}), kind="totals")
    assert carried_by_month(office.pk) == {(2020, 5): 13}


def test_a_month_with_bookings_takes_no_sum(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    run = bring_in(office, sums({(2024, 6): 40, (2024, 7): 2}), kind="totals")
    assert (run.facts["carried"], carried_by_month(office.pk)) == ({"2024-07": 2}, {(2024, 7): 2})


def test_a_sum_gives_way_to_the_bookings_of_its_month(office: Office) -> None:
    bring_in(office, sums({(2024, 6): 40, (2024, 7): 2}), kind="totals")
    run = bring_in(office, usual(booking("7")))
    assert carried_by_month(office.pk) == {(2024, 7): 2}
    assert reported_by_month(office.pk)[2024, 6] == 1
    assert run.facts["was_carried"] == {"2024-06": [40, 0]}


def test_judging_is_told_which_months_have_bookings(office: Office) -> None:
    from jonghong.moving.choices import Choices
    from jonghong.moving.previews import known_of

    plan = usual(booking("7"))
    bring_in(office, plan)
    assert known_of(office, plan.source, Choices()).months == frozenset({(2024, 6)})
