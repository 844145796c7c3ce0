"""Old records go by a verb of their own, and what is left stays provable."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from jonghong.audit import actions
from jonghong.audit.acts import Act
from jonghong.audit.queries import chain_of, faults, faults_since, records_of
from jonghong.offices.models import Office
from tests import make

pytestmark = pytest.mark.django_db
THEN = datetime(2022, 1, 1, tzinfo=UTC)
NOW = datetime(2023, 6, 1, tzinfo=UTC)


@pytest.fixture
def office() -> Office:
    office = make.office()
    for months in range(18):
        with time_machine.travel(THEN + timedelta(30 * months), tick=False):
            actions.record(office_id=office.pk, act=Act.PERSON_BACK, actor_id=7)
    return office


def numbers(office: Office) -> list[int]:
    return list(records_of(office).values_list("number", flat=True))


@time_machine.travel(NOW, tick=False)
def test_what_is_a_year_old_goes_at_most_and_the_rest_is_whole(office: Office) -> None:
    assert actions.prune(office_id=office.pk, before=NOW) == 6
    assert numbers(office) == [*range(7, 20)]
    record = records_of(office).reverse()[0]
    assert (record.act, record.facts, chain_of(office).pruned_number) == (Act.AUDIT_PRUNED, {"records": 6, "last": 6}, 6)
    assert list(faults(office)) == []
    actions.record(office_id=office.pk, act=Act.PERSON_BACK, actor_id=7)
    assert list(faults(office)) == []


@time_machine.travel(NOW, tick=False)
def test_an_earlier_day_lets_fewer_go_and_no_day_none(office: Office) -> None:
    assert actions.prune(office_id=office.pk, before=THEN + timedelta(31)) == 2
    assert actions.prune(office_id=office.pk, before=THEN) == 0
    assert actions.prune(office_id=make.office().pk, before=NOW) == 0
    assert (numbers(office)[0], list(faults(office))) == (3, [])


@time_machine.travel(NOW, tick=False)
def test_what_was_judged_may_go_since(office: Office) -> None:
    found, judged = faults_since(office, None, NOW.date())
    assert (found, judged.number) == ([], 18)
    actions.prune(office_id=office.pk, before=NOW)
    assert faults_since(office, judged, NOW.date())[0] == []
    found, early = faults_since(office, None, NOW.date())
    assert (found, early.number) == ([], 19)
