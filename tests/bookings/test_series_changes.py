"""Changing and cancelling this date of a series, this and those that follow, or all of them."""

import re
from datetime import date, time
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from jonghong.bookings import actions
from jonghong.bookings.actions.series import Revision, Scope, versions_of
from jonghong.bookings.actions.single import SeriesFacts
from jonghong.bookings.models import Booking, History, Series, State
from jonghong.bookings.queries import bookings_of_series
from jonghong.bookings.recurrence import Frequency, Recurrence, from_rfc
from jonghong.bookings.refusals import AgainstRule, MayNot, SeriesChanged, Stale
from jonghong.bookings.snapshots import snapshot
from jonghong.bookings.timeslots import Place as Where
from jonghong.offices.models import Holiday
from jonghong.rooms.hours import Half, Hours
from tests.bookings.conftest import Place
from tests.bookings.test_series import asked, choices, english, text

pytestmark = pytest.mark.django_db

WED = 2
FIRST = date(2023, 8, 2)  # a Wednesday
RULE = Recurrence(Frequency.WEEKLY, weekdays=(WED,), until=date(2023, 8, 30))
DAYS = RULE.dates(FIRST)  # 2, 9, 16, 23, 30 August


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2023-05-25T03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def bookings(place: Place) -> list[Booking]:
    """Give the Wednesdays of August, booked in the small room in the morning."""
    actions.book_places(
        office=place.office,
        by=place.clerk,
        places=[Where(place.small.pk, place.slot(Half.MORNING, day)) for day in DAYS],
        details=place.details(title="ข่าว สพฐ."),
        series=SeriesFacts(RULE.to_rfc(FIRST), skips_holidays=True),
    )
    return list(Booking.objects.order_by("date"))


def form_of(place: Place, booking: Booking, **words: Any) -> dict[str, Any]:
    """Return what the form of a booking sends, with some fields typed anew."""
    page = text(english(place).get(f"/booking/{booking.pk}/change/"))
    facts: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page.partition("<form")[2]):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checked" in tag or not re.search("radio|checkbox", tag)):
            facts.setdefault(name[1], []).append(unescape(value[1]) if value else "on" if "checkbox" in tag else "")
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        facts[name] = re.findall(r'value="([^"]*)" selected', options)[:1]
    facts["dates"] = [unescape(re.search(r'<textarea name="dates".*?>\s*(.*?)</textarea>', page, re.DOTALL)[1])]
    return {**facts, **words}


def sent(place: Place, booking: Booking, **words: Any) -> Any:
    """Send the form of a booking, and then its preview as it stands."""
    client, facts = english(place), form_of(place, booking, **words)
    preview = client.post(f"/booking/{booking.pk}/change/", facts)
    assert preview.status_code == 422, preview
    answers = asked(preview)
    assert answers, text(preview)
    answer = client.post(f"/booking/{booking.pk}/change/", {**facts, **answers})
    assert answer.status_code == 303, text(answer)
    return preview


def standing(**facts: Any) -> list[date]:
    return list(Booking.objects.filter(state=State.CONFIRMED, **facts).order_by("date").values_list("date", flat=True))


def rows() -> list[dict[str, Any]]:
    return [snapshot(booking) for booking in Booking.objects.order_by("pk")]


def undo_last(place: Place) -> None:
    act = History.objects.order_by("-pk").first().act
    actions.undo(office=place.office, act=act, by=place.clerk)


# This one


def test_the_form_of_a_series_means_this_one_unless_told(place, bookings):
    page = text(english(place).get(f"/booking/{bookings[1].pk}/change/"))
    assert re.search(r'name="scope" value="one"[^>]*checked', page)
    assert re.search(r'name="repeat" value="weekly"[^>]*checked', page)
    assert 'value="30 Aug 2566"' in page
    english(place).post(f"/booking/{bookings[1].pk}/change/", form_of(place, bookings[1], title="เรื่องเดียว", on="10/8/66"))
    assert standing(title="เรื่องเดียว") == [date(2023, 8, 10)]
    moved = Booking.objects.get(title="เรื่องเดียว")
    assert (moved.series_date, moved.series_id) == (DAYS[1], bookings[0].series_id)


def test_a_single_booking_is_asked_no_such_thing(place):
    (booking,) = place.book()
    assert 'name="scope"' not in text(english(place).get(f"/booking/{booking.pk}/change/"))


# All


def test_all_move_to_another_room_and_undo_moves_them_back(place, bookings):
    before = rows()
    preview = text(sent(place, bookings[1], scope="all", room=place.large.pk))
    assert "5 dates change · 5 move" in preview
    assert standing(room=place.large) == DAYS
    assert Series.objects.count() == 1
    undo_last(place)
    assert rows() == before


def test_all_get_another_subject_wherever_somebody_put_them(place, bookings):
    place.change(bookings[3], slot=place.slot(Half.MORNING, date(2023, 8, 24)), title="ข่าว สพฐ.")
    sent(place, bookings[0], scope="all", title="ข่าวใหม่")
    assert standing(title="ข่าวใหม่") == [*DAYS[:3], date(2023, 8, 24), DAYS[4]]


def test_what_was_moved_or_cancelled_by_hand_stays_when_all_move(place, bookings):
    place.change(bookings[3], slot=place.slot(Half.MORNING, date(2023, 8, 24)))
    actions.cancel(booking=bookings[2], by=place.clerk)
    preview = text(sent(place, bookings[0], scope="all", half="afternoon"))
    assert "Stays where it was put by hand: 1 date" in preview
    assert standing(half="afternoon") == [DAYS[0], DAYS[1], DAYS[4]]
    assert standing(half="morning") == [date(2023, 8, 24)]
    assert Booking.objects.get(pk=bookings[2].pk).state == State.CANCELLED


@pytest.mark.parametrize(("choice", "room", "state"), [("keep", "เล็ก", "confirmed"), ("skip", "เล็ก", "cancelled")])
def test_a_clash_of_one_date_is_kept_as_it_was_or_cancelled(place, bookings, choice, room, state):
    place.book(place.slot(Half.DAY, DAYS[2]), room=place.large)
    client, facts = english(place), form_of(place, bookings[0], scope="all", room=place.large.pk)
    preview = client.post(f"/booking/{bookings[0].pk}/change/", facts)
    assert asked(preview)[f"at-{DAYS[2]}"] == "keep"
    assert list(choices(preview, DAYS[2]))[:2] == ["Leave it as it was", "Cancel this date"]
    client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **asked(preview), f"at-{DAYS[2]}": choice})
    third = Booking.objects.get(pk=bookings[2].pk)
    assert (third.room.name, third.state) == (room, state)
    assert standing(room=place.large, title="ข่าว สพฐ.") == [DAYS[0], DAYS[1], *DAYS[3:]]


def test_a_later_last_day_books_the_new_dates_and_an_earlier_one_cancels(place, bookings):
    preview = text(sent(place, bookings[0], scope="all", until="13/9/66"))
    assert "5 dates change · 2 new" in preview
    assert standing() == [*DAYS, date(2023, 9, 6), date(2023, 9, 13)]
    assert standing(series__rule=from_rfc(Series.objects.last().rule).to_rfc()) == standing()
    preview = text(sent(place, bookings[0], scope="all", until="16/8/66"))
    assert "3 dates change · 4 cancelled" in preview
    assert standing() == DAYS[:3]
    # What the rule dropped is no date cancelled by hand: it may come back.
    sent(place, bookings[0], scope="all", until="30/8/66")
    assert standing() == DAYS


def test_a_new_weekday_books_those_days_and_cancels_the_old(place, bookings):
    before = rows()
    preview = text(sent(place, bookings[0], scope="all", weekdays=["3"]))
    assert "every Thursday until 30 Aug 2566" in preview
    assert standing() == [date(2023, 8, day) for day in (3, 10, 17, 24)]
    undo_last(place)
    assert rows()[:5] == before
    assert standing() == DAYS


def test_dates_cancelled_by_hand_or_skipped_by_choice_never_come_back(place, bookings):
    actions.cancel(booking=bookings[1], by=place.clerk)
    place.book(place.slot(Half.DAY, date(2023, 9, 6)))
    sent(place, bookings[0], scope="all", until="13/9/66")
    assert from_rfc(Series.objects.last().rule).left_out == {date(2023, 9, 6)}
    for booking in Booking.objects.filter(date=date(2023, 9, 6)):
        actions.cancel(booking=booking, by=place.clerk)
    sent(place, bookings[0], scope="all", until="20/9/66")
    assert standing() == [DAYS[0], *DAYS[2:], date(2023, 9, 13), date(2023, 9, 20)]


def test_a_new_clash_of_an_added_date_may_take_another_room(place, bookings):
    place.book(place.slot(Half.DAY, date(2023, 9, 6)))
    client, facts = english(place), form_of(place, bookings[0], scope="all", until="6/9/66")
    preview = client.post(f"/booking/{bookings[0].pk}/change/", facts)
    offered = choices(preview, date(2023, 9, 6))
    assert list(offered) == ["Skip this date", "ใหญ่ (120 seats) · morning"]
    other = {f"at-{date(2023, 9, 6)}": offered["ใหญ่ (120 seats) · morning"]}
    client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **asked(preview), **other})
    assert standing(room=place.large) == [date(2023, 9, 6)]


def test_a_late_holiday_only_marks_its_date_when_the_rule_changes(place, bookings):
    Holiday.objects.create(office=place.office, date=DAYS[1], name="วันหยุดพิเศษ")
    sent(place, bookings[0], scope="all", until="6/9/66")
    assert DAYS[1] in standing()


def test_skipping_holidays_from_now_on_drops_their_dates(place, bookings):
    Holiday.objects.create(office=place.office, date=DAYS[1], name="วันหยุดพิเศษ")
    facts = form_of(place, bookings[0], scope="all", until="6/9/66")
    facts.pop("skip_holidays")
    client, address = english(place), f"/booking/{bookings[0].pk}/change/"
    client.post(address, {**facts, **asked(client.post(address, facts))})
    assert Series.objects.last().skips_holidays is False
    sent(place, Booking.objects.get(pk=bookings[0].pk), scope="all", skip_holidays="on")
    assert standing() == [DAYS[0], *DAYS[2:], date(2023, 9, 6)]


def test_what_is_over_stays_when_the_rule_changes(place, bookings):
    with time_machine.travel("2023-08-12T03:00:00+00:00", tick=False):
        sent(place, bookings[3], scope="all", weekdays=["3"])
    assert standing() == [*DAYS[:2], *(date(2023, 8, day) for day in (17, 24))]


# This and following


def test_following_dates_become_a_series_of_their_own(place, bookings):
    before = rows()
    sent(place, bookings[2], scope="following", half="afternoon")
    assert standing(half="afternoon") == DAYS[2:]
    assert standing(half="morning") == DAYS[:2]
    earlier, later = (Series.objects.get(bookings=Booking.objects.get(date=day)) for day in (DAYS[0], DAYS[2]))
    assert from_rfc(earlier.rule).dates() == DAYS[:2]
    assert from_rfc(later.rule).dates() == DAYS[2:]
    assert Booking.objects.filter(series=bookings[0].series_id).count() == 0
    undo_last(place)
    assert rows() == before


def test_following_from_the_first_date_on_is_all_of_them(place, bookings):
    sent(place, bookings[0], scope="following", title="ใหม่")
    assert (standing(title="ใหม่"), Series.objects.count()) == (DAYS, 1)


def test_following_dates_get_another_rule(place, bookings):
    preview = text(sent(place, bookings[2], scope="following", interval="2", until="", count="3"))
    assert "every 2 weeks on Wednesday, 3 times" in preview
    assert standing() == [*DAYS[:3], DAYS[4], date(2023, 9, 13)]
    assert [from_rfc(series.rule).dates() for series in Series.objects.order_by("pk")[1:]] == [
        [DAYS[2], DAYS[4], date(2023, 9, 13)],
        DAYS[:2],
    ]


# Days in a row and chosen dates


def test_days_in_a_row_change_together_without_a_rule(place):
    days = [date(2023, 8, day) for day in (1, 2, 3)]
    bookings = place.book(*(place.slot(Half.DAY, day) for day in days))
    page = text(english(place).get(f"/booking/{bookings[1].pk}/change/"))
    assert 'name="scope"' in page
    assert 'name="repeat"' not in page
    facts = {"room": place.large.pk, "half": "day", "on": "2/8/66", "group": place.groups[1].pk, "title": "สอบ", "version": 1}
    facts |= {"scope": "following", "seen": versions_of(bookings), "key": str(uuid4())}
    client = english(place)
    preview = client.post(f"/booking/{bookings[1].pk}/change/", facts)
    client.post(f"/booking/{bookings[1].pk}/change/", {**facts, **asked(preview)})
    assert standing(room=place.large, title="สอบ") == days[1:]
    assert standing(room=place.small) == days[:1]


def test_chosen_dates_gain_one_and_lose_another(place):
    days = [date(2023, 8, day) for day in (1, 8, 22)]
    rule = Recurrence(Frequency.CHOSEN, chosen=tuple(days))
    actions.book_places(
        office=place.office,
        by=place.clerk,
        places=[Where(place.small.pk, place.slot(Half.DAY, day)) for day in days],
        details=place.details(),
        series=SeriesFacts(rule.to_rfc(days[0])),
    )
    booking = Booking.objects.earliest("date")
    facts = form_of(place, booking)
    assert facts["dates"] == ["1 Aug 2566, 8 Aug 2566, 22 Aug 2566"]
    sent(place, booking, scope="all", dates="1/8/66, 22/8/66, 23/8/66")
    assert standing() == [days[0], days[2], date(2023, 8, 23)]
    later = Booking.objects.get(date=days[2])
    sent(place, later, scope="following", title="ต่อ")
    assert standing(title="ต่อ") == [days[2], date(2023, 8, 23)]


# Refusals


def test_the_date_is_changed_for_one_only(place, bookings):
    answer = english(place).post(f"/booking/{bookings[1].pk}/change/", form_of(place, bookings[1], scope="all", on="10/8/66"))
    assert answer.status_code == 422
    assert "The date is changed for one booking only." in text(answer)


def test_nothing_to_change_is_said(place, bookings):
    answer = english(place).post(f"/booking/{bookings[1].pk}/change/", form_of(place, bookings[1], scope="all"))
    assert answer.status_code == 422
    assert "Nothing was changed." in text(answer)


def test_chosen_dates_all_taken_away_are_asked_for(place, bookings):
    facts = form_of(place, bookings[0], scope="all", repeat="chosen", dates="", until="", count="")
    answer = english(place).post(f"/booking/{bookings[0].pk}/change/", facts)
    assert 'id="id_dates_error"' in text(answer)


@pytest.mark.parametrize("scope", ["", "none", "ALL", "\x00", "ก" * 300])
def test_a_scope_that_is_none_is_this_one_or_refused(place, bookings, scope):
    answer = english(place).post(f"/booking/{bookings[1].pk}/change/", form_of(place, bookings[1], scope=scope, title="x"))
    assert answer.status_code in {303, 422}
    assert len(standing(title="x")) <= 1


def test_a_stale_page_is_told_which_dates_changed_and_keeps_what_was_typed(place, bookings):
    client, facts = english(place), form_of(place, bookings[0], scope="all", title="ใหม่")
    place.change(bookings[3], slot=place.slot(Half.AFTERNOON, DAYS[3]))
    answers = asked(client.post(f"/booking/{bookings[0].pk}/change/", facts))
    refused = client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **answers})
    assert refused.status_code == 409
    assert "Dates of this series were changed in the meantime: 23 Aug 2566." in text(refused)
    assert standing(title="ใหม่") == []
    seen = re.search(r'name="seen" value="([\d.]+)"', text(refused))[1]
    client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **asked(refused), "seen": seen})
    assert len(standing(title="ใหม่")) == 5


def test_a_stale_page_about_all_dates_is_told_what_changed_of_its_own_and_saves_after_another_look(place, bookings):
    client, facts = english(place), form_of(place, bookings[0], scope="all", title="ใหม่")
    address = f"/booking/{bookings[0].pk}/change/"
    place.change(bookings[0], slot=place.slot(Half.MORNING, DAYS[0]), title="ข่าว สพฐ.", attendees=9)
    facts["seen"] = form_of(place, bookings[0])["seen"]
    late = client.post(address, {**facts, **asked(client.post(address, facts))})
    assert (late.status_code, "<ins>9</ins>" in text(late), standing(title="ใหม่")) == (409, True, [])
    facts |= {name: re.search(rf'name="{name}" value="([^"]*)"', text(late))[1] for name in ("version", "key", "seen")}
    client.post(address, {**facts, **asked(client.post(address, facts))})
    assert len(standing(title="ใหม่")) == 5


def test_a_change_sent_twice_is_made_once(place, bookings):
    client, facts = english(place), form_of(place, bookings[1], scope="following", half="afternoon")
    facts |= asked(client.post(f"/booking/{bookings[1].pk}/change/", facts))
    first = client.post(f"/booking/{bookings[1].pk}/change/", facts)
    assert client.post(f"/booking/{bookings[1].pk}/change/", facts)["Location"] == first["Location"]
    assert (Series.objects.count(), History.objects.values("act").distinct().count()) == (3, 2)


def test_a_change_sent_again_with_other_words_is_no_resend(place, bookings):
    client, facts = english(place), form_of(place, bookings[1], scope="all", title="หนึ่ง")
    facts |= asked(client.post(f"/booking/{bookings[1].pk}/change/", facts))
    client.post(f"/booking/{bookings[1].pk}/change/", facts)
    again = client.post(f"/booking/{bookings[1].pk}/change/", {**facts, "title": "สอง"})
    assert again.status_code == 409
    assert "Dates of this series were changed in the meantime" in text(again)
    assert standing(title="หนึ่ง") == DAYS


def test_a_change_by_another_group_or_of_another_office_is_refused(place, bookings):
    elsewhere = Place()
    for client in (english(place, "stranger"), elsewhere.client("officer")):
        assert client.get(f"/booking/{bookings[0].pk}/change/").status_code in {302, 403}


def test_another_group_is_asked_about_for_all(place, bookings):
    answer = english(place).post(
        f"/booking/{bookings[0].pk}/change/", form_of(place, bookings[0], scope="all", group=place.groups[2].pk)
    )
    assert answer.status_code == 422


# Cancelling


@pytest.mark.parametrize(("which", "left"), [("one", [0, 2, 3, 4]), ("following", [0]), ("all", [])])
def test_cancelling_this_one_those_that_follow_or_all_and_taking_it_back(place, bookings, which, left):
    client = english(place)
    page = text(client.get(f"/booking/{bookings[1].pk}/cancel/"))
    assert re.findall(r'name="which" value="(\w+)"', page) == ["all", "following", "one"]
    seen = re.search(r'name="seen" value="([\d.]+)"', page)[1]
    before = rows()
    facts = {"which": which, "version": 1, "seen": seen, "key": str(uuid4())}
    answer = client.post(f"/booking/{bookings[1].pk}/cancel/", facts)
    assert client.post(f"/booking/{bookings[1].pk}/cancel/", facts)["Location"] == answer["Location"]
    assert standing() == [DAYS[index] for index in left]
    undo_last(place)
    assert rows() == before


def test_cancelling_dates_from_a_stale_page_is_refused(place, bookings):
    seen = versions_of(bookings)
    place.change(bookings[4], slot=place.slot(Half.DAY, DAYS[4]))
    with pytest.raises(SeriesChanged) as refusal:
        actions.cancel_dates(booking=bookings[1], by=place.clerk, scope=Scope.FOLLOWING, seen=seen)
    assert refusal.value.days == [DAYS[4]]
    with pytest.raises(Stale):
        actions.cancel_dates(booking=bookings[4], by=place.clerk, scope=Scope.ALL, version=1)
    actions.cancel_dates(booking=bookings[0], by=place.clerk, scope=Scope.ONE)
    with pytest.raises(Stale):
        actions.cancel_dates(booking=bookings[0], by=place.clerk, scope=Scope.ALL, version=1)
    assert standing() == DAYS[1:]
    actions.cancel_dates(booking=bookings[1], by=place.clerk, scope=Scope.ALL)
    with pytest.raises(Stale):
        actions.cancel_dates(booking=bookings[1], by=place.clerk, scope=Scope.ALL)


# The page of a series, and holidays


def test_the_page_of_a_series_says_what_became_of_each_date(place, bookings):
    actions.cancel(booking=bookings[1], by=place.clerk)
    place.change(bookings[2], slot=place.slot(Half.MORNING, date(2023, 8, 17)))
    Holiday.objects.create(office=place.office, date=DAYS[3], name="วันหยุดพิเศษ")
    series = f"/series/{bookings[0].series_id}/"
    assert series in text(english(place).get(f"/booking/{bookings[0].pk}/"))
    page = text(english(place).get(series))
    assert "every Wednesday until 30 Aug 2566" in page
    assert "4 dates stand · holidays skipped" in page
    assert re.search(r"<del><a[^>]*>Wednesday 9 August 2566</a></del>", page)
    assert "moved from 16 Aug 2566" in page
    assert "1 date fell on a holiday since." in page
    assert "?scope=all" in page
    visitor = text(place.client().get(series))
    assert "?scope=all" not in visitor
    assert 'value="all"' in text(english(place).get(f"/booking/{bookings[0].pk}/change/?scope=all"))


def test_the_page_of_a_private_series_hides_what_it_is_about(place, bookings):
    Booking.objects.update(is_private=True)
    page = text(place.client().get(f"/series/{bookings[0].series_id}/"))
    assert "ข่าว" not in page


def test_another_office_has_no_such_series(place, bookings):
    elsewhere = Place()
    elsewhere.book()
    assert place.client().get("/series/999999/").status_code == 404
    Series.objects.create(office=place.office, created_at=bookings[0].created_at)
    assert place.client().get(f"/series/{Series.objects.last().pk}/").status_code == 404
    other = Series.objects.create(office=elsewhere.office, created_at=bookings[0].created_at)
    assert place.client().get(f"/series/{other.pk}/").status_code == 404


def test_a_late_holiday_cancels_its_date_of_every_series_with_one_press(place, bookings):
    holiday = Holiday.objects.create(office=place.office, date=DAYS[1], name="วันหยุดพิเศษ")
    place.book(place.slot(Half.AFTERNOON, DAYS[1]), title="อยู่ต่อ")
    address = f"/office/holidays/{holiday.pk}/bookings/"
    officer = english(place, "officer")
    page = text(officer.get(address))
    assert "1 of them belongs to a series that skips holidays" in page
    key = re.search(r'name="key" value="([\w-]+)"', page.partition("note info")[2])[1]
    answer = officer.post(address, {"key": key})
    assert standing(date=DAYS[1]) == [DAYS[1]]
    assert "Undo" in text(officer.get(answer["Location"]))
    assert officer.post(address, {"key": key})["Location"] == answer["Location"]
    assert officer.post(address, {"key": str(uuid4())}).status_code == 409
    assert place.client("clerk").post(address, {"key": key}).status_code == 403


def test_a_holiday_left_without_bookings_leads_to_the_holidays(place, bookings):
    holiday = Holiday.objects.create(office=place.office, date=DAYS[1], name="วันหยุดพิเศษ")
    address = f"/office/holidays/{holiday.pk}/bookings/"
    officer = english(place, "officer")
    answer = officer.post(address, {})
    assert "Undo" in text(officer.get(answer["Location"]))
    assert officer.get(address).status_code == 302


def test_hours_of_the_series_are_told_from_those_of_one_date(place, bookings):
    assert bookings_of_series(bookings[0].series).count() == 5
    nine = Hours(time(9), time(10))
    place.change(bookings[1], slot=place.slot(Half.EXACT, DAYS[1], nine))
    odd = Booking.objects.get(pk=bookings[1].pk)
    sent(place, odd, scope="all", starts="10:00", ends="11:00")
    assert standing(half="exact") == DAYS


def test_a_cancelled_series_has_nothing_to_change(place, bookings):
    facts = form_of(place, bookings[0], scope="all", title="ใหม่", room=place.large.pk)
    actions.cancel_dates(booking=bookings[0], by=place.clerk, scope=Scope.ALL)
    facts |= {"seen": "", "version": 2}
    client = english(place)
    answer = client.post(f"/booking/{bookings[0].pk}/change/", facts)
    client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **asked(answer)})
    assert standing() == []


def test_a_change_verb_refuses_what_is_stale_or_no_series(place, bookings):
    nothing = Revision(details=place.details())
    seen = versions_of(bookings)
    (alone,) = place.book(place.slot(Half.AFTERNOON, DAYS[0]))
    for booking, version in ((alone, 1), (bookings[0], 7)):
        with pytest.raises(Stale):
            actions.change_series(booking=booking, by=place.clerk, version=version, seen=seen, revision=nothing)
    touched = Revision(details=place.details(), touched=frozenset({bookings[0].pk}))
    with pytest.raises(MayNot):
        actions.change_series(booking=bookings[0], by=place.stranger, version=1, seen=seen, revision=touched)
    with pytest.raises(Stale):
        actions.cancel_these(office=place.office, by=place.officer, bookings=[])


def test_a_clash_that_came_meanwhile_shows_the_change_anew(place, bookings, monkeypatch):
    client, facts = english(place), form_of(place, bookings[0], scope="all", room=place.large.pk)
    answers = asked(client.post(f"/booking/{bookings[0].pk}/change/", facts))
    change_series = actions.change_series

    def lose(**words: Any) -> Any:
        place.book(place.slot(Half.DAY, DAYS[2]), room=place.large)
        return change_series(**words)

    monkeypatch.setattr(actions, "change_series", lose)
    answer = client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **answers})
    assert answer.status_code == 409
    assert "Meanwhile somebody booked one of these dates." in text(answer)
    assert asked(answer)[f"at-{DAYS[2]}"] == "keep"
    assert standing(room=place.large, title="ข่าว สพฐ.") == []


def test_a_booking_changed_meanwhile_is_not_changed_with_its_series(place, bookings):
    client, facts = english(place), form_of(place, bookings[0], scope="all", title="ใหม่")
    place.change(bookings[0], slot=place.slot(Half.AFTERNOON, DAYS[0]))
    facts["seen"] = versions_of(list(bookings_of_series(bookings[0].series)))
    answers = asked(client.post(f"/booking/{bookings[0].pk}/change/", facts))
    answer = client.post(f"/booking/{bookings[0].pk}/change/", {**facts, **answers})
    assert answer.status_code == 409
    assert "This booking was changed after you opened it." in text(answer)
    assert standing(title="ใหม่") == []


def test_rules_against_a_change_as_a_whole_are_said_above_the_form(place, bookings):
    place.large.is_open = False
    place.large.save()
    facts = form_of(place, bookings[0], scope="all", room=place.large.pk)
    answer = english(place).post(f"/booking/{bookings[0].pk}/change/", facts)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("recurrence", "kind"),
    [
        (Recurrence(Frequency.BY_WEEKDAY, weekdays=(WED,), nth=1, count=2), "nth"),
        (Recurrence(Frequency.BY_WEEKDAY, weekdays=(WED,), nth=-1, count=2), "last"),
        (Recurrence(Frequency.MONTHLY, month_day=2, count=2), "monthly"),
    ],
)
def test_the_form_shows_the_rule_of_its_series(place, recurrence, kind):
    days = recurrence.dates(FIRST)
    actions.book_places(
        office=place.office,
        by=place.clerk,
        places=[Where(place.small.pk, place.slot(Half.DAY, day)) for day in days],
        details=place.details(),
        series=SeriesFacts(recurrence.to_rfc(days[0])),
    )
    later = Booking.objects.latest("date")
    assert form_of(place, later)["repeat"] == [kind]
    sent(place, later, scope="following", title="ต่อ")
    assert standing(title="ต่อ") == days[1:]
    assert from_rfc(Series.objects.get(bookings=later).rule).recurrence.count == 1


def test_a_change_of_a_series_sent_twice_to_the_verb_is_made_once(place, bookings):
    words = {
        "booking": bookings[0],
        "by": place.clerk,
        "version": 1,
        "seen": versions_of(bookings),
        "revision": Revision(
            details=place.details(title="ใหม่"),
            changed=("title",),
            touched=frozenset(booking.pk for booking in bookings),
        ),
        "answer": "all",
        "key": uuid4(),
    }
    assert actions.change_series(**words) == actions.change_series(**words)
    assert set(Booking.objects.values_list("version", "title")) == {(2, "ใหม่")}


def test_another_group_by_somebody_who_may_not_is_refused_by_the_verb(place, bookings):
    revision = Revision(
        details=place.details(group_id=place.groups[2].pk),
        changed=("group_id",),
        touched=frozenset(booking.pk for booking in bookings),
    )
    with pytest.raises(AgainstRule):
        actions.change_series(booking=bookings[0], by=place.clerk, version=1, seen=versions_of(bookings), revision=revision)
    assert set(Booking.objects.values_list("version", flat=True)) == {1}


def test_a_change_that_does_not_say_what_was_seen_is_refused(place, bookings):
    touched = frozenset(booking.pk for booking in bookings)
    revision = Revision(details=place.details(title="ใหม่"), changed=("title",), touched=touched)
    with pytest.raises(SeriesChanged) as refused:
        actions.change_series(booking=bookings[0], by=place.clerk, version=1, seen="", revision=revision)
    assert refused.value.days == DAYS
    assert standing(title="ใหม่") == []
