"""The pages of queues: from the button where a room is taken to the booking that comes of it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half, Hours
from jonghong.waiting import queries
from jonghong.waiting.models import Waiter
from tests import make
from tests.bookings.conftest import DAY
from tests.office_pages import HOSTILE, mistakes, value_of
from tests.waiting.conftest import NOW, Hall

pytestmark = pytest.mark.django_db

WAIT = "Tell me when it is free"


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def said(response: Any) -> str:
    """Return what the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", text(response).partition("<main")[2].partition("</main>")[0]).split())


def client_of(hall: Hall, name: str) -> Client:
    client = hall.client(name)
    client.cookies["language"] = "en"
    return client


def place(hall: Hall, **facts: Any) -> dict[str, Any]:
    """Return what the button of a taken place sends."""
    return {"room": hall.small.pk, "on": "1/6/2566", "half": "morning", **facts}


def test_cancelling_says_before_who_waits_and_offers_the_queue_where_it_is_not_undone(hall: Hall) -> None:
    (booking,) = hall.book()
    client, page = client_of(hall, "clerk"), f"/booking/{booking.pk}/cancel/"
    free = "you can undo this while the room stays free."
    assert free in said(client.get(page))
    for other in (hall.slot(Half.AFTERNOON), hall.slot(day=DAY + timedelta(days=1))):
        hall.book(other)
        hall.join(other)
    assert free in said(client.get(page))
    hall.join()
    assert "1 person waits for this room: when you cancel, it is kept for them" in said(client.get(page))
    assert free not in said(client.get(page))
    hall.cancel(booking)
    answer = client.post(f"/undo/{History.objects.get(verb='cancel').act}/")
    assert answer.status_code == 409
    (address,) = re.findall(r'href="(/waiting/join/[^"]*)"', text(answer))
    assert f"room={hall.small.pk}" in address
    assert WAIT in said(answer)
    assert "Thursday 1 June" in said(client.get(address)) or 'value="1/6/2566"' in text(client.get(address))


def test_form_of_a_taken_place_offers_to_wait_and_keeps_what_was_typed(hall: Hall) -> None:
    hall.book()
    client = client_of(hall, "stranger")
    page = text(client.get(f"/book/?room={hall.small.pk}&on=2023-06-01&half=morning"))
    assert page.count('formaction="/waiting/join/"') == 1
    assert "Nobody waits yet" in page
    typed = {"title": "ประชุมกลุ่ม", "attendees": "12", "group": hall.groups[2].pk, "next": "/mine/", "key": "x", "layout": "u"}
    answer = client.post("/waiting/join/", place(hall, **typed))
    waiter = Waiter.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/waiting/?joined={waiter.pk}&next=%2Fmine%2F")
    assert (waiter.title, waiter.attendees, waiter.group_id) == ("ประชุมกลุ่ม", 12, hall.groups[2].pk)
    assert f"You are in the queue for {hall.small.name}" in said(client.get(answer["Location"]))


def test_form_of_a_taken_place_says_how_many_wait_and_that_one_waits_already(hall: Hall) -> None:
    hall.book()
    hall.join()
    address = f"/book/?room={hall.small.pk}&on=2023-06-01&half=morning"
    assert "1 person waits already." in said(client_of(hall, "officer").get(address))
    own = said(client_of(hall, "stranger").get(address))
    assert "You wait for it already." in own
    assert WAIT not in own


def test_who_lost_a_race_may_wait(hall: Hall) -> None:
    hall.book()
    typed = place(hall, title="ประชุม", group=hall.groups[2].pk)
    answer = client_of(hall, "stranger").post("/book/", typed)
    assert answer.status_code == 409
    assert WAIT in said(answer)


def test_form_of_what_has_begun_offers_no_queue(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    clock.move_to(booking.starts_at + timedelta(minutes=5))
    assert WAIT not in said(client_of(hall, "stranger").get(f"/book/?room={hall.small.pk}&on=2023-06-01&half=morning"))
    assert WAIT not in said(client_of(hall, "stranger").get(f"/booking/{booking.pk}/"))


def test_page_of_somebody_elses_booking_offers_to_wait(hall: Hall) -> None:
    exact = hall.slot(Half.EXACT, exact=Hours(hall.office.morning_starts, hall.office.afternoon_starts))
    (booking,) = hall.book(exact)
    page = text(client_of(hall, "stranger").get(f"/booking/{booking.pk}/"))
    form = page.partition('action="/waiting/join/"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken")
    assert fields == {"room": str(hall.small.pk), "on": "2023-06-01", "half": "exact", "starts": "08:30", "ends": "13:00"}
    client_of(hall, "stranger").post("/waiting/join/", fields)
    waiter = Waiter.objects.get()
    assert (waiter.starts_at, waiter.ends_at) == (booking.starts_at, booking.ends_at)
    assert WAIT not in said(client_of(hall, "colleague").get(f"/booking/{booking.pk}/"))


def test_a_guest_is_led_through_signing_in_to_the_queue(hall: Hall) -> None:
    (booking,) = hall.book()
    guest = client_of(hall, "")
    address = re.findall(r'href="(/waiting/join/[^"]*)"', text(guest.get(f"/booking/{booking.pk}/")))[0]
    assert guest.get(address)["Location"] == f"/sign-in/?next={quote(address, safe='')}"
    guest.force_login(hall.people["stranger"])
    page = guest.get(address)
    assert "Nobody waits yet" in said(page)
    assert f'<option value="{hall.small.pk}" selected>' in text(page)
    assert (value_of(page, "on"), Waiter.objects.count()) == ("1 Jun 2566", 0)


def test_what_was_sent_when_the_session_had_ended_is_kept(hall: Hall) -> None:
    hall.book()
    client = client_of(hall, "")
    answer = client.post("/waiting/join/", place(hall, title="พิมพ์ไว้"))
    assert answer["Location"] == f"/sign-in/?next={quote('/waiting/join/?draft=1', safe='')}"
    client.force_login(hall.people["stranger"])
    page = client.get("/waiting/join/?draft=1")
    assert value_of(page, "title") == "พิมพ์ไว้"
    client.post("/waiting/join/", place(hall, title="พิมพ์ไว้", group=hall.groups[2].pk))
    assert value_of(client.get("/waiting/join/?draft=1"), "title") == ""


def test_joining_without_a_group_takes_one_s_own(hall: Hall) -> None:
    hall.book()
    client_of(hall, "stranger").post("/waiting/join/", place(hall))
    assert Waiter.objects.get().group_id == hall.groups[2].pk


def test_joining_for_several_days_says_how_many(hall: Hall) -> None:
    hall.book(*[hall.slot(day=DAY + timedelta(days=n)) for n in range(3)])
    client = client_of(hall, "stranger")
    answer = client.post("/waiting/join/", place(hall, until="3/6/2566"), follow=True)
    assert "You are in the queue for 3 days." in said(answer)
    assert said(answer).count("Number 1 in the queue") == 3


def test_joining_for_what_was_to_repeat_waits_for_its_first_day(hall: Hall) -> None:
    hall.book(*[hall.slot(day=DAY + timedelta(days=n)) for n in range(3)])
    client_of(hall, "stranger").post("/waiting/join/", place(hall, until="3/6/2566", repeat="weekly"))
    assert Waiter.objects.get().date == DAY


def test_joining_is_refused_in_one_sentence_and_keeps_what_was_typed(hall: Hall) -> None:
    client = client_of(hall, "stranger")
    answer = client.post("/waiting/join/", place(hall, title="ประชุม"))
    assert (answer.status_code, value_of(answer, "title")) == (422, "ประชุม")
    assert f"Room {hall.small.name} is free at that time now. You can book it." in said(answer)
    assert f'href="/book/?room={hall.small.pk}&on=2023-06-01&half=morning"' in text(answer)
    hall.book()
    answer = client_of(hall, "clerk").post("/waiting/join/", place(hall))
    assert "You have the room at that time yourself." in said(answer)


def test_joining_from_htmx_names_the_page_to_go_to(hall: Hall) -> None:
    hall.book()
    answer = client_of(hall, "stranger").post("/waiting/join/", place(hall), headers={"hx-request": "true"})
    assert answer["HX-Redirect"].startswith("/waiting/?joined=")


@pytest.mark.parametrize("words", HOSTILE)
def test_joining_reads_anything_without_failing(hall: Hall, words: str) -> None:
    hall.book()
    client = client_of(hall, "stranger")
    for field in ("room", "on", "until", "half", "starts", "ends", "title", "attendees", "group", "repeat", "next"):
        answer = client.post("/waiting/join/", {**place(hall), field: words})
        assert answer.status_code in {303, 422}, field
    assert client.get("/waiting/join/", {"room": words, "on": words, "half": words}).status_code == 200
    assert client.get("/waiting/", {"joined": words, "left": words, "done": words, "next": words}).status_code == 200


def test_joining_says_beside_each_field_what_is_wrong(hall: Hall) -> None:
    answer = client_of(hall, "stranger").post(
        "/waiting/join/", {"room": "x", "on": "31/2/66", "half": "noon", "attendees": "-1"}
    )
    assert set(mistakes(answer)) == {"room", "on", "half", "attendees"}
    assert mistakes(client_of(hall, "stranger").post("/waiting/join/", place(hall, until="31/5/2566"))).keys() == {"until"}


def test_who_has_no_group_is_told_beside_the_field(hall: Hall) -> None:
    hall.people["stranger"].memberships.all().delete()
    assert mistakes(client_of(hall, "stranger").post("/waiting/join/", place(hall))).keys() == {"group"}


def test_rooms_of_another_office_are_not_to_be_had(hall: Hall) -> None:
    other = make.room(make.office())
    assert "room" in mistakes(client_of(hall, "stranger").post("/waiting/join/", place(hall, room=other.pk)))


def test_leaving_is_said_and_joining_again_puts_last(hall: Hall, clock: Traveller) -> None:
    hall.book()
    (waiter,) = hall.join(title="ประชุม")
    clock.shift(1)
    hall.join(by=hall.officer, group=0)
    client = client_of(hall, "stranger")
    answer = client.post(f"/waiting/{waiter.pk}/leave/", follow=True)
    assert "Joining again puts you last." in said(answer)
    form = text(answer).partition('action="/waiting/join/"')[2].partition("</form>")[0]
    clock.shift(1)
    answer = client.post("/waiting/join/", dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)), follow=True)
    assert "Number 2 in the queue" in said(answer)
    assert Waiter.objects.latest("pk").title == "ประชุม"


def test_leaving_what_is_kept_already_is_refused(hall: Hall) -> None:
    (booking,) = hall.book()
    (waiter,) = hall.join()
    hall.cancel(booking)
    answer = client_of(hall, "stranger").post(f"/waiting/{waiter.pk}/leave/")
    assert (answer.status_code, "You do not wait for this any more." in said(answer)) == (409, True)


def test_nobody_sees_or_touches_what_others_wait_for(hall: Hall) -> None:
    hall.book()
    (waiter,) = hall.join(title="เรื่องลับ")
    other = client_of(hall, "officer")
    assert other.post(f"/waiting/{waiter.pk}/leave/").status_code == 404
    for address in ("/waiting/", f"/waiting/?joined={waiter.pk}", f"/waiting/?left={waiter.pk}", "/mine/", "/notices/"):
        assert "เรื่องลับ" not in text(other.get(address))
    far = Hall()
    far.book()
    (distant,) = far.join()
    stranger = client_of(hall, "stranger")
    assert stranger.post(f"/waiting/{distant.pk}/leave/").status_code == 404
    assert "You wait for no room." in said(other.get("/waiting/"))


def test_page_says_what_is_free_now_and_links_to_booking_it(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.people["stranger"].memberships.all().delete()
    hall.cancel(booking)
    page = client_of(hall, "stranger").get("/waiting/")
    assert "Free now" in said(page)
    assert f'href="/book/?room={hall.small.pk}&on=2023-06-01&half=morning"' in text(page)


def test_offer_with_a_subject_is_taken_up_by_one_press(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join(title="ประชุมกลุ่ม")
    hall.cancel(booking)
    (kept,) = hall.held()
    client = client_of(hall, "stranger")
    page = client.get("/mine/")
    assert "Kept for you until 31 May 2566 09.00 · ประชุมกลุ่ม" in said(page)
    form = text(page).partition(f'action="/booking/{kept.pk}/take-up/"')[2].partition("</form>")[0]
    answer = client.post(f"/booking/{kept.pk}/take-up/", dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (303, "/mine/")
    kept.refresh_from_db()
    assert (kept.state, kept.title, kept.attendees) == ("confirmed", "ประชุมกลุ่ม", 12)
    assert "Booked:" in said(client.get(answer["Location"]))


def test_offer_without_a_subject_asks_for_it(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    client = client_of(hall, "stranger")
    assert f'href="/booking/{kept.pk}/take-up/' in text(client.get("/waiting/"))
    page = client.get(f"/booking/{kept.pk}/take-up/")
    assert "Kept until 31 May 2566 09.00" in said(page)
    facts = {"version": value_of(page, "version"), "key": value_of(page, "key"), "group": hall.groups[2].pk, "attendees": "x"}
    assert mistakes(client.post(f"/booking/{kept.pk}/take-up/", facts)).keys() == {"title", "attendees"}
    facts |= {"title": "ประชุม", "attendees": "8"}
    first, second = (client.post(f"/booking/{kept.pk}/take-up/", facts) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, second["Location"])
    answer = client.post(f"/booking/{kept.pk}/take-up/", {**facts, "title": "อีกเรื่อง"})
    assert (answer.status_code, "Somebody changed this booking" in said(answer)) == (422, True)
    assert client.get(f"/booking/{kept.pk}/take-up/").status_code == 404


def test_offer_in_a_room_that_asks_for_permission_says_so(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join(title="ประชุม")
    hall.cancel(booking)
    hall.small.needs_permission = True
    hall.small.save()
    assert "Ask for it" in said(client_of(hall, "stranger").get("/waiting/"))


def test_given_up_goes_on_and_is_undone_while_it_may(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    client = client_of(hall, "stranger")
    answer = client.post(f"/booking/{kept.pk}/give-up/", {"version": kept.version}, follow=True)
    assert f"Given up: {hall.small.name}" in said(answer)
    undo = re.findall(r'action="(/undo/[^"]*)"', text(answer))[0]
    client.post(undo)
    assert len(hall.held()) == 1
    refused = client.post(f"/booking/{kept.pk}/give-up/", {"version": 99})
    assert (refused.status_code, "This was not given up" in said(refused)) == (409, True)


def test_what_is_kept_for_others_is_neither_taken_up_nor_given_up(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    other = client_of(hall, "clerk")
    for verb in ("take-up", "give-up"):
        assert other.post(f"/booking/{kept.pk}/{verb}/").status_code == 403
        assert client_of(hall, "").post(f"/booking/{kept.pk}/{verb}/")["Location"].startswith("/sign-in/")
    assert other.get(f"/booking/{kept.pk}/take-up/").status_code == 403
    assert client_of(Hall(), "stranger").get(f"/booking/{kept.pk}/take-up/").status_code in {302, 404}


def test_page_of_what_is_kept_says_so_and_lets_its_group_answer(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    page = text(client_of(hall, "stranger").get(f"/booking/{kept.pk}/"))
    assert f'href="/booking/{kept.pk}/take-up/"' in page
    assert f'href="/booking/{kept.pk}/change/"' not in page
    seen = said(client_of(hall, "clerk").get(f"/booking/{kept.pk}/"))
    assert "Kept for the first in the queue until 31 May 2566 09.00" in seen
    assert WAIT in seen


def test_newcomer_reads_for_whom_it_is_kept_and_may_wait_too(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    answer = client_of(hall, "clerk").post("/book/", place(hall, title="ประชุม", group=hall.groups[1].pk))
    group = hall.groups[2].short_name
    assert f"Room {hall.small.name} is kept for somebody from the queue." in said(answer)
    assert f"kept for {group} from the queue until 31 May 2566 09.00" in said(answer)
    assert WAIT in said(answer)


def test_cancelling_that_cannot_be_undone_names_for_whom_it_is_kept(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    booking.office = hall.office
    act = actions.cancel(booking=booking, by=hall.clerk)
    answer = client_of(hall, "clerk").post(f"/undo/{act}/")
    assert answer.status_code == 409
    assert f"kept for {hall.groups[2].short_name} from the queue until" in said(answer)


def test_months_show_what_is_kept(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join(title="เรื่องที่ยังไม่เปิดเผย")
    hall.cancel(booking)
    page = text(client_of(hall, "").get("/2566/6/"))
    assert f"Kept for {hall.groups[2].short_name}" in page
    assert "until 31 May 2566 09.00" in page
    assert "เรื่องที่ยังไม่เปิดเผย" not in page


def test_what_ran_out_is_listed_as_over(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    clock.move_to(NOW + timedelta(hours=30))
    actions.lapse_due(hall.office)
    assert "A room kept from the queue" in said(client_of(hall, "stranger").get("/mine/"))


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_few_questions_for_one_place_and_for_three(
    hall: Hall,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    days = [hall.slot(day=DAY + timedelta(days=n)) for n in range(number)]
    kept = hall.book(*days, room=hall.large)
    hall.book(*days)
    hall.join(*days, room=hall.large)
    hall.join(*days)
    for booking in kept:
        hall.cancel(booking)
    person = hall.people["stranger"].pk
    with django_assert_num_queries(3):
        assert [wait.position for wait in queries.waits_of(hall.office, person)] == [1] * number
    with django_assert_num_queries(1):
        assert len(queries.offers_of(hall.office, person)) == number
    client = client_of(hall, "stranger")
    client.get("/waiting/")
    with django_assert_num_queries(7):  # office, session, person, offers, three about what is waited for
        client.get("/waiting/")


def test_taking_up_as_an_officer_of_the_group_keeps_who_asked(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    hall.take_up(kept, by=rights_of(hall.people["officer"]))
    assert Booking.objects.get(pk=kept.pk).organizer_id == hall.people["stranger"].pk
