"""Days, hours, numbers and texts by themselves."""

from datetime import date, datetime, time

import pytest
from django.db.models import Model
from hypothesis import given, strategies as st

from jonghong.bookings.models import Booking, History
from jonghong.moving.facts import Code, Known
from jonghong.moving.judging import damage, days, hours, numbers, texts
from jonghong.moving.judging.suggesting import suggestion
from jonghong.rooms.models import Room
from tests import make
from tests.moving.test_judging_beside import DRAFT, NOW

pytestmark = pytest.mark.pure
KNOWN = Known(now=NOW)
ID = make.citizen_id(900_500)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2023-05-01 09:30:15", datetime(2023, 5, 1, 9, 30, 15)),  # noqa: DTZ001
        ("2566-05-01 09:30:15", datetime(2023, 5, 1, 9, 30, 15)),  # noqa: DTZ001
        ("2023-05-01 09:30:15.000123", datetime(2023, 5, 1, 9, 30, 15)),  # noqa: DTZ001
        ("2023-05-01", datetime(2023, 5, 1)),  # noqa: DTZ001
        ("2023-05-01 99:99:99", datetime(2023, 5, 1)),  # noqa: DTZ001
        ("2023-05-01 09:30Z", datetime(2023, 5, 1, 9, 30)),  # noqa: DTZ001
        ("0000-00-00 00:00:00", None),
        ("เมื่อวาน", None),
        ("", None),
    ],
)
def test_moments_are_read_from_what_databases_write(written: str, moment: datetime | None) -> None:
    assert days.moment_of(written) == moment


def test_days_without_a_year_are_none() -> None:
    assert days.span("สิบ", None, date(2023, 5, 1)).reason is Code.NO_DATE
    assert days.span("²⁵⁶⁷-02-29", None, date(2023, 5, 1)).reason is Code.NO_DATE


@pytest.mark.parametrize(
    ("start", "finish", "found"),
    [
        ("8", "12", (time(8), time(12), "morning")),
        ("12", "16", (time(12), time(16), "afternoon")),
        ("9", "16", (time(9), time(16), "day")),
        ("13", "24", (time(13), time(23, 59), "afternoon")),
        ("08:30:00", "12.00", (time(8, 30), time(12), "morning")),
        ("23:59", "24", (time(23, 58), time(23, 59), "afternoon")),
        ("๙", "๑๒", (time(9), time(12), "morning")),
        ("0", "12", (time(0), time(12), "morning")),
        ("", "", (time(8, 30), time(16, 30), "day")),
    ],
)
def test_hours_are_kept_true(start: str, finish: str, found: tuple[time, time, str]) -> None:
    span = hours.read(start, finish, KNOWN)
    assert ((span.start, span.end, span.half), span.reason) == (found, None)


@pytest.mark.parametrize(("start", "finish"), [("25", "9"), ("9", "-1"), ("9", "x"), ("x", "x")])
def test_hours_that_no_clock_has_are_not_guessed(start: str, finish: str) -> None:
    assert hours.read(start, finish, KNOWN).reason is Code.HOURS_IMPOSSIBLE


@pytest.mark.parametrize(
    ("written", "key", "digits", "is_odd"),
    [
        (ID, ID, ID, False),
        (f" {ID[:5]}-{ID[5:]}\u200b", ID, ID, True),
        (ID[:12], ID[:12], "", True),
        ("0", "", "", False),
        ("", "", "", False),
        (" Admin ", "Admin", "", True),
    ],
)
def test_numbers_are_what_somebody_is_known_by(written: str, key: str, digits: str, is_odd: bool) -> None:
    assert numbers.read(written) == numbers.Number(key, digits, is_odd)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ประชุม PLC ครั้งที่ 1/2566",
        "Café",
        "Ångström",
        "เนื่องในวันครู เธอ",
        "ประชุม 😀",
        "naïve – “x”",
        "ราคา 100 ฿",
        "ใคร??",
        "ÀÈ",
    ],
)
def test_what_may_be_right_is_not_repaired(text: str) -> None:
    assert damage.repaired(text) == text


@given(st.text(alphabet="กขคงจประมบุหิฤ าเแ์่ AB1-", min_size=1))
def test_thai_is_never_repaired_into_something_else(text: str) -> None:
    assert damage.repaired(text) == text


@pytest.mark.parametrize("text", ["\ufffd\ufffd", "???? ??", "?? ??? ?", "ÃÃÃÃ", "เธเธเธเธ", "ก\x9b", "\udce0", "\\xdb"])
def test_what_is_lost_is_only_noticed(text: str) -> None:
    assert Code.DAMAGED_TEXT in texts.read(text)[1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"อบรม{ID}ครู", f"อบรม{'x' * 9}{ID[-4:]}ครู"),
        (f"{ID[0]}-{ID[1:5]}-{ID[5:10]}-{ID[10:12]}-{ID[12]}", f"{'x' * 13}{ID[10:12]}-{ID[12]}"),
        (f"{ID}0", f"{ID}0"),
        ("โทร 081-234-5678 ต่อ 123", "โทร 081-234-5678 ต่อ 123"),
    ],
)
def test_numbers_of_people_are_not_shown(text: str, shown: str) -> None:
    assert texts.read(text)[0] == shown


@pytest.mark.parametrize(
    ("column", "model", "name"),
    [
        ("objective", Booking, "title"),
        ("chairman", Booking, "chair"),
        ("coordinator", Booking, "coordinator"),
        ("reason", History, "remark"),
        ("room_name", Room, "name"),
    ],
)
def test_texts_here_are_as_long_as_their_columns(column: str, model: type[Model], name: str) -> None:
    assert texts.ROOM_HERE[column] == model._meta.get_field(name).max_length


def test_nothing_unseen_is_left_of_a_text() -> None:
    assert texts.read("ก\0ข\u202e") == ("กข", (Code.TEXT_TIDIED,))


def test_a_suggestion_is_all_that_is_known() -> None:
    facts = suggestion(DRAFT, {"start"})
    assert {name: value for name, value in facts.items() if value} == {
        "room": "1",
        "group": "1",
        "first": "2023-06-01",
        "last": "2023-06-01",
        "end": "12:00",
        "half": "morning",
        "state": "confirmed",
    }
