"""Bringing a list of people in: what becomes of whom, all or nothing, and what is kept."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.core import tables
from jonghong.offices.models import Group, Office
from jonghong.people import actions as people, identity, numbers, queries as people_queries
from jonghong.people.models import Deputy, Membership, Person, Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.people.refusals import AlreadyListed, LastAdministrator, MayNotManage, NotInOffice
from jonghong.roster import actions, queries, uploads
from jonghong.roster.choices import NEW, Choices, of_text
from jonghong.roster.columns import Field
from jonghong.roster.models import Intake, Layout, Upload
from jonghong.roster.plans import Plan
from jonghong.roster.reading import Reason
from jonghong.roster.uploads import Content
from tests import make
from tests.people.conftest import at_once, number_of
from tests.roster.conftest import HEADS, row

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
COLUMNS = dict(enumerate([Field.CITIZEN_ID, Field.NAME, Field.GROUP, Field.ROLE, Field.EMAIL]))
USUAL = Choices(head=0, columns=COLUMNS)


def listed(*rows: tuple[str, ...]) -> Content:
    return Content("รายชื่อ.csv", tables.read(tables.rows_to_csv([HEADS, *rows])))


def planned(office: Office, *rows: tuple[str, ...], rights: Rights | None = None, **choices: Any) -> Plan:
    return queries.plan(office, listed(*rows), Choices(head=0, columns=COLUMNS, **choices), rights)


def brought(office: Office, *rows: tuple[str, ...], by: Rights | None = None, **choices: Any) -> Intake:
    return actions.bring_in(office=office, content=listed(*rows), choices=Choices(head=0, columns=COLUMNS, **choices), by=by)


def places(person: Person) -> list[tuple[str, str]]:
    return list(person.memberships.order_by("group__position").values_list("group__name", "role"))


def of(person: Person, name: str = "", group: str = "นโยบายและแผน", role: str = "", email: str = "") -> tuple[str, ...]:
    return (number_of(person), name or person.name, group, role, email)


def database() -> str:
    """Return all that stands in the database, as one text."""
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        rows = []
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows.append((name, sorted(map(str, cursor.fetchall()))))
    return str(rows)


def test_new_people_come_with_groups_roles_and_address_and_no_password(office: Office) -> None:
    made = brought(
        office,
        row(1, "นายวิชัย ศรีสุข", email="W@Example.go.th"),
        row(1, "นายวิชัย ศรีสุข", "บริหารงานบุคคล", "ธุรการกลุ่ม"),
        row(2, "นางรัตนา", "กลุ่มอำนวยการ", "เจ้าหน้าที่ห้องประชุม"),
        row(3, "นายมานพ", "อำนวยการ", "Administrator"),
    )
    first, second, third = Person.objects.order_by("pk")
    assert (first.name, first.email, first.citizen_last4) == (
        "นายวิชัย ศรีสุข",
        "W@example.go.th",
        make.citizen_id(1)[-4:],
    )
    assert (first.citizen_key, first.activated_at, first.has_usable_password()) == (
        numbers.newest_key(make.citizen_id(1)),
        None,
        False,
    )
    assert places(first) == [("นโยบายและแผน", "clerk"), ("บริหารงานบุคคล", "clerk")]
    assert (places(second), places(third)) == ([("อำนวยการ", "officer")], [("อำนวยการ", "administrator")])
    assert made.counts == {"rows": 4, "new": 3, "changed": 0, "unchanged": 0, "rejected": 0, "left": 0, "groups": 0}
    assert (made.people, made.rejected) == ({"new": [first.pk, second.pk, third.pk], "changed": {}, "left": []}, "")


def test_people_on_the_list_change_and_lose_nothing(office: Office) -> None:
    clerk = make.person(office, name="นาย ก", email="old@example.go.th")
    officer = make.person(office, group=1, role=Role.OFFICER, name="นาย ข")
    same = make.person(office, name="นาย ค", email="c@example.go.th")
    made = brought(
        office,
        of(clerk, "นาย ก ใหม่", "บริหารงานบุคคล", email="new@example.go.th"),
        of(officer, role="clerk"),
        of(officer, group="อำนวยการ", role="ผู้ดูแลระบบ"),
        of(same),
    )
    clerk.refresh_from_db()
    assert (clerk.name, clerk.email) == ("นาย ก ใหม่", "new@example.go.th")
    assert places(clerk) == [("นโยบายและแผน", "clerk"), ("บริหารงานบุคคล", "clerk")]
    assert places(officer) == [("อำนวยการ", "administrator"), ("นโยบายและแผน", "officer")]
    assert Person.objects.get(pk=same.pk).email == "c@example.go.th"
    assert made.people["changed"] == {str(clerk.pk): ["name", "email", "roles"], str(officer.pk): ["roles"]}
    assert made.counts["unchanged"] == 1
    assert clerk.has_usable_password()


def test_a_role_is_raised_in_its_group(office: Office) -> None:
    clerk = make.person(office)
    brought(office, of(clerk, role="officer"))
    assert places(clerk) == [("นโยบายและแผน", "officer")]


def test_the_same_list_twice_finds_nothing_to_do(office: Office) -> None:
    rows = [row(number, group=group, role="officer") for number in (1, 2) for group in ("อำนวยการ", "กลุ่มใหม่")]
    brought(office, *rows, groups={"ใหม่": NEW})
    plan = planned(office, *rows)
    assert (plan.does_anything, len(plan.unchanged), plan.rejected, plan.strange) == (False, 2, [], [])
    before = list(Person.objects.order_by("pk").values_list("pk", "name", "email", "password"))
    again = brought(office, *rows)
    assert list(Person.objects.order_by("pk").values_list("pk", "name", "email", "password")) == before
    assert [again.counts[what] for what in ("new", "changed", "left", "groups", "rejected")] == [0] * 5


def test_a_person_is_known_under_an_earlier_key(office: Office, settings: Settings) -> None:
    person = make.person(office)
    settings.CITIZEN_KEYS = {**settings.CITIZEN_KEYS, "2": "a new key of 32 letters at the least"}
    plan = planned(office, of(person), row(8))
    assert (len(plan.new), len(plan.unchanged)) == (1, 1)
    brought(office, of(person), row(8))
    assert people_queries.with_number(office, make.citizen_id(8)).get().citizen_key == numbers.newest_key(make.citizen_id(8))


def test_a_plan_changes_nothing(office: Office) -> None:
    person = make.person(office)
    before = database()
    plan = planned(office, row(1), of(person, "ชื่อใหม่"), row(2, group="ใหม่"), groups={"ใหม่": NEW}, do_all_leave=True)
    assert plan.does_anything
    assert plan.new_groups == ["ใหม่"]
    assert database() == before


def test_rows_of_a_group_that_nobody_knows_stay_out_until_it_is_decided(office: Office) -> None:
    idle = Group.objects.create(office=office, name="กลุ่มเก่า", short_name="เก่า", position=9, is_active=False)
    rows = [
        row(1, group="กลุ่มพัสดุ"),
        row(2, group="พัสดุ"),
        row(3, group="เก่า"),
        row(4, group="1" * 13),
        row(5, group="ก" * 121),
        row(6, group=""),
    ]
    plan = planned(office, *rows)
    assert [one.reasons for one in plan.rejected] == [(Reason.UNKNOWN_GROUP,)] * 5 + [(Reason.NO_GROUP,)]
    assert [(one.key, one.rows, one.may_be_made) for one in plan.strange] == [
        ("พัสดุ", 2, True),
        ("เก่า", 1, False),
        ("1" * 13, 1, False),
        ("ก" * 121, 1, False),
    ]
    group = office.groups.all()[0]
    decided = {"พัสดุ": NEW, "เก่า": NEW, "1" * 13: NEW, "ก" * 121: str(group.pk)}
    plan = planned(office, *rows, groups=decided, group=group.pk)
    assert [one.number for one in plan.rejected] == [4, 5]
    assert plan.new_groups == ["กลุ่มพัสดุ"]
    brought(office, *rows, groups=decided, group=group.pk)
    made = Group.objects.get(name="กลุ่มพัสดุ")
    assert (made.short_name, made.memberships.count(), idle.memberships.count()) == ("กลุ่มพัสดุ", 2, 0)
    for wrong in ("-1", "999999", "x", str(idle.pk), str(make.office().groups.all()[0].pk)):
        assert len(planned(office, row(9, group="คลัง"), groups={"คลัง": wrong}).rejected) == 1


def test_a_doubtful_number_waits_for_a_tick_unless_it_is_known(office: Office) -> None:
    digits = make.citizen_id(3)
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    line = (wrong, "นาย ก", "อำนวยการ", "", "")
    plan = planned(office, line)
    assert ([one.reasons for one in plan.rejected], [one.number for one in plan.doubtful]) == ([(Reason.NOT_SURE,)], [2])
    for sure in ({"sure": frozenset({2})}, {"is_sure_of_all": True}):
        assert len(planned(office, line, **sure).new) == 1
    brought(office, line, is_sure_of_all=True)
    plan = planned(office, line)
    assert (plan.rejected, plan.doubtful, len(plan.unchanged)) == ([], [], 1)


def test_officers_give_no_roles_and_change_nobody_above_clerks(office: Office) -> None:
    rights = rights_of(make.person(office, role=Role.OFFICER))
    chief = make.person(office, group=1, role=Role.ADMINISTRATOR, name="นางสาวสมศรี")
    rows = [row(1, role="officer"), row(2), of(chief, "ชื่ออื่น"), of(chief)]
    plan = planned(office, *rows[:3], rights=rights, do_all_leave=True)
    assert [one.reasons for one in plan.rejected] == [(Reason.ROLE_NOT_YOURS,), (Reason.NOT_YOURS,)]
    assert (plan.gives_offices, plan.leaving) == (False, [])
    assert len(planned(office, rows[3], rights=rights).unchanged) == 1
    chief_rights = rights_of(chief)
    plan = planned(office, rows[0], rights=chief_rights, do_all_leave=True)
    assert (plan.gives_offices, [one.reasons for one in plan.rejected]) == (True, [])
    assert chief.pk not in plan.leaving


def test_who_has_left_is_not_called_back_by_a_list(office: Office) -> None:
    gone = make.person(office, active=False)
    plan = planned(office, of(gone))
    assert [one.reasons for one in plan.rejected] == [(Reason.HAS_LEFT,)]
    assert plan.absent == []


def test_who_is_not_in_the_file_stays_unless_ticked(office: Office) -> None:
    stays, leaves = make.person(office, name="นาย ก"), make.person(office, name="นาย ข")
    Deputy.objects.create(office=office, person=leaves, starts_on=NOW, ends_on="2099-01-01", created_at=NOW)
    plan = planned(office, row(1))
    assert ([one.name for one in plan.absent], plan.leaving) == (["นาย ก", "นาย ข"], [])
    made = brought(office, row(1), leaving=frozenset({leaves.pk, 999_999}))
    assert Person.objects.get(pk=stays.pk).is_active
    gone = Person.objects.get(pk=leaves.pk)
    assert (gone.is_active, gone.sessions_ended, Deputy.objects.get().ended_at is None) == (False, 1, False)
    assert (made.counts["left"], made.people["left"]) == (1, [leaves.pk])


def test_the_last_administrator_does_not_leave_by_a_list_and_nothing_else_is_done(office: Office) -> None:
    make.person(office, role=Role.ADMINISTRATOR)
    before = database()
    with pytest.raises(LastAdministrator):
        brought(office, row(1), do_all_leave=True)
    assert database() == before


def test_namesakes_are_told_and_kept_apart(office: Office) -> None:
    make.person(office, name="นาย ก")
    plan = planned(office, row(1, "นาย ก"), row(2, "นาย ข"))
    assert [one.name for one in plan.namesakes] == ["นาย ก"]
    assert len(plan.new) == 2


def test_another_office_is_neither_seen_nor_touched(office: Office) -> None:
    other = make.office()
    foreigner = make.person(other, name="นาย ไกล")
    group = other.groups.create(name="ของเขา", short_name="ของเขา")
    plan = planned(office, of(foreigner, "ชื่ออื่น"), row(1, group="ของเขา"), do_all_leave=True)
    assert ([one.name for one in plan.new], plan.absent) == (["ชื่ออื่น"], [])
    assert len(plan.rejected) == 1
    brought(office, of(foreigner, "ชื่ออื่น"), leaving=frozenset({foreigner.pk}))
    foreigner.refresh_from_db()
    assert (foreigner.name, foreigner.is_active, group.memberships.count()) == ("นาย ไกล", True, 0)
    assert people_queries.with_number(office, number_of(foreigner)).get().name == "ชื่ออื่น"


def test_rejected_rows_are_kept_sealed_without_numbers_for_thirty_days(office: Office) -> None:
    bad = (make.citizen_id(1)[:-1], f"นาย ก {make.citizen_id(2)}", "แผน", "", "<b>")
    with time_machine.travel(NOW, tick=False) as clock:
        made = brought(office, bad, row(3))
        kept = json.loads(Intake.objects.get().rejected)
        assert kept["head"] == list(HEADS)
        assert kept["rows"] == [
            {
                "number": 2,
                "reasons": ["wrong-id", "number-in-name", "bad-email", "unknown-group"],
                "before": 0,
                "cells": ["x" * 8 + make.citizen_id(1)[8:12], "นาย ก xxxxxxxxx" + make.citizen_id(2)[-4:], "แผน", "", "<b>"],
            },
        ]
        said = database()
        assert "wrong-id" not in said
        assert make.citizen_id(1)[:-1] not in said
        clock.shift(timedelta(days=30) - timedelta(seconds=1))
        assert actions.forget_due() == 0
        clock.shift(timedelta(seconds=1))
        assert actions.forget_due() == 1
    made.refresh_from_db()
    assert (made.rejected, made.counts["rejected"]) == ("", 1)


def test_no_number_stands_in_the_database_while_a_list_waits(office: Office) -> None:
    officer = make.person(office, role=Role.OFFICER)
    rights = rights_of(officer)
    first = actions.take(office=office, by=rights, file="ก" * 500, table=listed(row(1)).table)
    upload = actions.take(
        office=office, by=rights, file="รายชื่อ.csv", table=listed(row(1), row(2, group=make.citizen_id(4))).table
    )
    assert Upload.objects.get() == upload
    assert first.pk != upload.pk
    actions.decide(upload=upload, choices=Choices(head=0, columns=COLUMNS, groups={make.citizen_id(4): NEW}))
    said = database()
    for number in (1, 2, 4):
        assert make.citizen_id(number) not in said
    assert "นายคนที่" not in said
    content = uploads.of_text(Upload.objects.get().content)
    assert content == listed(row(1), row(2, group=make.citizen_id(4)))
    assert of_text(Upload.objects.get().choices).groups == {make.citizen_id(4): NEW}


def test_a_list_waits_for_a_day(office: Office) -> None:
    rights = rights_of(make.person(office, role=Role.OFFICER))
    with time_machine.travel(NOW, tick=False) as clock:
        upload = actions.take(office=office, by=rights, file="x", table=listed(row(1)).table)
        clock.shift(timedelta(hours=23, minutes=59))
        assert queries.waiting(office, rights).get() == upload
        assert actions.forget_due() == 0
        clock.shift(timedelta(minutes=1))
        assert not queries.waiting(office, rights).exists()
        assert actions.forget_due() == 1
    assert not Upload.objects.exists()


def test_what_columns_hold_is_remembered_for_the_same_headings(office: Office) -> None:
    rights = rights_of(make.person(office, role=Role.OFFICER))
    content = Content("x", tables.read(tables.rows_to_csv([["a", "b", "c"], ["1", "2", "3"]])))
    chosen = Choices(head=0, columns={0: Field.NAME, 2: Field.CITIZEN_ID})
    upload = actions.take(office=office, by=rights, file="x", table=content.table)
    assert of_text(upload.choices) == Choices()
    actions.learn(upload=upload, choices=Choices(columns={1: Field.NAME}))
    assert not Layout.objects.exists()
    actions.learn(upload=upload, choices=Choices(head=0))
    actions.learn(upload=upload, choices=chosen)
    again = Content("y", tables.read(tables.rows_to_csv([["A", "B ", "C"], ["9", "8", "7"]])))
    assert queries.remembered(office, again, Choices(head=0)) == chosen.columns
    assert queries.remembered(make.office(), again, Choices(head=0)) == {}
    assert queries.remembered(office, again, Choices(columns={0: Field.NAME})) == {0: Field.NAME}


def test_one_record_tells_of_a_list_and_holds_no_names(office: Office) -> None:
    officer = make.person(office, role=Role.ADMINISTRATOR)
    made = brought(office, row(1, "นายวิชัย"), row(2, role="officer"), ("1", "", "", "", ""), by=rights_of(officer))
    record = Record.objects.filter(act="person.imported").get()
    assert (record.actor_id, record.subject) == (officer.pk, f"intake:{made.pk}")
    assert record.facts["gives_offices"] is True
    assert record.facts["people_new"] == made.people["new"]
    assert {what: record.facts[what] for what in made.counts} == made.counts
    assert "วิชัย" not in json.dumps(record.facts, ensure_ascii=False)


def test_who_gains_a_role_above_a_clerks_is_recorded_by_number_like_on_the_page(office: Office) -> None:
    administrator, clerk, other = make.person(office, role=Role.ADMINISTRATOR), make.person(office), make.person(office)
    group, second = office.groups.order_by("pk")[:2]
    Membership.objects.filter(person=clerk).update(group=group)
    rows = [of(clerk, group=group.name, role="officer"), of(other, name="ชื่อใหม่"), row(1, group=second.name, role="officer")]
    made = brought(office, *rows, row(2), by=rights_of(administrator))
    new, _clerk = made.people["new"]
    found = Record.objects.filter(act__in=["person.changed", "person.enrolled"]).order_by("number")
    assert [(record.act, record.actor_id, record.subject, record.facts) for record in found] == [
        ("person.enrolled", administrator.pk, f"person:{new}", {"roles": {str(second.pk): "officer"}, "has_email": False}),
        (
            "person.changed",
            administrator.pk,
            f"person:{clerk.pk}",
            {"roles": {str(group.pk): "officer"}, "was": {str(group.pk): "clerk"}},
        ),
    ]


def test_a_plan_that_is_not_the_one_shown_is_not_carried_out(office: Office) -> None:
    content, shown = listed(row(1)), planned(office, row(1)).seal
    make.person(office, name="นาย ข")
    assert planned(office, row(1)).seal == shown
    brought(office, row(1, "ชื่ออื่น"))
    with pytest.raises(actions.ChangedMeanwhile):
        actions.bring_in(office=office, content=content, choices=USUAL, seal=shown)
    assert Person.objects.filter(office=office).count() == 2


def test_the_verb_takes_nothing_that_is_not_the_offices(office: Office) -> None:
    group, person = office.groups.all()[0].pk, make.person(office)
    foreign = make.office()
    some = people.Newcomer(make.citizen_id(1), "นาย ก", "", {group: "clerk"})
    cases: list[tuple[type[Exception], list[people.Newcomer], list[people.Alteration], Rights | None]] = [
        (AlreadyListed, [people.Newcomer(number_of(person), "x", "", {group: "clerk"})], [], None),
        (NotInOffice, [people.Newcomer(make.citizen_id(2), "x", "", {})], [], None),
        (NotInOffice, [people.Newcomer(make.citizen_id(2), "x", "", {foreign.groups.all()[0].pk: "clerk"})], [], None),
        (NotInOffice, [], [people.Alteration(make.person(foreign).pk, "x", "", {})], None),
        (MayNotManage, [some], [], Rights()),
        (MayNotManage, [], [people.Alteration(make.person(office, role=Role.OFFICER).pk, "x", "", {})], rights_of(person)),
    ]
    before = Person.objects.count(), Membership.objects.count()
    for fact, newcomers, changes, actor in cases:
        with pytest.raises(fact):
            people.bring_in(office=office, newcomers=[some, *newcomers], changes=changes, actor=actor)
    assert (Person.objects.count(), Membership.objects.count()) == before
    assert people.bring_in(office=office, newcomers=[], changes=[]) == people.BroughtIn([], [])


def test_a_thousand_people_cost_few_statements(office: Office) -> None:
    rows = [row(number, email=f"p{number}@example.go.th") for number in range(1_000)]
    with CaptureQueriesContext(connection) as first:
        brought(office, *rows)
    with CaptureQueriesContext(connection) as second:
        brought(office, *((digits, f"{name} ใหม่", "อำนวยการ", role, email) for digits, name, _group, role, email in rows))
    assert Person.objects.filter(office=office, name__endswith="ใหม่").count() == 1_000
    assert Membership.objects.filter(office=office).count() == 2_000
    assert max(len(first), len(second)) < 50


@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_the_same_list_at_once_one_does_it() -> None:
    office = make.office()
    rows = [row(number, group="ใหม่") for number in range(20)]
    shown = planned(office, *rows, groups={"ใหม่": NEW}).seal

    def bring(_number: int) -> Intake:
        choices = Choices(head=0, columns=COLUMNS, groups={"ใหม่": NEW})
        return actions.bring_in(office=office, content=listed(*rows), choices=choices, seal=shown)

    results = at_once(bring, 4)
    assert sorted(type(result).__name__ for result in results) == ["ChangedMeanwhile"] * 3 + ["Intake"]
    assert Person.objects.filter(office=office).count() == 20
    assert Group.objects.filter(office=office, name="ใหม่").count() == 1


def test_models_have_short_names(office: Office) -> None:
    officer = make.person(office, role=Role.OFFICER)
    upload = actions.take(office=office, by=rights_of(officer), file="x", table=listed(row(1)).table)
    made = brought(office, row(1))
    layout = Layout.objects.create(office=office, heads="0" * 64, columns={})
    assert [str(one) for one in (upload, layout)] == [f"{office.pk} · {officer.pk}", f"{office.pk} · 00000000"]
    assert str(made).startswith(f"{office.pk} · ")
    assert identity.masked(make.citizen_id(1)[-4:]) not in str(upload)
