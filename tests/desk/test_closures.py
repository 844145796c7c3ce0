"""The pages on which officers close rooms, decide about the bookings there, and open them again."""

import re
from datetime import date, datetime, time
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, Closure, State
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room
from tests import make
from tests.bookings.conftest import Place
from tests.office_pages import HOSTILE, mistakes

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2031, 6, 2), date(2031, 6, 3)
ADD = "/office/closures/add/"


@pytest.fixture
def place() -> Place:
    return Place()


def facts(place: Place, **other: Any) -> dict[str, Any]:
    return {"room": place.small.pk, "on": "2/6/2574", "half": "day", "reason": "ซ่อมไฟ", **other}


def booked(place: Place, half: Half = Half.MORNING, day: date = DAY, **said: Any) -> Booking:
    (booking,) = place.book(place.slot(half, day), **said)
    return booking


def officer(place: Place) -> Any:
    client = place.client("officer")
    client.cookies["language"] = "en"
    return client


def sent_back(answer: Any) -> dict[str, Any]:
    """Return what the form on a page would send: the checked buttons and what is typed."""
    page = answer.content.decode().partition("<main")[2]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        words = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if words.get("type") != "radio" or " checked" in tag:
            found[words["name"]] = words.get("value", "")
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def choices(answer: Any, booking: Booking) -> list[str]:
    """Return what may be chosen for a booking."""
    booking.refresh_from_db()
    found = re.findall(rf'name="to-{booking.pk}-{booking.version}" value="([^"]*)"', answer.content.decode())
    return [unescape(value) for value in found]


def row_mistakes(answer: Any) -> dict[int, str]:
    found = re.findall(r'<p class="mistake" id="to-(\d+)-\d+_error">(.*?)</p>', answer.content.decode())
    return {int(key): unescape(words) for key, words in found}


def test_a_room_in_which_nothing_stands_closes_at_once(place):
    answer = officer(place).post(ADD, facts(place, until="4/6/2574"))
    closure = Closure.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/office/closures/{closure.pk}/?done=1")
    zone = place.office.zone
    assert closure.starts_at == datetime.combine(DAY, time(0), zone)
    assert closure.ends_at == datetime.combine(date(2031, 6, 5), time(0), zone)
    page = officer(place).get(answer.url).content.decode()
    assert "No booking stood in that time." in page
    assert f'action="/office/closures/{closure.pk}/undo/"' in page


def test_bookings_in_that_time_are_listed_and_nothing_is_done(place):
    booking = booked(place, title="ประชุมที่นัดไว้", attendees=15)
    answer = officer(place).post(ADD, facts(place))
    page = answer.content.decode()
    assert (answer.status_code, Closure.objects.count()) == (422, 0)
    for words in ("ประชุมที่นัดไว้", "2 June 2574", "นโยบายและแผน", "สมศรี ใจดี", "15 people", "1 booking stands in that time."):
        assert words in page
    assert choices(answer, booking) == [
        f"{place.large.pk} 2031-06-02 morning 08:30 12:00",
        f"{place.small.pk} 2031-06-03 morning 08:30 12:00",
        f"{place.small.pk} 2031-06-04 morning 08:30 12:00",
        "keep",
        "cancel",
    ]
    assert row_mistakes(answer) == {}


def test_the_same_time_in_a_room_with_enough_seats_is_proposed(place):
    good, many = booked(place, attendees=15), booked(place, Half.AFTERNOON, attendees=500)
    answer = officer(place).post(ADD, facts(place))
    sent = sent_back(answer)
    assert sent[f"to-{good.pk}-1"] == f"{place.large.pk} 2031-06-02 morning 08:30 12:00"
    assert f"to-{many.pk}-1" not in sent
    assert choices(answer, many)[0] == f"{place.large.pk} 2031-06-02 afternoon 13:00 16:30"
    assert "Choose what becomes of 1 of them." in answer.content.decode()


def test_what_is_offered_to_two_says_so_and_goes_to_one_of_them(place):
    Room.objects.filter(pk=place.large.pk).update(is_open=False)
    one, other = booked(place), booked(place, day=NEXT)
    client = officer(place)
    answer = client.post(ADD, facts(place, until="3/6/2574"))
    assert answer.content.decode().count("also offered to another booking here") == 4
    free = [f"{place.small.pk} 2031-06-{day:02} morning 08:30 12:00" for day in (4, 5, 6)]
    assert choices(answer, one) == [*free[:2], "keep", "cancel"]
    assert choices(answer, other) == [*free[:2], "keep", "cancel"]
    answer = client.post(ADD, {**sent_back(answer), "rest": "move"})
    form = sent_back(answer)
    assert [form[f"to-{booking.pk}-1"] for booking in (one, other)] == free[:2]
    answer = client.post(ADD, {**form, f"to-{other.pk}-1": free[0]})
    assert list(row_mistakes(answer)) == [other.pk]
    assert client.post(ADD, form).status_code == 303


def test_what_was_chosen_is_done_in_one_act(place):
    kept, moving = booked(place, attendees=500), booked(place, Half.AFTERNOON, attendees=15)
    client = officer(place)
    answer = client.post(ADD, facts(place))
    answer = client.post(ADD, {**sent_back(answer), f"to-{kept.pk}-1": "keep"})
    assert answer.status_code == 303
    kept.refresh_from_db()
    moving.refresh_from_db()
    assert (kept.room, moving.room) == (place.small, place.large)
    page = client.get(answer.url).content.decode()
    assert "1 booking stays · 1 was moved · 0 were cancelled" in page
    assert "moved to ใหญ่ · 2 Jun 2574 · afternoon" in page


def test_a_choice_that_is_missing_is_asked_for_in_a_sentence(place):
    one, other = booked(place, attendees=500), booked(place, Half.AFTERNOON, attendees=500)
    client = officer(place)
    answer = client.post(ADD, {**sent_back(client.post(ADD, facts(place))), f"to-{other.pk}-1": "cancel"})
    assert answer.status_code == 422
    assert row_mistakes(answer) == {one.pk: "Choose what becomes of it."}
    assert sent_back(answer)[f"to-{other.pk}-1"] == "cancel"
    assert Closure.objects.count() == 0


def test_what_was_booked_meanwhile_is_listed_as_new(place):
    one = booked(place, attendees=500)
    client = officer(place)
    form = {**sent_back(client.post(ADD, facts(place))), f"to-{one.pk}-1": "cancel"}
    late = booked(place, Half.AFTERNOON, title="มาทีหลัง")
    answer = client.post(ADD, form)
    assert (answer.status_code, Closure.objects.count()) == (422, 0)
    assert "New here" in answer.content.decode()
    assert sent_back(answer)[f"to-{one.pk}-1"] == "cancel"
    assert client.post(ADD, {**sent_back(answer), f"to-{late.pk}-1": "keep"}).status_code == 303


def test_a_booking_changed_meanwhile_is_asked_about_anew(place):
    one = booked(place, attendees=500)
    client = officer(place)
    form = {**sent_back(client.post(ADD, facts(place))), f"to-{one.pk}-1": "cancel"}
    place.change(one, slot=place.slot(Half.DAY, DAY), attendees=20)
    answer = client.post(ADD, form)
    assert (answer.status_code, Closure.objects.count()) == (422, 0)
    assert "New here" in answer.content.decode()


@pytest.mark.parametrize(
    ("rest", "states", "left"),
    [("keep", ["confirmed", "held"], 1), ("cancel", ["cancelled", "cancelled"], 0), ("move", ["confirmed", "held"], 1)],
)
def test_all_the_rest_are_chosen_for_and_nothing_is_done_yet(place, rest, states, left):
    one, held = booked(place, attendees=500), booked(place, Half.AFTERNOON, attendees=500)
    Booking.objects.filter(pk=held.pk).update(
        state=State.HELD, title="", expires_at=datetime(2031, 6, 1, tzinfo=place.office.zone)
    )
    client = officer(place)
    form = sent_back(client.post(ADD, facts(place)))
    answer = client.post(ADD, {**form, "rest": rest})
    assert (answer.status_code, Closure.objects.count()) == (200, 0)
    assert choices(answer, held) == ["cancel"]
    form = sent_back(answer)
    chosen = form[f"to-{one.pk}-1"]
    assert chosen == {"move": f"{place.large.pk} 2031-06-02 morning 08:30 12:00"}.get(rest, rest)
    answer = client.post(ADD, form)
    assert list(row_mistakes(answer)) == [held.pk] * left
    if not left:
        assert [booking.state for booking in Booking.objects.order_by("pk")] == states


def test_a_place_that_was_taken_meanwhile_has_to_be_chosen_anew(place):
    one = booked(place, attendees=15)
    client = officer(place)
    form = sent_back(client.post(ADD, facts(place)))
    booked(place, room=place.large)
    answer = client.post(ADD, form)
    assert (answer.status_code, Closure.objects.count()) == (422, 0)
    assert "taken" in row_mistakes(answer)[one.pk]
    assert f"to-{one.pk}-1" not in sent_back(answer)


@pytest.mark.parametrize(
    "forged",
    [
        "{other} 2031-06-02 morning 08:30 12:00",
        "{small} 2031-06-02 morning 08:30 12:00",
        "{large} 2031-06-02 morning 12:00 08:30",
        "{large} 2031-13-02 morning 08:30 12:00",
        "{large} 2031-06-02 noon 08:30 12:00",
        "{large} 2999-06-02 morning 08:30 12:00",
        "{large} 0001-01-01 morning 08:30 12:00",
        "999999999999999999999 2031-06-02 morning 08:30 12:00",
        "move",
        *HOSTILE,
    ],
)
def test_a_forged_choice_closes_nothing_and_breaks_nothing(place, forged):
    one = booked(place, attendees=500)
    words = {"other": Place().small.pk, "small": place.small.pk, "large": place.large.pk}
    client = officer(place)
    form = sent_back(client.post(ADD, facts(place)))
    forged = forged.format(**words) if "{l" in forged or "{s" in forged or "{o" in forged else forged
    answer = client.post(ADD, {**form, f"to-{one.pk}-1": forged})
    assert (answer.status_code, Closure.objects.count()) == (422, 0)
    one.refresh_from_db()
    assert (one.room, one.state) == (place.small, State.CONFIRMED)


def test_bookings_that_are_not_touched_cannot_be_cancelled_through_it(place):
    outside, elsewhere = booked(place, day=NEXT), booked(Place())
    form = {f"to-{booking.pk}-1": "cancel" for booking in (outside, elsewhere)}
    assert officer(place).post(ADD, facts(place, **form)).status_code == 303
    assert {booking.state for booking in Booking.objects.all()} == {State.CONFIRMED}


@pytest.mark.parametrize("field", ["room", "on", "until", "half", "starts", "ends", "reason", "key", "rest", "listed"])
def test_hostile_words_are_refused_in_a_sentence_or_kept_as_text(place, field):
    client = officer(place)
    for text in HOSTILE:
        answer = client.post(ADD, facts(place, **{field: text}))
        assert answer.status_code in {303, 422}
        if answer.status_code == 422:
            assert list(mistakes(answer)) == ["starts" if field == "half" and "half" not in mistakes(answer) else field]
    assert "<script>alert" not in client.get("/office/closures/").content.decode()


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"room": ""}, "room", "Fill this in."),
        ({"room": "0"}, "room", "Choose one that is offered."),
        ({"on": ""}, "on", "Fill this in."),
        ({"on": "31/2/2574"}, "on", "There is no day 31 in February 2574. Write a day from 1 to 28."),
        ({"on": "1/6/2666"}, "on", "Rooms are booked within 10 years of today. Check the year."),
        ({"until": "2/6/2666"}, "until", "Rooms are booked within 10 years of today. Check the year."),
        ({"until": "1/6/2574"}, "until", "The last day comes before the first."),
        ({"on": "1/6/2566"}, "on", "This time is over, or it ends before it begins. Choose another."),
        ({"on": "1/6/2566", "until": "2/6/2566"}, "until", "This time is over, or it ends before it begins. Choose another."),
        ({"half": "exact"}, "starts", "Choose from when until when."),
        ({"half": "exact", "starts": "10:00"}, "starts", "Choose from when until when."),
        ({"half": "exact", "starts": "10:00", "ends": "10:00"}, "ends", "Choose a time later than the first."),
        ({"half": "exact", "starts": "10:07", "ends": "11:00"}, "starts", "Choose one that is offered."),
        ({"reason": " "}, "reason", "Fill this in."),
        ({"reason": "ก" * 251}, "reason", "Write at most 250 characters; these are 251."),
    ],
)
def test_mistakes_are_said_beside_their_field(place, said, field, sentence):
    answer = officer(place).post(ADD, facts(place, **said))
    assert mistakes(answer) == {field: sentence}
    assert Closure.objects.count() == 0


def test_rooms_of_another_office_are_not_on_offer(place):
    other = Place()
    assert mistakes(officer(place).post(ADD, facts(place, room=other.small.pk))) == {"room": "Choose one that is offered."}
    assert f'<option value="{other.small.pk}"' not in officer(place).get(ADD).content.decode()


def test_exact_times_over_several_days_run_from_the_first_to_the_last(place):
    said = facts(place, half="exact", starts="13:00", ends="09:30", until="3/6/2574")
    url = officer(place).post(ADD, said).url
    assert "2 Jun 2574 13.00 – 3 Jun 2574 09.30" in officer(place).get(url).content.decode()


def test_the_form_sent_twice_closes_once(place):
    client = officer(place)
    form = {**sent_back(client.get(ADD)), **facts(place)}
    assert client.post(ADD, form).url == client.post(ADD, form).url
    assert Closure.objects.count() == 1


def test_the_form_opens_with_the_room_that_the_address_names(place):
    assert sent_back(officer(place).get(f"{ADD}?room={place.large.pk}"))["room"] == str(place.large.pk)
    assert sent_back(officer(place).get(f"{ADD}?room=x"))["room"] == ""


def test_what_is_closed_is_listed_by_its_time_and_opened_again(place):
    client = officer(place)
    assert "Nothing was ever closed." in client.get("/office/closures/").content.decode()
    client.post(ADD, facts(place, on="1/6/2566", until="2/6/2574", reason="ตอนนี้"))
    client.post(ADD, facts(place, room="all", on="1/1/2575", half="exact", starts="08:00", ends="10:00", reason="วันหน้า"))
    page = client.get("/office/closures/").content.decode()
    assert page.index("Closed now") < page.index("ตอนนี้") < page.index("To come") < page.index("วันหน้า")
    assert "1 June 2566" not in page
    assert "1 January 2575 08.00-10.00" in page
    now, coming = Closure.objects.order_by("pk")
    answer = client.post(f"/office/closures/{now.pk}/reopen/")
    assert answer.url == f"/office/closures/?opened={now.pk}"
    page = client.get(answer.url).content.decode()
    assert "Open again: เล็ก" in page
    assert page.index("Over, or opened again") < page.rindex("ตอนนี้")
    page = client.get(f"/office/closures/{now.pk}/").content.decode()
    assert "It was opened again and takes bookings." in page
    client.post(f"/office/closures/{coming.pk}/undo/")
    assert "Open again: the whole office" in client.get(f"/office/closures/?opened={coming.pk}").content.decode()
    Closure.objects.filter(pk=coming.pk).update(lifted_at=None)
    assert "Open again:" not in client.get(f"/office/closures/?opened={coming.pk}").content.decode()


def test_undo_puts_the_bookings_back_or_says_why_not(place):
    one = booked(place, attendees=500)
    client = officer(place)
    client.post(ADD, {**sent_back(client.post(ADD, facts(place))), f"to-{one.pk}-1": "cancel"})
    closure = Closure.objects.get()
    page = client.get(f"/office/closures/{closure.pk}/").content.decode()
    assert "Open again and put the bookings back" in page
    client.post(f"/office/closures/{closure.pk}/reopen/")
    booked(place)
    answer = client.post(f"/office/closures/{closure.pk}/undo/")
    assert answer.status_code == 409
    assert "already taken" in answer.content.decode()
    actions.cancel(booking=Booking.objects.latest("pk"), by=place.officer)
    assert client.post(f"/office/closures/{closure.pk}/undo/").status_code == 303
    one.refresh_from_db()
    assert one.state == State.CONFIRMED
    place.change(one, slot=place.slot(Half.DAY, NEXT))
    second = client.post(ADD, facts(place)).url
    assert client.get(second).status_code == 200


def test_undo_is_refused_where_a_moved_booking_was_changed(place):
    one = booked(place, attendees=15)
    client = officer(place)
    client.post(ADD, sent_back(client.post(ADD, facts(place))))
    one.refresh_from_db()
    place.change(one, room=place.large, slot=place.slot(Half.DAY, NEXT))
    answer = client.post(f"/office/closures/{Closure.objects.get().pk}/undo/")
    assert answer.status_code == 409
    assert "can no longer be undone" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "add/", "{}/"])
def test_pages_are_for_officers(place, path):
    officer(place).post(ADD, facts(place))
    address = "/office/closures/" + path.format(Closure.objects.get().pk)
    assert officer(place).get(address).status_code == 200
    assert place.client("clerk").get(address).status_code == 403
    assert place.client().get(address).url.startswith("/sign-in/") or place.client().get(address).status_code == 302


def test_closures_of_another_office_are_not_there(place):
    officer(place).post(ADD, facts(place))
    other = Place()
    actions.close(
        office=other.office,
        by=other.officer,
        room=None,
        starts_at=datetime(2031, 6, 2, tzinfo=other.office.zone),
        ends_at=datetime(2031, 6, 3, tzinfo=other.office.zone),
        reason="ของสำนักงานอื่น",
        decisions={},
    )
    theirs = Closure.objects.latest("pk")
    client = officer(place)
    assert "ของสำนักงานอื่น" not in client.get("/office/closures/").content.decode()
    assert "ของสำนักงานอื่น" not in client.get(f"/office/closures/?opened={theirs.pk}").content.decode()
    for path in ("", "reopen/", "undo/"):
        address = f"/office/closures/{theirs.pk}/{path}"
        assert (client.post if path else client.get)(address).status_code == 404
    theirs.refresh_from_db()
    assert theirs.lifted_at is None


def test_the_offers_keep_out_of_what_is_closed_already(place):
    third = make.room(place.office, name="สาม", capacity=30)
    client = officer(place)
    client.post(ADD, facts(place, room=third.pk))
    client.post(ADD, facts(place, room="all", on="5/6/2574", half="exact", starts="08:00", ends="09:00"))
    one = booked(place, attendees=15)
    answer = client.post(ADD, facts(place, until="4/6/2574"))
    assert choices(answer, one) == [
        f"{place.large.pk} 2031-06-02 morning 08:30 12:00",
        f"{place.small.pk} 2031-06-06 morning 08:30 12:00",
        f"{place.small.pk} 2031-06-09 morning 08:30 12:00",
        "keep",
        "cancel",
    ]


def test_a_long_closure_offers_what_is_free_after_it(place):
    one = booked(place, attendees=15)
    answer = officer(place).post(ADD, facts(place, room="all", until="31/7/2574"))
    assert choices(answer, one)[0] == f"{place.small.pk} 2031-08-01 morning 08:30 12:00"


def test_a_booking_without_any_free_place_can_stay_or_be_cancelled(place):
    Room.objects.filter(office=place.office).update(is_open=True)
    one = booked(place)
    Room.objects.filter(office=place.office).update(is_open=False)
    answer = officer(place).post(ADD, facts(place))
    assert choices(answer, one) == ["keep", "cancel"]
    assert "No room is free near that time." in answer.content.decode()


def test_three_hundred_bookings_are_decided_on_one_page(place):
    start = date(2031, 1, 1).toordinal()
    days = [date.fromordinal(start + number) for number in range(150)]
    for half in (Half.MORNING, Half.AFTERNOON):
        for chunk in range(0, 150, 50):
            place.book(*(place.slot(half, day) for day in days[chunk : chunk + 50]), attendees=15)
    client = officer(place)
    said = facts(place, on="1/1/2574", until="30/6/2574")
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(ADD, said)
    assert answer.content.decode().count('<li class="') == 300
    assert len(asked) < 25
    form = sent_back(answer)
    assert sum(name.startswith("to-") for name in form) == 300
    assert client.post(ADD, form).status_code == 303
    assert Booking.objects.filter(room=place.large).count() == 300


def test_more_bookings_than_a_browser_can_send_are_closed_in_parts(place, monkeypatch):
    monkeypatch.setattr("jonghong.desk.closures_views.MOST_TOUCHED", 1)
    booked(place)
    booked(place, Half.AFTERNOON)
    answer = officer(place).post(ADD, facts(place))
    assert mistakes(answer) == {"until": "More than 1 bookings stand in that time. Close it in parts."}


def test_the_form_of_a_room_tells_what_is_still_to_come_there(place):
    client = officer(place)
    address = f"/office/rooms/{place.small.pk}/"
    assert "?room=" not in client.get(address).content.decode()
    booked(place)
    booked(place, day=date(2023, 6, 1))
    booked(place, room=place.large)
    page = client.get(address).content.decode()
    assert "1 booking is still to come in this room." in page
    assert f'href="{ADD}?room={place.small.pk}"' in page


def test_a_booking_that_a_closure_cancelled_is_not_restored_on_its_own(place):
    one = booked(place, attendees=500)
    client = officer(place)
    client.post(ADD, {**sent_back(client.post(ADD, facts(place))), f"to-{one.pk}-1": "cancel"})
    page = client.get(f"/booking/{one.pk}/").content.decode()
    assert "Restore the booking" not in page
    assert "ซ่อมไฟ" in page
