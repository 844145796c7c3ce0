"""Each rule at its edges: just in, just out, with and without an officer's reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override as speaking
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.actions.ground import require_rules
from jonghong.bookings.actions.single import SeriesFacts
from jonghong.bookings.models import Booking, Closure, History, State
from jonghong.bookings.refusals import AgainstRule, NoTime
from jonghong.bookings.rules import Settings, all_settings, objections, objections_to_cancel, settings_of
from jonghong.bookings.rules.gates import Gate, next_quarter
from jonghong.bookings.timeslots import Place as Where, days_between
from jonghong.people.models import Role
from jonghong.rooms.hours import Half
from tests import make
from tests.bookings.conftest import DAY
from tests.bookings.ruled import NOW, SATURDAY, Ruled, with_now

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller, speaking("en"):
        yield traveller


@pytest.fixture
def place(clock: Traveller) -> Ruled:
    return Ruled()


# What is set


def test_an_office_that_set_nothing_has_no_rule(place: Ruled) -> None:
    assert settings_of(place.office, place.small) == Settings()
    assert place.codes() == []


def test_a_room_is_put_together_from_the_office_and_itself(place: Ruled) -> None:
    place.rule(opens_at=time(8), closes_at=time(17), longest_hours=4, refuses_past=True, days_off="refuse", groups=(1, 2))
    place.rule(place.small, opens_at=time(9), longest_hours=0, refuses_past=False, days_off="mark", groups=(0,))
    found = settings_of(place.office, place.small)
    assert found == Settings(
        opens_at=time(9),
        closes_at=time(17),
        refuses_past=False,
        days_off="mark",
        groups=frozenset({place.groups[0].pk}),
        own=frozenset({"opens_at", "longest_hours", "refuses_past", "days_off", "groups"}),
    )
    assert all_settings(place.office).of(place.small.pk) == found
    general = settings_of(place.office, None)
    assert (general.longest_hours, general.groups) == (4, frozenset({place.groups[1].pk, place.groups[2].pk}))
    assert settings_of(place.office, place.large) == general


def test_another_offices_rules_are_nobodys_here(place: Ruled) -> None:
    other = Ruled()
    other.rule(longest_hours=1, groups=(0,), refuses_past=True, days_off="refuse")
    assert place.codes() == []
    assert other.codes() == ["not_too_long", "for_a_group_that_may"]


@pytest.mark.parametrize("rooms", [1, 8])
def test_rules_of_all_rooms_are_read_by_one_query(place: Ruled, rooms: int) -> None:
    place.rule(longest_hours=4, groups=(0, 1))
    for _ in range(rooms):
        place.rule(make.room(place.office), longest_hours=2)
    with CaptureQueriesContext(connection) as queries:
        all_settings(place.office)
    assert len(queries) == 1


# When


@pytest.mark.parametrize(
    ("rules", "hours", "codes"),
    [
        ({"opens_at": time(8)}, "08:00-09:00", []),
        ({"opens_at": time(8)}, "07:45-09:00", ["within_opening_hours"]),
        ({"closes_at": time(16)}, "15:00-16:00", []),
        ({"closes_at": time(16)}, "15:00-16:15", ["within_opening_hours"]),
        ({"opens_at": time(8), "closes_at": time(16)}, "08:00-16:00", []),
        ({"opens_at": time(8), "closes_at": time(16)}, "17:00-18:00", ["within_opening_hours"]),
        ({"longest_hours": 4}, "08:00-12:00", []),
        ({"longest_hours": 4}, "08:00-12:15", ["not_too_long"]),
        ({"longest_hours": 0}, "08:00-20:00", []),
    ],
)
def test_hours_at_their_edges(place: Ruled, rules: dict[str, Any], hours: str, codes: list[str]) -> None:
    place.rule(**rules)
    assert place.codes(place.at(hours)) == codes


@pytest.mark.parametrize(
    ("rules", "now", "codes"),
    [
        # The meeting is on 1 June, 8.30 to 12.00 in the office, which is 1.30 to 5.00 of UTC.
        ({"refuses_past": True}, datetime(2023, 6, 1, 4, 59, tzinfo=UTC), []),
        ({"refuses_past": True}, datetime(2023, 6, 1, 5, 0, tzinfo=UTC), ["not_in_the_past"]),
        ({"refuses_past": False}, datetime(2023, 6, 2, tzinfo=UTC), []),
        ({"least_notice_hours": 24}, datetime(2023, 5, 31, 1, 30, tzinfo=UTC), []),
        ({"least_notice_hours": 24}, datetime(2023, 5, 31, 1, 31, tzinfo=UTC), ["with_notice"]),
        ({"least_notice_hours": 24}, datetime(2023, 6, 2, tzinfo=UTC), ["with_notice"]),
        ({"least_notice_hours": 24, "refuses_past": True}, datetime(2023, 6, 2, tzinfo=UTC), ["not_in_the_past"]),
        ({"most_notice_days": 30}, datetime(2023, 5, 1, 17, 0, tzinfo=UTC), []),
        ({"most_notice_days": 30}, datetime(2023, 5, 1, 16, 59, tzinfo=UTC), ["not_too_far_ahead"]),
        ({"most_notice_days": 0}, datetime(2020, 5, 1, tzinfo=UTC), []),
    ],
)
def test_notice_at_its_edges(place: Ruled, rules: dict[str, Any], now: datetime, codes: list[str]) -> None:
    place.rule(**rules)
    assert [found.code for found in objections(with_now(place.wish(), now))] == codes


@pytest.mark.parametrize(
    ("rule", "day", "codes"),
    [
        ("refuse", SATURDAY, ["not_on_a_day_off"]),
        ("refuse", date(2023, 6, 5), ["not_on_a_day_off"]),
        ("refuse", DAY, []),
        ("ask", SATURDAY, []),
        ("mark", SATURDAY, []),
        ("", SATURDAY, []),
    ],
)
def test_days_off_are_refused_only_where_the_office_says_so(place: Ruled, rule: str, day: date, codes: list[str]) -> None:
    place.office.holidays.create(date=date(2023, 6, 5), name="วันหยุดชดเชย")
    place.rule(days_off=rule)
    assert place.codes(place.slot(day=day)) == codes


def test_a_rule_names_every_slot_that_it_minds(place: Ruled) -> None:
    place.rule(days_off="refuse", most_notice_days=5)
    slots = [place.slot(day=day) for day in days_between(DAY, date(2023, 6, 5))]
    rest, far = objections(place.wish(*slots))
    assert (rest.slot, rest.slots) == (slots[2], (slots[2], slots[3]))
    assert far.slots == (slots[4],)


@pytest.mark.parametrize(("most", "codes"), [(3, []), (2, ["not_too_many_days"])])
def test_days_of_one_request_are_counted_over_all_its_rooms(place: Ruled, most: int, codes: list[str]) -> None:
    place.rule(longest_days=most)
    slots = [place.slot(day=DAY + DAYS * number) for number in range(3)]
    assert place.codes(*slots) == codes
    places = [Where(place.small.pk, slots[0]), Where(place.large.pk, slots[1]), Where(place.large.pk, slots[2])]
    assert place.codes(slots[0], adds=places) == codes


# Who, and how many


@pytest.mark.parametrize(("group", "codes"), [(1, []), (2, ["for_a_group_that_may"])])
def test_only_groups_that_may_book(place: Ruled, group: int, codes: list[str]) -> None:
    place.rule(groups=(0, 1))
    assert place.codes(by=place.officer, group_id=place.groups[group].pk) == codes


def test_whose_group_is_not_known_yet_is_asked_about_no_group(place: Ruled) -> None:
    place.book()
    place.rule(groups=(0,), most_of_group=1)
    assert place.codes(place.slot(Half.AFTERNOON), group_id=None) == []


@pytest.mark.parametrize(("attendees", "codes"), [(20, []), (21, ["with_enough_seats"]), (None, [])])
def test_more_people_than_seats_are_refused_where_the_office_says_so(
    place: Ruled,
    attendees: int | None,
    codes: list[str],
) -> None:
    rules = place.rule(overfull="refuse")
    assert place.codes(attendees=attendees) == codes
    assert place.codes(room=make.room(place.office, capacity=None), attendees=500) == []
    rules.overfull = "warn"
    rules.save()
    assert place.codes(attendees=attendees) == []


def ahead(number: int) -> date:
    return DAY + DAYS * number


@pytest.mark.parametrize(
    ("field", "code"), [("most_of_person", "within_quota_of_person"), ("most_of_group", "within_quota_of_group")]
)
def test_quotas_count_what_is_ahead_and_the_wish_itself(place: Ruled, field: str, code: str) -> None:
    rules: dict[str, Any] = {field: 3}
    place.rule(**rules)
    place.book(place.slot())
    cancelled = place.book(place.slot(day=ahead(1)))[0]
    actions.cancel(booking=cancelled, by=place.clerk)
    place.book(place.slot(day=date(2023, 5, 29)))  # over
    place.book(by=place.stranger, room=place.large, group_id=place.groups[2].pk)
    assert place.codes(place.slot(day=ahead(1)), place.slot(day=ahead(2))) == []
    assert place.codes(*(place.slot(day=ahead(number)) for number in (1, 2, 3))) == [code]
    assert place.codes(*(place.slot(day=date(2023, 5, number)) for number in (27, 28, 29))) == []  # over
    assert place.codes(place.slot(day=ahead(1)), adds=[Where(place.large.pk, place.slot(day=ahead(n))) for n in (1, 2, 3)]) == [
        code
    ]


def test_quota_of_a_person_is_not_that_of_his_colleague(place: Ruled) -> None:
    place.rule(most_of_person=1)
    place.book()
    assert place.codes(place.slot(Half.AFTERNOON), by=place.colleague) == []
    assert place.codes(place.slot(Half.AFTERNOON)) == ["within_quota_of_person"]


def test_quota_of_a_group_is_that_of_all_its_people(place: Ruled) -> None:
    place.rule(most_of_group=1)
    place.book()
    assert place.codes(place.slot(Half.AFTERNOON), by=place.colleague) == ["within_quota_of_group"]
    stranger = {"by": place.stranger, "group_id": place.groups[2].pk}
    assert place.codes(place.slot(Half.AFTERNOON), **stranger) == []


def test_a_figure_of_the_room_counts_only_what_is_in_it(place: Ruled) -> None:
    place.rule(most_of_person=9)
    place.rule(place.large, most_of_person=1, most_of_group=1)
    place.book()
    assert place.codes(room=place.large) == []
    elsewhere = [Where(place.small.pk, place.slot(day=ahead(1))), Where(place.large.pk, place.slot(day=ahead(1)))]
    assert place.codes(place.slot(day=ahead(1)), room=place.large, adds=elsewhere) == []
    place.book(room=place.large)
    assert place.codes(place.slot(Half.AFTERNOON), room=place.large) == ["within_quota_of_person", "within_quota_of_group"]
    assert place.codes(place.slot(Half.AFTERNOON)) == []


def test_moving_adds_nothing_to_a_quota_unless_it_comes_out_of_the_past(place: Ruled) -> None:
    (old,) = place.book(place.slot(day=date(2023, 5, 29)))
    (mine,) = place.book()
    place.rule(most_of_person=1, most_of_group=1)
    place.change(mine, slot=place.slot(Half.AFTERNOON))
    with pytest.raises(AgainstRule) as refusal:
        place.change(old, slot=place.slot(day=ahead(3)))
    assert [found.code for found in refusal.value.objections] == ["within_quota_of_person", "within_quota_of_group"]


def test_an_officer_who_moves_anothers_booking_uses_up_none_of_his_own(place: Ruled) -> None:
    place.rule(most_of_person=1)
    (mine,) = place.book()
    place.book(by=place.officer, room=place.large, group_id=place.groups[0].pk)
    place.change(mine, by=place.officer, slot=place.slot(Half.AFTERNOON))
    assert Booking.objects.get(pk=mine.pk).half == "afternoon"


def test_a_series_does_not_slip_past_a_quota(place: Ruled) -> None:
    place.rule(most_of_person=3)
    places = [Where((place.small, place.large)[number % 2].pk, place.slot(day=ahead(7 * number))) for number in range(4)]
    facts: dict[str, Any] = {"office": place.office, "by": place.clerk, "details": place.details(), "series": SeriesFacts()}
    with pytest.raises(AgainstRule, match="at most 3 bookings ahead"):
        actions.book_places(places=places, **facts)
    actions.book_places(places=places[:3], **facts)
    assert Booking.objects.count() == 3


# Buffers


@pytest.mark.parametrize(
    ("rules", "hours", "codes"),
    [
        # The room is taken from 10.00 to 11.00.
        ({"minutes_before": 30}, "11:30-12:00", []),
        ({"minutes_before": 30}, "11:15-12:00", ["with_room_around"]),
        ({"minutes_before": 30}, "09:00-09:30", []),
        ({"minutes_before": 30}, "09:00-09:45", ["with_room_around"]),
        ({"minutes_after": 30}, "11:15-12:00", ["with_room_around"]),
        ({"minutes_after": 30}, "09:00-09:45", ["with_room_around"]),
        ({"minutes_before": 15, "minutes_after": 30}, "11:15-12:00", ["with_room_around"]),
        ({"minutes_before": 15, "minutes_after": 30}, "11:30-12:00", []),
        ({"minutes_before": 0}, "11:00-12:00", []),
        ({"minutes_before": 30}, "10:30-11:30", []),  # taken, which is not a matter of rules
    ],
)
def test_minutes_kept_free_at_their_edges(place: Ruled, rules: dict[str, Any], hours: str, codes: list[str]) -> None:
    place.book(place.at("10:00-11:00"))
    place.book(place.at("10:00-11:00"), room=place.large)
    place.rule(**rules)
    assert place.codes(place.at(hours)) == codes


def test_a_booking_that_moves_keeps_no_distance_from_itself(place: Ruled) -> None:
    (mine,) = place.book(place.at("10:00-11:00"))
    place.rule(minutes_before=60)
    assert place.codes(place.at("11:15-12:00"), but=[mine.pk]) == []


def test_minutes_kept_free_reach_over_midnight(place: Ruled) -> None:
    place.book(place.at("22:00-23:45", DAY - DAYS))
    place.rule(minutes_after=60)
    assert place.codes(place.at("00:30-02:00")) == ["with_room_around"]
    assert place.codes(place.at("00:45-02:00")) == []


# An officer's reason


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"opens_at": time(9)}, "within_opening_hours"),
    ({"least_notice_hours": 72}, "with_notice"),
    ({"most_notice_days": 1}, "not_too_far_ahead"),
    ({"longest_hours": 3}, "not_too_long"),
    ({"groups": (2,)}, "for_a_group_that_may"),
    ({"most_of_person": 1}, "within_quota_of_person"),
    ({"most_of_group": 1}, "within_quota_of_group"),
    ({"overfull": "refuse"}, "with_enough_seats"),
]


@pytest.mark.parametrize(("rules", "code"), REFUSALS)
def test_a_rule_holds_for_everybody_until_an_officer_gives_a_reason(place: Ruled, rules: dict[str, Any], code: str) -> None:
    for by, half in ((place.clerk, Half.MORNING), (place.officer, Half.AFTERNOON)):
        place.book(place.slot(half, ahead(2)), by=by, room=place.large)
    place.rule(**rules)
    asked: dict[str, Any] = {
        "office": place.office,
        "room_id": place.small.pk,
        "slots": [place.slot()],
        "details": place.details(attendees=25),
    }
    for by, override in [(place.clerk, ""), (place.clerk, "อยากได้"), (place.officer, "")]:
        with pytest.raises(AgainstRule) as refusal:
            actions.book(by=by, override=override, **asked)
        assert [found.code for found in refusal.value.objections] == [code]
    act = actions.book(by=place.officer, override="ผู้อำนวยการสั่ง", **asked)
    assert [row.remark for row in History.objects.filter(act=act)] == ["ผู้อำนวยการสั่ง"]


def test_a_reason_that_was_not_needed_is_not_kept(place: Ruled) -> None:
    act = actions.book(
        office=place.office,
        by=place.officer,
        room_id=place.small.pk,
        slots=[place.slot()],
        details=place.details(),
        override="เผื่อไว้",
    )
    assert [row.remark for row in History.objects.filter(act=act)] == [""]


def test_no_reason_opens_a_closed_room_or_goes_out_of_reach(place: Ruled) -> None:
    place.rule(longest_hours=1)
    start, end = place.slot().instants(place.office.zone)
    closed_by = place.people["officer"]
    for room, reason in ((place.small, "ซ่อมแอร์"), (None, "ไฟดับ")):
        Closure.objects.create(
            office=place.office,
            room=room,
            starts_at=start,
            ends_at=end,
            reason=reason,
            act=make_act(reason),
            closed_by=closed_by,
            closed_at=NOW,
        )
    with pytest.raises(AgainstRule) as refusal:
        actions.book(
            office=place.office,
            by=place.officer,
            room_id=place.small.pk,
            slots=[place.slot(), place.slot(day=date(2666, 6, 1))],
            details=place.details(),
            override="จำเป็น",
        )
    assert [(found.code, found.slot, found.lifted_by) for found in refusal.value.objections] == [
        ("within_reach", place.slot(day=date(2666, 6, 1)), "nobody"),
        ("outside_closures", place.slot(), "nobody"),
    ]
    assert "ซ่อมแอร์, ไฟดับ" in str(refusal.value)


def make_act(text: str) -> Any:
    from uuid import NAMESPACE_URL, uuid5

    return uuid5(NAMESPACE_URL, text)


def test_a_wish_for_no_time_is_refused_before_any_rule(place: Ruled) -> None:
    place.rule(longest_days=1)
    with pytest.raises(NoTime):
        require_rules(replace(place.wish(), slots=[]))


# A booking that stays where and when it is


def test_what_a_booking_says_is_asked_about_only_where_that_changes(place: Ruled) -> None:
    (mine,) = place.book(attendees=25)
    place.rule(overfull="refuse", groups=(0,), longest_hours=1, most_of_group=1)
    place.change(mine, title="เปลี่ยนชื่อ", attendees=22)
    mine.refresh_from_db()
    mine.office = place.office
    with pytest.raises(AgainstRule, match="has 20 seats"):
        place.change(mine, attendees=26)
    with pytest.raises(AgainstRule, match="is booked only by: อำนวยการ"):
        place.change(mine, by=place.officer, group_id=place.groups[2].pk, attendees=22)


# Cancelling


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (datetime(2023, 5, 31, 1, 30, tzinfo=UTC), 0),
        (datetime(2023, 5, 31, 1, 31, tzinfo=UTC), 1),
        (datetime(2023, 6, 3, tzinfo=UTC), 1),
    ],
)
def test_the_deadline_of_cancelling_at_its_edge(place: Ruled, now: datetime, count: int) -> None:
    (mine,) = place.book()
    place.rule(cancel_hours=24)
    found = objections_to_cancel(place.office, [mine], now)
    assert len(found) == count
    assert all(each.sentence == "Room เล็ก: a booking can be cancelled until 24 hours before it starts." for each in found)


def test_after_the_deadline_only_an_officer_with_a_reason_cancels(place: Ruled) -> None:
    (mine,) = place.book()
    mine.office = place.office
    place.rule(cancel_hours=72)
    for by, override in [(place.clerk, ""), (place.clerk, "ขอ"), (place.officer, "")]:
        with pytest.raises(AgainstRule):
            actions.cancel(booking=mine, by=by, override=override)
    act = actions.cancel(booking=mine, by=place.officer, override="ประธานป่วย")
    assert [(row.remark, row.booking.state) for row in History.objects.filter(act=act)] == [("ประธานป่วย", "cancelled")]


def test_a_request_that_waits_is_withdrawn_at_any_time(place: Ruled) -> None:
    place.small.needs_permission = True
    place.small.save()
    (mine,) = place.book()
    mine.office = place.office
    place.rule(cancel_hours=72)
    assert mine.state == State.PENDING
    actions.cancel(booking=mine, by=place.clerk)
    assert Booking.objects.get(pk=mine.pk).state == State.CANCELLED


def test_what_was_just_booked_is_undone_even_past_the_deadline(place: Ruled, clock: Traveller) -> None:
    place.rule(cancel_hours=72)
    for minutes, is_late in [(14, False), (15, True)]:
        act = actions.book(
            office=place.office,
            by=place.clerk,
            room_id=place.small.pk,
            slots=[place.slot()],
            details=place.details(),
        )
        clock.shift(timedelta(minutes=minutes))
        if is_late:
            with pytest.raises(AgainstRule, match="until 72 hours before it starts"):
                actions.undo(office=place.office, act=act, by=place.clerk)
        else:
            actions.undo(office=place.office, act=act, by=place.clerk)
    place.rule(place.small, cancel_hours=1)
    actions.undo(office=place.office, act=act, by=place.clerk)


def test_a_holiday_is_reason_enough_for_an_officer_to_cancel_late(place: Ruled) -> None:
    (mine,) = place.book()
    place.rule(cancel_hours=72)
    with pytest.raises(AgainstRule):
        actions.cancel_these(office=place.office, by=place.clerk, bookings=[mine])
    act = actions.cancel_these(office=place.office, by=place.officer, bookings=[mine])
    assert [row.remark for row in History.objects.filter(act=act)] == ["The day became a holiday."]


# How much it costs


def test_rules_of_520_slots_take_a_handful_of_queries(place: Ruled) -> None:
    place.rule(
        opens_at=time(7),
        closes_at=time(18),
        days_off="refuse",
        refuses_past=True,
        least_notice_hours=1,
        most_notice_days=3000,
        longest_hours=8,
        longest_days=600,
        most_of_person=600,
        most_of_group=600,
        minutes_before=15,
        overfull="refuse",
        groups=(1,),
    )
    slots = [place.slot(day=day) for day in days_between(DAY, DAY + 365 * 2 * DAYS) if day.weekday() < 5][:520]
    wish = place.wish(*slots)
    with CaptureQueriesContext(connection) as queries:
        assert objections(wish) == []
    assert len(queries) == 7  # groups in use, closures, rules, days off, two quotas, neighbours


def test_no_rules_cost_one_query(place: Ruled) -> None:
    wish = replace(place.wish(), is_new_group=False)
    with CaptureQueriesContext(connection) as queries:
        assert objections(wish) == []
    assert len(queries) == 2  # the closures, and that there are no rules


# The gate of a table


@pytest.mark.parametrize(
    ("rules", "hours", "left"),
    [
        ({"opens_at": time(9)}, "08:30-12:00", "09:00-12:00"),
        ({"closes_at": time(11)}, "08:30-12:00", "08:30-11:00"),
        ({"opens_at": time(11, 15)}, "08:30-12:00", None),
        ({"opens_at": time(13)}, "08:30-12:00", None),
        ({"least_notice_hours": 1}, "08:30-12:00", "10:15-12:00"),
        ({"least_notice_hours": 3}, "08:30-12:00", None),
    ],
)
def test_a_free_part_is_clipped_to_what_can_be_booked(
    place: Ruled, rules: dict[str, Any], hours: str, left: str | None
) -> None:
    now = datetime(2023, 6, 1, 9, 7, tzinfo=place.office.zone)
    found = Gate(Settings(**rules), now).clipped(place.at(hours))
    assert found == (place.at(left) if left else None)


@pytest.mark.parametrize(
    ("wall", "quarter"),
    [
        (time(9), time(9)),
        (time(9, 0, 1), time(9, 15)),
        (time(9, 1), time(9, 15)),
        (time(9, 59), time(10)),
        (time(23, 50), time(23, 45)),
    ],
)
def test_the_next_quarter_of_an_hour(wall: time, quarter: time) -> None:
    assert next_quarter(wall) == quarter


def test_who_is_a_colleague_of_nobody_has_no_quota(place: Ruled) -> None:
    place.rule(most_of_person=1)
    place.book()
    somebody = replace(place.clerk, person_id=None, roles=frozenset({Role.OFFICER}))
    assert place.codes(place.slot(Half.AFTERNOON), by=somebody) == []
