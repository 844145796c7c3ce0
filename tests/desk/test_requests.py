"""The desk on which officers answer requests."""

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, State, Verb
from jonghong.desk.requests_queries import MOST_ASKS, asks_of, side_by_side, waiting_requests
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from tests import make
from tests.desk.guarded import DAY, NOW, Guarded, shown
from tests.office_pages import HOSTILE

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


def send(place: Guarded, **sent: Any) -> Any:
    return place.officer_client().post("/desk/decide/", sent)


def told(place: Guarded, response: Any) -> str:
    """Return the page that follows an answer."""
    assert response.status_code == 303
    return page_of(place.officer_client().get(response["Location"]))


# Who sees what


def test_officers_see_what_waits_the_longest_first(place: Guarded, clock: Traveller) -> None:
    place.ask(title="คำขอแรก", attendees=130)
    clock.shift(timedelta(days=2, hours=-21))
    place.ask(day=NEXT, by="stranger", title="คำขอที่สอง")
    place.ask(room=place.small, title="จองแล้วไม่ต้องขอ")
    elsewhere = Guarded()
    elsewhere.ask(title="ของสำนักงานอื่น")
    clock.shift(timedelta(minutes=25))
    page = page_of(place.officer_client().get("/desk/"))
    assert page.index("คำขอแรก") < page.index("คำขอที่สอง")
    assert ("จองแล้วไม่ต้องขอ" in page, "ของสำนักงานอื่น" in page) == (False, False)
    assert ("waiting 1 d 3 h" in page, "waiting 25 minutes" in page) == (True, True)
    assert "2 bookings wait for permission" in page
    assert "นโยบายและแผน · สมศรี ใจดี · 130 people</p>" in page
    assert "Mind: room ใหญ่ has 120 seats." in page
    assert "given up 1 Jun 2566 12.00" in page


def test_waiting_is_counted_in_hours_on_the_first_day(place: Guarded, clock: Traveller) -> None:
    place.ask()
    clock.shift(timedelta(hours=3, minutes=5))
    assert "waiting 3 h 5 min" in page_of(place.officer_client("en").get("/desk/"))


def test_what_was_moved_into_the_room_waits_since_then(place: Guarded, clock: Traveller) -> None:
    (booking,) = place.book(room=place.small)
    clock.shift(timedelta(hours=4))
    place.change(booking, room=place.large)
    booking.refresh_from_db()
    place.change(booking, room=place.large, title="เปลี่ยนแต่ชื่อ")
    clock.shift(timedelta(minutes=7))
    (ask,) = asks_of(place.office, waiting_requests(place.office))
    assert "waiting 7 minutes" in page_of(place.officer_client().get("/desk/"))
    clock.shift(timedelta(minutes=-7))
    assert "just asked" in page_of(place.officer_client().get("/desk/"))
    assert ask.since == NOW + timedelta(hours=4)


def test_desk_is_empty_when_nothing_waits(place: Guarded) -> None:
    page = page_of(place.officer_client().get("/desk/"))
    assert ("No request waits." in page, '<form class="requests' in page) == (True, False)


@pytest.mark.parametrize("path", ["/desk/", "/desk/1/"])
def test_desk_is_for_who_answers_requests(place: Guarded, path: str) -> None:
    booking = place.ask()
    path = path.replace("1", str(booking.pk))
    guest = place.client().get(path)
    assert (guest.status_code, guest["Location"].partition("?")[0]) == (302, "/sign-in/")
    assert place.client("clerk").get(path).status_code == 403
    assert place.client("officer").get(path).status_code == 200
    administrator = make.person(place.office, role=Role.ADMINISTRATOR)
    place.people["administrator"] = administrator
    assert place.client("administrator").get(path).status_code == 200


def test_only_who_answers_requests_may_send_an_answer(place: Guarded) -> None:
    booking = place.ask()
    for name, status in (("", 302), ("clerk", 403), ("stranger", 403)):
        answer = place.client(name).post("/desk/decide/", {"approve": shown(booking)})
        assert answer.status_code in {status, 303 if not name else status}
    assert place.states() == ["pending"]


def test_a_deputy_answers_while_he_acts(place: Guarded, clock: Traveller) -> None:
    from jonghong.people.actions import name_deputy

    today = date(2023, 5, 30)
    deputy = place.people["colleague"]
    name_deputy(office=place.office, person=deputy, starts_on=today, ends_on=today, by=place.officer)
    booking = place.ask()
    answer = place.client("colleague").post("/desk/decide/", {"approve": shown(booking)})
    assert (answer.status_code, place.states()) == (303, ["confirmed"])
    clock.shift(timedelta(days=1))
    assert place.client("colleague").get("/desk/").status_code == 403


def test_number_that_waits_is_told_to_officers_alone(place: Guarded) -> None:
    assert place.officer_client().get("/desk/waiting/").content == b""
    place.ask()
    place.ask(day=NEXT)
    Guarded().ask()
    assert place.officer_client().get("/desk/waiting/").content == b"(2)"
    for name in ("", "clerk"):
        answer = place.client(name).get("/desk/waiting/")
        assert (answer.status_code, answer.content) == (204, b"")


def test_the_way_to_the_desk_is_shown_to_officers_alone(place: Guarded) -> None:
    seen = [b'href="/desk/"' in place.client(name).get("/2566/6/").content for name in ("", "clerk", "officer")]
    assert seen == [False, False, True]


def test_list_asks_the_database_as_often_for_three_as_for_one(place: Guarded) -> None:
    asked = []
    client = place.officer_client()
    for number in range(3):
        place.ask(day=DAY + timedelta(days=number))
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        asked.append(len(queries))
    assert asked == [asked[0]] * 3


def test_no_more_requests_are_shown_than_one_form_carries(place: Guarded) -> None:
    slot = place.slot()
    start, end = slot.instants(place.office.zone)
    rows = [
        Booking(
            office=place.office,
            room=make.room(place.office),
            group=place.groups[1],
            date=DAY,
            half="morning",
            starts_at=start,
            ends_at=end,
            title=f"คำขอที่ {number}",
            state=State.PENDING,
            created_at=NOW + timedelta(seconds=number),
        )
        for number in range(MOST_ASKS + 2)
    ]
    Booking.objects.bulk_create(rows)
    page = page_of(place.officer_client().get("/desk/"))
    assert page.count('name="request"') == MOST_ASKS
    assert ("2 more requests show when these are answered." in page, "102 bookings wait" in page) == (True, True)


# Answers


def test_one_click_permits_one_request(place: Guarded) -> None:
    one, other = place.ask(), place.ask(day=NEXT)
    page = told(place, send(place, approve=shown(one), request=shown(other), remark="ใช้ไมค์ลอยได้"))
    assert place.states() == ["confirmed", "pending"]
    row = place.last()
    assert (row.verb, row.remark, row.concerns_id, row.actor_id) == (
        Verb.APPROVE,
        "ใช้ไมค์ลอยได้",
        place.clerk.person_id,
        place.officer.person_id,
    )
    assert "Permitted: ใหญ่, Thursday 1 June 2566, morning" in page


def test_one_click_answers_all_that_are_ticked(place: Guarded) -> None:
    bookings = [place.ask(), place.ask(day=NEXT), place.ask(Half.AFTERNOON)]
    page = told(place, send(place, decline="", request=[shown(bookings[0]), shown(bookings[2])], remark="ปิดซ่อม"))
    assert place.states() == ["declined", "pending", "declined"]
    assert "Not permitted: 2 bookings" in page
    declined = Booking.objects.get(pk=bookings[0].pk)
    assert (declined.expires_at, place.last().remark) == (None, "ปิดซ่อม")


def test_many_permitted_at_once_are_counted_in_the_month(place: Guarded) -> None:
    bookings = [place.ask(), place.ask(day=NEXT)]
    assert place.times() == {(2023, 6): 0}
    page = told(place, send(place, approve="", request=[shown(each) for each in bookings]))
    assert ("Permitted: 2 bookings" in page, place.times()) == (True, {(2023, 6): 2})


@pytest.mark.parametrize("answer", ["approve", "decline"])
def test_undo_lets_the_request_wait_again(place: Guarded, answer: str) -> None:
    booking = place.ask()
    before = Booking.objects.get().expires_at
    done = send(place, **{answer: shown(booking)})["Location"].partition("done=")[2]
    again = place.officer_client().post(f"/undo/{done}/", {"next": "/desk/"})
    assert again["Location"].startswith("/desk/?done=")
    found = Booking.objects.get()
    assert (found.state, found.expires_at) == (State.PENDING, before)
    assert "Undone: it stands as before." in told(place, again)


def test_undo_of_a_refusal_says_who_has_the_room_by_now(place: Guarded) -> None:
    done = send(place, decline=shown(place.ask()))["Location"].partition("done=")[2]
    place.ask(by="stranger")
    answer = place.officer_client().post(f"/undo/{done}/", {"next": "/desk/"})
    assert (answer.status_code, "บริหารงานบุคคล" in page_of(answer)) == (409, True)


def test_a_resend_answers_once(place: Guarded) -> None:
    booking = place.ask()
    sent = {"approve": shown(booking), "key": "12345678-1234-5678-1234-567812345678"}
    first, second = send(place, **sent), send(place, **sent)
    assert first["Location"] == second["Location"]
    assert place.last().verb == Verb.APPROVE


def test_a_series_is_answered_with_one_click_or_day_by_day(place: Guarded) -> None:
    bookings = place.ask_for(DAY, NEXT, DAY + timedelta(days=4))
    page = page_of(place.officer_client().get("/desk/"))
    assert (page.count('name="request"'), "Each of 3 days" in page) == (1, True)
    assert f'name="approve" value="{shown(*bookings)}"' in page
    told(place, send(place, decline=shown(bookings[1])))
    left = [bookings[0], bookings[2]]
    assert f'name="approve" value="{shown(*left)}"' in page_of(place.officer_client().get("/desk/"))
    told(place, send(place, approve=shown(*left)))
    assert place.states() == ["confirmed", "declined", "confirmed"]


# What was done in between


def test_who_comes_too_late_reads_who_decided_what(place: Guarded) -> None:
    booking = place.ask(title="คำขอที่ตัดสินแล้ว")
    other = make.person(place.office, role=Role.OFFICER, name="นายกอง ตัดสินก่อน")
    actions.approve(bookings=[booking], by=rights_of(other))
    answer = send(place, decline=shown(booking), remark="ยังอยู่")
    page = page_of(answer)
    assert answer.status_code == 409
    assert "คำขอที่ตัดสินแล้ว — นายกอง ตัดสินก่อน permitted 30 May 2566 09.00" in page
    assert (place.states(), place.last().verb) == (["confirmed"], Verb.APPROVE)


def test_the_rest_is_done_when_some_no_longer_wait(place: Guarded) -> None:
    one, other, third = place.ask(), place.ask(day=NEXT), place.ask(Half.AFTERNOON)
    actions.cancel(booking=one, by=place.clerk)
    actions.decline(bookings=[other], by=place.officer, remark="ไม่ว่าง")
    page = told(place, send(place, approve="", request=[shown(each) for each in (one, other, third)]))
    assert place.states() == ["cancelled", "declined", "confirmed"]
    assert ("Permitted: ใหญ่" in page, "2 requests no longer waited" in page) == (True, True)
    assert "สมศรี ใจดี cancelled" in page


def test_what_the_asker_changed_since_still_waits(place: Guarded) -> None:
    booking = place.ask()
    sent = shown(booking)
    place.change(booking, slot=place.slot(day=NEXT), room=place.large)
    answer = send(place, approve=sent)
    assert (answer.status_code, place.states()) == (409, ["pending"])
    assert "it still waits: look at it again" in page_of(answer)


def test_what_left_for_a_room_without_permission_is_not_touched(place: Guarded) -> None:
    one, other = place.ask(), place.ask(day=NEXT)
    place.change(one, room=place.small)
    actions.decline(bookings=[one, other], by=place.officer)
    assert place.states() == ["confirmed", "declined"]


def test_of_many_that_came_too_late_twenty_are_named(place: Guarded) -> None:
    bookings = [place.ask(day=DAY + timedelta(days=number)) for number in range(22)]
    actions.decline(bookings=bookings, by=place.officer)
    page = page_of(send(place, approve="", request=[shown(each) for each in bookings]))
    assert (page.count("not permitted"), "and 2 more" in page) == (20, True)
    late = ".".join(str(each.pk) for each in bookings)
    page = page_of(place.officer_client().get(f"/desk/?late={late}"))
    assert ("22 requests no longer waited" in page, "and 2 more" in page) == (True, True)


@pytest.mark.parametrize("late", ["x", "9" * 30, "1.x.-2..", "\x00", "๑"])
def test_nonsense_in_the_address_is_passed_over(place: Guarded, late: str) -> None:
    answer = place.officer_client().get("/desk/", {"late": late, "done": late})
    assert (answer.status_code, "no longer waited" in page_of(answer)) == (200, False)


def test_nobody_reads_of_another_office_what_became_of_a_request(place: Guarded) -> None:
    other = Guarded().ask(title="ของสำนักงานอื่น")
    assert "ของสำนักงานอื่น" not in page_of(place.officer_client().get(f"/desk/?late={other.pk}"))


# Mistakes


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Press one of the buttons"),
        ({"approve": "", "decline": ""}, "Press one of the buttons"),
        ({"approve": ""}, "Nothing is ticked."),
        ({"decline": "", "request": "x"}, "Nothing is ticked."),
        ({"approve": "0.1"}, "There is no such request here."),
        ({"approve": "999999999.1"}, "There is no such request here."),
        ({"approve": "9" * 400}, "Nothing is ticked."),
        ({"approve": "1"}, "Nothing is ticked."),
        ({"approve": "\x00.1"}, "Nothing is ticked."),
        ({"approve": "๙๙๙๙๙.๑"}, "There is no such request here."),
    ],
)
def test_an_answer_to_nothing_is_a_sentence(place: Guarded, sent: dict[str, str], sentence: str) -> None:
    place.ask()
    answer = send(place, **sent)
    assert (answer.status_code, sentence in page_of(answer), place.states()) == (422, True, ["pending"])


def test_a_request_of_another_office_is_not_answered(place: Guarded) -> None:
    other = Guarded()
    booking = other.ask()
    assert send(place, approve=shown(booking)).status_code == 422
    assert place.officer_client().get(f"/desk/{booking.pk}/").status_code == 404
    assert other.states() == ["pending"]


def test_a_request_named_twice_is_answered_once(place: Guarded) -> None:
    booking = place.ask()
    told(place, send(place, approve="", request=[shown(booking), shown(booking), f"{booking.pk}.99 {shown(booking)}"]))
    assert (place.states(), place.last().verb) == (["confirmed"], Verb.APPROVE)


@pytest.mark.parametrize(
    ("remark", "sentence"),
    [
        ("ก" * 300, "Write at most 250 characters; these are 300."),
        ("ก\x00ข", "There is a character in it that cannot be kept."),
    ],
)
def test_a_remark_that_cannot_be_kept_is_said_beside_it(place: Guarded, remark: str, sentence: str) -> None:
    one, other = place.ask(), place.ask(day=NEXT)
    answer = send(place, decline="", request=shown(one), remark=remark)
    page = page_of(answer)
    assert (answer.status_code, sentence in page, place.states()) == (422, True, ["pending", "pending"])
    assert f'value="{shown(one)}" aria-label="Tick ประชุม" checked' in page
    assert f'value="{shown(other)}" aria-label="Tick ประชุม">' in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_remarks_are_text_or_a_mistake(place: Guarded, text: str) -> None:
    booking = place.ask()
    answer = send(place, decline=shown(booking), remark=text)
    assert answer.status_code in {303, 422}
    page = page_of(place.officer_client().get(f"/booking/{booking.pk}/")) if answer.status_code == 303 else page_of(answer)
    assert "<script>alert" not in page.replace('value="<script>', "") or answer.status_code == 303


def test_boxes_are_ticked_unless_the_address_says_otherwise(place: Guarded) -> None:
    place.ask()
    pages = [page_of(place.officer_client().get(path)) for path in ("/desk/", "/desk/?none=1")]
    assert [page.count(" checked>") for page in pages] == [1, 0]


# One request, and what stands beside it


def test_page_of_a_request_shows_what_helps_to_answer_it(place: Guarded) -> None:
    booking = place.ask(title="ขอใช้ห้องใหญ่", phone="045-111222")
    place.ask(Half.AFTERNOON, by="stranger", title="ขอบ่าย")
    queue.join(
        office=place.office,
        by=place.stranger,
        room_id=place.large.pk,
        slots=[place.slot()],
        need=Need(place.groups[2].pk, 12, "รอคิวอยู่"),
    )
    page = page_of(place.officer_client().get(f"/desk/{booking.pk}/"))
    for words in ("ขอใช้ห้องใหญ่", "045-111222", "ขอบ่าย", "รอคิวอยู่", "12 people", "120 seats", "สมศรี ใจดี"):
        assert words in page
    assert f'name="decline" value="{shown(booking)}|Free instead: เล็ก, Thursday 1 June 2566, morning"' in page
    page = page_of(place.officer_client().get("/desk/"))
    assert "1 waits behind it: บริหารงานบุคคล" in page


def test_offered_remark_goes_with_its_button(place: Guarded) -> None:
    booking = place.ask()
    told(place, send(place, decline=f"{shown(booking)}|ว่างแทน: เล็ก | เช้า", remark="ที่พิมพ์ไว้"))
    assert (place.states(), place.last().remark) == (["declined"], "ว่างแทน: เล็ก | เช้า")


def test_a_mistake_on_the_page_of_a_request_shows_it_again(place: Guarded) -> None:
    booking = place.ask(title="หน้าเดียว")
    answer = send(place, decline=shown(booking), remark="ก" * 300, page=booking.pk)
    assert (answer.status_code, "In the same room on the same day" in page_of(answer)) == (422, True)
    for page in ("x", "0", "999999999"):
        assert "Tick all" in page_of(send(place, decline=shown(booking), remark="ก" * 300, page=page))


def test_page_of_a_request_tells_what_became_of_it(place: Guarded) -> None:
    booking = place.ask(title="ตอบแล้ว")
    actions.decline(bookings=[booking], by=place.officer)
    page = page_of(place.officer_client().get(f"/desk/{booking.pk}/"))
    assert ("ตอบแล้ว — " in page, "not permitted" in page, 'name="approve"' in page) == (True, True, False)


def test_page_of_a_series_shows_each_day(place: Guarded) -> None:
    bookings = place.ask_for(DAY, NEXT)
    page = page_of(place.officer_client().get(f"/desk/{bookings[1].pk}/"))
    assert (page.count('name="approve"'), "Each of 2 days" in page) == (3, True)


def test_requests_for_one_room_and_day_stand_side_by_side(place: Guarded) -> None:
    alone = place.ask(day=date(2023, 6, 20))
    series = place.ask_for(DAY, NEXT)
    first, second = place.ask(Half.AFTERNOON, by="stranger"), place.ask(Half.AFTERNOON, NEXT, by="stranger")
    bundles = side_by_side(asks_of(place.office, waiting_requests(place.office)))
    assert [[ask.bookings for ask in bundle] for bundle in bundles] == [[[alone]], [series, [first], [second]]]
    page = page_of(place.officer_client().get("/desk/"))
    assert "3 requests for the same room on the same day" in page


def test_two_bundles_become_one_when_a_series_meets_both(place: Guarded) -> None:
    first, second = place.ask(Half.AFTERNOON), place.ask(Half.AFTERNOON, NEXT, by="stranger")
    series = place.ask_for(DAY, NEXT)
    asks = asks_of(place.office, waiting_requests(place.office))
    assert [[ask.bookings for ask in bundle] for bundle in side_by_side(asks)] == [[[first], [second], series]]


def test_a_request_for_several_rooms_names_them(place: Guarded) -> None:
    hall = make.room(place.office, name="โถง", needs_permission=True)
    place.ask_for(DAY, NEXT)
    Booking.objects.filter(date=NEXT).update(room=hall)
    page = page_of(place.officer_client().get("/desk/"))
    assert "ใหญ่, โถง ·" in page
    (ask,) = asks_of(place.office, waiting_requests(place.office))
    assert page_of(place.officer_client().get(f"/desk/{ask.first.pk}/")).count(" · โถง</p>") == 1
