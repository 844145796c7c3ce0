"""Many who record at once leave one chain without a gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from jonghong.audit import actions
from jonghong.audit.acts import Act
from jonghong.audit.queries import chain_of, faults, records_of
from jonghong.offices import actions as offices
from jonghong.offices.models import Holiday
from tests import make
from tests.audit.scenes import DAY, Scene

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, EACH = 8, 12


def at_once(act, times: int = THREADS) -> None:
    """Do it in so many threads, three at a time: the pool of PostgreSQL has four connections."""

    def alone(number: int) -> None:
        try:
            act(number)
        finally:
            connection.close()

    connection.close()
    with ThreadPoolExecutor(times if connection.vendor == "sqlite" else 4) as pool:
        list(pool.map(alone, range(times)))


def test_eight_who_record_at_once_keep_the_chain_whole() -> None:
    office, other = make.office(), make.office()

    def record(number: int) -> None:
        for _time in range(EACH):
            for each in (office, other):
                actions.record(office_id=each.pk, act=Act.PERSON_BACK, actor_id=number)

    at_once(record)
    for each in (office, other):
        assert list(records_of(each).values_list("number", flat=True)) == list(range(1, THREADS * EACH + 1))
        assert list(faults(each)) == []


def test_acts_that_are_taken_back_in_between_leave_no_gap() -> None:
    office = make.office()

    def record(number: int) -> None:
        for time in range(EACH):
            with transaction.atomic():
                actions.record(office_id=office.pk, act=Act.PERSON_BACK, actor_id=number)
                transaction.set_rollback((time + number) % 3 == 0)

    at_once(record)
    number = chain_of(office).number
    assert list(records_of(office).values_list("number", flat=True)) == list(range(1, number + 1))
    assert (number > 0, list(faults(office))) == (True, [])


def test_acts_of_all_kinds_at_once_wait_for_nobody_in_a_ring() -> None:
    scene = Scene()
    holidays = [Holiday.objects.create(office=scene.office, date=DAY + timedelta(n), name="วันหยุด") for n in range(THREADS)]
    _ = scene.by, scene.them, scene.officers

    def act(number: int) -> None:
        for time in range(3):
            scene.booking(number * 10 + time, room=scene.small if number % 2 else scene.large)
            # Another name each time: that takes the group from whoever is booking for it.
            offices.change_group(group=scene.group, name=f"กลุ่ม {number}.{time}", short_name="ก", is_active=True)
        offices.remove_holiday(holiday=holidays[number])
        scene.set_rules()()

    at_once(act)
    assert records_of(scene.office).count() == THREADS * 8
    assert list(faults(scene.office)) == []
