"""The report of moving in: numbers that add up, sentences for codes, and nobody's number to be read."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from jonghong.core import tables
from jonghong.moving import reconciling, reporting, sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Code, Known, Plan
from jonghong.moving.reconciling import Rule
from tests import make
from tests.moving.plans import booking, bring_in, judged, plan_of, usual

KNOWN = Known(datetime(2023, 5, 25, 9))  # noqa: DTZ001 - wall time, as times of a source are
HEAD = ["วันที่", "เวลา", "ห้อง", "เรื่อง", "หมายเหตุ"]
NUMBER = "1234567890121"
MARKUP = "<script>alert(1)</script>"


def plan_of_sheet() -> Plan:
    rows = [HEAD, ["1/6/2566", "เช้า", "เพชร", "ประชุม", ""], ["1/6/2023", "เช้า", "เพชร", MARKUP, f"ผู้จอง {NUMBER}"]]
    kind, source = sheets.read(tables.rows_to_csv(rows))
    return sheets.judge(kind, source, KNOWN, Choices())


def report_of_sheet(comparison: reconciling.Comparison | None = None) -> reporting.Report:
    with translation.override("en"):
        return reporting.of_plan(plan_of_sheet(), file="ทะเบียน.csv", kind="table", comparison=comparison)


def test_the_report_of_a_plan_adds_up_and_shows_each_row_in_quarantine() -> None:
    report = report_of_sheet()
    assert [(line.rows, line.imported, line.quarantined) for line in report.lines] == [(1, 1, 0), (2, 1, 1)]
    assert (report.total.rows, report.total.imported, report.total.quarantined) == (3, 2, 1)
    assert [(found.code, found.rows, bool(found.what), bool(found.todo)) for found in report.found] == [
        ("T02", 1, True, True),  # what keeps rows out comes first
        ("D26", 2, True, True),
        ("D28", 1, True, True),
        ("D37", 1, True, True),
    ]
    (row,) = report.rows
    assert (row.outcome, row.codes, row.what) == (
        "in quarantine",
        ("T02", "D28", "D26", "D37"),
        "It is not clear which year is meant.",
    )
    assert row.cells == (
        ("วันที่", "1/6/2023"),
        ("เวลา", "เช้า"),
        ("ห้อง", "เพชร"),
        ("เรื่อง", MARKUP),
        ("หมายเหตุ", "ผู้จอง xxxxxxxxx0121"),
    )


def test_the_page_needs_nothing_else_and_hides_numbers() -> None:
    with translation.override("en"):
        html = reporting.as_html(report_of_sheet())
    assert re.findall(r"<script|\bsrc=|\bhref=|\son[a-z]+=|url\(|@import|javascript:", html) == []
    assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in html, NUMBER in html, "@media print" in html) == (True, False, True)
    assert html.startswith('<!doctype html>\n<html lang="en">')


def rows_of(report: reporting.Report) -> list[Sequence[tables.writing.Value]]:
    return [row for sheet in reporting.sheets_of(report) for row in sheet.rows]


def test_the_workbook_can_be_read_as_it_opens() -> None:
    with translation.override("en"):
        book = openpyxl.load_workbook(BytesIO(reporting.as_xlsx(report_of_sheet())))
    assert book.sheetnames == ["Moving in", "What was found", "Rows that need somebody"]
    assert [page.freeze_panes for page in book] == ["A2", "A2", "A2"]
    found, rows = book["What was found"], book["Rows that need somebody"]
    assert [cell.font.bold for cell in found[1]] == [True] * 5
    assert [found.column_dimensions[letter].width > 20 for letter in "ABCDE"] == [False, False, False, True, True]
    assert (rows["F2"].alignment.wrap_text, bool(rows["A2"].alignment.wrap_text)) == (True, False)


def test_the_workbook_says_the_same() -> None:
    with translation.override("en"):
        read = tables.read_all(reporting.as_xlsx(report_of_sheet()))
    rows = [row.cells for sheet in read for row in sheet.rows]
    assert rows[0] == ("What moving in would do",)
    assert ("Total", "3", "2", "1") in rows
    assert rows[-1][-1] == f"วันที่: 1/6/2023 · เวลา: เช้า · ห้อง: เพชร · เรื่อง: {MARKUP} · หมายเหตุ: ผู้จอง xxxxxxxxx0121"
    assert all(NUMBER not in cell for row in rows for cell in row)


@pytest.mark.parametrize(
    ("per_booking", "per_day", "sentence"),
    [
        (1, 1, "Every month is as it was published, counted by booking and by booking day alike."),
        (1, 2, "Every month is as it was published, where each booking counts once."),
        (2, 1, "Every month is as it was published, where each day of a booking counts."),
        (3, 2, "Both ways of counting fit alike; in each of them 1 month differs."),
    ],
)
def test_a_comparison_is_told_in_one_sentence(per_booking: int, per_day: int, sentence: str) -> None:
    counts = reconciling.Counts({(2023, 6): per_booking}, {(2023, 6): per_day})
    found = reconciling.compare({(2023, 6): 1}, counts)
    with translation.override("en"):
        assert reporting.verdict(found) == sentence
        html = reporting.as_html(report_of_sheet(found))
        rows = rows_of(report_of_sheet(found))
    assert (sentence in html, 'class="differs"' in html) == (True, not found.is_exact)
    assert ["June 2566", 1, per_booking, per_day] in rows


def test_a_rule_that_fits_but_for_some_months_is_told() -> None:
    counts = reconciling.Counts({(2023, 6): 1}, {(2023, 6): 2, (2023, 7): 1})
    found = reconciling.compare({(2023, 6): 1, (2023, 7): 3}, counts)
    with translation.override("en"):
        assert found.rule is Rule.PER_BOOKING
        assert reporting.verdict(found) == "Counted by booking it fits best; 1 month differs."
        found = reconciling.compare({(2023, 6): 2, (2023, 7): 3}, counts)
        assert reporting.verdict(found) == "Counted by booking day it fits best; 1 month differs."


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"book_person": NUMBER}, "xxxxxxxxx0121"),
        ({"book_person": "12345 678"}, "xxxxx 678"),
        ({"officer": "A123456"}, "xxx3456"),
        ({"book_person": "นางดี มี"}, "นางดี มี"),
        ({"objective": f"โทร {NUMBER} ด่วน"}, "โทร xxxxxxxxx0121 ด่วน"),
        ({"rec_date": "2023-06-01 08:30:00"}, "2023-06-01 08:30:00"),
    ],
)
def test_no_number_by_which_somebody_is_known_is_shown(cells: dict[str, str | None], shown: str) -> None:
    ((_name, text),) = reporting.shown_cells({**cells, "empty": None, "blank": ""})
    assert text == shown


@pytest.mark.django_db
def test_the_report_of_a_run_is_the_one_of_its_plan() -> None:
    office = make.office()
    lost = booking("9", reason=Code.UNKNOWN_DECISION, notes=[Code.MARKUP], cells={"id": "9", "book_person": NUMBER})
    run = bring_in(office, usual(booking("7"), lost))
    with translation.override("en"):
        report = reporting.of_run(run)
        html = reporting.as_html(report)
    assert [(line.rows, line.imported, line.quarantined) for line in (*report.lines[-1:], report.total)] == [
        (2, 1, 1),
        (5, 4, 1),
    ]
    (row,) = report.rows
    assert (row.codes, row.outcome, row.cells[1]) == (("D12", "D28"), "in quarantine", ("Who booked", "xxxxxxxxx0121"))
    assert ("AMSS++ 4.3 to 6.1" in html, NUMBER in html, make.citizen_id(71) in html) == (True, False, False)


@pytest.mark.django_db
def test_sums_brought_forward_stand_in_the_report_of_a_run() -> None:
    plan = plan_of(judged("totals", "2563", cells={"1": "12"}), name="totals", carried={(2020, 5): 12})
    run = bring_in(make.office(), plan, kind="totals")
    with translation.override("en"):
        report = reporting.of_run(run)
        html = reporting.as_html(report)
        rows = rows_of(report)
    assert report.carried == {(2020, 5): 12}
    assert ["May 2563", 12] in rows
    assert ("May 2563" in html, "None." in html) == (True, True)
