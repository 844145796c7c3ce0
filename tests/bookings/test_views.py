"""The pages of bookings, seen by visitors, by the right person and by the wrong one."""

import re
from datetime import date, time
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.bookings.timeslots import days_between
from jonghong.offices.models import Holiday, Office
from jonghong.people.models import Role
from jonghong.rooms.hours import Half, Hours
from tests import make
from tests.bookings.conftest import DAY, Place

pytestmark = pytest.mark.django_db

JUNE = "/2566/6/"


def typed(place: Place, **words: object) -> dict[str, object]:
    """Return what the booking form sends when a clerk fills in the least."""
    facts = {
        "room": place.small.pk,
        "on": "1 มิ.ย. 2566",
        "half": "morning",
        "title": "ประชุมแผนงาน",
        "attendees": "20",
        "group": place.groups[1].pk,
        "key": str(uuid4()),
    }
    return {**facts, **words}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


# The month table


def test_month_shows_bookings_free_halves_and_holidays(place):
    Holiday.objects.create(office=place.office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    place.book(title="ประชุมคณะทำงาน")
    page = text(place.client().get(JUNE))
    assert "ประชุมคณะทำงาน" in page
    assert f'href="/book/?room={place.small.pk}&amp;on=2023-06-01&amp;half=afternoon"' in page
    assert f'href="/book/?room={place.large.pk}&amp;on=2023-06-01&amp;half=day"' in page
    assert '3 มิถุนายน</small><small class="holiday">วันวิสาขบูชา</small>' in page
    assert page.count("<tr") == 31


def test_month_shows_edit_only_to_who_may(place):
    place.book()
    edits = {name: "/change/" in text(place.client(name).get(JUNE)) for name in ("", *place.people)}
    assert edits == {"": False, "clerk": True, "colleague": True, "stranger": False, "officer": True}


def test_month_hides_the_subject_of_a_private_booking(place):
    place.book(title="สอบสวนลับ", is_private=True, coordinator="นายปิดบัง", phone="0812345678")
    shows = {name: "สอบสวนลับ" in text(place.client(name).get(JUNE)) for name in ("", *place.people)}
    assert shows == {"": False, "clerk": True, "colleague": True, "stranger": False, "officer": True}


def test_month_never_names_a_person_to_the_public(place):
    (booking,) = place.book(coordinator="นายประสาน งานดี", phone="0812345678", chair="ผู้อำนวยการ")
    for address in (JUNE, f"/booking/{booking.pk}/"):
        page = text(place.client().get(address))
        assert not re.search("นายประสาน|0812345678|ผู้อำนวยการ|สมศรี", page)


@pytest.mark.parametrize("rooms", [1, 3])
@pytest.mark.parametrize(("who", "most"), [("", 6), ("clerk", 9)])
def test_month_asks_the_database_as_little_for_three_rooms_as_for_one(place, rooms, who, most, django_assert_max_num_queries):
    place.large.delete()
    for _ in range(rooms - 1):
        place.book(room=make.room(place.office))
    place.book()
    client = place.client(who)
    with django_assert_max_num_queries(most):
        assert client.get(JUNE).status_code == 200


def test_month_of_twenty_rooms_three_exact_times_and_a_long_title(place):
    for _ in range(18):
        make.room(place.office)
    hours = [place.slot(Half.EXACT, exact=exact) for exact in exact_hours("08:30-09:30 09:30-10:00 11:00-12:00")]
    for slot in hours:
        place.book(slot, title="ก" * 250)
    page = text(place.client().get(JUNE))
    assert 'data-rooms="20"' in page
    assert page.count("ก" * 250) == 3
    assert "starts=10:00&amp;ends=11:00" in page


def exact_hours(words: str) -> list[Hours]:
    return [Hours(*map(time.fromisoformat, word.split("-"))) for word in words.split()]


def test_month_shows_a_closed_room_while_it_has_history_and_offers_it_no_more(place):
    place.book(room=place.large)
    place.large.is_open = False
    place.large.save()
    page = text(place.client().get(JUNE))
    assert 'data-room="ใหญ่"' in page
    assert f"room={place.large.pk}&amp;" not in page
    assert 'data-room="ใหญ่"' not in text(place.client().get("/2566/7/"))


def test_month_without_rooms_says_what_to_do(place):
    place.office.rooms.all().delete()
    assert "manage-rooms" not in text(place.client().get(JUNE))
    assert reverse("manage-rooms") in text(place.client("officer").get(JUNE))


def test_month_works_from_the_first_year_to_ten_years_ahead(place, time_machine):
    time_machine.move_to("2023-05-25T09:00:00+07:00")
    statuses = [place.client().get(f"/{year}/12/").status_code for year in (2559, 2566, 2576, 2577)]
    assert statuses == [200, 200, 200, 404]


@pytest.mark.parametrize("address", ["/2566/13/", "/2566/0/", "/2399/1/", "/543/1/", "/2999/1/", "/2566/6x/"])
def test_month_that_does_not_exist_is_not_found(place, address):
    assert place.client().get(address).status_code == 404


def test_this_month_leads_to_the_present_and_to_the_chosen_one(place, time_machine):
    time_machine.move_to("2023-05-31T23:30:00+00:00")  # already June in the office
    assert place.client().get("/month/").url == JUNE
    assert place.client().get("/month/?month=2&year=2567").url == "/2567/2/"
    wrong = place.client().get("/month/?month=13&year=abc")
    assert (wrong.status_code, "abc" in text(wrong)) == (422, True)


def test_month_marks_today_and_counts_free_rooms(place, time_machine):
    time_machine.move_to("2023-06-01T09:00:00+07:00")
    place.book()
    page = text(place.client().get(JUNE))
    assert page.count('id="today"') == 1
    assert "1 " in re.search(r"<p>(.*?)<span", page, re.DOTALL)[1]


# An open page stays true


def test_unchanged_month_costs_a_304_and_a_change_a_new_page(place):
    client = place.client()
    etag = client.get(JUNE)["ETag"]
    again = client.get(JUNE, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    place.book()
    fresh = client.get(JUNE, headers={"if-none-match": etag})
    assert (fresh.status_code, fresh["ETag"] == etag) == (200, False)


def test_a_change_of_another_month_leaves_the_page_as_it_is(place):
    client = place.client()
    etag = client.get("/2566/7/")["ETag"]
    place.book()
    assert client.get("/2566/7/", headers={"if-none-match": etag}).status_code == 304


def test_a_rolled_back_change_is_never_shown(place):
    client = place.client()
    before = text(client.get(JUNE))
    with transaction.atomic():
        place.book(title="ไม่เกิดขึ้น")
        transaction.set_rollback(True)
    assert text(client.get(JUNE)) == before


def test_stored_pages_of_two_people_and_a_visitor_are_kept_apart(place):
    place.book()
    pages = [text(place.client(name).get(JUNE)) for name in ("clerk", "stranger", "", "clerk")]
    assert [page.count("/change/") for page in pages] == [1, 0, 0, 1]


def test_a_stored_page_ends_with_its_session(place):
    client = place.client("clerk")
    client.get(JUNE)
    session = client.session
    type(session)(session.session_key).flush()
    assert "สมศรี" not in text(client.get(JUNE))


def test_a_page_that_sets_a_cookie_is_not_kept(place):
    client = place.client("clerk")
    first = client.get(JUNE)
    assert first.cookies["csrf"].value
    del client.cookies["csrf"]
    again = client.get(JUNE)
    assert again.cookies["csrf"].value != first.cookies["csrf"].value


def test_the_month_speaks_english_when_asked_to(place):
    client = place.client()
    client.get(JUNE)
    client.get("/language/en/?next=/")
    assert 'lang="en"' in text(client.get(JUNE))
    assert 'lang="th"' in text(place.client().get(JUNE))


# Booking


def test_s3_a_visitor_is_led_through_signing_in_to_the_form_that_holds_the_place(place):
    address = f"/book/?room={place.small.pk}&on=2023-06-01&half=afternoon"
    client = place.client()
    assert client.get(address).url == f"/sign-in/?next={quote(address, safe='')}"
    client.force_login(place.people["clerk"])
    page = text(client.get(address))
    assert 'value="1 มิ.ย. 2566"' in page
    assert re.search(r'value="afternoon"[^>]*checked', page)
    assert f'<option value="{place.small.pk}" selected>' in page


def test_book_saves_and_says_so_with_undo(place):
    client = place.client("clerk")
    answer = client.post("/book/", typed(place), follow=True)
    assert answer.redirect_chain[0][0].startswith(f"{JUNE}?done=")
    act = History.objects.get().act
    assert f'action="/undo/{act}/"' in text(answer)
    assert (Booking.objects.get().title, Booking.objects.get().attendees) == ("ประชุมแผนงาน", 20)
    assert f"/undo/{act}/" not in text(place.client("stranger").get(f"{JUNE}?done={act}"))


def test_book_from_htmx_names_the_page_to_go_to(place):
    answer = place.client("clerk").post("/book/", typed(place), headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"].startswith(JUNE)) == (200, True)


def test_book_twice_by_a_double_click_books_once(place):
    client, facts = place.client("clerk"), typed(place)
    first, second = client.post("/book/", facts), client.post("/book/", facts)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Booking.objects.count() == 1


def test_s4_the_loser_reads_who_holds_it_until_when_and_three_alternatives(place):
    place.book()
    answer = place.client("officer").post("/book/", typed(place, group=place.groups[0].pk))
    page = text(answer)
    assert answer.status_code == 409
    assert "นโยบายและแผน" in page
    assert "12.00" in page
    assert page.count('name="instead"') == 3
    assert 'value="ประชุมแผนงาน"' in page
    assert Booking.objects.count() == 1


def test_who_goes_back_after_booking_reads_that_the_room_is_theirs(place):
    clerk = place.client("clerk")
    clerk.post("/book/", typed(place))
    mine = reverse("booking", args=[Booking.objects.get().pk])
    form = f"/book/?room={place.small.pk}&on=2023-06-01&half=morning"
    seen = {who: text(place.client(who).get(form)) for who in ("clerk", "officer")}
    assert {who: ("นโยบายและแผน" in page, f'href="{mine}"' in page) for who, page in seen.items()} == {
        "clerk": (True, True),
        "officer": (True, False),
    }
    afternoon = text(clerk.get(form.replace("morning", "afternoon")))
    assert f'href="{mine}"' not in afternoon


def test_an_alternative_books_with_what_was_typed(place):
    place.book()
    client = place.client("clerk")
    page = text(client.post("/book/", typed(place)))
    offers = [offer.replace("&amp;", "&") for offer in re.findall(r'name="instead" value="([^"]*)"', page)]
    client.post("/book/", typed(place, instead=offers[0]))
    booking = Booking.objects.get(room=place.large)
    assert (booking.title, booking.half, booking.date) == ("ประชุมแผนงาน", "morning", DAY)


def test_s5_days_off_in_a_span_are_asked_for_once(place):
    Holiday.objects.create(office=place.office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    client = place.client("clerk")
    facts = typed(place, until="4 มิ.ย. 2566", half="day")
    question = client.post("/book/", facts)
    assert (question.status_code, Booking.objects.count()) == (422, 0)
    assert "วันวิสาขบูชา" in text(question)
    client.post("/book/", {**facts, "days_answer": "all 2023-06-01 2023-06-04"})
    assert place.times() == {(2023, 6): 4}


def test_days_off_in_a_span_may_be_left_out(place):
    place.client("clerk").post("/book/", typed(place, until="5 มิ.ย. 2566", days_answer="working 2023-06-01 2023-06-05"))
    assert list(Booking.objects.values_list("date__day", flat=True)) == [1, 2, 5]


def test_s10_30_june_to_1_july_is_accepted(place):
    facts = typed(place, on="30/06/2566", until="01/07/2566", days_answer="all 2023-06-30 2023-07-01")
    place.client("clerk").post("/book/", facts)
    assert place.times() == {(2023, 6): 1, (2023, 7): 1}


def test_what_was_typed_survives_the_end_of_the_session(place):
    client = place.client()
    answer = client.post("/book/", typed(place, title="พิมพ์ไว้นานแล้ว"))
    assert answer.url == f"/sign-in/?next={quote('/book/?draft=1', safe='')}"
    assert Booking.objects.count() == 0
    client.post("/sign-in/", {"username": place.people["clerk"].typed_id, "password": make.PASSWORD})
    assert "พิมพ์ไว้นานแล้ว" in text(client.get("/book/?draft=1"))
    assert "พิมพ์ไว้นานแล้ว" in text(client.get("/book/?draft=1"))
    client.post("/book/", typed(place, title="พิมพ์ไว้นานแล้ว"))
    assert "พิมพ์ไว้นานแล้ว" not in text(client.get("/book/?draft=1"))


def test_question_of_an_open_form_is_left_unanswered_when_the_session_has_ended(place: Place) -> None:
    answer = place.client().get("/book/", headers={"HX-Request": "true", "HX-Target": "div#verdict"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_book_shows_the_form_bare_without_a_place(place):
    page = place.client("clerk").get("/book/?room=abc&on=31/31/31&half=noon")
    assert page.status_code == 200
    assert 'id="verdict"' in text(page)


def test_book_without_open_rooms_or_groups_says_who_can_help(place):
    place.people["clerk"].memberships.all().delete()
    assert "<form" not in text(place.client("clerk").get("/book/")).split("<main")[1]
    place.office.rooms.update(is_open=False)
    assert 'name="title"' not in text(place.client("officer").get("/book/"))


def test_verdict_warns_of_few_seats_days_off_and_the_past(place):
    words = f"room={place.small.pk}&on=3/6/2566&half=day&attendees=50"
    page = text(place.client("clerk").get(f"/book/?{words}"))
    assert page.count('class="note') == 4


def test_verdict_counts_what_is_in_the_way(place):
    for day in days_between(date(2023, 6, 1), date(2023, 6, 7)):
        place.book(place.slot(day=day))
    page = text(place.client("clerk").get(f"/book/?room={place.small.pk}&on=1/6/2566&until=10/6/2566&half=morning"))
    assert page.count("12.00") >= 5


BAD = ["", " ", "\u200b", "ก" * 251, "a\0b", "\u202e"]


@pytest.mark.parametrize("title", BAD)
def test_book_with_a_bad_title_keeps_what_was_typed(place, title):
    answer = place.client("clerk").post("/book/", typed(place, title=title, chair="ประธานที่พิมพ์ไว้"))
    assert (answer.status_code, Booking.objects.count()) == (422, 0)
    assert "id_title_error" in text(answer)
    assert "ประธานที่พิมพ์ไว้" in text(answer)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "😀 ประชุม", "' OR 1=1 --", "{{ 7*7 }}", "ก" * 250])
def test_book_keeps_any_words_as_words(place, title):
    client = place.client("clerk")
    client.post("/book/", typed(place, title=title))
    assert Booking.objects.get().title == title
    page = text(client.get(JUNE))
    assert "<script>alert" not in page
    assert "49" not in page.split("<tbody")[1].split("</tr>")[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", ""),
        ("on", "29 ก.พ. 2566"),
        ("on", "1/6/23"),
        ("on", "x" * 10_000),
        ("on", "\0"),
        ("until", "31 พ.ค. 2566"),
        ("until", "1 มิ.ย. 2567"),
        ("half", "noon"),
        ("half", ""),
        ("half", "exact"),
        ("attendees", "-1"),
        ("attendees", "1e9"),
        ("attendees", "9" * 40),
        ("attendees", "ยี่สิบ"),
        ("room", "0"),
        ("room", "9" * 40),
        ("room", ""),
        ("group", "x"),
        ("phone", "0" * 41),
        ("layout", "moon"),
        ("sign", "ก" * 251),
        ("key", "not-a-key"),
    ],
)
def test_book_with_a_bad_field_is_refused_in_a_sentence(place, field, value):
    answer = place.client("clerk").post("/book/", typed(place, **{field: value}))
    assert (answer.status_code, Booking.objects.count()) == (422, 0)
    assert 'value="ประชุมแผนงาน"' in text(answer)


BAD_TIMES = [("", ""), ("10:00", ""), ("10:00", "09:00"), ("10:00", "10:00"), ("10:07", "11:00")]


@pytest.mark.parametrize(("starts", "ends"), BAD_TIMES)
def test_book_with_bad_exact_times_is_refused(place, starts, ends):
    answer = place.client("clerk").post("/book/", typed(place, half="exact", starts=starts, ends=ends))
    assert (answer.status_code, Booking.objects.count()) == (422, 0)


def test_book_exact_times_in_quarters(place):
    place.client("clerk").post("/book/", typed(place, half="exact", starts="08:00", ends="09:15"))
    assert f"{Booking.objects.get().ends_at:%H:%M}" == "02:15"


def test_book_with_doubled_fields_takes_the_last(place):
    place.client("clerk").post("/book/", typed(place, title=["หนึ่ง", "สอง"]))
    assert Booking.objects.get().title == "สอง"


@pytest.mark.parametrize("room", ["", "999999", "abc"])
def test_book_without_a_room_of_the_list_takes_none_until_one_is_chosen(place, room):
    facts = typed(place, room=room)
    answers = [place.client("clerk").post("/book/", sent) for sent in ({**facts, "title": ""}, facts)]
    for answer in answers:
        assert (answer.status_code, "id_room_error" in text(answer)) == (422, True)
        choice = re.search(r'<select name="room".*?</select>', text(answer), re.DOTALL)[0]
        assert choice.count("<option") == 3
        assert re.search(r'<option value=""[^>]*>–</option>', choice)
        assert f'"{place.small.pk}" selected' not in choice
    chosen = text(place.client("clerk").post("/book/", typed(place, title="")))
    assert '<option value=""' not in re.search(r'<select name="room".*?</select>', chosen, re.DOTALL)[0]
    assert Booking.objects.count() == 0


def test_book_with_another_offices_room_or_group_is_refused(place):
    other = Place()
    for facts in ({"room": other.small.pk}, {"group": other.groups[1].pk}):
        assert place.client("officer").post("/book/", typed(place, **facts)).status_code == 422
    assert Booking.objects.count() == 0


def test_book_for_another_group_is_not_offered(place):
    answer = place.client("stranger").post("/book/", typed(place))
    assert (answer.status_code, Booking.objects.count()) == (422, 0)


def test_book_in_a_room_that_was_closed_meanwhile_is_refused(place, monkeypatch):
    place.small.is_open = False
    place.small.save()
    monkeypatch.setattr("jonghong.bookings.views.open_rooms", lambda office: office.rooms.all())
    answer = place.client("clerk").post("/book/", typed(place))
    assert (answer.status_code, "note bad" in text(answer)) == (422, True)


# A booking, its change and its end


def test_booking_shows_people_and_history_to_the_office(place):
    (booking,) = place.book(coordinator="นายประสาน งานดี", phone="0812345678", needs_sound=True, layout="u", sign="ยินดีต้อนรับ")
    place.change(booking, room=place.large, slot=place.slot(Half.AFTERNOON, date(2023, 6, 2)), title="ใหม่", needs_drinks=True)
    page = text(place.client("stranger").get(f"/booking/{booking.pk}/"))
    assert "สมศรี ใจดี" in page
    assert "<del>เล็ก</del>" in page
    assert "<ins>2 มิ.ย. 2566</ins>" in page
    assert "/change/" not in page
    assert "/change/" in text(place.client("clerk").get(f"/booking/{booking.pk}/"))


def test_booking_that_is_private_shows_only_that_the_room_is_in_use(place):
    (booking,) = place.book(title="ลับมาก", is_private=True, chair="ผอ.")
    for name in ("", "stranger"):
        assert not re.search("ลับมาก|ผอ\\.", text(place.client(name).get(f"/booking/{booking.pk}/")))
    assert "ลับมาก" in text(place.client("colleague").get(f"/booking/{booking.pk}/"))


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_booking_that_is_not_there_is_not_found(place, number):
    for tail in ("", "change/", "cancel/"):
        assert place.client("officer").get(f"/booking/{number}/{tail}").status_code == 404


def test_change_shows_what_stands_and_saves_what_is_new(place):
    (booking,) = place.book(place.slot(Half.EXACT, exact=exact_hours("09:00-10:30")[0]), chair="ผอ.")
    client = place.client("colleague")
    page = text(client.get(f"/booking/{booking.pk}/change/"))
    assert '<option value="09:00" selected>' in page
    assert 'value="ผอ."' in page
    facts = typed(place, room=place.large.pk, on="2/6/66", half="day", version=1)
    answer = client.post(f"/booking/{booking.pk}/change/", facts)
    booking.refresh_from_db()
    assert answer.url.startswith(f"{JUNE}?done=")
    assert (booking.room, booking.date, booking.half, booking.title) == (place.large, date(2023, 6, 2), "day", "ประชุมแผนงาน")


def english(place: Place, name: str) -> Client:
    client = place.client(name)
    client.cookies["language"] = "en"
    return client


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_change_that_came_too_late_says_what_changed_keeps_what_was_typed_and_saves_once_more(place):
    (booking,) = place.book()
    address, client = f"/booking/{booking.pk}/change/", english(place, "clerk")
    place.change(booking, by=place.colleague, title="คนอื่นแก้", attendees=12)
    booking.refresh_from_db()
    actions.note(booking=booking, by=place.stranger, verb=Verb.ASK, remark="ขอแลก")
    facts = typed(place, version=1)
    page = text(late := client.post(address, facts))
    assert (late.status_code, 'value="ประชุมแผนงาน"' in page, Booking.objects.get().title) == (409, True, "คนอื่นแก้")
    assert re.findall("<del>(.*?)</del>.*?<ins>(.*?)</ins>", page) == [("ประชุม", "คนอื่นแก้"), ("15", "12")]
    assert (place.people["colleague"].name in page, "ขอแลก" in page) == (True, False)
    assert f'href="{address}">Load how it stands now</a>' in page
    renewed = {name: hidden(page, name) for name in ("version", "key")}
    assert (renewed["version"], renewed["key"] != facts["key"]) == ("2", True)
    client.post(address, {**facts, **renewed})
    assert (Booking.objects.get().title, Booking.objects.get().attendees) == ("ประชุมแผนงาน", 20)


def test_change_of_what_was_cancelled_meanwhile_says_so_and_leads_to_the_booking(place):
    (booking,) = place.book()
    actions.cancel(booking=booking, by=place.colleague)
    page = text(late := english(place, "clerk").post(f"/booking/{booking.pk}/change/", typed(place, version=1)))
    assert (late.status_code, 'value="ประชุมแผนงาน"' in page) == (409, True)
    assert "This booking no longer stands" in page
    assert f'href="/booking/{booking.pk}/">See the booking</a>' in page
    assert (f"/booking/{booking.pk}/cancel/" in page, Booking.objects.get().state) == (False, State.CANCELLED)


def test_change_of_a_version_that_never_was_lists_no_changes(place):
    (booking,) = place.book()
    page = text(late := english(place, "clerk").post(f"/booking/{booking.pk}/change/", typed(place, version=7)))
    assert (late.status_code, "<ins>" in page, hidden(page, "version")) == (409, False, "1")


def waits_in(answer: object) -> list[str]:
    """Return the names of the fields that the cursor would wait in."""
    found = [tag for tag in re.findall(r"<(?:input|select|button|textarea)[^>]*>", text(answer)) if " autofocus" in tag]
    return [re.search(r'name="(\w+)"', tag)[1] for tag in found]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"title": "", "on": ""}, ["title"]),
        ({"on": "31/2/66", "room": ""}, ["on"]),
        ({"room": "", "attendees": "x", "phone": "0" * 41}, ["room"]),
        ({"phone": "0" * 41, "key": "x"}, ["phone"]),
        ({"half": "noon"}, []),
        ({"key": "x"}, []),
    ],
)
def test_cursor_waits_in_the_first_field_that_is_wrong(place, wrong, name):
    answer = place.client("clerk").post("/book/", typed(place, **wrong))
    assert (answer.status_code, waits_in(answer)) == (422, name)


def test_cursor_waits_in_the_subject_of_a_free_place_and_nowhere_below_one_that_is_taken(place):
    (booking,) = place.book()
    client, asked = place.client("clerk"), f"room={place.small.pk}&on=2023-06-01&half="
    other = Booking.objects.get(pk=place.book(place.slot(Half.AFTERNOON))[0].pk)
    place.change(other, room=place.large, slot=place.slot(Half.AFTERNOON))
    answers = [client.get(address) for address in ("/book/", f"/book/?{asked}afternoon", f"/book/?{asked}morning")]
    assert [waits_in(answer) for answer in answers] == [["title"], ["title"], []]
    assert waits_in(client.get(f"/booking/{booking.pk}/change/")) == ["title"]
    taken = client.post("/book/", typed(place))
    late = client.post(f"/booking/{booking.pk}/change/", typed(place, version=7))
    assert [(answer.status_code, waits_in(answer)) for answer in (taken, late)] == [(409, []), (409, [])]


def test_change_into_a_taken_slot_offers_alternatives(place):
    (booking,) = place.book()
    place.book(place.slot(Half.AFTERNOON))
    answer = place.client("clerk").post(f"/booking/{booking.pk}/change/", typed(place, half="afternoon", version=1))
    assert (answer.status_code, text(answer).count('name="instead"')) == (409, 3)


def test_change_with_mistakes_and_verdict(place):
    (booking,) = place.book()
    address = f"/booking/{booking.pk}/change/"
    assert place.client("clerk").post(address, typed(place, title="", version=1)).status_code == 422
    page = text(place.client("clerk").get(f"{address}?room={place.small.pk}&on=1/6/2566&half=day"))
    assert 'class="note"' in page


def test_change_after_the_session_ended_keeps_what_was_typed(place):
    (booking,) = place.book()
    client = place.client()
    address = f"/booking/{booking.pk}/change/"
    assert client.get(address).url == f"/sign-in/?next={quote(address, safe='')}"
    client.post(address, typed(place, title="แก้ไว้แล้ว", version=1))
    client.post("/sign-in/", {"username": place.people["clerk"].typed_id, "password": make.PASSWORD})
    assert "แก้ไว้แล้ว" in text(client.get(f"{address}?draft=1"))
    assert "แก้ไว้แล้ว" not in text(client.get("/book/?draft=1"))


def test_change_of_a_booking_in_a_closed_room_may_stay_there(place):
    (booking,) = place.book()
    place.office.rooms.update(is_open=False)
    place.client("clerk").post(f"/booking/{booking.pk}/change/", typed(place, version=1))
    assert Booking.objects.get().title == "ประชุมแผนงาน"


@pytest.mark.parametrize("tail", ["change/", "cancel/"])
def test_s6_another_group_is_told_who_may(place, tail):
    (booking,) = place.book()
    for method in ("get", "post"):
        answer = getattr(place.client("stranger"), method)(f"/booking/{booking.pk}/{tail}")
        assert answer.status_code == 403
    assert Booking.objects.get().state == State.CONFIRMED


def test_cancel_one_day_or_all_and_undo(place):
    bookings = place.book(*(place.slot(day=day) for day in days_between(DAY, date(2023, 6, 4))))
    client = place.client("clerk")
    address = f"/booking/{bookings[2].pk}/cancel/"
    assert 'value="all"' in text(client.get(address))
    client.post(address, {"which": "one"})
    assert place.times() == {(2023, 6): 3}
    done = client.post(f"/booking/{bookings[0].pk}/cancel/", {"which": "all", "next": "/mine/"})
    assert (done.url.startswith("/mine/?done="), place.times()) == (True, {(2023, 6): 0})
    act = History.objects.latest("pk").act
    client.post(f"/undo/{act}/")
    assert place.times() == {(2023, 6): 3}
    assert client.get(address).status_code == 404


def test_cancel_twice_by_a_double_click_cancels_once(place):
    (booking,) = place.book()
    client, facts = place.client("clerk"), {"which": "one", "key": str(uuid4())}
    answers = [client.post(f"/booking/{booking.pk}/cancel/", facts) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert History.objects.filter(verb="cancel").count() == 1


def test_undo_says_why_not(place):
    (booking,) = place.book()
    act = actions.cancel(booking=booking, by=place.clerk)
    place.book(title="คนใหม่")
    client = place.client("clerk")
    assert client.get(f"/undo/{act}/").status_code == 405
    refused = client.post(f"/undo/{act}/")
    assert (refused.status_code, "นโยบายและแผน" in text(refused)) == (409, True)
    assert place.client("stranger").post(f"/undo/{act}/").status_code == 409
    assert client.post(f"/undo/{uuid4()}/").status_code == 404
    assert place.client().post(f"/undo/{act}/").url.startswith("/sign-in/")


def test_mine_shows_what_comes_and_what_is_over(place, time_machine):
    time_machine.move_to("2023-06-02T09:00:00+07:00")
    place.book(title="ผ่านไปแล้ว")
    place.book(place.slot(day=date(2023, 6, 9)), title="กำลังจะถึง")
    (booking,) = place.book(place.slot(day=date(2023, 6, 12)), title="ยกเลิกทิ้ง")
    actions.cancel(booking=booking, by=place.clerk)
    coming, over = text(place.client("clerk").get("/mine/")).split('<details class="fold past"')
    assert ("กำลังจะถึง" in coming, "ยกเลิกทิ้ง" in coming) == (True, False)
    assert ("ผ่านไปแล้ว" in over, "ยกเลิกทิ้ง" in over) == (True, True)
    assert "empty" in text(place.client("stranger").get("/mine/"))
    assert place.client().get("/mine/").url.startswith("/sign-in/")


@pytest.mark.parametrize("name", ["book", "mine", "booking", "change", "cancel"])
def test_pages_stay_within_eleven_queries(place, name, django_assert_max_num_queries):
    bookings = place.book(*(place.slot(day=day) for day in days_between(DAY, date(2023, 6, 3))))
    words = {"booking_id": bookings[0].pk} if name in {"booking", "change", "cancel"} else {}
    tail = f"?room={place.small.pk}&on=1/6/2566&half=morning&attendees=5" if name in {"book", "change"} else ""
    client = place.client("clerk")
    with django_assert_max_num_queries(11):
        assert client.get(reverse(name, kwargs=words) + tail).status_code == 200


# A second office


def test_another_offices_rows_are_on_no_page(place):
    other = Place()
    (booking,) = other.book(title="ของสำนักงานอื่น")
    act = History.objects.get(booking=booking).act
    client = place.client("officer")
    for address in (JUNE, "/", "/mine/", "/book/", "/fiscal/", "/report.csv", f"{JUNE}?done={act}"):
        page = text(client.get(address))
        assert "ของสำนักงานอื่น" not in page
        assert str(other.office) not in page
    for tail in ("", "change/", "cancel/"):
        assert client.get(f"/booking/{booking.pk}/{tail}").status_code == 404
    assert client.post(f"/undo/{act}/").status_code == 404


def test_somebody_of_another_office_is_nobody_here(place):
    other = Place()
    assert other.client("officer").get("/book/")["Location"].startswith("/sign-in/")
    assert other.client("officer").post("/book/", typed(place))["Location"].startswith("/sign-in/")
    assert Role.OFFICER in other.officer.roles


# What a walk by careful eyes found


def test_an_answer_about_days_off_is_good_for_its_own_span_only(place):
    client = place.client("clerk")
    weekend = typed(place, on="3/6/2566", until="4/6/2566", days_answer="working 2023-06-01 2023-06-04")
    assert client.post("/book/", weekend).status_code == 422
    assert client.post("/book/", {**weekend, "days_answer": "working 2023-06-03 2023-06-04"}).status_code == 422
    longer = typed(place, until="30/6/2566", days_answer="all 2023-06-01 2023-06-04")
    assert client.post("/book/", longer).status_code == 422
    assert Booking.objects.count() == 0


def test_an_alternative_for_working_days_keeps_days_off_out(place):
    place.book()
    client = place.client("clerk")
    facts = typed(place, until="5 มิ.ย. 2566", days_answer="working 2023-06-01 2023-06-05")
    page = text(client.post("/book/", facts))
    offer = re.findall(r'name="instead" value="([^"]*)"', page)[0].replace("&amp;", "&")
    client.post("/book/", {**facts, "instead": offer})
    booked = Booking.objects.filter(room=place.large).values_list("date__day", flat=True)
    assert list(booked) == [1, 2, 5]


def test_a_year_typed_wrong_is_refused_beside_the_field(place):
    answer = place.client("clerk").post("/book/", typed(place, on="1 มิ.ย. 2666"))
    assert (answer.status_code, "id_on_error" in text(answer)) == (422, True)


def test_a_title_is_changed_without_moving_the_meeting_when_hours_of_the_office_changed(place):
    (booking,) = place.book()
    place.office.morning_starts = time(8, 0)
    place.office.save()
    client = place.client("clerk")
    page = text(client.get(f"/booking/{booking.pk}/change/"))
    assert re.search(r'value="exact"[^>]*checked', page)
    assert '<option value="08:30" selected>' in page
    assert "08.30-12.00" in text(client.get(JUNE))
    client.post(f"/booking/{booking.pk}/change/", typed(place, half="exact", starts="08:30", ends="12:00", version=1))
    booking.refresh_from_db()
    assert (f"{booking.starts_at:%H:%M}", booking.title) == ("01:30", "ประชุมแผนงาน")


def test_nothing_of_what_was_typed_goes_into_an_address(place):
    page = text(place.client("clerk").get("/book/"))
    asks = re.search(r'<div class="stack asks".*?<details class="fold"', page, re.DOTALL)[0]
    assert 'hx-include="this"' in asks
    names = set(re.findall(r'name="(\w+)"', asks))
    repetition = {"repeat", "weekdays", "dates", "count", "interval", "skip_holidays", "skip_weekends"}
    assert names == {"half", "starts", "ends", "on", "until", "room", "attendees", "group", *repetition}


@pytest.mark.parametrize("back", ["/a\nb", "/ก/ข", "/mine/"])
def test_any_address_to_go_back_to_is_sent_as_an_address(place, back):
    answer = place.client("clerk").post("/book/", typed(place, next=back), headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"].isascii()) == (200, True)


def test_pages_for_one_person_are_kept_by_no_cache(place):
    (booking,) = place.book()
    client = place.client("clerk")
    for address in (JUNE, "/", "/mine/", "/book/", f"/booking/{booking.pk}/", f"/booking/{booking.pk}/change/"):
        assert client.get(address)["Cache-Control"] == "private, no-store", address
    assert place.client().get(JUNE)["Cache-Control"] == "no-cache"


def test_a_private_booking_shows_the_public_nothing_but_that_the_room_is_in_use(place):
    (booking,) = place.book(title="ลับ", is_private=True, attendees=98765)
    row = text(place.client().get(JUNE)).split("<tbody")[1].split("</tr>")[0]
    assert "นโยบายและแผน" not in row
    assert "98765" not in row
    assert "นโยบายและแผน" not in text(place.client().get(f"/booking/{booking.pk}/"))


def test_a_cancelled_booking_offers_to_restore_it(place):
    (booking,) = place.book()
    client = place.client("clerk")
    client.post(f"/booking/{booking.pk}/cancel/", {"which": "one"})
    act = History.objects.latest("pk").act
    assert f'action="/undo/{act}/"' in text(client.get(f"/booking/{booking.pk}/"))
    client.post(f"/undo/{act}/")
    assert Booking.objects.get().state == State.CONFIRMED


def test_undo_into_a_taken_slot_says_who_until_when_and_what_is_free(place):
    (booking,) = place.book()
    act = actions.cancel(booking=booking, by=place.clerk)
    place.book()
    page = text(place.client("clerk").post(f"/undo/{act}/"))
    assert "12.00" in page
    assert page.count('href="/book/?room=') == 3


def test_too_many_people_are_booked_with_a_word_of_warning(place):
    page = text(place.client("clerk").post("/book/", typed(place, attendees="200"), follow=True))
    assert "20" in page.split('class="note done"')[1].split("</div>")[0]


def test_an_address_with_words_of_others_leads_to_the_present_month(place, time_machine):
    time_machine.move_to("2023-06-01T09:00:00+07:00")
    assert place.client().get("/month/?fbclid=x").url == JUNE


def test_a_page_made_of_an_older_office_than_its_version_is_not_kept(place, monkeypatch):
    client = place.client()
    original = Office.objects.order_by("pk").first()
    monkeypatch.setattr("jonghong.offices.middleware.find_served_office", lambda: original)
    Office.objects.filter(pk=place.office.pk).update(version=7, short_name="ชื่อใหม่")
    assert "ETag" not in client.get(JUNE)
    monkeypatch.undo()
    assert "ชื่อใหม่" in text(client.get(JUNE))


def test_a_link_to_a_closed_room_says_so_keeps_the_day_and_chooses_no_other(place):
    place.large.is_open = False
    place.large.save()
    page = text(place.client("clerk").get(f"/book/?room={place.large.pk}&on=2023-06-02&half=afternoon"))
    assert "note warn" in page
    assert 'value="2 มิ.ย. 2566"' in page
    assert re.search(r'value="afternoon"[^>]*checked', page)
    assert '<option value="" selected>' in page


def test_what_was_done_names_each_day_where_some_were_left_out(place):
    facts = typed(place, until="5 มิ.ย. 2566", days_answer="working 2023-06-01 2023-06-05")
    page = text(place.client("clerk").post("/book/", facts, follow=True))
    assert "1 มิ.ย. 2566, 2 มิ.ย. 2566, 5 มิ.ย. 2566" in page.split('class="note done"')[1].split("</div>")[0]
