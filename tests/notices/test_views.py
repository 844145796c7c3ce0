"""The bell and its page: what is told in which words, and that looking changes nothing."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.actions.closures import Choice
from jonghong.bookings.actions.series import Scope
from jonghong.bookings.models import Booking, History, Verb
from jonghong.bookings.snapshots import snapshot
from jonghong.bookings.timeslots import Place
from jonghong.notices.models import Reader
from jonghong.notices.queries import unread
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from tests.bookings.conftest import DAY
from tests.notices.conftest import NOW, Hall
from tests.office_pages import HOSTILE

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def said(response: Any) -> str:
    """Return what the page says, without its markup."""
    page = text(response)
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def client_of(hall: Hall, name: str = "clerk") -> Client:
    client = hall.client(name)
    client.cookies["language"] = "en"
    return client


def sentences(hall: Hall, name: str = "clerk") -> list[str]:
    return re.findall(r'<p><a href="/booking/\d+/">(.*?)</a>', text(client_of(hall, name).get("/notices/")))


def who(hall: Hall) -> str:
    return f"{hall.people['officer'].name} ({hall.groups[0].short_name})"


def test_bell_says_how_much_is_new(hall: Hall) -> None:
    client = client_of(hall)
    (booking,) = hall.book()
    assert (text(client.get("/notices/count/")), client.get("/notices/count/")["Cache-Control"]) == (
        '<span class="only-read">Notices</span>',
        "private, no-store",
    )
    hall.cancel(booking)
    assert text(client.get("/notices/count/")) == '<b aria-hidden="true">1</b><span class="only-read">Notices: 1 new</span>'
    page = text(client.get("/"))
    assert 'href="/notices/"' in page
    assert "1 new" not in page


def test_bell_of_a_hundred_says_more_than_ninety_nine(hall: Hall) -> None:
    (booking,) = hall.book()
    facts = {"office": hall.office, "verb": Verb.CHANGE, "booking": booking, "at": NOW, "after": snapshot(booking)}
    History.objects.bulk_create(History(act=uuid4(), concerns=hall.people["clerk"], **facts) for _ in range(100))
    assert said(client_of(hall).get("/notices/count/")) == "99+ Notices: more than 99 new"
    page = client_of(hall).get("/notices/")
    # What stands on the second page is not read by looking at the first.
    assert "Mark all as read" in said(page)
    assert "hx-post" not in text(page).partition("<main")[2]
    older = client_of(hall).get("/notices/?page=2")
    assert "Mark all as read" not in said(older)
    assert said(older).count("New ") == 50
    assert "There is nothing further back." in said(client_of(hall).get("/notices/?page=3"))


def test_bell_tells_nobody_nothing(hall: Hall) -> None:
    answer = hall.client().get("/notices/count/")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (204, b"", "private, no-store")
    assert hall.client().get("/notices/")["Location"].startswith("/sign-in/")
    assert 'class="bell"' not in text(hall.client().get("/"))


def test_looking_changes_nothing_and_the_button_marks_as_read(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.cancel(booking, "ปิดซ่อม")
    client = client_of(hall)
    for _ in range(2):
        page = client.get("/notices/")
        assert "New" in said(page)
    assert Reader.objects.count() == 0
    assert 'hx-post="/notices/read/" hx-trigger="load"' in text(page)
    last = re.findall(r'name="last_id" value="(\d+)"', text(page))[0]
    answer = client.post("/notices/read/", {"last_id": last}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "look")
    after = client.get("/notices/")
    assert ("New" in said(after), "Mark all as read" in said(after)) == (False, False)
    assert client.post("/notices/read/", {"last_id": last})["Location"] == "/notices/"


@pytest.mark.parametrize("words", HOSTILE)
def test_anything_is_read_without_failing(hall: Hall, words: str) -> None:
    client = client_of(hall)
    assert client.get("/notices/", {"page": words}).status_code in {200, 404}
    assert client.post("/notices/read/", {"last_id": words, "next": words}).status_code == 303


def test_page_without_notices_says_what_it_is_for(hall: Hall) -> None:
    assert "Nothing yet." in said(client_of(hall).get("/notices/"))
    assert client_of(hall).get("/notices/?page=0").status_code == 404


def test_what_an_officer_does_is_told_with_name_group_place_and_reason(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.change(booking, by=hall.officer, room=hall.large)
    hall.change(hall.again(booking), by=hall.officer, room=hall.large, title="ประชุมใหญ่")
    hall.cancel(booking, "ปิดซ่อม")
    act = History.objects.get(verb="cancel").act
    actions.undo(office=hall.office, act=act, by=hall.officer)
    assert sentences(hall) == [
        f"{who(hall)} took back what was done to your booking “ประชุมใหญ่”",
        f"{who(hall)} cancelled your booking “ประชุมใหญ่”",
        f"{who(hall)} changed your booking “ประชุมใหญ่”",
        f"{who(hall)} moved your booking “ประชุม”",
    ]
    page = said(client_of(hall).get("/notices/"))
    assert f"{hall.large.name} · " in page
    assert sentences(hall, "officer") == []


def test_answers_to_requests_are_told_with_their_remark(hall: Hall, clock: Traveller) -> None:
    hall.small.needs_permission = True
    hall.small.save()
    days = [DAY + timedelta(days=n) for n in range(3)]
    first, second, third = [hall.book(hall.slot(day=day))[0] for day in days]
    actions.approve(bookings=[hall.again(first)], by=hall.officer)
    clock.shift(1)
    actions.decline(bookings=[hall.again(second)], by=hall.officer, remark="ห้องไม่พร้อม")
    clock.move_to(third.ends_at)
    actions.lapse_due(hall.office)
    assert sentences(hall) == [
        "Out of time: nobody answered your request “ประชุม”. Ask again if you still need the room.",
        f"Not permitted: “ประชุม”, by {who(hall)}",
        f"Permitted: “ประชุม”, by {who(hall)}",
    ]
    assert "Remark: ห้องไม่พร้อม" in said(client_of(hall).get("/notices/"))


def test_the_queue_is_told_of_and_answered_on_the_page(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book(by=hall.officer, group_id=hall.groups[0].pk)
    need = Need(hall.groups[1].pk, None, "ประชุมกลุ่ม")
    queue.join(office=hall.office, by=hall.clerk, room_id=hall.small.pk, slots=[hall.slot()], need=need)
    hall.cancel(booking)
    until = "26 May 2566 09.00"
    assert sentences(hall) == [f"The room is free and kept for you until {until}. Take it or give it up."]
    page = client_of(hall).get("/notices/")
    assert "Kept for you" in said(page)
    assert re.search(r'action="/booking/\d+/take-up/"', text(page))
    clock.move_to(NOW + timedelta(hours=25))
    actions.lapse_due(hall.office)
    assert sentences(hall) == [
        "Out of time: what was kept for you was not taken up, and goes to the next in the queue.",
        f"The room became free and was kept for you until {until}.",
    ]
    assert "Kept for you" not in said(client_of(hall).get("/notices/"))


def test_every_verb_has_its_sentence(hall: Hall) -> None:
    (booking,) = hall.book()
    facts = {"office": hall.office, "booking": booking, "concerns": hall.people["clerk"], "actor": hall.people["officer"]}
    for number, verb in enumerate(Verb):
        at = NOW + timedelta(minutes=number)
        after = snapshot(booking)
        History.objects.create(act=uuid4(), verb=verb, at=at, before=after, after=after, **facts)
    gone, moved = {**snapshot(booking), "state": "cancelled"}, {**snapshot(booking), "room_id": hall.large.pk}
    for after in (moved, gone):
        History.objects.create(act=uuid4(), verb=Verb.CLOSE, at=at, before=snapshot(booking), after=after, **facts)
    found = sentences(hall)
    assert len(set(found)) == len(Verb) + 2
    assert not any("did something" in each for each in found)
    assert found[:3] == [
        f"The room is closed then: {who(hall)} cancelled your booking “ประชุม”",
        f"The room is closed then: {who(hall)} moved your booking “ประชุม”",
        f"The room is closed then, and {who(hall)} lets your booking “ประชุม” stay",
    ]


def test_who_belongs_to_no_group_or_nobody_is_named_as_that(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.cancel(booking)
    hall.people["officer"].memberships.all().delete()
    assert sentences(hall) == [f"{hall.people['officer'].name} cancelled your booking “ประชุม”"]
    History.objects.filter(verb="cancel").update(actor=None)
    assert sentences(hall) == ["the system cancelled your booking “ประชุม”"]


def test_officers_read_how_many_requests_wait_and_the_bell_does_not_count_them(hall: Hall) -> None:
    hall.small.needs_permission = True
    hall.small.save()
    hall.book()
    page = client_of(hall, "officer").get("/notices/")
    assert "1 request waits for permission." in said(page)
    assert 'href="/desk/"' in text(page).partition("<main")[2]
    assert said(client_of(hall, "officer").get("/notices/count/")) == "Notices"
    assert "waits for permission" not in said(client_of(hall).get("/notices/"))


def test_a_series_is_one_line_that_says_how_many_more(hall: Hall) -> None:
    days = [hall.slot(day=DAY + timedelta(days=n)) for n in range(3)]
    bookings = hall.book(*days)
    actions.cancel_dates(booking=hall.again(bookings[0]), by=hall.officer, scope=Scope.ALL)
    page = said(client_of(hall).get("/notices/"))
    assert len(sentences(hall)) == 1
    assert "Thu 1 Jun 2566 · morning and 2 more days" in page or "1 June 2566 · morning and 2 more days" in page


def test_what_a_closure_moves_and_cancels_is_told_apart_with_the_old_place(hall: Hall) -> None:
    days = [hall.slot(day=DAY + timedelta(days=n)) for n in range(4)]
    moved, cancelled, also, kept = (hall.again(each) for each in hall.book(*days))
    away = Place(hall.large.pk, days[0])
    gone = Choice.CANCEL
    actions.close(
        office=hall.office,
        by=hall.officer,
        room=hall.small,
        starts_at=moved.starts_at,
        ends_at=kept.ends_at,
        reason="ซ่อม",
        decisions={moved: away, cancelled: gone, also: gone, kept: Choice.KEEP},
    )
    assert sorted(sentences(hall)) == [
        f"The room is closed then, and {who(hall)} lets your booking “ประชุม” stay",
        f"The room is closed then: {who(hall)} cancelled your booking “ประชุม”",
        f"The room is closed then: {who(hall)} moved your booking “ประชุม”",
    ]
    page = said(client_of(hall).get("/notices/"))
    when = "Thursday 1 June 2566 · morning"
    assert f"{hall.small.name} · {when} → becomes {hall.large.name} · {when}" in page
    assert (page.count("and 1 more day"), page.count("becomes")) == (1, 1)
    assert "and 1 more day" in page.partition("cancelled your booking")[2][:200]
    assert unread(hall.office, hall.person_of("clerk")) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_much_for_three_notices_as_for_one(
    hall: Hall,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    for each in range(number):
        (booking,) = hall.book(hall.slot(day=DAY + timedelta(days=each)))
        hall.cancel(booking)
    client = client_of(hall)
    client.get("/notices/")
    # office, session, person; reader, acts, rows; what is new; rooms; offers
    with django_assert_num_queries(9):
        client.get("/notices/")
    with django_assert_num_queries(4):
        client.get("/notices/count/")
    assert Booking.objects.filter(state="cancelled").count() == number
