"""What a row says and its booking does not stands on the page of the booking, for people of the office."""

import json

import pytest
from django.test import Client

from jonghong.bookings.models import Booking
from jonghong.core import clock
from jonghong.health.checks import offices
from jonghong.moving import actions
from jonghong.moving.facts import Code
from jonghong.moving.models import Kept, Upload
from jonghong.moving.telling import known_besides
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from tests import make
from tests.moving.plans import booking, bring_in, judged, usual

pytestmark = pytest.mark.django_db
EXTRA = {"food": "ข้าวกล่อง <b>20</b>", "tel": f"เลข {make.citizen_id(74)}"}


@pytest.fixture
def office() -> Office:
    made = make.office()
    bring_in(made, usual(booking("7", extra=EXTRA, title="ก" * 260)))
    return made


def page(client: Client) -> str:
    return client.get(f"/booking/{Booking.objects.get().pk}/").content.decode()


def test_people_of_the_office_read_it_without_numbers(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    said = page(client)
    assert ("<dt>food</dt><dd>ข้าวกล่อง &lt;b&gt;20&lt;/b&gt;</dd>" in said, "ก" * 260 in said) == (True, True)
    assert make.citizen_id(74) not in said


def test_columns_of_a_sheet_keep_their_names(office: Office, client: Client) -> None:
    Kept.objects.filter(table="meeting_main").update(table="bookings")
    said = {"department": "ก", "other": "ข", "title": "ค"}
    Kept.objects.update(cells=json.dumps({"cells": {}, "extra": said}))
    assert known_besides(booking=Booking.objects.get()) == [("department", "ก"), ("other", "ข"), ("เรื่อง", "ค")]


def test_nobody_else_reads_it(office: Office, client: Client) -> None:
    assert "ข้าวกล่อง" not in page(client)


def test_other_bookings_say_nothing_of_the_kind(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    Kept.objects.all().delete()
    assert "<dt>food</dt>" not in page(client)


def test_the_doctor_tells_of_rows_that_wait(office: Office) -> None:
    assert offices.moved_rows().level.value == "ok"
    bring_in(office, usual(judged("meeting_main", "9", reason=Code.NO_DATE), booking("10", task=Code.CLOSED_ROOM_AHEAD)))
    found = offices.moved_rows()
    assert (found.level.value, found.english) == ("warn", "Of what moved in, 1 rows are in quarantine and 1 ask for a hand.")


def test_sources_that_waited_too_long_go(office: Office) -> None:
    by = Rights(make.person(office).pk, office.pk)
    actions.take(office=office, by=by, kind="amss", file="a", source=usual().source)
    assert actions.forget_due() == 0
    Upload.objects.update(expires_at=clock.now())
    assert (actions.forget_due(), Upload.objects.count()) == (1, 0)


def test_a_source_that_waits_keeps_what_was_decided(office: Office) -> None:
    from jonghong.moving.choices import Choices, RoomChoice, of_text

    by = Rights(make.person(office).pk, office.pk)
    upload = actions.take(office=office, by=by, kind="amss", file="a" * 200, source=usual().source)
    again = actions.take(office=office, by=by, kind="amss", file="b", source=usual().source)
    assert (list(Upload.objects.all()), len(upload.file)) == ([again], 120)
    choices = Choices(rooms={"1": RoomChoice(None, "ห้อง", 45, 20)})
    actions.decide(upload=again, choices=choices)
    assert of_text(Upload.objects.get().choices) == of_text(again.choices) == choices
    actions.give_up(upload=again)
    assert Upload.objects.count() == 0


def test_columns_are_kept_by_name_and_forgotten(office: Office) -> None:
    actions.keep_mapping(office=office, name="ก", columns={0: "date"}, head=1)
    kept = actions.keep_mapping(office=office, name="ก", columns={1: "room"}, head=0)
    assert kept.columns == {"head": 0, "columns": {"1": "room"}}
    actions.remove_mapping(mapping=kept)
    assert type(kept).objects.count() == 0
