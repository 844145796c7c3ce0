"""Single cells of sheets: days, hours, names and how many people."""
# ruff: noqa: DTZ001 - wall time, as times of a source are

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from jonghong.core import thai
from jonghong.moving.facts import Code, Known
from jonghong.moving.sheets import cells, days, hours
from jonghong.moving.sheets.facts import Unclear
from jonghong.rooms.hours import Half

pytestmark = pytest.mark.pure
TODAY = date(2023, 5, 25)
KNOWN = Known(datetime(2023, 5, 25, 9))
JUNE_1 = date(2023, 6, 1)
DAYS = st.dates(date(1990, 1, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    "text",
    [
        "1/6/66",
        "01/06/2566",
        "1-6-2566",
        "1.6.2566",
        "1 มิ.ย. 2566",
        "๑ มิ.ย. ๒๕๖๖",
        "วันพฤหัสบดีที่ 1 มิถุนายน พ.ศ. 2566",
        "พฤ. 1 มิ.ย. 66",
        "1 Jun 2566",
        "2023-06-01",
        "2566-06-01",
        "2023-06-01 00:00:00",
        "2566-06-01T08:30",
        "45078",
        "243405",
    ],
)
def test_a_day_is_read_as_people_and_spreadsheets_write_it(text: str) -> None:
    assert days.read_days(text, "", TODAY).first == JUNE_1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1-4 มิ.ย. 2566", JUNE_1, date(2023, 6, 4)),
        ("วันที่ 1 - 4 มิถุนายน 2566", JUNE_1, date(2023, 6, 4)),
        ("1 ถึง 4 มิถุนายน 2566", JUNE_1, date(2023, 6, 4)),
        ("1/6/66-4/6/66", JUNE_1, date(2023, 6, 4)),
        ("1-4/6/2566", JUNE_1, date(2023, 6, 4)),
        ("1/6 - 4/6/2566", JUNE_1, date(2023, 6, 4)),
        ("30 มิ.ย. - 1 ก.ค. 2566", date(2023, 6, 30), date(2023, 7, 1)),
        ("30 ธ.ค. 2565 - 2 ม.ค. 2566", date(2022, 12, 30), date(2023, 1, 2)),
        ("2023-06-01 - 2023-06-04", JUNE_1, date(2023, 6, 4)),
        ("พฤหัสบดีที่ 1 - อาทิตย์ที่ 4 มิถุนายน 2566", JUNE_1, date(2023, 6, 4)),
        ("1 Jun 2566 to 4 Jun 2566", JUNE_1, date(2023, 6, 4)),
    ],
)
def test_several_days_in_one_cell_are_read(text: str, first: date, last: date) -> None:
    read = days.read_days(text, "", TODAY)
    assert (read.first, read.last) == (first, last)


@given(DAYS, st.integers(0, 60), st.sampled_from(["th", "en"]))
def test_what_is_written_by_the_house_is_read_again(first: date, more: int, language: str) -> None:
    last = first + timedelta(days=more)
    read = days.read_days(thai.format_span(first, last, language), "", TODAY)
    assert (read.first, read.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "code", "first"),
    [
        ("", Code.NO_DATE, ""),
        ("-", Code.NO_DATE, ""),
        ("0000-00-00", Code.NO_DATE, ""),
        ("00/00/0000", Code.NO_DATE, ""),
        ("1970-01-01", Code.NO_DATE, ""),
        ("1899-12-30", Code.NO_DATE, ""),
        ("1/6/2023", Code.YEAR_UNCLEAR, "2023-06-01"),
        ("1/6/23", Code.YEAR_UNCLEAR, "2023-06-01"),
        ("1966-06-01", Code.YEAR_UNCLEAR, "2023-06-01"),  # 1/6/66 as a spreadsheet takes it
        ("1989-06-01", Code.YEAR_UNCLEAR, ""),
        ("1964-02-29", Code.YEAR_UNCLEAR, ""),
        ("1 มิ.ย. 2666", Code.YEAR_UNCLEAR, "2123-06-01"),
        ("29 ก.พ. 2566", Code.NO_SUCH_DAY, "2023-02-28"),
        ("31 เม.ย. 2566", Code.NO_SUCH_DAY, "2023-04-30"),
        ("พุธที่ 1 มิถุนายน 2566", Code.DATE_UNREADABLE, "2023-06-01"),
        ("เร็ว ๆ นี้", Code.DATE_UNREADABLE, ""),
        ("1-4 เดือนหน้า", Code.DATE_UNREADABLE, ""),
        ("1, 3 และ 5 มิ.ย. 2566", Code.DATE_UNREADABLE, ""),
        ("ก-4 มิ.ย. 2566", Code.DATE_UNREADABLE, ""),
        ("31 เม.ย. - 2 พ.ค. 2566", Code.NO_SUCH_DAY, "2023-04-30"),
        ("1 - 31 เม.ย. 2566", Code.NO_SUCH_DAY, "2023-04-30"),
        ("1 " * 200, Code.DATE_UNREADABLE, ""),
    ],
)
def test_an_unclear_day_is_asked_and_never_guessed(text: str, code: Code, first: str) -> None:
    with pytest.raises(Unclear) as fact:
        days.read_days(text, "", TODAY)
    assert (fact.value.code, fact.value.suggestion.get("first", "")) == (code, first)


def test_a_year_of_the_common_era_is_read_when_a_person_said_so_of_the_column() -> None:
    assert days.read_days("1/6/2023", "4/6/23", TODAY, is_common_era=True).last == date(2023, 6, 4)


@pytest.mark.parametrize(
    ("first", "until", "read"),
    [
        ("1/6/66", "4/6/66", (JUNE_1, date(2023, 6, 4), ())),
        ("4/6/66", "1/6/66", (JUNE_1, date(2023, 6, 4), (Code.END_BEFORE_START,))),
        ("1/6/66", "1/9/66", (JUNE_1, date(2023, 9, 1), (Code.LONG_SPAN,))),
    ],
)
def test_a_last_day_of_its_own_is_read(first: str, until: str, read: tuple[Any, ...]) -> None:
    found = days.read_days(first, until, TODAY)
    assert (found.first, found.last, found.notes) == read


@pytest.mark.parametrize(
    ("first", "until", "code"),
    [("1/9/66", "1/6/66", Code.END_BEFORE_START), ("1/6/66", "1/6/68", Code.LONG_SPAN), ("1/6/66", "x", Code.DATE_UNREADABLE)],
)
def test_days_that_make_no_sense_together_are_asked(first: str, until: str, code: Code) -> None:
    with pytest.raises(Unclear) as fact:
        days.read_days(first, until, TODAY)
    assert fact.value.code is code


def test_times_of_day_in_cells_of_days_are_read() -> None:
    read = days.read_days("2023-06-01 08:30:00", "2023-06-01 12:00:00", TODAY)
    assert (read.start, read.end) == (time(8, 30), time(12))
    assert days.read_days("2023-06-01 25:00", "", TODAY).start is None


@pytest.mark.parametrize(
    ("said", "start", "end", "half"),
    [
        ("เช้า", "08:30", "12:00", Half.MORNING),
        ("ช่วงเช้า", "08:30", "12:00", Half.MORNING),
        ("ครึ่งวันเช้า", "08:30", "12:00", Half.MORNING),
        ("บ่าย", "13:00", "16:30", Half.AFTERNOON),
        ("เช้า-บ่าย", "08:30", "16:30", Half.DAY),
        ("เช้า และ บ่าย", "08:30", "16:30", Half.DAY),
        ("เช้า/บ่าย", "08:30", "16:30", Half.DAY),
        ("ทั้งวัน", "08:30", "16:30", Half.DAY),
        ("เต็มวัน", "08:30", "16:30", Half.DAY),
        ("Morning", "08:30", "12:00", Half.MORNING),
        ("PM", "13:00", "16:30", Half.AFTERNOON),
        ("all day", "08:30", "16:30", Half.DAY),
        ("08.30-12.00 น.", "08:30", "12:00", Half.MORNING),
        ("เวลา ๐๘.๓๐ - ๑๒.๐๐ น.", "08:30", "12:00", Half.MORNING),
        ("8:30-16:30", "08:30", "16:30", Half.DAY),
        ("0830-1200", "08:30", "12:00", Half.MORNING),
        ("9-12", "09:00", "12:00", Half.MORNING),
        ("13.00 ถึง 15.00 น.", "13:00", "15:00", Half.AFTERNOON),
        ("9.00-12.00 และ 13.00-16.30 น.", "09:00", "16:30", Half.DAY),
        ("เช้า 08.00-12.00", "08:00", "12:00", Half.MORNING),
        ("1.30 pm - 4 pm", "13:30", "16:00", Half.AFTERNOON),
        ("18.00-24.00", "18:00", "23:59", Half.AFTERNOON),
    ],
)
def test_the_time_of_day_is_read_from_one_cell(said: str, start: str, end: str, half: Half) -> None:
    assert hours.read_hours(said, "", "", KNOWN) == (time.fromisoformat(start), time.fromisoformat(end), half, [])


@pytest.mark.parametrize(
    ("said", "starts", "ends", "read"),
    [
        ("", "08:30:00", "12:00:00", ("08:30", "12:00", [])),
        ("", "8.3", "16.3", ("08:30", "16:30", [])),
        ("", "9", "12", ("09:00", "12:00", [])),
        ("", "12.00", "08.30", ("08:30", "12:00", [Code.HOURS_SWAPPED])),
        ("", "09.00", "09.00", ("09:00", "10:00", [Code.NO_LENGTH])),
        ("", "23.30", "23.30", ("23:30", "23:59", [Code.NO_LENGTH])),
        ("", "24.00", "24.00", ("22:59", "23:59", [Code.NO_LENGTH])),
        ("", "08.30-12.00", "", ("08:30", "12:00", [])),
        ("", "", "บ่าย", ("13:00", "16:30", [])),
        ("บ่าย", "-", "", ("13:00", "16:30", [Code.NO_HOURS])),
        ("", "", "", ("08:30", "16:30", [Code.NO_HOURS])),
    ],
)
def test_the_time_of_day_is_read_from_two_cells(said: str, starts: str, ends: str, read: tuple[Any, ...]) -> None:
    start, end, _half, notes = hours.read_hours(said, starts, ends, KNOWN)
    if said:
        notes = [Code.NO_HOURS]
    assert (f"{start:%H:%M}", f"{end:%H:%M}", notes) == read


@pytest.mark.parametrize(
    ("said", "starts", "ends", "code", "suggestion"),
    [
        ("09.00 น. เป็นต้นไป", "", "", Code.HOURS_UNREADABLE, {}),
        ("09.00 น.", "", "", Code.HOURS_UNREADABLE, {"start": "09:00"}),
        ("ครึ่งวัน", "", "", Code.HOURS_UNREADABLE, {}),
        ("บ่าย 1-3", "", "", Code.HOURS_UNREADABLE, {"start": "01:00", "end": "03:00"}),
        ("เช้า 13.00-15.00", "", "", Code.HOURS_UNREADABLE, {"start": "13:00", "end": "15:00"}),
        ("13.00-16.00 และ 9.00-12.00", "", "", Code.HOURS_UNREADABLE, {}),
        ("25.00-26.00", "", "", Code.HOURS_IMPOSSIBLE, {}),
        ("08.75-12.00", "", "", Code.HOURS_IMPOSSIBLE, {}),
        ("24.30-25.00", "", "", Code.HOURS_IMPOSSIBLE, {}),
        ("13 pm - 15 pm", "", "", Code.HOURS_UNREADABLE, {}),
        ("", "8.5", "12", Code.HOURS_UNREADABLE, {}),
        ("", "09.00", "", Code.HOURS_UNREADABLE, {"start": "09:00"}),
        ("", "", "12.00", Code.HOURS_UNREADABLE, {}),
        ("", "9-10", "11", Code.HOURS_UNREADABLE, {}),
        ("เช้า" * 100, "", "", Code.HOURS_UNREADABLE, {}),
    ],
)
def test_an_unclear_time_of_day_is_asked(said: str, starts: str, ends: str, code: Code, suggestion: dict[str, Any]) -> None:
    with pytest.raises(Unclear) as fact:
        hours.read_hours(said, starts, ends, KNOWN)
    assert (fact.value.code, fact.value.suggestion) == (code, suggestion)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("20 คน", (20, [])),
        ("๒๐", (20, [])),
        ("ประมาณ 1,200 คน", (1200, [])),
        ("20.0", (20, [])),
        ("", (None, [])),
        ("-", (None, [])),
        ("0", (None, [])),
        ("20-30", (None, [Code.ATTENDEES_UNREADABLE])),
        ("มาก", (None, [Code.ATTENDEES_UNREADABLE])),
        ("2.5", (None, [Code.ATTENDEES_UNREADABLE])),
        ("-5", (None, [Code.ODD_ATTENDEES])),
        ("999999", (None, [Code.ODD_ATTENDEES])),
        ("9" * 5000, (None, [Code.ATTENDEES_UNREADABLE])),
    ],
)
def test_people_are_counted_only_where_a_cell_says_one_number(text: str, read: tuple[Any, ...]) -> None:
    assert cells.people(text) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [("ห้องประชุมเพชร", "เพชร"), ("ห้อง เพชร", "เพชร "), ("Meeting Room A", "room a"), ("ห้องประชุม ๑", "ห้อง 1")],
)
def test_rooms_of_one_name_are_one_room(one: str, other: str) -> None:
    assert cells.room_key(one) == cells.room_key(other)


def test_rooms_that_differ_in_brackets_are_two() -> None:
    assert cells.room_key("ประชุม (เล็ก)") != cells.room_key("ประชุม (ใหญ่)")
    assert (cells.room_key("ห้อง"), cells.group_key("กลุ่มงานแผน (ชั้น 2)"), cells.group_key("(แผน)")) == ("ห้อง", "แผน", "แผน")


@settings(max_examples=300)
@given(st.text(max_size=250), st.text(max_size=250), st.text(max_size=250))
def test_no_cell_gives_a_traceback(one: str, two: str, three: str) -> None:
    for read in (
        lambda: days.read_days(one, two, TODAY),
        lambda: hours.read_hours(one, two, three, KNOWN),
        lambda: cells.people(one),
        lambda: cells.tidy(one),
        lambda: (cells.room_key(one), cells.group_key(one), cells.person_key(one)),
    ):
        try:
            read()
        except Unclear as fact:
            assert fact.code in Code


NEAR_MISSES = st.text("0123456789๑๒./:- –ถึงเช้าบ่ายวันที่มิยน,()คนampชพศ", max_size=40)


@settings(max_examples=500)
@given(NEAR_MISSES, NEAR_MISSES)
def test_no_near_miss_gives_a_traceback(one: str, two: str) -> None:
    for read in (
        lambda: days.read_days(one, two, TODAY),
        lambda: hours.read_hours(one, two, "", KNOWN),
        lambda: cells.people(one),
    ):
        try:
            read()
        except Unclear as fact:
            assert fact.code in Code
