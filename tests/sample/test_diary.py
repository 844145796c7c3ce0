from datetime import date, datetime, time

import pytest

from jonghong.bookings.models import Layout
from jonghong.bookings.timeslots import TimeSlot
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.sample import office as facts
from jonghong.sample.chance import Chance
from jonghong.sample.diary import Diary, Meeting, numbered, write_diary
from jonghong.sample.subjects import read_subjects

pytestmark = pytest.mark.pure

HALVES = Halves(Hours(time(8, 30), time(12)), Hours(time(13), time(16, 30)))


def new_diary(*holidays: date) -> Diary:
    return Diary(capacities=[120, 60, 40, 30, 20], halves=HALVES, holidays=holidays)


def meeting(day: date, title: str = "ประชุม", half: Half = Half.MORNING) -> Meeting:
    slot = TimeSlot(day, half, HALVES.hours(half))
    return Meeting("แผน", title, 4, (slot,), 10, datetime.combine(day, time(9)))


def test_chance_is_the_same_from_the_same_seed() -> None:
    one, other = Chance(7), Chance(7)
    assert [one.number(1, 6) for _ in range(50)] == [other.number(1, 6) for _ in range(50)]


def test_chance_reaches_both_ends_and_nothing_beyond() -> None:
    chance = Chance(1)
    assert {chance.number(1, 6) for _ in range(500)} == {1, 2, 3, 4, 5, 6}
    assert {chance.pick("กขค") for _ in range(100)} == {"ก", "ข", "ค"}
    assert {chance.happens(0) for _ in range(100)} == {False}
    assert {chance.happens(1) for _ in range(100)} == {True}


def test_chance_falls_by_weight() -> None:
    chance = Chance(1)
    picked = [chance.pick_weighed(["never", "seldom", "often"], [0, 1, 9]) for _ in range(1000)]
    assert picked.count("never") == 0
    assert 50 < picked.count("seldom") < 150


def test_diary_takes_no_second_meeting_in_the_same_room_and_time() -> None:
    diary = new_diary()
    diary.add(meeting(date(2023, 5, 8)))
    diary.add(meeting(date(2023, 5, 8), half=Half.AFTERNOON))
    assert diary.times(2023, 5) == 2
    with pytest.raises(AssertionError):
        diary.add(meeting(date(2023, 5, 8), half=Half.DAY))


def test_worked_days_leave_weekends_and_holidays_out() -> None:
    diary = new_diary(date(2023, 6, 5))
    assert diary.worked_before(date(2023, 6, 6)) == date(2023, 6, 6)
    assert diary.worked_before(date(2023, 6, 5)) == date(2023, 6, 2)


def test_titles_are_numbered_within_each_year() -> None:
    title = "ครั้งที่ {number}/{year} งบ {fiscal} การศึกษา {school}"
    days = [date(2023, 10, 2), date(2023, 4, 3), date(2024, 1, 8)]
    assert [each.title for each in numbered([meeting(day, title) for day in days])] == [
        "ครั้งที่ 1/2566 งบ 2566 การศึกษา 2565",
        "ครั้งที่ 2/2566 งบ 2567 การศึกษา 2566",
        "ครั้งที่ 1/2567 งบ 2567 การศึกษา 2566",
    ]


def test_diary_has_the_published_number_each_month() -> None:
    diary = new_diary(*(day for day, _name in facts.read_holidays()))
    written = write_diary(diary, read_subjects(), facts.read_times())
    assert {month: diary.times(*month) for month in facts.read_times()} == facts.read_times()
    assert [each.booked_at for each in written] == sorted(each.booked_at for each in written)


def test_diary_goes_on_to_today_and_changes_nothing_before() -> None:
    published, today = facts.read_times(), date(2026, 11, 23)
    diaries = [new_diary(*(day for day, _name in facts.read_holidays())) for _ in range(2)]
    ended = write_diary(diaries[0], read_subjects(), published)
    went_on = write_diary(diaries[1], read_subjects(), published, today)
    assert [each for each in went_on if each.day.year <= 2023] == ended
    assert {month: diaries[1].times(*month) for month in published} == published
    months = [(year, month) for year in range(2024, 2027) for month in range(1, 13)]
    assert all(diaries[1].times(*month) for month in months)
    assert 0 < diaries[1].times(2026, 12) <= 57 // 3
    assert diaries[1].times(2027, 1) == 0
    assert max(each.booked_at for each in went_on).date() < today
    assert any(each.day >= today for each in went_on)


@pytest.mark.parametrize("today", [date(2016, 1, 1), date(2023, 5, 24)])
def test_diary_does_not_go_back(today: date) -> None:
    written = [write_diary(new_diary(), read_subjects(), facts.read_times(), until) for until in (None, today)]
    assert written[0] == written[1]


def test_subjects_fit_the_office() -> None:
    subjects = read_subjects()
    assert {subject.group for subject in subjects} == set(facts.GROUPS)
    assert {subject.layout for subject in subjects} <= set(Layout.values)
    assert {subject.time for subject in subjects} == {"morning", "afternoon", "day", "half", "exact"}
    assert all(0 < subject.least <= subject.most <= 120 for subject in subjects)
