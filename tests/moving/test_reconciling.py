"""The months of a history beside a table that the office has published, to the digit."""
# ruff: noqa: DTZ001 - wall time, as times of a source are

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from jonghong.core import tables
from jonghong.moving import reconciling, sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import BookingDraft, Known
from jonghong.moving.judging.office import judge
from jonghong.moving.reconciling import Difference, Rule
from tests.moving.amss_dumps import KNOWN, whole_office

pytestmark = pytest.mark.pure
SNAPSHOT = (Path(__file__).parents[1] / "reports" / "year_report_snapshot.csv").read_bytes()


def draft(first: date, last: date | None = None, state: str = "confirmed") -> BookingDraft:
    return BookingDraft("1", "1", "", first, last or first, time(8), time(12), "morning", state, "ประชุม")


def test_a_whole_office_is_as_it_was_published_to_the_digit() -> None:
    plan = judge(whole_office().source(), KNOWN)
    found = reconciling.compare(reconciling.published(SNAPSHOT), reconciling.of_plan(plan))
    assert (found.is_exact, found.fits_both, found.rule) == (True, True, Rule.PER_DAY)
    assert (found.total(Rule.PER_BOOKING), found.total(Rule.PER_DAY), found.unread) == (3526, 3526, ())
    assert found.years == [*range(2023, 2015, -1)]


def test_one_booking_less_is_one_difference() -> None:
    plan = judge(whole_office().source(), KNOWN)
    counts = reconciling.of_plan(plan)
    short = reconciling.Counts(counts.per_booking, {**counts.per_day, (2023, 6): 70})
    found = reconciling.compare(reconciling.published(SNAPSHOT), short)
    assert (found.rule, found.is_exact) == (Rule.PER_BOOKING, True)
    assert found.differences[Rule.PER_DAY] == [Difference((2023, 6), 71, 70)]


@pytest.mark.parametrize(
    ("published", "rule", "differences"),
    [
        ({(2023, 6): 1, (2023, 7): 1}, Rule.PER_BOOKING, []),
        ({(2023, 6): 2, (2023, 7): 3}, Rule.PER_DAY, []),
        ({(2023, 6): 2, (2023, 7): 4}, Rule.PER_DAY, [Difference((2023, 7), 4, 3)]),
        ({(2023, 6): 9, (2023, 7): 1}, Rule.PER_BOOKING, [Difference((2023, 6), 9, 1)]),
        ({(2023, 6): 9, (2023, 7): 9}, Rule.PER_DAY, [Difference((2023, 6), 9, 2), Difference((2023, 7), 9, 3)]),
    ],
)
def test_the_rule_that_fits_better_is_named_with_what_differs(
    published: dict[tuple[int, int], int], rule: Rule, differences: list[Difference]
) -> None:
    drafts = [draft(date(2023, 6, 29), date(2023, 7, 2)), draft(date(2023, 7, 5)), draft(date(2023, 7, 6), state="declined")]
    found = reconciling.compare(published, reconciling.of_drafts(drafts))
    assert (found.rule, found.differences[found.rule]) == (rule, differences)


def test_bookings_here_are_counted_in_both_ways() -> None:
    days = [(date(2023, 6, 30), 7), (date(2023, 7, 1), 7), (date(2023, 7, 2), 7), (date(2023, 7, 5), None)]
    counts = reconciling.of_days(reversed(days))
    assert (counts.per_booking, counts.per_day) == ({(2023, 6): 1, (2023, 7): 1}, {(2023, 6): 1, (2023, 7): 3})


def test_months_that_the_table_does_not_tell_of_are_no_differences() -> None:
    counts = reconciling.of_drafts([draft(date(2015, 1, 1)), draft(date(2016, 2, 1)), draft(date(2024, 1, 1))])
    found = reconciling.compare({(2016, 1): 0, (2016, 12): 0}, counts)
    assert found.differences[Rule.PER_DAY] == [Difference((2016, 2), 0, 1)]


def test_what_repeats_a_row_or_is_in_quarantine_is_not_counted() -> None:
    rows = [["วันที่", "เวลา", "ห้อง", "เรื่อง"], *[["1/5/2566", "เช้า", "ก", "ข"]] * 2, ["x", "เช้า", "ก", "ข"]]
    _kind, source = sheets.read(tables.rows_to_csv(rows))
    plan = sheets.judge_table(source, Choices(), Known(datetime(2023, 5, 25)))
    assert reconciling.of_plan(plan).per_day == {(2023, 5): 1}


def test_a_published_workbook_is_read_as_a_file_of_text_is() -> None:
    book = Workbook()
    for line in SNAPSHOT.decode().split():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    written = BytesIO()
    book.save(written)
    assert reconciling.published(written.getvalue()) == reconciling.published(SNAPSHOT)
    assert sum(reconciling.published(SNAPSHOT).values()) == 3526


def test_rows_that_cannot_be_read_are_told() -> None:
    content = SNAPSHOT.replace(b"543,0", b"543,3").replace(b"2564,19", b"2564,many")
    published = reconciling.published(content)
    assert published.unread == ("row 4", "row 10")
    assert reconciling.compare(published, reconciling.of_drafts([draft(date(2021, 1, 1))])).differences[Rule.PER_DAY] == [
        Difference(month, times, 0) for month, times in sorted(published.items()) if times
    ]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b"\x00\xff", b"<html>"])
def test_what_is_no_such_table_is_refused(content: bytes) -> None:
    with pytest.raises(tables.BadTable):
        reconciling.published(content)


def test_nothing_published_differs_from_nothing() -> None:
    found = reconciling.compare({}, reconciling.of_drafts([draft(date(2023, 6, 1))]))
    assert (found.is_exact, found.total(Rule.PER_DAY)) == (True, 0)


def test_neither_way_of_counting_is_called_better_where_both_differ_alike() -> None:
    counts = reconciling.Counts({(2023, 6): 2, (2023, 7): 1}, {(2023, 6): 3, (2023, 7): 1})
    compared = [reconciling.compare({(2023, 6): said}, counts) for said in (1, 2, 3)]
    assert [each.is_tie for each in compared] == [True, False, False]
    assert not reconciling.compare({(2023, 7): 1}, counts).is_tie
