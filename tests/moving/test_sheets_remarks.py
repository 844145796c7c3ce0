"""Rows of sheets that only a remark, or a name, says something of: what is taken from it, and what is only shown."""

import json
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
        ("ยกเลิก เนื่องจากประธานไม่ว่าง", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิก เมื่อ 30/5/2566", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิก (30 พ.ค. 66)", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("ยกเลิก (เพราะช่วงบ่ายไม่ว่าง)", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("(ยกเลิก เพราะฝนตก)", "cancelled", [Code.CANCELLED_BY_REMARK]),
        ("Cancelled due to rain", "cancelled", [Code.CANCELLED_BY_REMARK]),
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


@pytest.mark.parametrize(
    "remark",
    [
        *("ยกเลิกของเดิม ใช้วันนี้แทน", "ยกเลิก ใช้วันนี้แทน", "ยกเลิกช่วงบ่าย", "ยกเลิก เลื่อนเป็นวันที่ 5", "ยกเลิกจอ", "ยกเลิก จอ", "ยกเลิก กาแฟ"),
        *("ยกเลิก ไมค์ลอย", "ยกเลิก 1 วัน", "ยกเลิก 13.00-16.30 น.", "ยกเลิก 2 ห้อง เหลือห้องนี้", "ยกเลิก (ช่วงบ่าย)", "ยกเลิก (13.00 น.)"),
        *("(ยกเลิก) จอ", "งด เพราะฝนตก", "cancelled coffee"),
    ],
)
def test_a_remark_on_a_cancelled_part_or_another_booking_is_asked(remark: str) -> None:
    found = one(*ROW, remark, head=[*HEAD, "หมายเหตุ"])
    assert (found.thing, found.reason) == (None, Code.MAYBE_CANCELLED)
    assert (found.suggestion["first"], "state" in found.suggestion) == ("2023-06-01", False)


def test_a_date_behind_the_word_is_asked_where_it_may_be_one_of_several_days() -> None:
    found = one("1-3 มิ.ย. 2566", *ROW[1:], "ยกเลิก 3 มิ.ย. 2566", head=[*HEAD, "หมายเหตุ"])
    assert (found.thing, found.reason) == (None, Code.MAYBE_CANCELLED)


@pytest.mark.parametrize(
    ("head", "said", "found"),
    [
        ("หมายเหตุ (ถ้ามี)", "ยกเลิก", "cancelled"),
        ("Remarks", "ยกเลิก", "cancelled"),
        ("สถานะการใช้", "งด", "cancelled"),
        ("อาหารว่าง", "งด", "confirmed"),
        ("เครื่องเสียง", "ยกเลิก", "confirmed"),
        ("Zoom", "ยกเลิกแล้ว", "confirmed"),
        ("", "ยกเลิก", "asked"),
        ("", "ยกเลิกจอ", "confirmed"),
    ],
)
def test_a_column_says_that_a_booking_was_cancelled_only_where_its_head_speaks_of_remarks(
    head: str, said: str, found: str
) -> None:
    row = one(*ROW, said, head=[*HEAD, head])
    assert (row.thing.state if row.thing else "asked") == found
    assert row.reason == (Code.MAYBE_CANCELLED if found == "asked" else None)


def test_a_booking_ahead_that_comes_in_cancelled_is_something_to_look_at() -> None:
    head = [*HEAD, "หมายเหตุ"]
    over, ahead, twin = judged(head, ["1/5/2566", *ROW[1:], "ยกเลิก"], [*ROW, "ยกเลิก"], [*ROW, "ยกเลิก"]).rows[1:]
    assert [each.task for each in (over, ahead, twin)] == [None, Code.CANCELLED_BY_REMARK, None]
    assert [each.is_taken for each in (over, ahead, twin)] == [True, True, True]


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("ยกเลิก ประชุมครู", "asked"),
        ("ยกเลิก คำสั่งเดิม", "asked"),
        ("ยกเลิกการประชุมครู", "asked"),
        ("ประชุมครู (ยกเลิก)", "asked"),
        ("(ยกเลิก)ประชุมครู", "cancelled"),
        ("[ยกเลิก] ประชุมครู", "cancelled"),
        ("ยกเลิก", "cancelled"),
        ("ยกเลิกโครงการเก่า", "confirmed"),
        ("งดเหล้าเข้าพรรษา", "confirmed"),
        ("พิจารณายกเลิก ประกาศ", "confirmed"),
    ],
)
def test_a_title_that_begins_by_saying_so_cancels_a_row_without_a_state(title: str, state: str) -> None:
    found = one(*ROW[:3], title, *ROW[4:])
    assert (found.thing.state if found.thing else "asked", found.reason) == (
        state,
        Code.MAYBE_CANCELLED if state == "asked" else None,
    )
    assert one(*ROW[:3], title, *ROW[4:], "ยกเลิกครึ่งวัน", head=[*HEAD, "หมายเหตุ"]).is_taken == (state == "cancelled")


def test_a_word_on_the_state_beside_a_remark_that_says_otherwise_is_asked() -> None:
    head = [*HEAD, "สถานะ", "หมายเหตุ"]
    found = [one(*ROW, state, "ยกเลิกแล้ว", head=head) for state in ("อนุญาต", "รอ", "ไม่อนุญาต", "ยกเลิก", "")]
    assert [each.thing.state if each.thing else each.reason for each in found] == [
        *(Code.MAYBE_CANCELLED, Code.MAYBE_CANCELLED, "declined", "cancelled", "cancelled")
    ]
    assert one(*ROW, "อนุญาต", "ยกเลิกช่วงบ่าย", head=head).thing.state == "confirmed"


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


def test_a_row_that_is_asked_keeps_who_booked_and_what_nobody_understands() -> None:
    head = [*HEAD, "ผู้จอง", "หมายเหตุ", "หมายเหตุ"]
    found = one("", *ROW[1:], "นางงาม ตา", "ไมค์", "จอ", head=head)
    assert json.loads(found.suggestion["extra"]) == {"ผู้จอง": "นางงาม ตา", "หมายเหตุ": "ไมค์ · จอ"}
    assert (found.reason, found.notes) == (Code.NO_DATE, [Code.UNKNOWN_COLUMNS, Code.NAME_ALONE])


def test_a_column_of_the_same_head_leaves_the_name_of_who_booked() -> None:
    choices = Choices(head=0, columns={0: "date", 1: "half", 2: "room", 3: "title", 4: "group", 5: "attendees", 6: "booker"})
    (found,) = judged([*HEAD, "ผู้จอง", "ผู้จอง"], [*ROW, "นางงาม ตา", "081"], choices=choices).rows[1:]
    assert found.thing.extra == {"ผู้จอง": "นางงาม ตา · 081"}


def test_who_is_not_known_is_no_name_of_somebody() -> None:
    known = replace(KNOWN, people={"name:ไม่ทราบชื่อ": 7})
    found = one(*ROW, "ไม่ทราบชื่อ", head=[*HEAD, "ผู้จอง"], known=known)
    assert (found.thing.booker, found.thing.extra, found.notes) == ("", {}, [])
