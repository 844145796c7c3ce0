"""What officers do to the office, its groups and its holidays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from jonghong.offices import actions
from jonghong.offices.models import Group, Holiday, Office
from jonghong.offices.names import NameTaken
from jonghong.offices.versions import office_version
from tests import make

pytestmark = pytest.mark.django_db

HALVES = {
    "morning_starts": time(8, 0),
    "morning_ends": time(12, 0),
    "afternoon_starts": time(12, 0),
    "afternoon_ends": time(16, 0),
}
JUNE_3 = date(2023, 6, 3)


def names(office: Office) -> list[str]:
    return list(Group.objects.filter(office=office).values_list("name", flat=True))


def days(office: Office) -> list[tuple[date, str]]:
    return list(Holiday.objects.filter(office=office).values_list("date", "name"))


def test_open_office_makes_it_with_its_first_group() -> None:
    office = actions.open_office(name="สำนักงานใหม่", short_name="ใหม่")
    assert (office.name, office.short_name) == ("สำนักงานใหม่", "ใหม่")
    assert list(office.groups.values_list("name", "short_name", "is_active")) == [("อำนวยการ", "อำนวยการ", True)]


def test_change_office_keeps_all_that_it_is_told() -> None:
    office = actions.change_office(office=make.office(), name="ก", short_name="ข", **HALVES)
    office.refresh_from_db()
    assert (office.name, office.short_name) == ("ก", "ข")
    assert {name: getattr(office, name) for name in HALVES} == HALVES


@pytest.mark.parametrize(
    "wrong",
    [
        {"morning_ends": time(8, 0)},
        {"afternoon_starts": time(11, 45)},
        {"afternoon_ends": time(12, 0)},
    ],
)
def test_change_office_refuses_halves_that_overlap_or_are_empty(wrong: dict[str, time]) -> None:
    office = make.office()
    with pytest.raises(ValueError, match="halves"):
        actions.change_office(office=office, name="ก", short_name="ข", **{**HALVES, **wrong})


def test_add_group_puts_it_behind_all_others() -> None:
    office = make.office()
    before = names(office)
    actions.add_group(office=office, name="นิเทศ", short_name="น.")
    assert names(office) == [*before, "นิเทศ"]


def test_add_group_refuses_a_name_that_the_office_has_and_allows_another_offices() -> None:
    office, other = make.office(), make.office()
    actions.add_group(office=other, name="นิเทศ", short_name="น.")
    actions.add_group(office=office, name="นิเทศ", short_name="น.")
    with pytest.raises(NameTaken):
        actions.add_group(office=office, name="นิเทศ", short_name="อื่น")
    assert names(office).count("นิเทศ") == 1


def test_change_group_renames_it_and_takes_it_out_of_use() -> None:
    office = make.office()
    group = office.groups.all()[1]
    actions.change_group(group=group, name=group.name, short_name="แผน", is_active=False)
    group.refresh_from_db()
    assert (group.name, group.short_name, group.is_active) == ("นโยบายและแผน", "แผน", False)


def test_change_group_refuses_another_groups_name() -> None:
    group = make.office().groups.all()[1]
    with pytest.raises(NameTaken):
        actions.change_group(group=group, name="อำนวยการ", short_name="แผน", is_active=True)


def test_move_group_leaves_other_offices_alone() -> None:
    office, other = make.office(), make.office()
    before = names(other)
    actions.move_group(group=office.groups.all()[2], direction="up")
    assert names(office) == ["อำนวยการ", "บริหารงานบุคคล", "นโยบายและแผน"]
    assert names(other) == before


def test_holiday_is_added_changed_and_removed() -> None:
    office = make.office()
    holiday = actions.add_holiday(office=office, date=JUNE_3, name="วันวิสาขบูชา")
    actions.change_holiday(holiday=holiday, date=date(2023, 6, 5), name="วันหยุดชดเชย")
    assert days(office) == [(date(2023, 6, 5), "วันหยุดชดเชย")]
    actions.remove_holiday(holiday=holiday)
    assert days(office) == []


def test_one_day_has_two_holidays_of_different_names_and_no_two_of_one() -> None:
    office = make.office()
    actions.add_holiday(office=office, date=JUNE_3, name="วันวิสาขบูชา")
    second = actions.add_holiday(office=office, date=JUNE_3, name="วันเฉลิมพระชนมพรรษา")
    with pytest.raises(NameTaken):
        actions.add_holiday(office=office, date=JUNE_3, name="วันวิสาขบูชา")
    with pytest.raises(NameTaken):
        actions.change_holiday(holiday=second, date=JUNE_3, name="วันวิสาขบูชา")
    assert len(days(office)) == 2


def test_drafted_holidays_are_added_where_the_day_bears_no_mark_yet() -> None:
    office, other = make.office(), make.office()
    actions.add_holiday(office=other, date=date(2023, 6, 5), name="ของสำนักงานอื่น")
    actions.add_holiday(office=office, date=JUNE_3, name="ชื่อที่แก้แล้ว")
    draft = [(JUNE_3, "วันวิสาขบูชา"), (date(2023, 6, 5), "ชดเชย 1"), (date(2023, 6, 5), "ชดเชย 2")]
    assert [actions.add_drafted_holidays(office=office, days=draft) for _twice in range(2)] == [2, 0]
    assert days(office) == [(JUNE_3, "ชื่อที่แก้แล้ว"), *draft[1:]]


ACTS: dict[str, Callable[[Office], Any]] = {
    "change_office": lambda office: actions.change_office(office=office, name="ก", short_name="ข", **HALVES),
    "add_group": lambda office: actions.add_group(office=office, name="ก", short_name="ก"),
    "change_group": lambda office: actions.change_group(
        group=office.groups.get(position=0), name="ก", short_name="ก", is_active=True
    ),
    "move_group": lambda office: actions.move_group(group=office.groups.get(position=0), direction="down"),
    "add_holiday": lambda office: actions.add_holiday(office=office, date=date(2023, 1, 1), name="ก"),
    "change_holiday": lambda office: actions.change_holiday(holiday=office.holidays.get(), date=JUNE_3, name="ข"),
    "remove_holiday": lambda office: actions.remove_holiday(holiday=office.holidays.get()),
    "add_drafted_holidays": lambda office: actions.add_drafted_holidays(office=office, days=[]),
}


@pytest.mark.parametrize("name", ACTS)
def test_every_action_makes_stored_pages_stale_when_done_and_not_when_rolled_back(name: str) -> None:
    office, other = make.office(), make.office()
    actions.add_holiday(office=office, date=JUNE_3, name="วันวิสาขบูชา")
    versions = office_version(office.pk), office_version(other.pk)
    with transaction.atomic():
        ACTS[name](office)
        transaction.set_rollback(True)
    assert (office_version(office.pk), office_version(other.pk)) == versions
    ACTS[name](office)
    assert (office_version(office.pk), office_version(other.pk)) == (versions[0] + 1, versions[1])


def test_open_office_raises_the_version_too() -> None:
    assert office_version(actions.open_office(name="ก", short_name="ก").pk) == 2


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_give_the_same_name_at_once_is_told() -> None:
    office = make.office()
    start = Barrier(2)

    def add(_which: int) -> str:
        start.wait()
        try:
            actions.add_group(office=office, name="นิเทศ", short_name="น.")
        except NameTaken:
            return "taken"
        finally:
            connection.close()
        return "added"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(add, range(2))) == ["added", "taken"]
    assert names(office).count("นิเทศ") == 1
