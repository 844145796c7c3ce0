"""Rows of sheets that only a remark, or a name, says something of: what is taken from it, and what is only shown."""

from dataclasses import replace

import pytest

from jonghong.moving import sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Code, PersonDraft
from tests.moving.test_sheets_bookings import HEAD, KNOWN, ROW, judged, one, source_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("remark", "state", "notes"),
    [
        ("ยกเลิก", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิกแล้ว", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("(ยกเลิก)", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("**ยกเลิก**", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("งด", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("งดประชุม", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("Cancelled", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิก 30 พ.ค. 66", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิก(ผอ.ติดราชการ)", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิกเนื่องจากฝนตก", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิกการประชุมเพราะน้ำท่วม", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("เลื่อนเป็นวันที่ 5", "confirmed", []),
        ("ไม่ยกเลิก", "confirmed", []),
        ("งด อาหารว่าง", "confirmed", []),
        ("งดเบรก", "confirmed", []),
        ("ใช้ไมค์ ยกเลิกจอ", "confirmed", []),
    ],
)
def test_a_remark_that_begins_by_saying_so_cancels_a_row_without_a_state(remark: str, state: str, notes: list[Code]) -> None:
    found = one(*ROW, remark, head=[*HEAD, "หมายเหตุ"])
    assert (found.thing.state, found.notes) == (state, [*notes, Code.UNKNOWN_COLUMNS])


@pytest.mark.parametrize("remark", ["ยกเลิกของเดิม ใช้วันนี้แทน", "ยกเลิก ใช้วันนี้แทน", "ยกเลิกช่วงบ่าย", "ยกเลิก เลื่อนเป็นวันที่ 5"])
def test_a_remark_on_a_cancelled_part_or_another_booking_is_asked(remark: str) -> None:
    found = one(*ROW, remark, head=[*HEAD, "หมายเหตุ"])
    assert (found.thing, found.reason) == (None, Code.UNKNOWN_DECISION)
    assert found.suggestion["first"] == "2023-06-01"


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("ยกเลิก ประชุมครู", "cancelled"),
        ("(ยกเลิก)ประชุมครู", "cancelled"),
        ("[ยกเลิก] ประชุมครู", "cancelled"),
        ("ยกเลิก", "cancelled"),
        ("ยกเลิกโครงการเก่า", "confirmed"),
        ("งดเหล้าเข้าพรรษา", "confirmed"),
        ("พิจารณายกเลิก ประกาศ", "confirmed"),
    ],
)
def test_a_title_that_begins_by_saying_so_cancels_a_row_without_a_state(title: str, state: str) -> None:
    assert one(*ROW[:3], title, *ROW[4:]).thing.state == state
    assert one(*ROW[:3], title, *ROW[4:], "ยกเลิกครึ่งวัน", head=[*HEAD, "หมายเหตุ"]).is_taken == (state == "cancelled")


def test_a_word_on_the_state_counts_more_than_a_remark() -> None:
    head = [*HEAD, "สถานะ", "หมายเหตุ"]
    said = [one(*ROW, state, "ยกเลิก", head=head).thing.state for state in ("อนุญาต", "รอ", "")]
    assert said == ["confirmed", "pending", "cancelled"]


def test_a_remark_in_a_column_that_is_to_be_passed_over_cancels_nothing() -> None:
    source = source_of([*HEAD, "หมายเหตุ"], [*ROW, "ยกเลิก"])
    head, found = sheets.guess(source)
    passed_over = Choices(head=head, columns={place: field.value for place, field in found.items()} | {6: "ignored"})
    assert sheets.judge_table(source, passed_over, KNOWN).rows[1].thing.state == "confirmed"


def test_a_name_becomes_somebody_only_where_one_person_here_has_it() -> None:
    known = replace(KNOWN, people={"name:นางดีมี": 7})
    other = ["2/6/2566", *ROW[1:]]
    plan = judged([*HEAD, "ผู้จอง", "หมายเหตุ"], [*ROW, "นางดี  มี", ""], [*other, "นางงาม  ตา", "ไมค์"], known=known)
    here, alone = plan.rows[1:]
    assert (here.thing.booker, here.thing.extra, here.notes) == ("name:นางดีมี", {}, [])
    assert (alone.thing.booker, alone.thing.extra) == ("name:นางงามตา", {"ผู้จอง": "นางงาม ตา", "หมายเหตุ": "ไมค์"})
    assert alone.notes == [Code.UNKNOWN_COLUMNS, Code.NAME_ALONE]
    assert [each for each in plan.stubs if isinstance(each, PersonDraft)] == [
        PersonDraft("name:นางดีมี", "", "นางดี มี", is_active=False)
    ]
