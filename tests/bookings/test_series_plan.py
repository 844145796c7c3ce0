"""When else on a day a room is free, and which dates are left out."""

from datetime import date, time

import pytest

from jonghong.bookings.series_plan import nearest_hours, other_times, place_sent, split_days
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.rooms.hours import Half, Halves, Hours

pytestmark = pytest.mark.pure

DAY = date(2023, 8, 9)


def hours(text: str) -> Hours:
    return Hours(*(time.fromisoformat(word) for word in text.split("-")))


HALVES = Halves(hours("08:30-12:00"), hours("13:00-16:30"))


@pytest.mark.parametrize(
    ("wanted", "taken", "found"),
    [
        ("09:00-10:00", ["08:30-09:30"], "09:30-10:30"),
        ("09:00-10:00", ["09:30-12:00"], "08:30-09:30"),
        ("14:00-16:00", ["08:30-13:00", "14:00-15:00"], None),
        ("14:00-15:00", ["14:30-16:30"], "13:30-14:30"),
        ("06:00-07:00", ["06:30-08:00"], "08:30-09:30"),
        ("09:00-12:00", ["10:00-11:00"], "11:00-14:00"),
        ("09:00-10:00", ["08:30-16:30"], None),
    ],
)
def test_the_nearest_hours_as_long(wanted, taken, found):
    nearest = nearest_hours(hours(wanted), HALVES.day, [hours(each) for each in taken])
    assert nearest == (hours(found) if found else None)


def test_other_parts_of_the_day_begin_with_what_is_left_of_the_wanted_one():
    slot = TimeSlot(DAY, Half.MORNING, HALVES.morning)
    parts = other_times(slot, HALVES, [hours("08:30-10:00")])
    assert [(part.half, part.hours) for part in parts] == [
        (Half.EXACT, hours("10:00-12:00")),
        (Half.AFTERNOON, HALVES.afternoon),
    ]


def test_days_off_are_left_out_as_they_were_asked_to_be():
    days = [date(2023, 8, day) for day in (1, 2, 5, 6)]
    off = {days[1]: "วันเข้าพรรษา", days[2]: "", days[3]: "วันหยุด"}
    kept = {
        flags: split_days(days, off, skips_holidays=flags[0], skips_weekends=flags[1])[0]
        for flags in [(False, False), (True, False), (False, True), (True, True)]
    }
    assert kept == {
        (False, False): days,
        (True, False): [days[0], days[2]],
        (False, True): days[:2],
        (True, True): days[:1],
    }


@pytest.mark.parametrize(
    "words",
    ["", "skip", "1 morning", "x morning 0830 1200", "1 morning 1200 0830", "1 dusk 0830 1200", "1 day 2460 2500"],
)
def test_words_that_name_no_place_name_none(words):
    assert place_sent(words, DAY) is None


def test_a_place_is_read_back():
    assert place_sent("7 exact 0915 1030", DAY) == Place(7, TimeSlot(DAY, Half.EXACT, hours("09:15-10:30")))
