"""The shape of a booking in time: pure, by tables and properties."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, strategies as st

from jonghong.bookings.timeslots import TimeSlot, days_between, free_parts, gaps, quarter_hours, slot_of
from jonghong.rooms.hours import Half, Halves, Hours

pytestmark = pytest.mark.pure

DAY = date(2023, 6, 1)


def hours(words: str) -> Hours:
    return Hours(*(time.fromisoformat(word) for word in words.split("-")))


HALVES = Halves(hours("08:30-12:00"), hours("13:00-16:30"))


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ("", ["day"]),
        ("07:00-08:30", ["day"]),
        ("16:30-18:00", ["day"]),
        ("12:00-13:00", ["morning", "afternoon"]),
        ("08:30-12:00", ["afternoon"]),
        ("13:00-16:30", ["morning"]),
        ("08:30-16:30", []),
        ("08:30-12:00 13:00-16:30", []),
        ("08:00-09:00", ["exact 09:00-12:00", "afternoon"]),
        ("11:00-14:00", ["exact 08:30-11:00", "exact 14:00-16:30"]),
        ("08:30-09:30 09:30-10:00 11:00-12:00", ["exact 10:00-11:00", "afternoon"]),
        ("09:00-11:15", ["afternoon"]),
        ("10:00-11:00 09:30-10:30", ["exact 08:30-09:30", "exact 11:00-12:00", "afternoon"]),
    ],
)
def test_free_parts_of_a_day(taken: str, free: list[str]) -> None:
    parts = free_parts(DAY, HALVES, [hours(word) for word in taken.split()])
    words = [f"exact {part.hours.start:%H:%M}-{part.hours.end:%H:%M}" if part.half == "exact" else part.half for part in parts]
    assert words == free


TIMES = st.sampled_from(quarter_hours())
HOURS = st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Hours(*pair))


@given(st.lists(HOURS, max_size=6))
def test_free_parts_never_meet_what_is_taken_nor_each_other(taken: list[Hours]) -> None:
    parts = [part.hours for part in free_parts(DAY, HALVES, taken)]
    others = [*taken, *parts]
    assert not [(part, other) for part in parts for other in others if other is not part and part.overlaps(other)]


@given(HOURS, HOURS)
def test_overlap_is_mutual_and_means_a_shared_quarter(one: Hours, other: Hours) -> None:
    shared = [at for at in quarter_hours() if one.start <= at < one.end and other.start <= at < other.end]
    assert one.overlaps(other) is other.overlaps(one) is bool(shared)


def test_gaps_leave_out_what_is_shorter_than_an_hour() -> None:
    assert list(gaps(hours("08:00-12:00"), [hours("08:45-10:00"), hours("11:15-12:00")])) == [hours("10:00-11:15")]


def test_slot_of_gives_a_half_its_hours_and_exact_times_their_own() -> None:
    assert slot_of(DAY, Half.DAY, HALVES).hours == hours("08:30-16:30")
    assert slot_of(DAY, Half.EXACT, HALVES, hours("08:00-09:00")).hours == hours("08:00-09:00")
    with pytest.raises(KeyError):
        slot_of(DAY, Half.EXACT, HALVES)


def test_slots_of_two_days_never_overlap() -> None:
    slot = slot_of(DAY, Half.DAY, HALVES)
    assert slot.overlaps(TimeSlot(DAY, Half.EXACT, hours("16:15-17:00")))
    assert not slot.overlaps(slot.moved(day=date(2023, 6, 2)))


def test_instants_are_half_open_and_in_the_zone_asked_for() -> None:
    start, end = slot_of(DAY, Half.MORNING, HALVES).instants(UTC)
    assert (start, end) == (datetime(2023, 6, 1, 8, 30, tzinfo=UTC), datetime(2023, 6, 1, 12, tzinfo=UTC))


def test_hours_that_end_before_they_start_do_not_exist() -> None:
    with pytest.raises(ValueError, match="not before"):
        hours("10:00-10:00")


def test_days_between_holds_both_ends() -> None:
    assert list(days_between(date(2023, 6, 30), date(2023, 7, 1))) == [date(2023, 6, 30), date(2023, 7, 1)]
