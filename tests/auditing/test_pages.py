"""The page of the audit and its export."""

import csv
import re
from datetime import UTC, datetime
from html import unescape
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.auditing.fact_words import plain
from jonghong.bookings import actions as bookings
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import slot_of
from jonghong.people.permissions import rights_of
from jonghong.rooms.actions import add_room
from jonghong.rooms.hours import Half
from jonghong.rooms.queries import halves_of
from tests import make
from tests.auditing.conftest import Place
from tests.office_pages import HOSTILE

pytestmark = pytest.mark.django_db
PAGE = "/office/audit/"
EXPORT = "/office/audit/export/"
NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


def numbers(response) -> list[int]:
    return [
        int(number) for number in re.findall(r'<p class="when"><span class="muted">(\d+)</span>', response.content.decode())
    ]


def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("th", "2023-06-01", "1 มิ.ย. 2566"),
        ("en", ["2023-06-01", "2023-06-30"], "1 Jun 2566, 30 Jun 2566"),
        ("en", {"since": "2023-06-01", "times": 3}, "from 1 Jun 2566, times 3"),
        ("th", "2023-13-45", "2023-13-45"),
        ("th", "2023-06-01T09:00", "2023-06-01T09:00"),
        ("th", 0, "0"),
        ("th", "", ""),
        ("th", None, "None"),
    ],
)
def test_days_in_facts_are_written_as_everywhere(language: str, value: Any, written: str) -> None:
    with override(language):
        assert plain(value) == written


def test_page_writes_days_and_times_as_everywhere(place: Place) -> None:
    with time_machine.travel(NOW, tick=False):
        place.recorded(Act.OFFICE_CHANGED, place.officer, verb="add-holiday", date="2023-06-05")
        page = text(english(place.signed_in(place.administrator)).get(PAGE))
    assert ("25 May 2566 09.00.00" in page, "day: 5 Jun 2566" in page) == (True, True)


@pytest.mark.parametrize("address", [PAGE])
def test_only_officers_in_their_own_right_come_in(place: Place, address: str) -> None:
    assert Client().get(address).status_code == 302
    assert place.signed_in(place.clerk).get(address).status_code == 403
    for person in (place.officer, place.administrator):
        assert place.signed_in(person).get(address).status_code == 200


def test_each_look_is_recorded_and_the_page_shows_what_was_before(place: Place) -> None:
    client = english(place.signed_in(place.administrator))
    place.recorded(Act.PERSON_LEFT, place.officer, f"person:{place.clerk.pk}")
    assert "put somebody" not in text(client.get(PAGE))
    assert (place.last.act, place.last.actor_id, place.last.facts) == ("view.audit", place.administrator.pk, {})
    said = text(client.get(PAGE))
    assert f"{place.officer.name} noted that somebody has left {place.clerk.name}" in said
    assert place.acts() == ["person.left", "view.audit", "view.audit"]


def test_filters_narrow_it_down_and_are_recorded_without_what_was_typed(place: Place) -> None:
    client = place.signed_in(place.administrator)
    with time_machine.travel(NOW, tick=False):
        place.recorded(Act.PERSON_CHANGED, place.officer, f"person:{place.clerk.pk}")
        place.recorded(Act.ROOM_CHANGED, place.officer, "room:1", verb="add")
        place.recorded(Act.PEOPLE_VIEWED, place.officer, people=[place.clerk.pk, 7], number=2)
    place.recorded(Act.SIGNED_IN, place.clerk, f"person:{place.clerk.pk}")
    assert numbers(client.get(PAGE, {"kind": "office"})) == [2]
    assert place.last.facts == {"kind": "office"}
    asked = {"person": str(place.clerk.pk), "since": "25/5/2566", "until": "25 พ.ค. 2566"}
    assert numbers(client.get(PAGE, asked)) == [3, 1]
    assert (place.last.subject, place.last.facts) == (
        f"person:{place.clerk.pk}",
        {"since": "2023-05-25", "until": "2023-05-25"},
    )
    assert numbers(client.get(PAGE, {"until": "24/5/2566"})) == []
    assert numbers(client.get(PAGE, {"since": "26/5/2566", "kind": "entry"})) == [4]


def test_officers_see_no_sign_ins_and_no_looks(place: Place) -> None:
    place.recorded(Act.SIGNED_IN, place.clerk)
    place.recorded(Act.PERSON_VIEWED, place.administrator, f"person:{place.clerk.pk}")
    place.recorded(Act.PERSON_LEFT, place.administrator, f"person:{place.clerk.pk}")
    client = place.signed_in(place.officer)
    assert numbers(client.get(PAGE)) == [3]
    assert client.get(PAGE, {"kind": "entry"}).status_code == 422
    assert 'action="/office/audit/export/"' not in client.get(PAGE).content.decode()
    assert numbers(place.signed_in(place.administrator).get(PAGE, {"kind": "entry"})) == [1]


def test_pages_follow_one_another_by_number(place: Place) -> None:
    for _time in range(60):
        place.recorded(Act.PERSON_BACK, place.officer)
    client = place.signed_in(place.administrator)
    first = client.get(PAGE, {"kind": "person"})
    assert numbers(first) == list(range(60, 10, -1))
    (older,) = re.findall(r'rel="next" href="\?([^"]+)"', unescape(first.content.decode()))
    second = client.get(f"{PAGE}?{older}")
    assert numbers(second) == list(range(10, 0, -1))
    assert re.findall(r'rel="prev" href="\?([^"]*)"', second.content.decode()) == ["kind=person"]


@pytest.mark.parametrize("field", ["kind", "person", "since", "until", "before"])
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_filters_are_answered_in_a_sentence(place: Place, field: str, words: str) -> None:
    client = place.signed_in(place.administrator)
    assert client.get(PAGE, {field: words}).status_code in {200, 422}
    assert client.post(EXPORT, {field: words}).status_code in {200, 422}


def test_days_that_do_not_follow_are_answered_beside_the_field(place: Place) -> None:
    answer = english(place.signed_in(place.administrator)).get(PAGE, {"since": "2/6/2566", "until": "1/6/2566"})
    assert (answer.status_code, "The last day comes before the first." in text(answer)) == (422, True)
    assert place.acts() == []


def test_another_offices_records_and_people_are_not_there(place: Place) -> None:
    other = make.office()
    stranger = make.person(other)
    client = place.signed_in(place.administrator)
    assert stranger.name not in text(client.get(PAGE))
    assert client.get(PAGE, {"person": stranger.pk}).status_code == 422


def test_each_kind_of_record_says_what_happened(place: Place) -> None:
    client = english(place.signed_in(place.administrator))
    room = add_room(office=place.office, name="ไพลิน")
    by = rights_of(place.clerk)
    slot = slot_of(NOW.replace(year=2031).date(), Half.MORNING, halves_of(place.office))
    details = Details(title="ประชุม", group_id=by.group_ids[0])
    bookings.book(office=place.office, by=by, room_id=room.pk, slots=[slot], details=details)
    group = place.office.groups.first()
    place.recorded(Act.OFFICE_CHANGED, place.officer, f"group:{group.pk}", verb="change-group", is_active=False)
    place.recorded(Act.ENROLLED, place.officer, f"person:{place.clerk.pk}", roles={"1": "clerk"})
    place.recorded(Act.PERSON_CHANGED, place.officer, f"person:{place.clerk.pk}", was={"1": "clerk"}, roles={"1": "officer"})
    place.recorded(Act.PERSON_CHANGED, place.officer, f"person:{place.clerk.pk}", was={"1": "clerk"}, roles={"1": "clerk"})
    place.recorded(Act.PEOPLE_VIEWED, place.officer, number=2, people=[1, 2], page="people", is_search=True)
    place.recorded(Act.PERSON_VIEWED, place.officer, f"person:{place.clerk.pk}", page="search")
    place.recorded(Act.DENIED, place.clerk, route="audit", method="GET", why="rights")
    place.recorded(Act.ALERTED, None, kind="guessing", times=50, last=3)
    place.recorded(Act.QUEUE, place.clerk, f"room:{room.pk}", verb="join", times=2)
    place.recorded(Act.SWAP, place.clerk, "swap:3", verb="withdrawn")
    facts = {"way": "password", "steps": list(range(12)), "days": {"x": True}}
    place.recorded(Act.SIGNED_IN, place.clerk, f"person:{place.clerk.pk}", **facts)
    place.recorded(Act.PERSON_BACK, None, "person:999")
    place.recorded(Act.ROOM_CHANGED, place.officer, "room:999", verb="add")
    place.recorded(Act.BOOKING, place.officer, "act:nonsense", verb="cancel", bookings=2)
    Record.objects.create(office=place.office, number=99, at=NOW, act="old.act", seal="x", subject="x:y")
    said = text(client.get(PAGE))
    for line in (
        "nobody known changed a room ไพลิน · added",
        f"{place.clerk.name} changed bookings · see the booking booked · 1 booking",
        f"changed the office, its groups or holidays {group.name} · group changed · in use: no",
        f"put somebody on the list of people {place.clerk.name} · Group clerk",
        f"changed somebody's name or roles {place.clerk.name} · Group clerk → Room officer",
        "looked at the list of people 2 people · after a search",
        f"looked at somebody's data {place.clerk.name} · what they booked",
        "asked for what they may not do Audit (GET): no right to it",
        "warned the administrators Many wrong tries to get in · up to record: 3 · times: 50",
        "joined or left a queue for a room ไพลิน · joined · times: 2",
        "answered or took back a wish to exchange taken back",
        f"{place.clerk.name} signed in days: x yes · steps: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 … (12) · way: password",
        "noted that somebody is back person no. 999",
        "changed bookings cancelled · 2 bookings",
        "nobody known old.act",
    ):
        assert line in said, line


def test_somebody_who_was_erased_is_a_number(place: Place) -> None:
    place.recorded(Act.PERSON_ERASED, place.administrator, f"person:{place.clerk.pk}")
    type(place.clerk).objects.filter(pk=place.clerk.pk).update(name="")
    said = text(english(place.signed_in(place.administrator)).get(PAGE))
    assert f"erased somebody's data person no. {place.clerk.pk}" in said


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_the_same_few_questions(place: Place, number: int, django_assert_num_queries) -> None:
    room = add_room(office=place.office, name="ไพลิน")
    for time in range(number):
        person = make.person(place.office)
        place.recorded(Act.PERSON_CHANGED, person, f"person:{place.clerk.pk}")
        place.recorded(Act.ROOM_CHANGED, person, f"room:{room.pk}", verb="add")
        place.recorded(Act.OFFICE_CHANGED, person, f"group:{time + 1}", verb="add-group")
        place.recorded(Act.BOOKING, person, f"act:{uuid4()}", verb="book", bookings=1)
    client = place.signed_in(place.officer)
    client.get(PAGE)
    with django_assert_num_queries(11) as asked:
        client.get(PAGE)
    assert len([each for each in asked.captured_queries if each["sql"].strip().startswith(("INSERT", "UPDATE"))]) == 2


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_an_administrator_takes_it_out_once_sure(place: Place) -> None:
    with time_machine.travel(NOW, tick=False):
        place.recorded(Act.PERSON_LEFT, place.officer, f"person:{place.clerk.pk}")
        place.recorded(Act.ROOM_CHANGED, place.officer, "room:999", verb="add")
    unsure = place.signed_in(place.administrator, sure=False).post(EXPORT)
    assert (unsure.status_code, unsure["Location"].startswith("/confirm/")) == (303, True)
    answer = place.signed_in(place.administrator).post(EXPORT, {"kind": "person"})
    (row,) = rows(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert (row["number"], row["at"], row["act"]) == ("1", "2023-05-25T02:00:00+00:00", "person.left")
    assert (row["actor"], row["actor_name"]) == (str(place.officer.pk), place.officer.name)
    assert (row["subject_name"], row["facts"]) == (place.clerk.name, "{}")
    assert (place.last.act, place.last.facts) == ("export.made", {"what": "audit", "records": 1, "kind": "person"})


def test_names_that_are_formulas_are_taken_out_harmless(place: Place) -> None:
    place.clerk.name = "=HYPERLINK(1)"
    place.clerk.save()
    place.recorded(Act.PERSON_LEFT, place.clerk)
    (row,) = rows(place.signed_in(place.administrator).post(EXPORT))
    assert row["actor_name"] == "'=HYPERLINK(1)"


def test_only_administrators_take_it_out_by_a_button(place: Place) -> None:
    assert place.signed_in(place.officer).post(EXPORT).status_code == 403
    assert place.last.facts == {"route": "export-audit", "method": "POST", "why": "rights"}
    assert place.signed_in(place.administrator).get(EXPORT).status_code == 405


def test_too_much_is_not_taken_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jonghong.auditing.views.MOST", 1)
    for _time in range(2):
        place.recorded(Act.PERSON_LEFT, place.clerk)
    answer = english(place.signed_in(place.administrator)).post(EXPORT)
    assert (answer.status_code, "more than 1 records" in text(answer)) == (422, True)
    assert place.acts() == ["person.left", "person.left"]
