"""Where a stretch lies on the axis, and beside what."""

from datetime import date, time
from pathlib import Path

import pytest

import jonghong.timetable
from jonghong.bookings.timeslots import slot_at
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.timetable.placing import PER_DAY, Axis, Lane, Rows, axis_of, lanes

pytestmark = pytest.mark.pure

DAY = date(2023, 6, 1)
CSS = Path(jonghong.timetable.__file__).parent / "static" / "timetable.css"


def hours(words: str) -> Hours:
    start, end = words.split("-")
    return Hours(time.fromisoformat(start), time.fromisoformat(end))


OFFICE = hours("08:30-16:30")
HALVES = Halves(hours("08:30-12:00"), hours("13:00-16:30"))


@pytest.mark.parametrize(
    ("office", "booked", "axis"),
    [
        ("08:30-16:30", "", Axis(32, 68)),
        ("08:30-16:30", "09:00-10:00", Axis(32, 68)),
        ("08:30-16:30", "07:50-08:30", Axis(31, 68)),
        ("08:30-16:30", "16:00-17:01 06:00-06:15", Axis(24, 69)),
        ("08:30-16:30", "00:00-23:59", Axis(0, 96)),
        ("00:15-23:45", "", Axis(0, 96)),
        ("08:35-16:25", "", Axis(32, 68)),
    ],
)
def test_axis_shows_the_offices_hours_and_what_is_booked(office: str, booked: str, axis: Axis) -> None:
    assert axis_of(hours(office), map(hours, booked.split())) == axis


@pytest.mark.parametrize(
    ("stretch", "rows"),
    [
        ("08:30-12:00", Rows(3, 17)),
        ("08:00-08:15", Rows(1, 2)),
        ("09:05-09:50", Rows(5, 9)),
        ("09:01-09:02", Rows(5, 6)),
        ("16:45-17:00", Rows(36, 37)),
        ("07:00-18:00", Rows(1, 37)),
    ],
)
def test_stretch_takes_whole_quarters(stretch: str, rows: Rows) -> None:
    axis = Axis(32, 68)
    assert axis.rows(hours(stretch)) == rows
    assert (axis.quarters, rows.span) == (36, rows.until - rows.at)


@pytest.mark.parametrize(
    ("axis", "offset", "labels"),
    [
        (Axis(32, 44), 0, [(1, time(8)), (5, time(9)), (9, time(10))]),
        (Axis(33, 44), 1, [(4, time(9)), (8, time(10))]),
        (Axis(34, 45), 2, [(3, time(9)), (7, time(10)), (11, time(11))]),
        (Axis(93, 96), 1, []),
    ],
)
def test_full_hours_are_named(axis: Axis, offset: int, labels: list[tuple[int, time]]) -> None:
    assert (axis.offset, axis.labels()) == (offset, labels)


@pytest.mark.parametrize(
    ("at", "mark"),
    [
        ("08:00", (1, 0)),
        ("08:04", (1, 0)),
        ("08:05", (1, 1)),
        ("09:14", (5, 2)),
        ("16:59", (36, 2)),
        ("07:59", None),
        ("17:00", None),
    ],
)
def test_present_moment_lies_within_a_quarter_or_nowhere(at: str, mark: tuple[int, int] | None) -> None:
    assert Axis(32, 68).mark(time.fromisoformat(at)) == mark


@pytest.mark.parametrize(
    ("stretches", "found"),
    [
        ([], []),
        ([(1, 3), (3, 5)], [(1, 1), (1, 1)]),
        ([(1, 4), (3, 5)], [(1, 2), (2, 2)]),
        ([(1, 9), (2, 4), (4, 6), (9, 10)], [(1, 2), (2, 2), (2, 2), (1, 1)]),
        ([(1, 3), (2, 5), (4, 6), (6, 7)], [(1, 2), (2, 2), (1, 2), (1, 1)]),
        ([(1, 3), (1, 3), (1, 3)], [(1, 3), (2, 3), (3, 3)]),
        ([(1, 3)] * 9, [(1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8), (8, 8), (8, 8)]),
    ],
)
def test_those_at_one_time_lie_side_by_side(stretches: list[tuple[int, int]], found: list[tuple[int, int]]) -> None:
    assert lanes([Rows(*stretch) for stretch in stretches]) == [Lane(*lane) for lane in found]


@pytest.mark.parametrize(
    ("stretch", "half"),
    [
        ("08:30-12:00", Half.MORNING),
        ("13:00-16:30", Half.AFTERNOON),
        ("08:30-16:30", Half.DAY),
        ("08:30-11:45", Half.EXACT),
        ("08:30-13:00", Half.EXACT),
    ],
)
def test_hours_that_are_those_of_a_half_are_spoken_of_as_the_half(stretch: str, half: Half) -> None:
    slot = slot_at(DAY, hours(stretch), HALVES)
    assert (slot.day, slot.half, slot.hours) == (DAY, half, hours(stretch))


def test_stylesheet_knows_every_quarter_of_the_day_and_every_lane() -> None:
    rules = CSS.read_text(encoding="utf-8")
    wanted = [f'[data-at="{n}"] {{ grid-row-start: {n}; }}' for n in range(1, PER_DAY + 1)]
    wanted += [f'[data-until="{n}"] {{ grid-row-end: {n}; }}' for n in range(2, PER_DAY + 2)]
    wanted += [f'[data-quarters="{n}"] {{ --quarters: {n}; }}' for n in range(1, PER_DAY + 1)]
    wanted += [f'[data-lane="{n}"] {{ --lane: {n}; }}' for n in range(1, 9)]
    wanted += [f'[data-lanes="{n}"] {{ --lanes: {n}; }}' for n in range(2, 9)]
    assert [rule for rule in wanted if rule not in rules] == []
