"""Sheets of nothing but sums of months, brought forward."""
# ruff: noqa: DTZ001 - wall time, as times of a source are

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from jonghong.core import tables
from jonghong.moving import sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Code, Known, Plan

pytestmark = pytest.mark.pure
KNOWN = Known(datetime(2023, 8, 1, 9))
SNAPSHOT = Path(__file__).parents[1] / "reports" / "year_report_snapshot.csv"
MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]


def plan_of(*rows: list[Any], known: Known = KNOWN) -> Plan:
    kind, source = sheets.read(tables.rows_to_csv(rows))
    assert kind == "totals"
    return sheets.judge(kind, source, known, Choices())


def test_the_published_year_report_is_brought_forward_whole_and_without_543() -> None:
    kind, source = sheets.read(SNAPSHOT.read_bytes())
    plan = sheets.judge(kind, source, KNOWN, Choices())
    of_year: dict[int, int] = {}
    for (year, _month), times in plan.carried.times.items():
        of_year[year + 543] = of_year.get(year + 543, 0) + times
    assert of_year == {2559: 119, 2560: 536, 2561: 546, 2562: 553, 2563: 590, 2564: 382, 2565: 476, 2566: 324}
    assert sum(of_year.values()) == 3526
    assert [(each.row.cells["0"], each.reason) for each in plan.rows if each.reason] == [("543", Code.NO_DATE)]


def test_the_page_of_the_office_pasted_into_a_sheet_is_read() -> None:
    head = ["รายงานการจองใช้งานห้องประชุม สพป.ศก.1"]
    row = ["2566", *["34 ครั้ง"] * 11, "ว่าง"]
    plan = plan_of(head, ["ปี พ.ศ.", *MONTHS, "รวม"], [*row, "374"], ["รวมทุกปี", *["34"] * 13])
    assert sum(plan.carried.times.values()) == 374
    assert plan.carried.times[2023, 12] == 0
    assert [each.row.table for each in plan.rows] == ["heading", "heading", "totals", "heading"]


def test_a_fiscal_year_begins_in_october_of_the_year_before() -> None:
    months = [*MONTHS[9:], *MONTHS[:9]]
    plan = plan_of(["ปีงบประมาณ", *months], ["2566", *map(str, range(1, 13))])
    assert (plan.carried.times[2022, 10], plan.carried.times[2023, 1], plan.carried.times[2023, 9]) == (1, 4, 12)


@pytest.mark.parametrize(
    ("rows", "times"),
    [
        ([["ปี", "เดือน", "จำนวน"], ["2566", "6", "71"], ["2566", "ก.ค.", "๑๔ ครั้ง"]], {(2023, 6): 71, (2023, 7): 14}),
        ([["year", "month", "total"], ["2023", "06", "71"]], {(2023, 6): 71}),
        ([["เดือน", "รวม"], ["มิ.ย. 2566", "1,071"], ["กรกฎาคม 2566", "14"]], {(2023, 6): 1071, (2023, 7): 14}),
        ([["ปีงบประมาณ", "เดือน", "ครั้ง"], ["2566", "ต.ค.", "5"]], {(2022, 10): 5}),
        ([["พ.ศ.", *MONTHS], ["พ.ศ. ๒๕๖๖", "71"]], {(2023, month): 71 if month == 1 else 0 for month in range(1, 13)}),
        ([["ปี", *MONTHS[:6]], ["66", *"123456"]], {(2023, month): month for month in range(1, 7)}),
    ],
)
def test_other_layouts_are_read(rows: list[list[str]], times: dict[Any, int]) -> None:
    assert plan_of(*rows).carried.times == times


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["543", "3", *["0"] * 11], Code.NO_DATE),
        (["0", *["0"] * 12], Code.NO_DATE),
        (["x", *["0"] * 12], Code.DATE_UNREADABLE),
        (["2999", *["0"] * 12], Code.YEAR_UNCLEAR),
        (["2566", "มาก", *["0"] * 11], Code.TOTAL_UNREADABLE),
        (["2566", "-1", *["0"] * 11], Code.TOTAL_UNREADABLE),
        (["2566", "1.5", *["0"] * 11], Code.TOTAL_UNREADABLE),
        (["2566", "9" * 300, *["0"] * 11], Code.TOTAL_UNREADABLE),
        (["2566", "1000000", *["0"] * 11], Code.TOTAL_UNREADABLE),
    ],
)
def test_a_row_that_is_not_clear_is_in_quarantine(row: list[str], code: Code) -> None:
    plan = plan_of(["ปี", *MONTHS], row)
    assert ([each.reason for each in plan.rows], plan.carried.times) == ([None, code], {})


@pytest.mark.parametrize(("month", "code"), [("13", Code.DATE_UNREADABLE), ("x", Code.DATE_UNREADABLE)])
def test_an_unknown_month_is_in_quarantine(month: str, code: Code) -> None:
    assert plan_of(["ปี", "เดือน", "จำนวน"], ["2566", month, "3"]).rows[1].reason is code
    assert plan_of(["เดือน", "จำนวน"], [f"{month} 2566", "3"]).rows[1].reason is code


def test_a_month_that_is_said_twice_counts_once() -> None:
    plan = plan_of(["ปี", "เดือน", "จำนวน"], ["2566", "6", "71"], ["2566", "6", "72"])
    assert ([each.reason for each in plan.rows[1:]], plan.carried.times) == ([None, Code.TOTAL_UNREADABLE], {(2023, 6): 71})


def test_a_month_with_bookings_here_keeps_their_number() -> None:
    known = Known(KNOWN.now, months=frozenset({(2023, 6)}))
    plan = plan_of(["ปี", *MONTHS], ["2566", *["3"] * 12], ["2565", *["3"] * 12], known=known)
    assert (2023, 6) not in plan.carried.times
    assert [each.notes for each in plan.rows[1:]] == [[Code.MONTH_HAS_BOOKINGS], []]


def test_rows_are_known_again_by_their_months() -> None:
    assert plan_of(["ปี", *MONTHS], ["2566", *["3"] * 12]).rows[1].row.key == "2023-1/2023-12"
    assert plan_of(["เดือน", "จำนวน"], ["ม.ค. 2566", "3"]).rows[1].row.key == "2023-1"


def test_other_rows_are_known_again_by_their_cells() -> None:
    head = ["ปี", *MONTHS]
    one, other = plan_of(head, ["2566", "x"], ["รวม", "3"]).rows, plan_of(["สถิติ"], head, ["รวม", "3"], ["2566", "x"]).rows
    assert [each.row.key for each in one] == [other[place].row.key for place in (1, 3, 2)]
    assert len({each.row.key for each in other}) == 4


@pytest.mark.parametrize(
    "rows",
    [
        [["วันที่", "ห้อง", "เรื่อง", "จำนวน"], ["1/6/2566", "เพชร", "ประชุม", "20"]],
        [MONTHS[:5], ["1", "2", "3", "4", "5"]],
        [MONTHS, ["1"] * 12],
        [["ปี", *["ม.ค."] * 12], ["2566", *["1"] * 12]],
    ],
)
def test_other_sheets_are_no_sums(rows: list[list[str]]) -> None:
    assert sheets.read(tables.rows_to_csv(rows))[0] == "table"


def test_a_sheet_without_a_heading_is_in_quarantine_when_it_is_called_one_of_sums() -> None:
    source = sheets.as_totals(sheets.read(b"a,b\n")[1], "totals")
    assert [each.reason for each in sheets.judge_totals(source, KNOWN).rows] == [Code.TOTAL_UNREADABLE]


CELLS = st.text(max_size=12) | st.sampled_from([*MONTHS, "ปี", "เดือน", "จำนวน", "2566", "543", "34 ครั้ง", "ว่าง", "๓๔", "รวม"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=14), min_size=1, max_size=6))
def test_no_sums_give_a_traceback_and_no_row_is_lost(rows: list[list[str]]) -> None:
    try:
        _kind, source = sheets.read(tables.rows_to_csv([["ปี", *MONTHS], *rows]))
    except tables.BadTable:
        return
    assert len(sheets.judge_totals(source, KNOWN).rows) == source.size
