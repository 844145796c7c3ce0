"""Rows beside each other and beside what stands here: who keeps a room, and what the officer sees to."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, strategies as st

from jonghong.bookings.models import State
from jonghong.moving.facts import BookingDraft, Code, Judged, Known, RoomDraft, SourceRow, Standing
from jonghong.moving.judging import bookings, overlaps
from jonghong.moving.judging.overlaps import settle

pytestmark = pytest.mark.pure

HELD = ["confirmed", "pending", "lapsed"]
NOW = datetime(2023, 5, 25, 10)  # noqa: DTZ001 - wall time
DRAFT = BookingDraft(
    room="1",
    group="1",
    booker="",
    first=date(2023, 6, 1),
    last=date(2023, 6, 1),
    start=time(9),
    end=time(12),
    half="morning",
    state="confirmed",
    title="",
)


def row(key: str, **facts: Any) -> Judged:
    return Judged(SourceRow("meeting_main", key, {}), replace(DRAFT, **{"title": key, **facts}))


def codes(*judged: Judged, known: Known | None = None, stubs: tuple[RoomDraft, ...] = ()) -> list[str]:
    settle(judged, known or Known(now=NOW), stubs)
    return [" ".join([*each.notes, *filter(None, [each.reason, each.task and f"!{each.task}"])]) for each in judged]


def test_states_are_those_of_bookings() -> None:
    assert {bookings.PENDING, bookings.CONFIRMED, bookings.DECLINED, bookings.LAPSED} < set(State.values)
    assert {*overlaps.HOLDING, *overlaps.HELD_NOTHING} < set(State.values)


@pytest.mark.parametrize("state", ["declined", "cancelled"])
def test_what_held_no_room_overlaps_nothing(state: str) -> None:
    assert codes(row("1"), row("2", state=state)) == ["", ""]
    over = {"first": date(2023, 5, 1), "last": date(2023, 5, 1)}
    assert codes(row("1", **over), row("2", state=state, **over)) == ["", ""]


def test_hours_that_only_touch_do_not_overlap() -> None:
    assert codes(row("1"), row("2", start=time(12), end=time(13))) == ["", ""]


def test_what_stands_here_keeps_its_room() -> None:
    standing = Standing(7, datetime(2023, 5, 30, 8), datetime(2023, 6, 1, 10))  # noqa: DTZ001
    known = Known(now=NOW, rooms={"1": 7}, standing=[standing])
    before, after = {"start": time(9), "end": time(10)}, {"start": time(10), "end": time(11)}
    assert codes(row("1", **before), row("2", **after), row("3", room="2", **before), known=known) == ["D17 !D17", "", ""]


def test_what_stood_here_before_today_is_no_matter() -> None:
    standing = Standing(7, datetime(2023, 5, 1, 8), datetime(2023, 5, 25, 9))  # noqa: DTZ001
    known = Known(now=NOW, rooms={"1": 7}, standing=[standing])
    assert codes(row("1", first=date(2023, 5, 1)), known=known) == [""]


def test_two_codes_of_one_room_here_are_one_room() -> None:
    assert codes(row("1"), row("2", room="2"), known=Known(now=NOW, rooms={"1": 7, "2": 7})) == ["", "D17 !D17"]


def test_two_codes_of_one_name_are_one_room() -> None:
    rooms = (RoomDraft("1", "ห้อง เพชร"), RoomDraft("2", " ห้อง  เพชร"), RoomDraft("3", "ห้องอื่น"))
    assert codes(row("1"), row("2", room="2"), row("3", room="3"), stubs=rooms) == ["", "D17 !D17", ""]


def test_a_room_of_a_row_counts_like_one_of_no_row() -> None:
    of_row = Judged(SourceRow("meeting_room", "1", {}), RoomDraft("1", "ห้อง", is_open=False))
    assert codes(of_row, row("1")) == ["", "!D18"]


def test_closed_is_what_is_closed_here() -> None:
    closed_there, rooms = (RoomDraft("1", "ห้อง", is_open=False),), {"1": 7}
    assert codes(row("1"), stubs=closed_there) == ["!D18"]
    assert codes(row("1"), stubs=closed_there, known=Known(now=NOW, rooms=rooms)) == [""]
    assert codes(row("1"), known=Known(now=NOW, rooms=rooms, closed=frozenset({7}))) == ["!D18"]


def test_a_new_room_is_closed_when_all_its_codes_are() -> None:
    both = (RoomDraft("1", "ห้อง", is_open=False), RoomDraft("2", "ห้อง"))
    assert codes(row("1"), stubs=both) == [""]
    named_alike = Known(now=NOW, rooms={"1": -1, "3": -1, "2": -2})
    others = (*both, RoomDraft("3", "อีกห้อง", is_open=False))
    assert codes(row("1"), row("2", room="3"), row("3", room="2"), stubs=others, known=named_alike) == ["!D18", "D17 !D17", ""]


def test_a_clash_in_a_closed_room_is_one_task() -> None:
    closed = (RoomDraft("1", "ห้อง", is_open=False),)
    assert codes(row("1"), row("2"), stubs=closed) == ["!D18", "D17 !D17"]


def test_days_that_are_over_overlap_and_days_ahead_clash() -> None:
    days = {"first": date(2023, 5, 22), "last": date(2023, 5, 28)}
    assert codes(row("1", **days), row("2", **days)) == ["D16", "D16 D17 !D17"]


DAYS = st.sampled_from([(day, last) for day in range(20, 29) for last in range(day, day + 4)])
SPANS = st.builds(lambda days, *facts: (*days, *facts), DAYS, st.integers(7, 15), st.integers(1, 4), st.sampled_from(HELD))


@given(spans=st.lists(SPANS, max_size=8))
def test_overlaps_of_the_past_are_those_of_each_pair(spans: list[tuple[int, int, int, int, str]]) -> None:
    rows = [
        row(
            str(key),
            first=date(2023, 5, day),
            last=date(2023, 5, day + more),
            start=time(hour),
            end=time(hour + hours),
            state=state,
        )
        for key, (day, more, hour, hours, state) in enumerate(spans)
        if day + more <= 31
    ]
    settle(rows, Known(now=NOW))
    assert {each.row.key for each in rows if Code.PAST_OVERLAP in each.notes} == {
        each.row.key for each in rows for other in rows if each is not other and share_the_past(draft(each), draft(other))
    }


def draft(each: Judged) -> BookingDraft:
    assert isinstance(each.thing, BookingDraft)
    return each.thing


def share_the_past(one: BookingDraft, other: BookingDraft) -> bool:
    first, last = max(one.first, other.first), min(one.last, other.last)
    share_hours = one.start < other.end and other.start < one.end
    return first <= last and share_hours and datetime.combine(first, min(one.end, other.end)) <= NOW


def test_many_rows_of_one_day_are_settled_at_once() -> None:
    rows = [row(str(key), first=date(2023, 5, 1), last=date(2023, 5, 1)) for key in range(5_000)]
    settle(rows, Known(now=NOW))
    assert all(each.notes == [Code.PAST_OVERLAP] for each in rows)


def test_today_is_ahead_until_its_hours_are_over() -> None:
    over, running = {"start": time(8), "end": time(10)}, {"start": time(9), "end": time(11)}
    today = {"first": date(2023, 5, 25), "last": date(2023, 5, 25)}
    assert codes(row("1", **today, **over), row("2", **today, **running), row("3", **today, **running)) == [
        "D16",
        "D16",
        "D16 D17 !D17",
    ]


def test_rank_needs_no_numbers() -> None:
    assert codes(row("b"), row("a"), row("9" * 30), row("²")) == ["D17 !D17", "D17 !D17", "", "D17 !D17"]


def test_a_row_told_apart_by_anything_is_no_duplicate() -> None:
    past = {"first": date(2023, 5, 1), "last": date(2023, 5, 1), "title": ""}
    first, second, third = row("1", **past), row("2", **past, extra={"food": "ชา"}), row("3", **past)
    settle([first, second, third], Known(now=NOW))
    assert [each.twin for each in (first, second, third)] == ["", "", "1"]
    assert third.notes == [Code.DUPLICATE]
