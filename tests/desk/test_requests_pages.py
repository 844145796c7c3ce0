"""What everybody reads of requests: buttons, tables, lists, the page of a booking, and the pages about rooms."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, State
from jonghong.rooms.hours import Half
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from tests.desk.guarded import DAY, NOW, Guarded
from tests.office_pages import HOSTILE

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


def look(place: Guarded, path: str, by: str = "clerk", status: int = 200, **words: Any) -> str:
    client = place.client(by)
    client.cookies["language"] = "en"
    answer = client.get(path, words)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def form(place: Guarded, **other: Any) -> dict[str, Any]:
    room, group = place.large.pk, place.groups[1].pk
    return {"room": room, "on": "1/6/66", "half": "morning", "title": "ขอห้อง", "group": group, **other}


def send(place: Guarded, path: str = "/book/", by: str = "clerk", **sent: Any) -> Any:
    client = place.client(by)
    client.cookies["language"] = "en"
    return client, client.post(path, sent)


def after(place: Guarded, path: str = "/book/", by: str = "clerk", **sent: Any) -> str:
    """Send a form, and return the page that follows."""
    client, answer = send(place, path, by, **sent)
    assert answer.status_code == 303
    return unescape(client.get(answer["Location"]).content.decode())


def wait(place: Guarded) -> None:
    """Let the stranger wait for what the clerk asked for."""
    slots, need = [place.slot()], Need(place.groups[2].pk, 12)
    queue.join(office=place.office, by=place.stranger, room_id=place.large.pk, slots=slots, need=need)


def button(page: str) -> str:
    """Return what the button of a form says."""
    found = re.search(r'<(?:span|button)[^>]* id="send"[^>]*>(?:<button[^>]*>)?([^<]+)</button>', page)
    assert found
    return found[1]


# The button tells the truth


def test_button_sends_a_request_where_the_room_asks_for_permission(place: Guarded) -> None:
    pages = [look(place, "/book/", room=room.pk, on="2023-06-01", half="day") for room in (place.large, place.small)]
    assert [button(page) for page in pages] == ["Send request", "Book"]
    assert ["a room officer answers your request" in page for page in pages] == [True, False]


def test_button_books_for_who_gives_permission(place: Guarded) -> None:
    page = look(place, "/book/", "officer", room=place.large.pk, on="2023-06-01", half="day")
    assert (button(page), "a room officer answers your request" in page) == ("Book", False)


def test_button_follows_a_room_that_is_chosen_before_its_day(place: Guarded) -> None:
    assert button(look(place, "/book/", room=place.large.pk)) == "Send request"
    assert button(look(place, "/book/")) == "Book"
    assert button(look(place, "/book/", room="x")) == "Book"


def test_form_with_a_mistake_keeps_its_button(place: Guarded) -> None:
    _client, answer = send(place, **form(place, title=""))
    assert (answer.status_code, button(answer.content.decode())) == (422, "Send request")


def test_note_after_sending_says_that_it_waits(place: Guarded) -> None:
    page = after(place, **form(place))
    assert "Request sent, waiting for a room officer: ใหญ่, Thursday 1 June 2566, morning" in page
    assert Booking.objects.get().state == State.PENDING


def test_note_after_booking_by_an_officer_says_booked(place: Guarded) -> None:
    page = after(place, by="officer", **form(place, group=place.groups[0].pk))
    assert ("Booked: ใหญ่" in page, Booking.objects.get().state) == (True, State.CONFIRMED)


def test_days_off_are_asked_about_in_the_same_words(place: Guarded) -> None:
    _client, answer = send(place, **form(place, until="4/6/66"))
    page = unescape(answer.content.decode())
    assert ("Ask for all 4 days" in page, "Book all 4 days" in page) == (True, False)


def test_moving_into_the_room_sends_a_request(place: Guarded) -> None:
    (booking,) = place.book()
    path = f"/booking/{booking.pk}/change/"
    there = look(place, path, room=place.large.pk, on="2023-06-01", half="morning")
    here = look(place, path, room=place.small.pk, on="2023-06-01", half="morning")
    assert [button(there), button(here)] == ["Send request", "Save"]
    page = after(place, path, **form(place, version=booking.version, title="ย้าย"))
    assert ("Changed: ใหญ่" in page, "It waits for permission there." in page) == (True, True)
    assert Booking.objects.get().state == State.PENDING


def test_a_request_that_stays_where_it_is_is_saved(place: Guarded) -> None:
    booking = place.ask()
    path = f"/booking/{booking.pk}/change/"
    pages = [look(place, path), look(place, path, room=place.large.pk, on="2023-06-01", half="morning")]
    assert [button(page) for page in pages] == ["Save", "Save"]
    assert "a room officer answers your request" not in pages[1]
    moved = look(place, path, room=place.large.pk, on="2023-06-02", half="morning")
    assert (button(moved), "a room officer answers your request" in moved) == ("Send request", True)


def test_offers_say_which_of_them_wait_for_permission(place: Guarded) -> None:
    place.book()
    path = "/book/"
    page = look(place, path, room=place.small.pk, on="2023-06-01", half="morning")
    assert "Free instead; press to book or to ask" in page
    assert page.count("waits for permission</button>") == 1
    officer = look(place, path, "officer", room=place.small.pk, on="2023-06-01", half="morning")
    assert ("press to book or to ask" in officer, "waits for permission</button>" in officer) == (False, False)


def test_an_offer_that_waits_for_permission_is_a_request(place: Guarded) -> None:
    place.book()
    instead = f"room={place.large.pk}&on=2023-06-01&half=morning"
    page = after(place, **form(place, room=place.small.pk, instead=instead))
    assert "Request sent, waiting for a room officer: ใหญ่" in page


# Tables and lists


def test_month_says_what_waits_beside_what_is_booked(place: Guarded) -> None:
    place.ask(title="ยังรออยู่")
    place.ask(day=NEXT)
    place.book(title="จองแล้ว")
    page = look(place, "/2566/6/")
    head = page[page.index("<h1>") : page.index("</nav>", page.index("<h1>"))]
    assert ("1 booking" in head, "· 2 wait for permission" in head) == (True, True)
    chip = page[page.index("ยังรออยู่") :]
    assert '<span class="waits">waiting for permission</span>' in chip[: chip.index("</div>")]
    assert page.count("unsure") == 2
    chip = page[page.index("จองแล้ว") :]
    assert "waits" not in chip[: chip.index("</div>")]


def test_month_and_report_count_only_what_is_permitted(place: Guarded) -> None:
    booking = place.ask()
    assert place.times() == {(2023, 6): 0}
    actions.approve(bookings=[booking], by=place.officer)
    assert place.times() == {(2023, 6): 1}
    assert "wait for permission" not in look(place, "/2566/6/")


def test_what_is_kept_for_somebody_says_for_whom_and_until_when(place: Guarded) -> None:
    booking = place.ask()
    wait(place)
    actions.decline(bookings=[booking], by=place.officer)
    page = look(place, "/2566/6/", "")
    assert "Kept for บริหารงานบุคคล" in page
    assert '<span class="waits">until 31 May 2566 09.00</span>' in page


def test_own_list_tells_what_waits_and_why_something_was_not_permitted(place: Guarded) -> None:
    place.ask(title="รอ")
    declined = place.ask(day=NEXT, title="ไม่ได้")
    actions.decline(bookings=[declined], by=place.officer, remark="ห้องปิดซ่อม")
    page = look(place, "/mine/")
    assert '<b class="waits">waiting for permission</b>' in page
    officer = place.people["officer"].name
    assert f'<b class="waits">declined</b> · {officer}: ห้องปิดซ่อม</small>' in page
    assert "Over, cancelled or not permitted" in page


# The page of a booking


def test_page_of_a_request_says_until_when_it_waits(place: Guarded) -> None:
    booking = place.ask()
    page = look(place, f"/booking/{booking.pk}/", "")
    assert ("Waiting for permission" in page, "Unanswered it is given up 1 Jun 2566 12.00" in page) == (True, True)


def test_officer_goes_from_the_booking_to_its_answer(place: Guarded) -> None:
    booking = place.ask()
    path, way = f"/booking/{booking.pk}/", f'href="/desk/{booking.pk}/"'
    assert [way in look(place, path, by) for by in ("officer", "clerk")] == [True, False]
    actions.approve(bookings=[booking], by=place.officer)
    assert way not in look(place, path, "officer")


def test_who_did_not_permit_and_why_is_for_people_of_the_office(place: Guarded) -> None:
    booking = place.ask()
    actions.decline(bookings=[booking], by=place.officer, remark="ห้องปิดซ่อม")
    name = place.people["officer"].name
    page = look(place, f"/booking/{booking.pk}/")
    assert (f"Not permitted</b> · {name} 30 May 2566 09.00" in page, "Remark: ห้องปิดซ่อม" in page) == (True, True)
    assert page.count("ห้องปิดซ่อม") == 2  # in the history, too
    public = look(place, f"/booking/{booking.pk}/", "")
    assert ("Not permitted" in public, name in public, "ห้องปิดซ่อม" in public) == (True, False, False)


def test_what_was_declined_is_asked_for_again_with_one_click(place: Guarded) -> None:
    booking = place.ask(Half.AFTERNOON, title="ขอใหม่", chair="ผอ.เขต", attendees=44)
    actions.decline(bookings=[booking], by=place.officer)
    page = look(place, f"/booking/{booking.pk}/")
    found = re.search(r'href="(/book/\?again=[^"]*)">Ask again', page)
    assert found
    again = look(place, found[1])
    assert button(again) == "Send request"
    for said in ('value="ขอใหม่"', 'value="ผอ.เขต"', 'value="44"', 'value="1 Jun 2566"'):
        assert said in again
    assert re.search(r'value="afternoon"[^>]*checked', again)
    assert "Free" in again


def test_what_ran_out_of_time_is_asked_for_again_on_another_day(place: Guarded, clock: Traveller) -> None:
    booking = place.ask(title="ไม่มีใครตอบ")
    clock.move_to(NOW + timedelta(days=9))
    actions.lapse_due(place.office)
    page = look(place, f"/booking/{booking.pk}/")
    assert "Out of time, nobody decided" in page
    assert f'href="/book/?again={booking.pk}">Ask again' in page
    again = look(place, f"/book/?again={booking.pk}")
    assert ('value="ไม่มีใครตอบ"' in again, button(again)) == (True, "Send request")
    assert re.search(r'name="on"(?![^>]*value=)', again)


def test_asking_again_is_offered_only_to_who_may_change_it(place: Guarded) -> None:
    booking = place.ask(title="ของเรา")
    actions.decline(bookings=[booking], by=place.officer)
    assert "Ask again" not in look(place, f"/booking/{booking.pk}/", "stranger")
    assert 'value="ของเรา"' not in look(place, "/book/", "stranger", again=booking.pk)


@pytest.mark.parametrize("again", ["0", "999999999", "x", "-1", *HOSTILE])
def test_nonsense_in_place_of_what_was_asked_is_passed_over(place: Guarded, again: str) -> None:
    assert button(look(place, "/book/", again=again)) == "Book"


def test_what_another_office_asked_for_is_not_told(place: Guarded) -> None:
    other = Guarded().ask(title="ของสำนักงานอื่น")
    assert "ของสำนักงานอื่น" not in look(place, "/book/", "officer", again=other.pk)


def test_a_place_that_was_kept_long_enough_is_not_restored(place: Guarded, clock: Traveller) -> None:
    booking = place.ask()
    wait(place)
    actions.decline(bookings=[booking], by=place.officer)
    held = Booking.objects.get(state=State.HELD)
    clock.shift(timedelta(hours=25))
    actions.lapse_due(place.office)
    page = look(place, f"/booking/{held.pk}/", "stranger")
    assert ("This booking is cancelled." in page, "Restore the booking" in page) == (True, False)


# Rooms


def room_form(room: Any, **other: Any) -> dict[str, Any]:
    return {"name": room.name, "capacity": room.capacity or "", "hue": room.hue, "is_open": "on", **other}


def test_officer_switches_permission_on_and_off(place: Guarded) -> None:
    assert "Bookings wait for permission" in look(place, f"/office/rooms/{place.small.pk}/", "officer")
    after(place, f"/office/rooms/{place.small.pk}/", "officer", **room_form(place.small, needs_permission="on"))
    assert place.office.rooms.get(pk=place.small.pk).needs_permission is True
    page = after(place, f"/office/rooms/{place.small.pk}/", "officer", **room_form(place.small))
    assert place.office.rooms.get(pk=place.small.pk).needs_permission is False
    assert page.count("· Bookings wait for permission") == 1


def test_a_new_room_asks_for_no_permission_unless_it_is_ticked(place: Guarded) -> None:
    assert 'name="needs_permission" aria-describedby="id_needs_permission_helptext" id="id_needs_permission">' in look(
        place, "/office/rooms/add/", "officer"
    )
    after(place, "/office/rooms/add/", "officer", name="ใหม่", hue="230", is_open="on", needs_permission="on")
    assert place.office.rooms.get(name="ใหม่").needs_permission is True


def test_requests_go_on_waiting_when_the_room_asks_for_no_permission_any_more(place: Guarded) -> None:
    place.ask()
    place.ask(day=NEXT)
    path = f"/office/rooms/{place.large.pk}/"
    words = "2 requests wait for this room. They go on waiting, whatever you choose here, until they are answered."
    assert words in look(place, path, "officer")
    page = after(place, path, "officer", **room_form(place.large))
    assert '<a href="/desk/">2 requests wait</a>' in page
    assert place.states() == ["pending", "pending"]
    assert "wait for this room" not in look(place, f"/office/rooms/{place.small.pk}/", "officer")


def test_page_of_a_room_says_that_its_bookings_wait(place: Guarded) -> None:
    words = "Bookings of this room wait for permission by a room officer."
    assert [words in look(place, f"/room/{room.pk}/", "") for room in (place.large, place.small)] == [True, False]
