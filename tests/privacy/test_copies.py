"""A copy holds all that is about somebody, and nothing that proves, seals or is about another."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.people.models import Person
from jonghong.post.models import Letter
from jonghong.privacy.copies import copy_of, hidden, rows_of_person
from jonghong.privacy.datamap import rows_of
from jonghong.privacy.tables import TABLES
from jonghong.rooms.hours import Half
from tests import make
from tests.privacy.seeds import EMAIL, NAME, NOW, PHONE, Seeded, unreadable

pytestmark = pytest.mark.django_db
ABOUT_PEOPLE = sorted(label for label, table in TABLES.items() if table.about)
# Kept of people who are not here any more, or of nobody who can be named.
NOT_OF_HIM = {"people.guesscounter", "privacy.erased"}


@pytest.fixture(autouse=True)
def _at() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place() -> Seeded:
    return Seeded()


def tables_of(copy: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {table["table"]: table["rows"] for section in copy["sections"] for table in section["tables"]}


def test_every_table_with_personal_columns_is_in_a_copy(place: Seeded) -> None:
    tables = tables_of(copy_of(place.someone))
    assert set(tables) == {label for label, table in TABLES.items() if table.activity}
    assert {label for label, rows in tables.items() if not rows} == NOT_OF_HIM


@pytest.mark.parametrize("label", ABOUT_PEOPLE)
def test_every_personal_column_of_every_row_is_in_a_copy(place: Seeded, label: str) -> None:
    table = TABLES[label]
    rows = [row for row in rows_of_person(label, table, place.someone) if set(row) >= set(table.personal)]
    (way,) = table.about
    truth = rows_of(label).filter(**{way: place.someone.pk}).order_by("pk")
    assert len(rows) == truth.count() > 0
    for row, there in zip(rows, truth, strict=True):
        assert set(row) == {*table.personal, *table.secret}
        texts = {name for name in table.personal if isinstance(getattr(there, name), str | bool | dict | list)}
        assert {name: row[name] for name in texts} == {name: getattr(there, name) for name in texts}


def test_a_copy_reads_what_is_sealed_and_shows_no_secret(place: Seeded) -> None:
    tables = tables_of(copy_of(place.someone))
    (account,) = tables["people.person"]
    assert (account["name"], account["email"], account["citizen_last4"]) == (NAME, EMAIL, place.someone.citizen_last4)
    assert account["password"] == account["citizen_key"] == hidden()
    text = json.dumps(copy_of(place.someone), default=str)
    assert [secret in text for secret in (place.someone.password, place.someone.citizen_key)] == [False, False]
    assert {row["secret"] for row in tables["factors.totp"]} == {hidden()}
    assert {row["phone"] for row in tables["bookings.booking"]} == {PHONE}


def test_what_he_did_to_the_bookings_of_others_tells_nothing_of_them(place: Seeded) -> None:
    slot = place.slot(Half.AFTERNOON)
    place.change(place.other, by=place.officer, slot=slot, title="ลับสุดยอด", phone="0811111111")
    text = json.dumps(copy_of(place.people["officer"]), ensure_ascii=False, default=str)
    assert ("0811111111" in text, "ลับสุดยอด" in text, NAME in text) == (False, False, False)
    assert [row["verb"] for row in tables_of(copy_of(place.people["officer"]))["bookings.history"]] == ["change"]


def test_who_looked_is_in_a_copy_and_who_else_was_on_the_list_is_not(place: Seeded) -> None:
    officer = place.people["officer"].pk
    audit.record(office_id=place.office.pk, act=Act.PEOPLE_VIEWED, actor_id=officer, people=[place.someone.pk, officer, 4242])
    audit.record(office_id=place.office.pk, act=Act.PERSON_VIEWED, actor_id=officer, subject=f"person:{place.someone.pk}")
    audit.record(office_id=place.office.pk, act=Act.PERSON_VIEWED, actor_id=officer, subject="person:4242")
    listed: dict[str, Any] = {"people_new": [4242], "people_changed": {"4243": ["name"]}, "people_left": [4244]}
    audit.record(office_id=place.office.pk, act=Act.ROSTER_IMPORTED, actor_id=officer, rows=3, **listed)
    rows = tables_of(copy_of(place.someone))["audit.record"]
    looks = [row for row in rows if row["actor_id"] == officer]
    assert [(row["act"], row["facts"]) for row in looks] == [("view.people", {}), ("view.person", {})]
    own = [row["facts"] for row in tables_of(copy_of(place.people["officer"]))["audit.record"]]
    assert own == [{}, {}, {}, {"rows": 3}]


def test_letters_of_somebody_without_an_address_are_nobodys(place: Seeded) -> None:
    Person.objects.update(email="")
    place.someone.refresh_from_db()
    assert tables_of(copy_of(place.someone))["post.letter"] == []


def test_the_text_of_a_letter_that_waits_is_never_shown(place: Seeded) -> None:
    (mine,) = Letter.objects.filter(subject="marker").exclude(body="")
    Letter.objects.filter(pk=mine.pk).update(body="WXYZ-1234")
    Letter.objects.create(
        office=place.office, address=EMAIL, subject="sent", created_at=NOW, good_until=NOW, next_try_at=NOW, sent_at=NOW
    )
    rows = tables_of(copy_of(place.someone))["post.letter"]
    assert [(row["subject"], row["body"]) for row in rows] == [("marker", hidden()), ("sent", "")]
    client = place.client("someone")
    for response in (client.get("/my/data/"), client.post("/my/data/copy/")):
        assert (response.status_code, "WXYZ" in response.content.decode()) == (200, False)


def test_a_letter_that_cannot_be_read_is_nobodys_and_stops_no_copy(place: Seeded) -> None:
    unreadable("post_letter", "address")
    assert tables_of(copy_of(place.someone))["post.letter"] == []
    assert place.client("someone").get("/my/data/").status_code == 200


def test_a_text_that_cannot_be_read_stops_no_copy(place: Seeded) -> None:
    unreadable("post_letter", "body")
    rows = tables_of(copy_of(place.someone))["post.letter"]
    assert [row["body"] for row in rows] == [hidden()]


def test_a_copy_is_one_click_away_and_recorded(place: Seeded) -> None:
    client = place.client("someone")
    assert client.get("/my/data/copy/").status_code == 405
    response = client.post("/my/data/copy/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert response["Content-Disposition"] == f'attachment; filename="person-{place.someone.pk}-2023-05-25.json"'
    assert response.json()["person"] == place.someone.pk
    assert NAME in response.content.decode()
    record = Record.objects.latest("number")
    assert (record.act, record.actor_id, record.subject) == (
        "privacy.exported",
        place.someone.pk,
        f"person:{place.someone.pk}",
    )


def test_nobody_gets_a_copy_without_signing_in() -> None:
    make.office()
    assert Client().post("/my/data/copy/").status_code in {302, 303}
    assert Client().get("/my/data/").status_code == 302


def test_the_page_shows_what_is_kept_and_who_looked(place: Seeded) -> None:
    officer = place.people["officer"]
    audit.record(office_id=place.office.pk, act=Act.PERSON_VIEWED, actor_id=officer.pk, subject=f"person:{place.someone.pk}")
    audit.record(office_id=place.office.pk, act=Act.PERSON_VIEWED, actor_id=None, subject=f"person:{place.someone.pk}")
    page = place.client("someone").get("/my/data/").content.decode()
    assert [text in page for text in (EMAIL, PHONE, officer.name, place.someone.citizen_key)] == [True, True, True, False]


def test_the_page_of_somebody_about_whom_little_is_known(place: Seeded) -> None:
    page = place.client("stranger").get("/my/data/").content.decode()
    assert (NAME in page, place.people["stranger"].name in page) == (False, True)
