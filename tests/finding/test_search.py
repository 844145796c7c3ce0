"""The search: who finds what, in which order, and what the page says; on either database."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from jonghong.bookings.models import Booking, State
from jonghong.bookings.permissions import may_see_subject
from jonghong.finding.search import COUNTED, LAST_PAGE, ON_A_PAGE, PUBLIC_STATES, Wish, search, wanted
from jonghong.finding.search_words import words_of
from jonghong.offices.models import Office
from jonghong.people.models import Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms.hours import Half
from tests import make
from tests.office_pages import HOSTILE, mistakes

pytestmark = pytest.mark.django_db

TODAY = date(2023, 5, 25)
NOW = datetime(2023, 5, 25, 3, 0, tzinfo=UTC)


class Hall:
    """An office with two rooms, a clerk of group 1, a stranger of group 2 and an officer; each booking is of the clerk."""

    def __init__(self) -> None:
        self.office = make.office()
        self.rooms = [make.room(self.office, name=name) for name in ("เพชร", "มรกต")]
        self.groups = list(self.office.groups.all())
        self.clerk = make.person(self.office, group=1, name="สมศรี ใจดี")
        self.stranger = make.person(self.office, group=2)
        self.officer = make.person(self.office, group=0, role=Role.OFFICER)

    def booking(self, title: str, day: date = TODAY, *, room: int = 0, at: int = 9, **facts: Any) -> Booking:
        start = datetime.combine(day, time(at), self.office.zone)
        words = {
            "group": self.groups[1],
            "organizer": self.clerk,
            "half": Half.EXACT,
            "state": State.CONFIRMED,
            "is_legacy": True,
            "created_at": NOW,
            **facts,
        }
        place = {"office": self.office, "room": self.rooms[room], "date": day}
        return Booking.objects.create(title=title, starts_at=start, ends_at=start + timedelta(hours=1), **place, **words)

    def rights(self) -> dict[str, Rights]:
        people = {name: rights_of(getattr(self, name)) for name in ("clerk", "stranger", "officer")}
        return {"visitor": Rights(), **people}

    def titles(self, wish: Wish, rights: Rights | None = None) -> list[str]:
        found = search(self.office, wish, rights=rights or Rights(), today=TODAY)
        return [hit.booking.title for hit in [*found.coming, *found.past]]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def wish(text: str = "", **facts: Any) -> Wish:
    return Wish(words=words_of(text), **facts)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def subjects(response: Any) -> list[str]:
    """Return the subjects on the page, without marks."""
    found = re.findall(r'<a class="subject"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [unescape(re.sub(r"</?mark>", "", each)) for each in found]


def ask(client: Client, **words: Any) -> Any:
    client.cookies["language"] = "en"
    with time_machine.travel(NOW, tick=False):
        return client.get("/search/", words)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("งบประมาณ", ["ประชุมงบประมาณ ครั้งที่ ๑/2566"]),
        ("บประม", ["ประชุมงบประมาณ ครั้งที่ ๑/2566"]),
        ("1/๒๕๖๖ งบ", ["ประชุมงบประมาณ ครั้งที่ ๑/2566"]),
        ("active  LEARNING", ["อบรม (Active Learning) 100%"]),
        ("learning active", ["อบรม (Active Learning) 100%"]),
        ("active งบ", []),
        ("100%", ["อบรม (Active Learning) 100%"]),
        ("%งบ", []),
        ("_", []),
        ("*", []),
        ("[ก-ฮ]", []),
        (".", []),
        ("", ["ประชุมงบประมาณ ครั้งที่ ๑/2566", "อบรม (Active Learning) 100%"]),
    ],
)
def test_search_finds_all_words_anywhere_in_the_subject(hall: Hall, typed: str, found: list[str]) -> None:
    hall.booking("ประชุมงบประมาณ ครั้งที่ ๑/2566")
    hall.booking("อบรม (Active Learning) 100%", TODAY + timedelta(1))
    assert hall.titles(wish(typed)) == found


def test_search_shows_what_comes_next_and_then_what_was_latest(hall: Hall) -> None:
    for title, days, hour in [("ก", 2, 9), ("ข", 0, 13), ("ค", 0, 8), ("ง", -1, 8), ("จ", -1, 13), ("ฉ", -30, 9)]:
        hall.booking(title, TODAY + timedelta(days), at=hour)
    found = search(hall.office, wish(), rights=Rights(), today=TODAY)
    assert [hit.booking.title for hit in found.coming] == ["ค", "ข", "ก"]
    assert [hit.booking.title for hit in found.past] == ["จ", "ง", "ฉ"]
    assert (found.number, found.is_counted, found.page, found.has_more) == (6, True, 1, False)


def test_search_narrows_down_by_each_filter(hall: Hall) -> None:
    hall.booking("ก", room=1)
    hall.booking("ข", group=hall.groups[2])
    hall.booking("ค", organizer=hall.stranger)
    hall.booking("ง", TODAY - timedelta(9))
    hall.booking("จ", TODAY + timedelta(9))
    hall.booking("ฉ", state=State.PENDING)
    officer = rights_of(hall.officer)
    assert hall.titles(wish(room=hall.rooms[1]), officer) == ["ก"]
    assert hall.titles(wish(group=hall.groups[2]), officer) == ["ข"]
    assert hall.titles(wish(person=hall.stranger), officer) == ["ค"]
    assert hall.titles(wish(until=TODAY - timedelta(1)), officer) == ["ง"]
    assert hall.titles(wish(since=TODAY + timedelta(1)), officer) == ["จ"]
    assert hall.titles(wish(since=TODAY + timedelta(9), until=TODAY + timedelta(9)), officer) == ["จ"]
    assert hall.titles(wish(state=State.PENDING), officer) == ["ฉ"]
    assert hall.titles(wish("ก", room=hall.rooms[0]), officer) == []


def test_search_finds_a_private_booking_for_those_alone_who_may_see_its_subject(hall: Hall) -> None:
    secret = hall.booking("สอบสวนลับ", is_private=True)
    own = hall.booking("ลับของคนกลุ่มอื่น", is_private=True, group=hall.groups[0], organizer=hall.stranger)
    for name, rights in hall.rights().items():
        seen = {booking.title for booking in (secret, own) if may_see_subject(rights, booking)}
        for asked in (wish("ลับ"), wish(room=hall.rooms[0]), wish(since=TODAY)):
            assert set(wanted(hall.office, asked, rights).values_list("title", flat=True)) == seen, name
            found = search(hall.office, asked, rights=rights, today=TODAY)
            assert found.number == len(seen), name


def test_visitors_find_what_stands_and_people_of_the_office_all_of_it(hall: Hall) -> None:
    for state in State:
        hall.booking(state.value, state=state)
    assert set(hall.titles(wish())) == {state.value for state in PUBLIC_STATES}
    assert set(hall.titles(wish(state=State.CANCELLED))) == set()
    assert set(hall.titles(wish(), rights_of(hall.stranger))) == {state.value for state in State}


def test_visitors_learn_nothing_by_asking_for_a_person(hall: Hall) -> None:
    hall.booking("ก")
    assert hall.titles(wish(person=hall.stranger)) == ["ก"]
    page = text(ask(Client(), q="ก", person=hall.stranger.pk))
    assert "1 booking found" in page
    assert "Sign in to search for a person." in page
    assert "สมศรี" not in page
    assert 'name="person"' not in page


def test_another_office_is_never_found(hall: Hall) -> None:
    other = Hall()
    other.booking("ประชุมของเขา")
    for rights in [*hall.rights().values(), *other.rights().values()]:
        assert hall.titles(wish("ประชุม"), rights) == []
    client = Client()
    client.force_login(hall.officer)
    response = ask(client, room=other.rooms[0].pk, group=other.groups[0].pk, person=other.clerk.pk)
    assert mistakes(response) == dict.fromkeys(("room", "group", "person"), "Choose one that is offered.")
    offered = set(re.findall(r'<option value="(\d+)"', text(response)))
    rows = [*hall.rooms, *hall.groups, hall.clerk, hall.stranger, hall.officer]
    assert offered == {str(row.pk) for row in rows}


def test_pages_of_fifty_until_the_last(hall: Hall) -> None:
    for number in range(ON_A_PAGE + 3):
        hall.booking(f"ก{number}", TODAY + timedelta(1 - number))
    first = ask(Client(), q="ก")
    assert len(subjects(first)) == ON_A_PAGE
    assert f"{ON_A_PAGE + 3} bookings found" in text(first)
    assert 'href="?q=%E0%B8%81&amp;page=2#found"' in first.content.decode()
    for page in ("2", "3", "20", "99", "1000", "-1", "x", "๒", "²"):
        response = ask(Client(), q="ก", page=page)
        shown = subjects(response)
        is_second = page in {"2", "3", "20", "99"}
        assert shown == ([f"ก{number}" for number in (50, 51, 52)] if is_second else subjects(first)), page
        assert ('rel="prev" href="?q=%E0%B8%81&amp;page=1#found"' in response.content.decode()) is is_second
    assert "<h2>From today on</h2>" not in text(ask(Client(), q="ก", page="2"))


def test_counting_stops_and_so_do_pages(hall: Hall) -> None:
    first = hall.booking("ก", TODAY + timedelta(1))
    facts = {field.attname: getattr(first, field.attname) for field in Booking._meta.concrete_fields}
    last = ON_A_PAGE * LAST_PAGE
    Booking.objects.bulk_create(Booking(**facts | {"id": first.pk + number}) for number in range(1, last + 1))
    assert f"More than {COUNTED} bookings found" in text(ask(Client(), q="ก"))
    assert 'rel="next"' in text(ask(Client(), q="ก", page=LAST_PAGE - 1))
    page = text(ask(Client(), q="ก", page=LAST_PAGE))
    assert f"page {LAST_PAGE}" in page
    assert "There are more. Write another word or narrow the search down." in page
    assert 'rel="next"' not in page


def test_a_hit_shows_what_it_is_and_leads_to_booking_and_month(hall: Hall) -> None:
    booking = hall.booking("<b>งบ</b> & อื่น", room=1, state=State.PENDING)
    page = ask(Client(), q="งบ <b>").content.decode()
    assert f'href="/booking/{booking.pk}/"><mark>&lt;b&gt;งบ</mark>&lt;/b&gt; &amp; อื่น</a>' in page
    assert 'href="/2566/5/#d25"' in page
    assert re.search(r"Thursday 25 May 2566 · 09.00-10.00 · นโยบายและแผน · <span class=\"state\">waiting for permission", page)
    client = Client()
    client.force_login(hall.clerk)
    hall.booking("งบลับ", is_private=True)
    assert "· private" in text(ask(client, q="งบ"))


def test_a_booking_without_a_subject_shows_its_state(hall: Hall) -> None:
    hall.booking("", state=State.PENDING)
    assert subjects(ask(Client(), room=hall.rooms[0].pk)) == ["waiting for permission"]


def test_search_says_what_to_do_when_nothing_is_asked_or_found(hall: Hall) -> None:
    hall.booking("ก")
    for empty in ({}, {"q": "  ", "room": ""}, {"q": "\u202e"}, {"page": "3"}, {"unknown": "ก"}):
        page = text(ask(Client(), **empty))
        assert "Write a word of the subject above" in page
        assert "found" not in re.sub(r"<style.*?>|<script.*?>", "", page)
    page = text(ask(Client(), q="ไม่มี"))
    assert "No booking was found." in page
    assert "Private and cancelled bookings are found only by people of the office" in page
    client = Client()
    client.force_login(hall.clerk)
    assert "Private and cancelled" not in text(ask(client, q="ไม่มี"))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", ["q", "room", "group", "person", "since", "until", "state", "page"])
def test_search_answers_anything_in_a_sentence(hall: Hall, name: str, hostile: str) -> None:
    client = Client()
    client.force_login(hall.clerk)
    response = ask(client, **{"q": "ก", name: hostile})
    assert response.status_code in {200, 422}
    assert "<script>alert" not in response.content.decode()
    mistakes(response)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"q": "ก" * 201}, {"q": "Write at most 200 characters; these are 201."}),
        ({"q": "ก\0"}, {"q": "There is a character in it that cannot be kept. Type it anew."}),
        ({"q": "1-2345-67890-12-1"}, {"q": "This holds a citizen ID. Search for words of the subject instead."}),
        ({"q": "๑๒๓๔๕๖๗๘๙๐๑๒๑"}, {"q": "This holds a citizen ID. Search for words of the subject instead."}),
        ({"q": "1/2566 2/2566 3/2566 4/2566"}, {}),
        ({"since": "31/2/66"}, {"since": "There is no day 31 in February 2566. Write a day from 1 to 28."}),
        ({"since": "2/6/66", "until": "1/6/66"}, {"until": "The last day comes before the first."}),
        ({"state": "cancelled"}, {"state": "Choose one that is offered."}),
        ({"room": "1" * 30}, {"room": "Choose one that is offered."}),
    ],
)
def test_search_says_what_is_wrong_and_keeps_what_was_typed(hall: Hall, words: dict[str, str], wrong: dict[str, str]) -> None:
    response = ask(Client(), **words)
    assert mistakes(response) == wrong
    assert "Write a word of the subject above" not in text(response)
    assert all(f'value="{typed}"' in text(response) for name, typed in words.items() if name in {"since", "until"})


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "most"), [("", 5), ("clerk", 8)])
def test_search_asks_as_little_for_three_hits_as_for_one(
    hall: Hall, who: str, most: int, number: int, django_assert_num_queries
) -> None:
    for _ in range(number):
        hall.booking("ก")
    client = Client()
    if who:
        client.force_login(getattr(hall, who))
    with django_assert_num_queries(most):
        assert len(subjects(ask(client, q="ก"))) == number


def test_search_stands_in_the_bar_of_every_page(hall: Hall) -> None:
    assert '<a href="/search/">' in text(Client().get("/2566/6/"))
    assert '<a href="/search/" aria-current="page">' in text(Client().get("/search/"))


def test_search_of_an_office_without_rooms_is_a_page() -> None:
    office: Office = make.office()
    assert Client().get("/search/?q=x").status_code == 200
    assert office.rooms.count() == 0
