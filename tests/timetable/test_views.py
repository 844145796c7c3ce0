"""The pages of days and weeks, seen by visitors, by people of the office and by the wrong person."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.http import HttpResponse
from django.test import Client

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, Layout, RuleSet
from jonghong.offices.models import Holiday
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from tests import make
from tests.bookings.conftest import DAY, Place

pytestmark = pytest.mark.django_db

THURSDAY, WEEK = "/2566/6/1/", "/2566/6/1/week/"
NAMES = ("", "clerk", "colleague", "stranger", "officer")


def room_week(place: Place, day: str = "2566/6/1") -> str:
    return f"/room/{place.small.pk}/{day}/"


def pages(place: Place) -> list[str]:
    return [THURSDAY, WEEK, room_week(place)]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def exact(place: Place, start: str, end: str, day: date = DAY):
    return place.slot(Half.EXACT, day, Hours(time.fromisoformat(start), time.fromisoformat(end)))


def tags(page: str, name: str) -> list[dict[str, str]]:
    """Return the attributes of every list item of that class, in the order of the page."""
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(rf'<li (class="{name}[^>]*)>', page)]


# What everybody sees


def test_day_shows_what_is_booked_at_its_time_and_what_is_free(place):
    place.book(exact(place, "09:15", "10:30"), title="ประชุมคณะทำงาน")
    page = text(place.client().get(THURSDAY))
    (block,) = tags(page, "bk")
    assert (block["data-at"], block["data-until"], block["data-from"], block["data-to"]) == ("6", "11", "555", "630")
    assert "<b>09.15-10.30 น.</b>" in page
    book = f"/book/?room={place.small.pk}&amp;on=2023-06-01"
    hrefs = re.findall(r'<a class="slot" href="([^"]*)"', page)
    assert hrefs == [
        f"{book}&amp;half=exact&amp;starts=10:30&amp;ends=12:00&amp;next=/2566/6/1/",
        f"{book}&amp;half=afternoon&amp;next=/2566/6/1/",
        f"/book/?room={place.large.pk}&amp;on=2023-06-01&amp;half=day&amp;next=/2566/6/1/",
    ]


def test_axis_grows_with_what_is_booked(place):
    assert 'data-first="32" data-quarters="36"' in text(place.client().get(THURSDAY))
    place.book(exact(place, "07:15", "08:30"))
    place.book(exact(place, "16:30", "19:00"), room=place.large)
    page = text(place.client().get(THURSDAY))
    assert 'data-first="29" data-quarters="47" data-offset="1"' in page
    assert '<li data-at="4">08.00</li>' in page


def test_times_between_quarters_are_said_as_they_are(place):
    (booking,) = place.book(exact(place, "09:15", "10:30"))
    start, end = (datetime.combine(DAY, time(9, minute), place.office.zone) for minute in (5, 50))
    Booking.objects.filter(pk=booking.pk).update(starts_at=start, ends_at=end)
    page = text(place.client().get(THURSDAY))
    (block,) = tags(page, "bk")
    assert (block["data-at"], block["data-until"], block["data-from"], block["data-to"]) == ("5", "9", "545", "590")
    assert "<b>09.05-09.50 น.</b>" in page


def test_imported_bookings_at_one_time_stand_side_by_side(place):
    first, second = place.book()[0], place.book(room=place.large)[0]
    Booking.objects.filter(pk__in=[first.pk, second.pk]).update(is_legacy=True)
    Booking.objects.filter(pk=second.pk).update(room=place.small)
    blocks = tags(text(place.client().get(THURSDAY)), "bk")
    assert [(block["data-lane"], block["data-lanes"]) for block in blocks] == [("1", "2"), ("2", "2")]


def test_private_booking_shows_only_that_the_room_is_in_use(place):
    place.book(title="สอบสวนลับ", is_private=True, coordinator="นายปิดบัง", sign="ห้ามเข้า", layout=Layout.U_SHAPE)
    for address in pages(place):
        shown = {name: text(place.client(name).get(address)) for name in NAMES}
        assert [name for name, page in shown.items() if "สอบสวนลับ" in page] == ["clerk", "colleague", "officer"]
        assert not re.search("นายปิดบัง|ห้ามเข้า|ตัวยู", shown[""] + shown["stranger"])


def test_preparation_is_told_to_people_of_the_office_alone(place):
    facts = {"layout": Layout.U_SHAPE, "needs_sound": True, "needs_projector": True, "needs_drinks": True}
    place.book(sign="ยินดีต้อนรับ", coordinator="นางสาวประสาน", phone="0812345678", **facts)
    words = ("ตัวยู", "เครื่องเสียง", "โปรเจกเตอร์", "อาหารว่าง", "ยินดีต้อนรับ", "นางสาวประสาน 0812345678")
    for address in (THURSDAY, room_week(place)):
        public, signed_in = (text(place.client(name).get(address)) for name in ("", "stranger"))
        assert [word for word in words if word in public] == []
        assert [word for word in words if word not in signed_in] == []
    place.book(room=place.large, title="ไม่ต้องเตรียม")
    assert text(place.client("clerk").get(THURSDAY)).count('class="asked"') == 1


def test_coordinator_may_be_known_by_the_telephone_alone(place):
    place.book(phone="0812345678")
    assert "0812345678" in text(place.client("clerk").get(THURSDAY))


def test_bookings_and_rooms_of_another_office_are_invisible(place):
    other = Place()
    other.book(title="ของที่อื่น")
    shown = [text(place.client(name).get(address)) for address in pages(place) for name in ("", "officer")]
    assert [page for page in shown if "ของที่อื่น" in page or f'data-room="{other.small.pk}"' in page] == []
    assert place.client("officer").get(f"/room/{other.small.pk}/2566/6/1/").status_code == 404


def test_closed_room_shows_what_it_holds_and_offers_nothing(place):
    place.book(room=place.large, title="ก่อนปิดห้อง")
    place.large.is_open = False
    place.large.save()
    for address in (THURSDAY, WEEK, f"/room/{place.large.pk}/2566/6/1/"):
        page = text(place.client().get(address))
        assert ("ก่อนปิดห้อง" in page, f"/book/?room={place.large.pk}&amp;" in page) == (True, False)
    assert "ใหญ่" not in text(place.client().get("/2566/6/2/"))
    assert "ใหญ่" not in text(place.client().get("/2566/6/20/week/"))


def close(place: Place, start: str, end: str, room: Room | None = None) -> None:
    starts, ends = (datetime.fromisoformat(at).replace(tzinfo=place.office.zone) for at in (start, end))
    actions.close(
        office=place.office, by=place.officer, room=room, starts_at=starts, ends_at=ends, reason="ปรับปรุงไฟ", decisions={}
    )


def test_closed_time_is_shown_with_its_reason_and_not_offered(place, time_machine):
    time_machine.move_to("2023-05-25T09:00:00+07:00")
    close(place, "2023-05-31T15:00", "2023-06-01T10:30", place.small)
    for address in pages(place):
        page = text(place.client().get(address))
        assert "ปรับปรุงไฟ" in page
        assert f"/book/?room={place.small.pk}&amp;on=2023-06-01&amp;half=day" not in page
        assert f"/book/?room={place.small.pk}&amp;on=2023-06-01&amp;half=exact&amp;starts=10:30&amp;ends=12:00" in page
    shut = tags(text(place.client().get(THURSDAY)), "gap shut")
    assert [(each["data-at"], each["data-until"], each["data-from"], each["data-to"]) for each in shut] == [
        ("1", "11", "0", "630")
    ]


def test_office_that_is_closed_for_a_day_offers_nothing(place, time_machine):
    time_machine.move_to("2023-05-25T09:00:00+07:00")
    close(place, "2023-06-02T00:00", "2023-06-03T00:00")
    page = text(place.client().get("/2566/6/2/"))
    assert (len(tags(page, "gap shut")), 'class="slot"' in page) == (2, False)
    assert tags(text(place.client().get("/2566/6/3/")), "gap shut") == []


def test_closed_time_beside_the_axis_is_left_out(place, time_machine):
    time_machine.move_to("2023-05-25T09:00:00+07:00")
    close(place, "2023-06-01T18:00", "2023-06-01T20:00")
    page = text(place.client().get(THURSDAY))
    assert (tags(page, "gap shut"), page.count("half=day")) == ([], 2)


def test_weekend_and_holiday_are_named(place):
    Holiday.objects.create(office=place.office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    for address, rest in (("/2566/6/3/", 2), ("/2566/6/3/week/", 2), (room_week(place), 2)):
        page = text(place.client().get(address))
        assert "วันวิสาขบูชา" in page
        assert len(re.findall(r'<(?:section|th)[^>]*class="(?:column )?[^"]*rest[ "]', page)) == rest
    assert "วันวิสาขบูชา" not in text(place.client().get(THURSDAY))


def test_what_waits_for_permission_says_so(place):
    (booking,) = place.book()
    Booking.objects.filter(pk=booking.pk).update(state="pending")
    for address in (*pages(place), "/2566/6/"):
        assert 'class="waits"' in text(place.client().get(address))


@pytest.mark.parametrize(("state", "waiting"), [("pending", " · 1 waits for permission"), ("held", "")])
def test_only_what_is_firm_counts_as_a_booking_and_what_waits_is_told(place, state, waiting):
    place.book()
    (booking,) = place.book(room=place.large)
    Booking.objects.filter(pk=booking.pk).update(state=state, expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    client = place.client()
    client.cookies["language"] = "en"
    for address in (THURSDAY, WEEK, "/2566/6/"):
        counted = re.search("<p>(1 booking[^<]*)", text(client.get(address)))
        assert counted
        assert (waiting or "booking") in counted[1]
        assert ("waits" in counted[1]) is bool(waiting)


def test_a_room_that_the_rules_refuse_all_day_is_not_free_all_day(place):
    client = place.client()
    client.cookies["language"] = "en"
    assert "2 rooms free all day" in text(client.get("/2566/6/3/?fresh"))
    RuleSet.objects.create(office=place.office, days_off="refuse")
    assert "0 rooms free all day" in text(client.get("/2566/6/3/?fresh"))


def test_place_that_is_kept_for_somebody_is_not_moved(place):
    (booking,) = place.book()
    Booking.objects.filter(pk=booking.pk).update(state="held", title="", expires_at=datetime(2023, 5, 26, tzinfo=UTC))
    page = text(place.client("clerk").get(THURSDAY))
    assert (len(tags(page, "bk")), "data-version" in page) == (1, False)
    assert "นโยบายและแผน" in text(place.client("clerk").get(WEEK))


def test_office_without_rooms_says_so(place):
    place.office.rooms.all().delete()
    assert [place.client().get(address).status_code for address in (THURSDAY, WEEK)] == [200, 200]
    assert "board empty" in text(place.client().get(THURSDAY))


@pytest.mark.parametrize("rooms", [1, 3])
@pytest.mark.parametrize(("who", "most"), [("", 7), ("clerk", 10)])
def test_pages_ask_the_database_as_little_for_three_bookings_as_for_one(place, rooms, who, most, django_assert_max_num_queries):
    place.large.delete()
    place.book()
    for number in range(rooms - 1):
        place.book(room=make.room(place.office))
        place.book(place.slot(day=date(2023, 5, 30 + number)))
    client = place.client(who)
    for address in pages(place):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


# Today


def test_today_is_marked_and_the_line_stands_at_the_present_time(place, time_machine):
    time_machine.move_to("2023-06-01T09:40:00+07:00", tick=False)
    place.book()
    page = text(place.client().get(THURSDAY))
    assert page.count('class="column present') == 2
    assert [(line["data-at"], line["data-step"]) for line in tags(page, "line")] == [("7", "2")] * 2
    assert tags(page, "bk")[0]["class"] == "bk tall now"
    week = text(place.client().get(room_week(place)))
    assert (week.count('class="column present'), len(tags(week, "line"))) == (1, 1)
    assert text(place.client().get(WEEK)).count('class="present"') == 3
    assert tags(text(place.client().get("/2566/6/2/")), "line") == []


def test_line_is_left_out_at_night_and_what_is_over_is_marked(place, time_machine):
    time_machine.move_to("2023-06-01T20:00:00+07:00", tick=False)
    place.book()
    page = text(place.client().get(THURSDAY))
    assert (tags(page, "line"), tags(page, "bk")[0]["class"]) == ([], "bk tall over")


def test_what_is_still_to_come_is_neither_over_nor_now(place, time_machine):
    time_machine.move_to("2023-06-01T08:00:00+07:00", tick=False)
    place.book()
    assert tags(text(place.client().get(THURSDAY)), "bk")[0]["class"] == "bk tall"


def test_today_leads_to_the_page_of_the_day(place, time_machine):
    time_machine.move_to("2023-05-31T23:30:00+00:00", tick=False)  # already June in the office
    assert place.client().get("/today/").url == THURSDAY


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "/2566/6/31/",
        "/2566/6/0/",
        "/2566/13/1/",
        "/2566/2/29/week/",
        "/2566/6/99999999999999999999/",
        "/2399/1/1/",
        "/2580/1/1/",
    ],
)
def test_day_that_does_not_exist_is_not_found(place, address, time_machine):
    time_machine.move_to("2023-06-01T09:00:00+07:00")
    assert place.client().get(address).status_code == 404
    assert place.client().get(address.removesuffix("week/") + "week/").status_code == 404
    assert place.client().get(f"/room/{place.small.pk}{address.removesuffix('week/')}").status_code == 404


@pytest.mark.parametrize("address", ["/2443/1/1/", "/2566/12/31/", "/2567/2/29/", "/2576/12/31/"])
def test_days_and_weeks_work_to_both_ends_of_the_calendar(place, address, time_machine):
    time_machine.move_to("2023-06-01T09:00:00+07:00")
    addresses = (address, f"{address}week/", f"/room/{place.small.pk}{address}")
    assert [place.client().get(each).status_code for each in addresses] == [200, 200, 200]


def test_pages_lead_to_one_another(place):
    day, week, room = (text(place.client().get(address)) for address in pages(place))
    assert all(f'href="{address}"' in day for address in ("/2566/5/31/", "/2566/6/2/", WEEK, "/2566/6/", room_week(place)))
    assert all(f'href="{address}"' in week for address in ("/2566/5/25/week/", "/2566/6/8/week/", THURSDAY, "/2566/6/"))
    assert f'href="/room/{place.small.pk}/2566/5/29/"' in week
    assert all(f'href="{room_week(place, day)}"' in room for day in ("2566/5/25", "2566/6/8"))
    assert f'href="/room/{place.large.pk}/2566/6/1/"' in room
    assert 'href="/2566/6/1/"' in text(place.client().get("/2566/6/"))


def test_page_of_a_room_leads_to_its_week(place, time_machine):
    time_machine.move_to("2023-06-01T09:00:00+07:00")
    assert f'href="{room_week(place)}"' in text(place.client().get(f"/room/{place.small.pk}/"))


# An open page stays true


def again(client: Client, etags: dict[str, str]) -> list[int]:
    """Return what an open page is answered that asks whether it still holds."""
    return [client.get(address, headers={"if-none-match": etag}).status_code for address, etag in etags.items()]


def test_unchanged_pages_cost_a_304_and_a_change_a_new_page(place, time_machine):
    time_machine.move_to("2023-05-01T09:00:00+07:00", tick=False)
    client = place.client()
    etags = {address: client.get(address)["ETag"] for address in pages(place)}
    assert again(client, etags) == [304] * 3
    place.book(place.slot(day=date(2023, 5, 30)))  # the week touches two months
    assert again(client, etags) == [304, 200, 200]


def test_page_of_today_is_made_anew_when_the_line_moves_and_no_other(place, time_machine):
    time_machine.move_to("2023-06-01T09:40:00+07:00", tick=False)
    client = place.client()
    addresses = [*pages(place), "/2566/6/2/"]
    etags = {address: client.get(address)["ETag"] for address in addresses}
    time_machine.move_to("2023-06-01T09:44:59+07:00", tick=False)
    assert again(client, etags) == [304] * 4
    time_machine.move_to("2023-06-01T09:45:00+07:00", tick=False)
    assert again(client, etags) == [200, 304, 200, 304]


# Who may move


def test_only_who_may_change_a_booking_is_offered_to_move_it(place):
    place.book()
    for address in (THURSDAY, room_week(place)):
        moves = {name: "data-version" in text(place.client(name).get(address)) for name in NAMES}
        assert moves == {"": False, "clerk": True, "colleague": True, "stranger": False, "officer": True}
    assert 'id="move"' not in text(place.client().get(THURSDAY))
