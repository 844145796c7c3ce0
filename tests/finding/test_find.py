"""Finding a room: what is ranked how, what the page says and leads to, for anybody; on either database."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, Closure, State
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import TimeSlot, days_between, slot_of
from jonghong.finding.finder import A_PAGE, Clash, Need, Offer, find_rooms
from jonghong.finding.gaps import GapNeed, find_gaps, working_days
from jonghong.finding.phrases import Ground, RoomName, understand
from jonghong.finding.ranking import Aim, Candidate, Standing, counted, ranked
from jonghong.finding.wording import examples
from jonghong.offices.models import Holiday
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Equipment, Room
from jonghong.rooms.queries import halves_of
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2023, 5, 25)  # a Thursday
DAY = date(2023, 6, 1)  # a Thursday, too
DAYS = list(days_between(DAY, date(2023, 6, 4)))
M, A, D = Half.MORNING, Half.AFTERNOON, Half.DAY


class Hall:
    """An office with a small, a middle and a large room, the middle one with a screen; all bookings are of its clerk."""

    def __init__(self) -> None:
        self.office = make.office()
        self.halves = halves_of(self.office)
        self.screen, self.sound = (Equipment.objects.create(office=self.office, name=name) for name in ("จอ LED", "เครื่องเสียง"))
        self.small = make.room(self.office, name="ทับทิม", capacity=20)
        self.large = make.room(self.office, name="เพชร", capacity=120)
        self.middle = make.room(self.office, name="มรกต", capacity=40)
        self.middle.equipment.add(self.screen)
        self.person = make.person(self.office, group=1)
        self.rooms = {room.pk: room.name for room in (self.small, self.middle, self.large)}

    def slot(self, day: date = DAY, half: Half = M, hours: Hours | None = None) -> TimeSlot:
        return slot_of(day, half, self.halves, hours)

    def book(self, room: Room, *slots: TimeSlot, is_private: bool = False) -> None:
        group_id = self.office.groups.all()[1].pk
        details = Details(title="ลับสุดยอด", group_id=group_id, is_private=is_private, phone="0812345678")
        rights = rights_of(self.person)
        actions.book(office=self.office, by=rights, room_id=room.pk, slots=slots or [self.slot()], details=details)

    def close(self, room: Room | None, start: datetime, end: datetime, reason: str = "ซ่อมไฟ", **facts: Any) -> None:
        facts = {"reason": reason, "act": uuid4(), "closed_by": self.person, "closed_at": start, **facts}
        Closure.objects.create(office=self.office, room=room, starts_at=start, ends_at=end, **facts)

    def find(self, *slots: TimeSlot, **facts: Any) -> list[Offer]:
        return list(find_rooms(self.office, Need(slots or (self.slot(),), **facts)).offers)

    def order(self, *slots: TimeSlot, **facts: Any) -> list[tuple[str, str]]:
        return [(offer.room.name, offer.section) for offer in self.find(*slots, **facts)]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel("2023-05-25T03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def hall() -> Hall:
    return Hall()


def page(query: dict[str, Any] | str = "", client: Client | None = None, status: int = 200) -> str:
    answer = (client or Client()).get("/find/", query if isinstance(query, dict) else {"q": query} if query else {})
    assert answer.status_code == status
    return unescape(answer.content.decode())


def booking_links(html: str) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(address).query) for address in re.findall(r'href="(/book/\?[^"]+)"', html)]


# Ranking


@pytest.mark.pure
def test_rooms_are_ranked_by_suit_then_freedom_then_fit() -> None:
    rooms = {
        "far too large": Candidate(1, 200),
        "fits": Candidate(2, 40),
        "fits, twice taken": Candidate(3, 40, clashes=2),
        "large, once taken": Candidate(4, 100, clashes=1),
        "taken": Candidate(5, 40, clashes=3),
        "too small": Candidate(6, 20),
        "much too small": Candidate(7, 5),
        "unknown": Candidate(8, None),
        "fits, further down": Candidate(9, 40),
    }
    names = {candidate.id: name for name, candidate in rooms.items()}
    order = [names[candidate.id] for candidate in ranked(rooms.values(), Aim(40, 0, 3))]
    suited = ["fits", "fits, further down", "far too large", "large, once taken", "fits, twice taken", "taken"]
    assert order == [*suited, "too small", "much too small", "unknown"]
    named = [names[candidate.id] for candidate in ranked(rooms.values(), Aim(40, 0, 3, room_id=5))]
    assert named == ["taken", *(name for name in order if name != "taken")]
    assert ranked(rooms.values(), Aim(40, 0, 3, room_id=99))[0] == rooms["fits"]
    assert counted(rooms.values(), Aim(40, 0, 3, room_id=6)) == {"free": 3, "partly": 2, "full": 1, "unsuited": 2}


# Rooms for some dates


def test_smallest_free_room_that_seats_all_comes_first(hall: Hall) -> None:
    assert hall.order() == [("ทับทิม", "free"), ("มรกต", "free"), ("เพชร", "free")]
    assert hall.order(attendees=30) == [("มรกต", "free"), ("เพชร", "free"), ("ทับทิม", "unsuited")]
    assert [offer.seats_missing for offer in hall.find(attendees=50)] == [0, 10, 30]


def test_room_without_known_seats_is_said_to_be_so(hall: Hall) -> None:
    Room.objects.filter(pk=hall.small.pk).update(capacity=None)
    offers = hall.find(attendees=10)
    assert [(offer.room.name, offer.are_seats_unknown, offer.seats_missing) for offer in offers][-1] == ("ทับทิม", True, 0)
    assert not any(offer.are_seats_unknown for offer in hall.find())


def test_room_that_lacks_something_comes_last_and_says_what(hall: Hall) -> None:
    offers = hall.find(things=(hall.screen, hall.sound))
    assert {offer.section for offer in offers} == {"unsuited"}
    hall.middle.equipment.add(hall.sound)
    offers = hall.find(things=(hall.screen, hall.sound))
    assert [(offer.room.name, offer.section, offer.lacks) for offer in offers] == [
        ("มรกต", "free", ()),
        ("ทับทิม", "unsuited", ("จอ LED", "เครื่องเสียง")),
        ("เพชร", "unsuited", ("จอ LED", "เครื่องเสียง")),
    ]


def test_partly_free_rooms_follow_with_who_is_in_the_way(hall: Hall) -> None:
    hall.book(hall.small, hall.slot(DAYS[1]), hall.slot(DAYS[2], A))
    hall.book(hall.middle, hall.slot(DAYS[1], D))
    slots = [hall.slot(day) for day in DAYS]
    assert hall.order(*slots) == [("เพชร", "free"), ("ทับทิม", "partly"), ("มรกต", "partly")]
    partly = hall.find(*slots)[1]
    assert partly.clashes == (Clash(DAYS[1], hall.halves.morning, group="นโยบายและแผน"),)
    assert [slot.day for slot in partly.free_slots] == [DAYS[0], *DAYS[2:]]
    assert (partly.parts, partly.later) == ((), ())


def test_taken_room_says_what_else_is_free_and_when_next(hall: Hall) -> None:
    Holiday.objects.create(office=hall.office, date=date(2023, 6, 5), name="วันหยุด")
    hall.book(hall.small, hall.slot(), hall.slot(date(2023, 6, 2), D))
    taken = hall.find()[-1]
    assert (taken.room, taken.standing) == (hall.small, Standing.FULL)
    assert taken.parts == (hall.slot(half=A),)
    assert taken.later == (hall.slot(date(2023, 6, 6)),)


def test_taken_room_is_free_next_on_a_day_off_for_who_asked_for_one(hall: Hall) -> None:
    saturday = hall.slot(date(2023, 6, 3))
    hall.book(hall.small, saturday)
    assert hall.find(saturday)[-1].later == (hall.slot(date(2023, 6, 4)),)


def test_room_taken_on_several_days_offers_the_other_half_of_all_of_them(hall: Hall) -> None:
    slots = [hall.slot(DAYS[0]), hall.slot(DAYS[1])]
    hall.book(hall.small, *slots)
    assert hall.find(*slots)[-1].parts == (hall.slot(DAYS[0], A), hall.slot(DAYS[1], A))
    assert hall.find(*slots)[-1].later == (hall.slot(date(2023, 6, 5)), hall.slot(date(2023, 6, 6)))
    hall.book(hall.small, hall.slot(DAYS[1], A))
    assert hall.find(*slots)[-1].parts == ()
    whole = [hall.slot(day, D) for day in DAYS[:2]]
    assert hall.find(*whole)[-1].parts == ()


def test_dates_of_a_series_are_not_moved(hall: Hall) -> None:
    slots = [hall.slot(DAY), hall.slot(DAY + timedelta(7))]
    hall.book(hall.small, *slots)
    taken = hall.find(*slots, is_series=True)[-1]
    assert (taken.standing, taken.parts, taken.later) == (Standing.FULL, (), ())


def test_room_that_is_taken_for_sixty_days_says_no_next_day(hall: Hall) -> None:
    start = datetime(2023, 6, 1, tzinfo=hall.office.zone)
    hall.close(hall.small, start, start + timedelta(days=90))
    taken = hall.find()[-1]
    assert (taken.clashes, taken.parts, taken.later) == ((Clash(DAY, hall.halves.morning, reason="ซ่อมไฟ"),), (), ())


def test_closed_rooms_are_not_free(hall: Hall) -> None:
    noon = datetime(2023, 6, 1, 12, tzinfo=hall.office.zone)
    hall.close(hall.small, noon, noon + timedelta(days=1))
    hall.close(hall.large, noon, noon + timedelta(days=1), lifted_at=noon)
    assert hall.order(hall.slot(half=A))[-1] == ("ทับทิม", "full")
    assert {section for _name, section in hall.order()} == {"free"}
    hall.book(hall.small)
    assert hall.find(hall.slot(half=D))[-1].clashes == (
        Clash(DAY, hall.halves.morning, group="นโยบายและแผน"),
        Clash(DAY, hall.halves.day, reason="ซ่อมไฟ"),
    )
    hall.close(None, noon, noon + timedelta(hours=1), reason="วันทำความสะอาด")
    assert {section for _name, section in hall.order(hall.slot(half=D))} == {"full"}


def test_closed_hours_are_left_out_of_what_is_free_that_day(hall: Hall) -> None:
    hall.close(hall.small, *hall.halves.afternoon.on(DAY, hall.office.zone))
    hall.book(hall.small)
    assert hall.find()[-1].parts == ()


@pytest.mark.parametrize(
    ("state", "is_free"), [(state, state not in {State.PENDING, State.CONFIRMED, State.HELD}) for state in State]
)
def test_only_what_holds_a_room_is_in_the_way(hall: Hall, state: State, is_free: bool) -> None:
    hall.book(hall.small)
    Booking.objects.update(state=state, expires_at=datetime(2023, 5, 25, tzinfo=UTC))
    assert (hall.order()[0] == ("ทับทิม", "free")) is is_free


def test_imported_bookings_are_in_nobodys_way(hall: Hall) -> None:
    hall.book(hall.small)
    Booking.objects.update(is_legacy=True)
    assert hall.order()[0] == ("ทับทิม", "free")


def test_hours_that_only_touch_are_free(hall: Hall) -> None:
    hall.book(hall.small, hall.slot(half=Half.EXACT, hours=Hours(time(7, 30), time(8, 30))))
    assert hall.order()[0] == ("ทับทิม", "free")


def test_named_room_comes_first_whatever_it_is(hall: Hall) -> None:
    hall.book(hall.small)
    answer = find_rooms(hall.office, Need((hall.slot(),), attendees=30, room_id=hall.small.pk))
    assert [(name, [offer.room.name for offer in offers]) for name, offers in answer.sections] == [
        ("named", ["ทับทิม"]),
        ("free", ["มรกต", "เพชร"]),
    ]
    assert answer.counts == {"free": 2}


def test_closed_and_foreign_rooms_are_not_found(hall: Hall) -> None:
    other = Hall()
    other.book(other.small)
    Room.objects.filter(pk=hall.large.pk).update(is_open=False)
    assert {offer.room.office_id for offer in hall.find()} == {hall.office.pk}
    assert [name for name, _section in hall.order()] == ["ทับทิม", "มรกต"]
    assert hall.order(room_id=other.large.pk) == hall.order()


def test_rooms_come_a_page_at_a_time(hall: Hall) -> None:
    for number in range(A_PAGE):
        make.room(hall.office, name=f"ห้อง {number}", capacity=200)
    first, second = (find_rooms(hall.office, Need((hall.slot(),)), page=page) for page in (1, 2))
    assert (len(first.offers), first.has_more, len(second.offers), second.has_more) == (A_PAGE, True, 3, False)
    assert first.counts == second.counts == {"free": A_PAGE + 3}
    html = page({"on": "1/6/66", "half": "morning"})
    assert 'rel="next" href="/find/?on=1%2F6%2F66&half=morning&page=2#answer"' in html
    assert 'rel="prev"' in page({"on": "1/6/66", "half": "morning", "page": "2"})
    assert page({"on": "1/6/66", "half": "morning", "page": "99999"}).count('class="place"') == A_PAGE
    for beyond in ("3", "99"):
        last = page({"on": "1/6/66", "half": "morning", "page": beyond})
        assert (last.count('class="place"'), "page=1#answer" in last, 'rel="next"' in last) == (3, True, False)
    assert [find_gaps(hall.office, gap_need(hall), page=number).page for number in (1, 2, 9)] == [1, 2, 2]


def test_six_hundred_dates_are_looked_at(hall: Hall) -> None:
    slots = tuple(hall.slot(DAY + timedelta(number)) for number in range(600))
    hall.book(hall.small, slots[-1])
    assert hall.find(*slots, is_series=True)[-1].clashes[0].day == slots[-1].day


@pytest.mark.parametrize(
    "query", ["on=1/6/66&half=morning", "on=1/6/66&until=4/6/66&half=day&things={thing}", "half=any&length=60"]
)
def test_queries_are_as_many_for_three_rooms_as_for_one(hall: Hall, query: str) -> None:
    hall.book(hall.small, hall.slot(half=D))
    address = f"/find/?{query.format(thing=hall.screen.pk)}"
    Client().get(address)

    def number() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert Client().get(address).status_code == 200
        return len(asked)

    three = number()
    Room.objects.exclude(pk=hall.small.pk).update(is_open=False)
    assert three == number() <= 11


# Any time that is long enough


def gap_need(hall: Hall, hours: float = 3, days: tuple[date, ...] = (DAY, DAYS[1]), **facts: Any) -> GapNeed:
    return GapNeed(timedelta(hours=hours), days, datetime(2023, 5, 25, 3, tzinfo=UTC), **facts)


def gaps(hall: Hall, need: GapNeed) -> dict[str, list[str]]:
    found = find_gaps(hall.office, need)
    return {
        offer.room.name: [
            f"{gap.slot.day.day} {gap.slot.hours.start:%H%M}-{gap.slot.hours.end:%H%M} {gap.slot.half}" for gap in offer.gaps
        ]
        for offer in found.offers
    }


def test_earliest_gaps_come_first_then_the_best_fit(hall: Hall) -> None:
    hall.book(hall.small, hall.slot())
    hall.book(hall.middle, hall.slot(half=D))
    hall.book(hall.middle, hall.slot(DAYS[1], half=D))
    assert gaps(hall, gap_need(hall)) == {
        "เพชร": ["1 0830-1130 exact", "2 0830-1130 exact"],
        "ทับทิม": ["1 1200-1500 exact", "2 0830-1130 exact"],
        "มรกต": [],
    }
    sections = find_gaps(hall.office, gap_need(hall, attendees=30, room_id=hall.middle.pk)).sections
    assert [(name, [offer.room.name for offer in offers]) for name, offers in sections] == [
        ("named", ["มรกต"]),
        ("free", ["เพชร"]),
        ("unsuited", ["ทับทิม"]),
    ]


def test_gap_as_long_as_a_half_is_called_by_its_name(hall: Hall) -> None:
    assert gaps(hall, gap_need(hall, 3.5))["ทับทิม"][0] == "1 0830-1200 morning"
    assert gaps(hall, gap_need(hall, 8))["ทับทิม"][0] == "1 0830-1630 day"
    assert gaps(hall, gap_need(hall, 9))["ทับทิม"] == []


def test_gap_begins_on_a_quarter_and_not_in_the_past(hall: Hall) -> None:
    now = datetime(2023, 6, 1, 3, 7, tzinfo=UTC)  # 10.07
    need = replace(gap_need(hall, 1, days=(DAY,)), now=now)
    assert gaps(hall, need)["ทับทิม"] == ["1 1015-1115 exact"]
    assert gaps(hall, replace(need, now=now.replace(hour=10)))["ทับทิม"] == []
    assert gaps(hall, replace(need, now=now.replace(hour=9, minute=20)))["ทับทิม"] == []
    hall.book(hall.small, hall.slot(half=Half.EXACT, hours=Hours(time(8, 30), time(16))))
    assert gaps(hall, gap_need(hall, 0.5, days=(DAY,)))["ทับทิม"] == ["1 1600-1630 exact"]
    assert gaps(hall, gap_need(hall, 1, days=(DAY,)))["ทับทิม"] == []


def test_a_gap_of_less_than_its_quarters_is_none(hall: Hall) -> None:
    hall.book(hall.small, hall.slot(half=Half.EXACT, hours=Hours(time(8, 20), time(9, 40))))
    Booking.objects.update(ends_at=datetime(2023, 6, 1, 2, 50, tzinfo=UTC))
    hall.close(hall.small, datetime(2023, 6, 1, 3, 20, tzinfo=UTC), datetime(2023, 6, 2, tzinfo=UTC))
    assert gaps(hall, gap_need(hall, 0.5, days=(DAY,)))["ทับทิม"] == []


def test_days_off_are_not_looked_at_unless_nothing_else_is_asked(hall: Hall) -> None:
    assert working_days(hall.office, DAYS) == tuple(DAYS[:2])
    assert working_days(hall.office, DAYS[2:]) == tuple(DAYS[2:])


# The page


def test_page_opens_for_anybody_with_examples(hall: Hall) -> None:
    html = page()
    assert "25 พ.ค. 2566" in html
    assert html.count('class="examples"') + html.count("/find/?q=") >= 5


@pytest.mark.parametrize("language", ["th", "en"])
def test_examples_are_understood(hall: Hall, language: str) -> None:
    rooms = [RoomName(hall.large.pk, "เพชร")]
    with translation.override(language):
        lines = [example.words for example in examples(rooms)]
    ground = Ground(TODAY, hall.halves, rooms, language=language)
    assert [line for line in lines if not understand(line, ground).is_clear] == []


def test_page_shows_groups_and_nothing_else_of_who_is_in_the_way(hall: Hall) -> None:
    hall.book(hall.small)
    for client in (Client(), signed_in(hall)):
        html = page({"on": "1/6/66", "half": "morning"}, client)
        assert "นโยบายและแผน 08.30-12.00" in html
        assert not re.search("ลับสุดยอด|0812345678", html)


def test_page_shows_of_a_private_booking_only_that_the_room_is_in_use(hall: Hall) -> None:
    hall.book(hall.small, is_private=True)
    html = page({"on": "1/6/66", "half": "morning"})
    assert "ใช้ห้อง 08.30-12.00" in html
    assert "นโยบายและแผน" not in html


def test_days_that_were_chosen_one_by_one_are_meant_even_on_a_holiday(hall: Hall) -> None:
    Holiday.objects.create(office=hall.office, date=date(2023, 8, 2), name="วันเข้าพรรษา")
    asked = {"on": "2/8/66", "half": "morning", "repeat": "chosen", "dates": "9/8/66", "skip_holidays": "on"}
    hall.book(hall.small, hall.slot(date(2023, 8, 2)))
    assert "2 สิงหาคม 2566: นโยบายและแผน" in page(asked)


def signed_in(hall: Hall) -> Client:
    client = Client()
    client.force_login(hall.person)
    return client


def test_line_leads_with_one_click_to_the_form_filled_in(hall: Hall) -> None:
    html = page("1 มิ.ย. 66 เช้า เพชร ประชุมครู 30 คน")
    link = booking_links(html)[0]
    expected = {"room": str(hall.large.pk), "on": "2023-06-01", "half": "morning", "attendees": "30", "title": "ประชุมครู"}
    assert link == {name: [value] for name, value in expected.items()}
    form = signed_in(hall).get("/book/", {name: value[0] for name, value in link.items()}).content.decode()
    for words in ('value="ประชุมครู"', 'value="30"', 'value="1 มิ.ย. 2566"'):
        assert words in form


def test_line_that_names_equipment_asks_for_it_and_not_for_a_subject(hall: Hall) -> None:
    by_form = page({"on": "1/6/66", "half": "morning", "things": str(hall.screen.pk)})
    by_line = page("1 มิ.ย. 66 เช้า มีจอ led")
    offers = [html.partition('id="answer"')[2] for html in (by_form, by_line)]
    assert offers[0].count('class="lack"') == offers[1].count('class="lack"') > 0
    assert re.search(rf'<input[^>]*name="things"[^>]*value="{hall.screen.pk}"[^>]*checked', by_line)
    assert all("title" not in link for link in booking_links(by_line))


def test_line_with_hours_leads_to_the_form_with_them(hall: Hall) -> None:
    link = booking_links(page("1 มิ.ย. 66 9.00-11.30"))[0]
    assert (link["half"], link["starts"], link["ends"]) == (["exact"], ["09:00"], ["11:30"])


def test_span_leads_to_the_form_and_a_partly_free_room_to_its_free_days(hall: Hall) -> None:
    hall.book(hall.small, hall.slot(DAYS[1], D))
    links = booking_links(page({"on": "1/6/66", "until": "4/6/66", "half": "exact", "starts": "09:00", "ends": "10:00"}))
    assert links[0]["until"] == ["2023-06-04"]
    assert (links[0]["starts"], links[0]["ends"]) == (["09:00"], ["10:00"])
    assert links[-1]["repeat"] == ["chosen"]
    assert links[-1]["dates"] == ["2023-06-01,2023-06-03,2023-06-04"]
    form = signed_in(hall).get("/book/", {name: value[0] for name, value in links[-1].items()}).content.decode()
    assert "1 มิ.ย. 2566, 3 มิ.ย. 2566, 4 มิ.ย. 2566" in form


def test_series_leads_to_the_form_with_its_rule(hall: Hall) -> None:
    Holiday.objects.create(office=hall.office, date=date(2023, 8, 2), name="วันเข้าพรรษา")
    hall.book(hall.small, hall.slot(date(2023, 8, 9)))
    html = page("ทุกวันพุธเช้า 2 ส.ค. 66 ถึง 31 ธ.ค. 66")
    link = booking_links(html)[0]
    assert {name: link[name] for name in ("on", "until", "repeat", "weekdays", "skip_holidays")} == {
        "on": ["2023-08-02"],
        "until": ["2023-12-31"],
        "repeat": ["weekly"],
        "weekdays": ["2"],
        "skip_holidays": ["True"],
    }
    assert "2 สิงหาคม 2566" not in html.partition('id="answer"')[2]  # left out as a holiday
    assert "9 สิงหาคม 2566: นโยบายและแผน" in html
    form = signed_in(hall).get("/book/", {name: value[0] for name, value in link.items()}).content.decode()
    assert re.search(r'value="weekly"[^>]*checked', form)


def test_every_day_of_a_line_is_a_daily_series(hall: Hall) -> None:
    link = booking_links(page("ทุกวัน เช้า ถึงสิ้นเดือน"))[0]
    assert (link["repeat"], link["on"], link["until"]) == (["daily"], ["2023-05-25"], ["2023-05-31"])


def test_any_time_of_this_week_is_the_default(hall: Hall) -> None:
    html = page({"half": "any", "length": "180", "attendees": "30"})
    assert "25-26 พ.ค. 2566" in html
    assert booking_links(html)[0]["starts"] == ["10:00"]
    assert "29 พ.ค." in page("สัปดาห์หน้า 3 ชั่วโมง")


def test_any_time_at_a_weekend_means_next_week(hall: Hall) -> None:
    with time_machine.travel("2023-05-27T03:00:00+00:00", tick=False):
        assert "29 พ.ค. - 2 มิ.ย. 2566" in page({"half": "any", "length": "60"})


def test_any_time_of_days_that_are_over_says_so(hall: Hall) -> None:
    html = page({"half": "any", "length": "60", "on": "1/5/66", "until": "2/5/66"})
    assert "note warn" in html
    assert booking_links(html) == []


def test_series_of_days_off_alone_says_so(hall: Hall) -> None:
    asked = {"on": "3/6/66", "until": "30/6/66", "half": "morning", "repeat": "weekly", "weekdays": "5", "skip_weekends": "on"}
    assert booking_links(page(asked)) == []


def test_line_without_a_time_is_shown_for_the_whole_day_and_asks(hall: Hall) -> None:
    html = page("1 มิ.ย. 66 30 คน")
    assert booking_links(html)[0]["half"] == ["day"]
    assert len(re.findall(r'href="/find/\?q=1\+[^"]+"', html)) == 3


def test_question_is_asked_with_links_that_answer_it(hall: Hall) -> None:
    html = page("เสาร์หน้า เช้า")
    assert booking_links(html) == []
    for answer in re.findall(r'href="(/find/\?q=[^"]+)"', html):
        assert booking_links(page(parse_qs(urlsplit(answer).query)["q"][0]))


@pytest.mark.parametrize(
    "line",
    [
        *("31 เม.ย. 66", "พรุ่งนี้", "เพชร", "อาทิตย์หน้า", "5 มิ.ย. 40", "9-11", "พรุ่งนี้ 9.10-9.20", "พรุ่งนี้ บ่าย 3", "ทุกวันพุธ"),
        *("พรุ่งนี้ครึ่งวัน", "เพชรบุรี พรุ่งนี้เช้า", "พรุ่งนี้ 40", "พรุ่งนี้ 11.00-9.00", "ห้องม พรุ่งนี้", "4-1 มิ.ย.", "1 พ.ค."),
    ],
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_question_has_words(hall: Hall, line: str, language: str) -> None:
    make.room(hall.office, name="มณี")
    client = Client()
    client.cookies["language"] = language
    page(line, client)


def test_past_day_is_said(hall: Hall) -> None:
    assert page({"on": "24/5/66", "half": "morning"}).count("note warn") == 1
    assert page("เมื่อวาน เช้า").count("note warn") == 1


def test_days_off_are_named(hall: Hall) -> None:
    Holiday.objects.create(office=hall.office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    assert "วันวิสาขบูชา" in page({"on": "1/6/66", "until": "4/6/66", "half": "day"})


def test_page_says_what_rooms_lack(hall: Hall) -> None:
    Room.objects.filter(pk=hall.small.pk).update(capacity=None)
    html = page({"on": "1/6/66", "half": "morning", "attendees": "100", "things": str(hall.screen.pk)})
    assert html.count('class="lack"') == 4
    assert "จอ LED" in html.partition('id="answer"')[2]


def test_page_shows_what_is_in_the_way_of_every_kind(hall: Hall) -> None:
    for day in days_between(DAY, date(2023, 6, 8)):
        hall.book(hall.small, hall.slot(day, D))
    hall.close(hall.middle, *hall.halves.day.on(DAY, hall.office.zone))
    taken = page({"on": "1/6/66", "half": "morning"})
    assert "ซ่อมไฟ" in taken
    full = page({"on": "1/6/66", "until": "8/6/66", "half": "day", "attendees": "10"})
    assert "8 มิถุนายน" not in full.partition('id="answer"')[2]  # after five, the rest is counted
    assert page({"on": "1/6/66", "until": "2/6/66", "half": "morning"}).count('class="clashes"') == 2


def test_room_on_permission_is_asked_for(hall: Hall) -> None:
    Room.objects.filter(pk=hall.small.pk).update(needs_permission=True)
    html = page({"on": "1/6/66", "half": "morning"})
    with translation.override("th"):
        assert html.count(translation.gettext("Send request")) >= 2


def test_office_without_rooms_says_so(hall: Hall) -> None:
    Room.objects.update(is_open=False)
    assert "note warn" in page({"on": "1/6/66", "half": "morning"})
    assert "note warn" in page({"half": "any", "length": "60"})
    assert "note warn" not in page()


# What cannot be read


@pytest.mark.parametrize(
    "asked",
    [
        {"half": "morning", "on": ""},
        {"half": "morning", "on": "ไม่ใช่วัน"},
        {"half": "morning", "on": "1/6/66", "until": "31/5/66"},
        {"half": "morning", "on": "1/6/66", "until": "1/9/66"},
        {"half": "morning", "on": "1/6/2666"},
        {"half": "nothing", "on": "1/6/66"},
        {"half": "exact", "on": "1/6/66"},
        {"half": "exact", "on": "1/6/66", "starts": "10:00", "ends": "09:00"},
        {"half": "exact", "on": "1/6/66", "starts": "10:07", "ends": "12:00"},
        {"half": "morning", "on": "1/6/66", "attendees": "มาก"},
        {"half": "morning", "on": "1/6/66", "attendees": "0"},
        {"half": "morning", "on": "1/6/66", "attendees": "9" * 30},
        {"half": "morning", "on": "1/6/66", "things": "x"},
        {"half": "morning", "on": "1/6/66", "things": "0"},
        {"half": "morning", "on": "1/6/66", "room": "x"},
        {"half": "morning", "on": "1/6/66", "room": "9" * 30},
        {"half": "morning", "on": "1/6/66", "title": "ก" * 251},
        {"half": "morning", "on": "1\0/6/66", "title": "\0"},
        {"half": "morning", "on": "1/6/66", "repeat": "weekly"},
        {"half": "morning", "on": "", "until": "1/6/66", "repeat": "weekly"},
        {"half": "morning", "on": "1/6/66", "repeat": "weekly", "weekdays": "9", "until": "1/7/66"},
        {"half": "any", "length": ""},
        {"half": "any", "length": "7"},
        {"half": "any", "length": "x"},
        {"half": "any", "length": "60", "until": "1/6/66"},
        {"half": "any", "length": "60", "on": "x", "until": "1/6/66"},
        {"half": "any", "length": "60", "on": "1/6/66", "repeat": "weekly", "until": "30/6/66"},
        {"on": "<script>alert(1)</script>", "half": "morning", "title": "<b>"},
        {"q": "ก" * 201},
        {"q": "พรุ่งนี้\0"},
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(hall: Hall, asked: dict[str, str]) -> None:
    html = page(asked, status=422)
    assert "mistake" in html or "note bad" in html
    assert booking_links(html) == []


@pytest.mark.parametrize(
    "line", ["<script>alert(1)</script>", "😀😀", "\u202eวันนี้", "' OR 1=1 --", "{{ 7*7 }}", "%s %(x)s", "  "]
)
def test_any_line_is_answered(hall: Hall, line: str) -> None:
    answer = Client().get("/find/", {"q": line})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_twice_the_same_field_is_read_once(hall: Hall) -> None:
    assert Client().get("/find/?on=1/6/66&on=2/6/66&half=morning&half=day&q=&q=").status_code in {200, 422}


def test_another_offices_rooms_and_things_are_unknown_here(hall: Hall) -> None:
    other = Hall()
    page({"on": "1/6/66", "half": "morning", "things": str(other.screen.pk)}, status=422)
    html = page({"on": "1/6/66", "half": "morning", "room": str(other.large.pk)})
    assert {link["room"][0] for link in booking_links(html)} == set(map(str, hall.rooms))
