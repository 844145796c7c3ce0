"""A series through its pages: the preview before anything is saved, and what is booked when it is sent again."""

import re
from collections import Counter
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from jonghong.bookings.models import Booking, Closure, History, Series, State
from jonghong.bookings.recurrence import from_rfc
from jonghong.offices.models import Holiday
from jonghong.rooms.hours import Half
from tests import make
from tests.bookings.conftest import Place
from tests.office_pages import HOSTILE

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2023, 8, 9)
UNSEEN = "\ufeff\u200b \r\n\t"


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2023-05-25T03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def typed(place: Place) -> dict[str, Any]:
    """Give what a clerk types for S7."""
    Holiday.objects.create(office=place.office, date=date(2023, 8, 2), name="วันเข้าพรรษา")
    return {
        "room": place.large.pk,
        "on": "2 ส.ค. 2566",
        "until": "31/12/66",
        "half": "exact",
        "starts": "08:00",
        "ends": "09:00",
        "title": "พุธเช้า ข่าว สพฐ.",
        "attendees": "45",
        "group": place.groups[1].pk,
        "key": str(uuid4()),
        "repeat": "weekly",
        "weekdays": ["2"],
        "skip_holidays": "on",
    }


def text(response: Any) -> str:
    return unescape(response.content.decode())


def asked(response: Any) -> dict[str, str]:
    """Return what a browser would send of a preview: the question it answers, and each choice as it stands."""
    page = text(response)
    found = dict(re.findall(r'<input type="hidden" name="(asked)" value="(\w+)">', page))
    for name, options in re.findall(r'<select name="(at-[\d-]+)".*?>(.*?)</select>', page, re.DOTALL):
        found[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return found


def choices(response: Any, day: date) -> dict[str, str]:
    """Return words -> value of what may be chosen about a date."""
    options = re.search(rf'<select name="at-{day}".*?>(.*?)</select>', text(response), re.DOTALL)[1]
    return {words.strip(): value for value, words in re.findall(r'value="([^"]*)"[^>]*>(.*?)</option>', options, re.DOTALL)}


def booked(**facts: Any) -> list[tuple[date, str]]:
    found = Booking.objects.filter(state=State.CONFIRMED, **facts).order_by("date", "pk")
    return list(found.values_list("date", "room__name"))


def months(days: list[date]) -> list[int]:
    return list(Counter(day.month for day in days).values())


def english(place: Place, name: str = "clerk") -> Client:
    client = place.client(name)
    client.cookies["language"] = "en"
    return client


# Booking


def test_s7_every_wednesday_is_previewed_and_booked_without_the_holiday(place, typed):
    client = english(place)
    preview = client.post("/book/", typed)
    page = text(preview)
    assert preview.status_code == 422
    assert "every Wednesday until 31 Dec 2566" in page
    assert "22 dates · 21 free · 1 day off skipped" in page
    assert "Wednesday 2 August 2566 · วันเข้าพรรษา" in page
    assert "Book 21 dates" in page
    assert Booking.objects.count() == 0
    answer = client.post("/book/", {**typed, **asked(preview)})
    assert answer.status_code == 303
    days = [day for day, _room in booked()]
    assert (days[0], days[-1], months(days)) == (date(2023, 8, 9), date(2023, 12, 27), [4, 4, 4, 5, 4])
    series = Series.objects.get()
    assert (series.rule.splitlines()[1], series.skips_holidays) == ("RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20231231", True)
    assert all(booking.series_date == booking.date for booking in Booking.objects.all())
    assert place.times() == {(2023, 8): 4, (2023, 9): 4, (2023, 10): 4, (2023, 11): 5, (2023, 12): 4}


def test_s7_a_clash_offers_to_skip_it_another_room_and_other_hours(place, typed):
    middle = make.room(place.office, name="กลาง", capacity=50)
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    client = english(place)
    preview = client.post("/book/", typed)
    page = text(preview)
    assert "22 dates · 20 free · 1 not free · 1 day off skipped" in page
    assert "นโยบายและแผน until 12.00 (08.30-12.00)" in page
    offered = choices(preview, WEDNESDAY)
    assert list(offered) == [
        "Skip this date",
        "กลาง (50 seats) · 08.00-09.00",
        "เล็ก (20 seats) · 08.00-09.00",
        "ใหญ่ (120 seats) · 12.00-13.00",
    ]
    assert asked(preview)[f"at-{WEDNESDAY}"] == "skip"
    chosen = {**asked(preview), f"at-{WEDNESDAY}": offered["กลาง (50 seats) · 08.00-09.00"]}
    client.post("/book/", {**typed, **chosen})
    assert booked(title=typed["title"])[:2] == [(WEDNESDAY, middle.name), (date(2023, 8, 16), "ใหญ่")]


def test_s7_a_clash_that_is_skipped_never_comes_back_and_the_rest_is_kept(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    client = english(place)
    client.post("/book/", {**typed, **asked(client.post("/book/", typed))})
    assert len(booked(title=typed["title"])) == 20
    assert from_rfc(Series.objects.get().rule).left_out == {WEDNESDAY}


def test_a_changed_form_asks_again(place, typed):
    client = english(place)
    answers = asked(client.post("/book/", typed))
    again = client.post("/book/", {**typed, **answers, "until": "30/11/66"})
    assert again.status_code == 422
    assert "18 dates · 17 free" in text(again)
    assert Booking.objects.count() == 0


def test_who_loses_a_date_meanwhile_sees_it_and_keeps_what_was_chosen(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    client = english(place)
    preview = client.post("/book/", typed)
    chosen = {**asked(preview), f"at-{WEDNESDAY}": choices(preview, WEDNESDAY)["เล็ก (20 seats) · 08.00-09.00"]}
    later = date(2023, 9, 6)
    place.book(place.slot(Half.DAY, later), room=place.large)
    again = client.post("/book/", {**typed, **chosen})
    assert again.status_code == 409
    assert "Meanwhile somebody booked one of these dates." in text(again)
    assert asked(again)[f"at-{later}"] == "skip"
    assert asked(again)[f"at-{WEDNESDAY}"] == chosen[f"at-{WEDNESDAY}"]
    assert booked(title=typed["title"]) == []
    client.post("/book/", {**typed, **asked(again)})
    assert booked(title=typed["title"])[0] == (WEDNESDAY, "เล็ก")


def test_a_resend_of_a_series_books_it_once(place, typed):
    client = english(place)
    facts = {**typed, **asked(client.post("/book/", typed))}
    first = client.post("/book/", facts)
    assert client.post("/book/", facts)["Location"] == first["Location"]
    assert (Booking.objects.count(), Series.objects.count()) == (21, 1)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"until": ""}, "until"),
        ({"count": "3"}, "count"),
        ({"until": "", "count": "0"}, "count"),
        ({"until": "", "count": "10000"}, "count"),
        ({"until": "", "count": "๓ ครั้ง"}, "count"),
        ({"repeat": "weekly", "until": "1/8/66"}, "until"),
        ({"repeat": "weekly", "weekdays": ["1"], "until": "5/8/66"}, "until"),
        ({"repeat": "daily", "until": "31/12/70"}, "until"),
        ({"repeat": "monthly", "until": "", "count": "200"}, "count"),
        ({"repeat": "weekly", "until": "31/12/2666"}, "until"),
        ({"weekdays": ["7"]}, "weekdays"),
        ({"weekdays": ["พุธ"]}, "weekdays"),
        ({"interval": "0"}, "interval"),
        ({"interval": "53"}, "interval"),
        ({"repeat": "yearly"}, "repeat"),
        ({"repeat": "chosen"}, "until"),
        ({"repeat": "chosen", "until": "", "dates": "9/8/66, พรุ่งนี้"}, "dates"),
        ({"repeat": "chosen", "until": "", "dates": ",".join(["1/1/67"] * 601)}, "dates"),
        ({"repeat": "chosen", "until": "", "dates": "1/1/2699"}, "dates"),
        ({"repeat": "daily", "until": "2/8/66"}, "repeat"),
        *[({"dates": words, "repeat": "chosen", "until": ""}, "dates") for words in HOSTILE if words.strip(UNSEEN)],
        *[({"count": words, "until": ""}, "count") for words in HOSTILE if words.strip(UNSEEN)],
    ],
)
def test_what_makes_no_series_is_said_beside_the_field(place, typed, words, field):
    answer = english(place).post("/book/", {**typed, **words})
    page = text(answer)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert 'name="asked"' not in page
    assert Booking.objects.count() == 0


def test_fields_sent_twice_count_once(place, typed):
    typed["weekdays"] = ["2", "2", "4"]
    typed["count"] = ["5", ""]
    preview = english(place).post("/book/", typed)
    assert "every Wednesday Friday until 31 Dec 2566" in text(preview)


@pytest.mark.parametrize(
    ("words", "said", "dates"),
    [
        ({"repeat": "daily", "until": "", "count": "3"}, "every day, 3 times", 3),
        ({"repeat": "daily", "until": "", "count": "3", "interval": "2"}, "every 2 days, 3 times", 3),
        ({"interval": "2"}, "every 2 weeks on Wednesday until 31 Dec 2566", 11),
        ({"weekdays": []}, "every Wednesday until 31 Dec 2566", 22),
        ({"repeat": "monthly"}, "every month on the 2 until 31 Dec 2566", 5),
        ({"repeat": "monthly", "interval": "2"}, "every 2 months on the 2 until 31 Dec 2566", 3),
        ({"repeat": "nth"}, "every month on Wednesday number 1 until 31 Dec 2566", 5),
        ({"repeat": "nth", "interval": "3"}, "every 3 months on Wednesday number 1 until 31 Dec 2566", 2),
        ({"repeat": "last"}, "every month on the last Wednesday until 31 Dec 2566", 5),
        ({"repeat": "last", "interval": "2"}, "every 2 months on the last Wednesday until 31 Dec 2566", 3),
        ({"repeat": "chosen", "until": "", "dates": "9/8/66; 10 ส.ค. 2566\n2023-08-11"}, "4 chosen dates", 4),
    ],
)
def test_every_kind_of_rule_is_said_in_words(place, typed, words, said, dates):
    page = text(english(place).post("/book/", {**typed, **words}))
    assert f'<h2 id="preview-title">{said}</h2>' in page
    assert f"<b>{dates} dates · " in page


def test_what_was_done_names_each_room_of_a_series(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    client = english(place)
    preview = client.post("/book/", typed)
    other = next(value for words, value in choices(preview, WEDNESDAY).items() if words.startswith(place.small.name))
    done = text(client.post("/book/", {**typed, **asked(preview), f"at-{WEDNESDAY}": other}, follow=True))
    assert "Booked: ใหญ่ 20 days · เล็ก 1 day, 21 days of " in done
    assert "Mind: room เล็ก has 20 seats." in done


def test_months_without_the_day_are_said_to_be_skipped(place, typed):
    page = text(english(place).post("/book/", {**typed, "repeat": "monthly", "on": "31/8/66"}))
    assert "Months that have no such day are skipped." in page
    assert "3 dates · 3 free" in page


def test_weekends_are_skipped_where_asked(place, typed):
    page = text(english(place).post("/book/", {**typed, "repeat": "daily", "until": "8/8/66", "skip_weekends": "on"}))
    assert "7 dates · 4 free · 3 days off skipped" in page
    assert re.findall(r"<li>(\w+ \d+ August 2566)", page)[:3] == [
        "Wednesday 2 August 2566",
        "Saturday 5 August 2566",
        "Sunday 6 August 2566",
    ]


def test_a_series_of_which_every_date_is_skipped_is_not_saved(place, typed):
    place.book(place.slot(Half.DAY, WEDNESDAY), room=place.large)
    typed |= {"on": "9/8/66", "until": "10/8/66"}
    client = english(place)
    answer = client.post("/book/", {**typed, **asked(client.post("/book/", typed))})
    assert answer.status_code == 422
    assert "Every date is skipped." in text(answer)
    assert Series.objects.count() == 0


def test_a_rule_of_the_office_is_said_at_the_dates_it_concerns(place, typed):
    starts, ends = place.slot(Half.DAY, WEDNESDAY).instants(place.office.zone)
    Closure.objects.create(
        office=place.office,
        room=place.large,
        starts_at=starts,
        ends_at=ends,
        reason="ทาสี",
        act=uuid4(),
        closed_by_id=place.officer.person_id,
        closed_at=starts,
    )
    typed |= {"starts": "09:00", "ends": "10:00"}
    client = english(place)
    preview = client.post("/book/", typed)
    assert "20 free · 1 not free" in text(preview)
    assert "Room ใหญ่ is closed at that time: ทาสี" in text(preview)
    assert list(choices(preview, WEDNESDAY)) == ["Skip this date", "เล็ก (20 seats) · 09.00-10.00"]
    client.post("/book/", {**typed, **asked(preview)})
    assert len(booked()) == 20


def test_what_stands_against_the_whole_is_said_above_the_form(place, typed):
    answer = english(place, "stranger").post("/book/", {**typed, "group": place.groups[1].pk})
    assert answer.status_code == 422
    assert 'name="asked"' not in text(answer)


def test_the_open_form_says_what_the_repetition_would_come_to(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    asks = {name: value for name, value in typed.items() if name not in {"title", "key"}}
    page = text(english(place).get("/book/", asks))
    note = re.search(r'<div id="verdict".*?</div>', page, re.DOTALL)[0]
    assert "every Wednesday until 31 Dec 2566" in note
    assert "22 dates · 20 free · 1 not free · 1 day off skipped" in note
    assert "<select" not in note
    unfinished = text(english(place).get("/book/", {**asks, "until": ""}))
    assert re.search(r'<div id="verdict"[^>]*>\s*</div>', unfinished)


def test_several_days_in_a_row_stay_as_they_were(place, typed):
    typed |= {"repeat": "", "until": "4/8/66", "half": "day"}
    page = text(english(place).post("/book/", typed))
    assert 'name="days_answer"' in page
    assert 'name="asked"' not in page


def test_seats_and_days_that_are_over_are_minded(place, typed):
    page = text(english(place).post("/book/", {**typed, "on": "3/5/66", "until": "7/6/66", "room": place.small.pk}))
    assert "4 of these days are over." in page
    assert "Room เล็ก has 20 seats: 25 too few. You may still book it." in page


def test_undo_of_a_series_takes_all_of_it_back(place, typed):
    client = english(place)
    client.post("/book/", {**typed, **asked(client.post("/book/", typed))})
    act = History.objects.first().act
    assert client.post(f"/undo/{act}/").status_code == 303
    assert booked() == []


def test_an_answer_that_no_preview_gave_is_refused_or_previewed_anew(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    elsewhere = Place()
    client = english(place)
    answers = asked(client.post("/book/", typed))
    for words in (f"{elsewhere.small.pk} exact 0800 0900", f"{place.large.pk} exact 0800 0900", "9" * 18 + " day 0800 0900"):
        answer = client.post("/book/", {**typed, **answers, f"at-{WEDNESDAY}": words})
        assert answer.status_code in {409, 422}
        assert booked(title=typed["title"]) == []


@pytest.mark.parametrize("words", ["", "keep", "1 night 0800 0900", "1 exact 0900 0800", "1 exact 2500 2600", *HOSTILE])
def test_an_answer_that_is_no_place_skips_the_date(place, typed, words):
    client = english(place)
    answers = asked(client.post("/book/", typed))
    client.post("/book/", {**typed, **answers, f"at-{WEDNESDAY}": words})
    assert booked()[0] == (date(2023, 8, 16), "ใหญ่")


def test_a_room_that_is_closed_throughout_is_no_offer(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    starts, _ends = place.slot(Half.DAY, date(2023, 1, 1)).instants(place.office.zone)
    Closure.objects.create(
        office=place.office,
        room=place.small,
        starts_at=starts,
        ends_at=starts.replace(year=2024),
        reason="ซ่อม",
        act=uuid4(),
        closed_by_id=place.officer.person_id,
        closed_at=starts,
    )
    preview = english(place).post("/book/", typed)
    assert list(choices(preview, WEDNESDAY)) == ["Skip this date", "ใหญ่ (120 seats) · 12.00-13.00"]


def test_no_other_hours_are_offered_on_a_day_that_has_none_as_long(place, typed):
    place.book(place.slot(Half.DAY, WEDNESDAY), room=place.large)
    preview = english(place).post("/book/", typed | {"starts": "09:00", "ends": "12:00"})
    assert list(choices(preview, WEDNESDAY)) == ["Skip this date", "เล็ก (20 seats) · 09.00-12.00"]


def test_parts_of_the_day_are_offered_where_halves_are_asked_for(place, typed):
    place.book(place.slot(Half.MORNING, WEDNESDAY), room=place.large)
    preview = english(place).post("/book/", typed | {"half": "day"})
    assert list(choices(preview, WEDNESDAY)) == ["Skip this date", "เล็ก (20 seats) · whole day", "ใหญ่ (120 seats) · afternoon"]


def test_the_button_of_a_room_with_permission_asks_for_dates(place, typed):
    place.large.needs_permission = True
    place.large.save()
    client = english(place)
    preview = client.post("/book/", typed)
    assert "Ask for 21 dates" in text(preview)
    client.post("/book/", {**typed, **asked(preview)})
    assert Booking.objects.filter(state=State.PENDING).count() == 21
