"""Moving a booking to where it was dragged."""

import re
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.people.models import Role
from jonghong.rooms.hours import Half, Hours
from tests import make
from tests.bookings.conftest import DAY, Place

pytestmark = pytest.mark.django_db

BACK = "/2566/6/1/"


@pytest.fixture(autouse=True)
def _present(time_machine) -> None:
    time_machine.move_to("2023-05-25T09:00:00+07:00")


def moved(place: Place, booking: Booking, who: str = "clerk", headers: Any = None, **words: object) -> Any:
    """Drag a booking somewhere, by default to the first hours of the afternoon in the same room."""
    facts = {"version": 1, "room": booking.room_id, "on": "2023-06-01", "starts": "13:00", "ends": "14:00", "next": BACK}
    client = place.client(who)
    return client.post(f"/booking/{booking.pk}/move/", {**facts, "key": str(uuid4()), **words}, headers=headers or {})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def stands(booking: Booking) -> tuple[int, date, str, str]:
    booking.refresh_from_db()
    zone = booking.office.zone
    return (
        booking.room_id,
        booking.date,
        booking.half,
        f"{booking.starts_at.astimezone(zone):%H:%M}-{booking.ends_at.astimezone(zone):%H:%M}",
    )


def test_booking_moves_to_another_room_day_and_time_and_all_else_stays(place):
    (booking,) = place.book(title="ประชุม ก", coordinator="นางสาวประสาน", needs_sound=True, is_private=True)
    answer = moved(place, booking, room=place.large.pk, on="2023-06-02", starts="09:15", ends="10:45")
    act = History.objects.get(booking=booking, verb=Verb.CHANGE).act
    assert (answer.status_code, answer["Location"]) == (303, f"{BACK}?done={act}#b{booking.pk}")
    assert stands(booking) == (place.large.pk, date(2023, 6, 2), "exact", "09:15-10:45")
    kept = (booking.title, booking.coordinator, booking.needs_sound, booking.is_private, booking.attendees, booking.version)
    assert kept == ("ประชุม ก", "นางสาวประสาน", True, True, 15, 2)


@pytest.mark.parametrize(
    ("starts", "ends", "half"),
    [("08:30", "12:00", "morning"), ("13:00", "16:30", "afternoon"), ("08:30", "16:30", "day"), ("08:30", "11:45", "exact")],
)
def test_hours_that_are_those_of_a_half_become_the_half(place, starts, ends, half):
    (booking,) = place.book(place.slot(Half.EXACT, exact=Hours(time(9), time(10))))
    moved(place, booking, starts=starts, ends=ends)
    assert stands(booking)[2:] == (half, f"{starts}-{ends}")


def test_done_is_said_and_undone_where_it_was_dragged(place):
    (booking,) = place.book()
    client = place.client("clerk")
    page = text(client.get(moved(place, booking)["Location"]))
    assert ('class="note done"' in page, f'value="{BACK}"' in page) == (True, True)
    undo = re.search(r'action="(/undo/[^"]*)"', page)[1]
    assert client.post(undo, {"next": BACK}).status_code == 303
    assert stands(booking) == (place.small.pk, DAY, "morning", "08:30-12:00")


def test_drag_by_script_is_told_where_to_go_on(place):
    (booking,) = place.book()
    answer = moved(place, booking, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"].partition("?")[0]) == (200, BACK)


@pytest.mark.parametrize(
    ("back", "to"),
    [("", "/2566/6/2/"), ("//evil.example/", "/2566/6/2/"), ("/room/1/2566/6/1/?done=x#b1", "/room/1/2566/6/1/")],
)
def test_it_goes_on_where_it_was_dragged_or_on_the_day(place, back, to):
    (booking,) = place.book()
    assert moved(place, booking, on="2023-06-02", next=back)["Location"].partition("?")[0] == to


def test_sent_twice_it_moves_once(place):
    (booking,) = place.book()
    key = str(uuid4())
    first, second = (moved(place, booking, key=key) for _ in range(2))
    assert (first["Location"], booking.history.count()) == (second["Location"], 2)


@pytest.mark.parametrize(("who", "status"), [("clerk", 303), ("colleague", 303), ("officer", 303), ("stranger", 403)])
def test_only_who_may_change_it_moves_it(place, who, status):
    (booking,) = place.book()
    assert moved(place, booking, who).status_code == status
    assert (stands(booking)[3] == "13:00-14:00") == (status == 303)


def test_visitor_signs_in_first_and_comes_back_to_the_day(place):
    (booking,) = place.book()
    answer = moved(place, booking, "")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/?next=%2F2566%2F6%2F1%2F")
    assert stands(booking)[3] == "08:30-12:00"


def test_booking_and_room_of_another_office_are_not_there(place):
    other = Place()
    (theirs,), (ours,) = other.book(), place.book()
    assert moved(place, theirs, "officer").status_code == 404
    answer = moved(place, ours, room=other.small.pk)
    assert (answer.status_code, stands(ours)[0]) == (422, place.small.pk)
    assert moved(place, Booking(pk=10**15, room_id=1), "officer").status_code == 404


def test_a_page_that_is_old_is_told_so(place):
    (booking,) = place.book()
    place.change(booking, title="เปลี่ยนแล้ว")
    answer = moved(place, booking)
    assert (answer.status_code, 'role="alert"' in text(answer)) == (409, True)
    assert stands(booking)[3] == "08:30-12:00"


def test_cancelled_booking_moves_no_more(place):
    (booking,) = place.book()
    Booking.objects.filter(pk=booking.pk).update(state=State.CANCELLED)
    assert moved(place, booking).status_code == 409


def test_taken_place_tells_who_holds_it_and_what_is_free(place):
    (mine,) = place.book()
    place.book(place.slot(Half.AFTERNOON), by=place.stranger, group_id=place.groups[2].pk)
    answer = moved(place, mine, starts="15:00", ends="16:00")
    page = text(answer)
    assert (answer.status_code, stands(mine)[3]) == (409, "08:30-12:00")
    assert ("บริหารงานบุคคล" in page, "16.30" in page) == (True, True)
    offers = re.findall(r'name="(version|room|on|starts|ends|next)" value="([^"]*)"', page)
    first = dict(offers[:6])
    assert first == {
        "version": "1", "room": str(place.large.pk), "on": "2023-06-01", "starts": "15:00", "ends": "16:00", "next": BACK
    }  # fmt: skip
    assert [value for name, value in offers if name == "next"] == [BACK, "/2566/6/2/", "/2566/6/5/"]
    moved(place, mine, **first)
    assert stands(mine) == (place.large.pk, DAY, "exact", "15:00-16:00")


def test_closed_room_takes_nothing_and_the_rule_is_said(place):
    (booking,) = place.book()
    place.book(place.slot(Half.AFTERNOON), room=place.large)
    place.large.is_open = False
    place.large.save()
    # It is on the page for what it holds, and no form offers it.
    assert moved(place, booking, room=place.large.pk, starts="09:00", ends="10:00").status_code == 422
    place.small.is_open = False
    place.small.save()
    answer = moved(place, booking)
    assert (answer.status_code, stands(booking)[3]) == (409, "08:30-12:00")


@pytest.mark.parametrize(
    "words",
    [
        {"starts": "14:00", "ends": "13:00"},
        {"starts": "14:00", "ends": "14:00"},
        {"starts": "23:00", "ends": "24:00"},
        {"starts": "-1:00", "ends": "25:15"},
        {"starts": "13:05"},
        {"ends": "13:59"},
        {"starts": ""},
        {"ends": "ก" * 5000},
        {"starts": "<b>", "ends": "\0"},
        {"on": "31/6/2566"},
        {"on": ""},
        {"on": "1/6/2680"},
        {"version": ""},
        {"version": "มาก"},
        {"room": ""},
        {"room": "999999"},
        {"room": "🙂\u202e"},
        {"key": "x"},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(place, words):
    (booking,) = place.book()
    answer = moved(place, booking, **words)
    assert answer.status_code in {409, 422}
    assert re.search(r'role="alert">\s*<p><b>[^<]+</b>', text(answer))
    assert stands(booking)[3] == "08:30-12:00"


def test_booking_that_never_stood_on_a_quarter_keeps_its_minutes(place):
    (booking,) = place.book(place.slot(Half.EXACT, exact=Hours(time(9, 5), time(9, 50))))
    assert moved(place, booking, starts="10:20", ends="11:05").status_code == 303
    assert moved(place, booking, version=2, starts="10:30", ends="11:00").status_code == 303
    assert moved(place, booking, version=3, starts="10:20", ends="11:05").status_code == 422


@pytest.mark.parametrize("method", ["get", "head"])
def test_address_of_the_move_is_no_page(place, method):
    (booking,) = place.book()
    assert getattr(place.client("clerk"), method)(f"/booking/{booking.pk}/move/").status_code == 405


def test_officer_moves_a_private_booking_of_others(place):
    (booking,) = place.book(is_private=True)
    boss = make.person(place.office, role=Role.ADMINISTRATOR)
    place.people["boss"] = boss
    assert moved(place, booking, "boss").status_code == 303
    assert booking.history.get(verb=Verb.CHANGE).actor == boss
