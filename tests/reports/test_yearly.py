from datetime import date
from pathlib import Path

import pytest

from jonghong.reports.yearly import Cell, Reckoning, Times, csv_lines, heat_of, year_table, years_with_bookings

pytestmark = pytest.mark.pure

SNAPSHOT = Path(__file__).with_name("year_report_snapshot.csv").read_text(encoding="ascii")
TODAY = date(2023, 5, 25)
CALENDAR, FISCAL = Reckoning.CALENDAR, Reckoning.FISCAL


def published() -> Times:
    """Return what the office published, its year 543 included: no booking lies there."""
    rows = [[int(number) for number in line.split(",")] for line in SNAPSHOT.splitlines()[1:]]
    return {(year - 543, month): times for year, *months in rows for month, times in enumerate(months, 1)}


def test_months_in_the_order_of_each_year() -> None:
    assert CALENDAR.months == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert FISCAL.months == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_year_and_month_when_the_fiscal_year_turns() -> None:
    edges = [date(2022, 9, 30), date(2022, 10, 1), date(2022, 12, 31), date(2023, 1, 1)]
    assert [FISCAL.year_of(day) for day in edges] == [2565, 2566, 2566, 2566]
    assert [CALENDAR.year_of(day) for day in edges] == [2565, 2565, 2565, 2566]
    assert [FISCAL.month_of(2566, month) for month in (9, 10, 12, 1)] == [(2023, 9), (2022, 10), (2022, 12), (2023, 1)]
    assert CALENDAR.month_of(2566, 10) == (2023, 10)


def test_totals_when_published() -> None:
    table = year_table(published(), CALENDAR, today=TODAY)
    totals = {row.year: row.total for row in table.rows}
    assert list(totals) == [2566, 2565, 2564, 2563, 2562, 2561, 2560, 2559]
    assert list(totals.values()) == [324, 476, 382, 590, 553, 546, 536, 119]
    assert (table.total, sum(table.by_month)) == (3526, 3526)
    assert table.by_month[:2] == [282, 312]


def test_s9_fiscal_totals_when_published() -> None:
    table = year_table(published(), FISCAL, today=TODAY)
    rows = {row.year: row for row in table.rows}
    assert list(rows) == [2567, 2566, 2565, 2564, 2563, 2562, 2561, 2560, 2559]
    assert (rows[2563].total, rows[2566].total) == (652, 428)
    assert rows[2566].quarters == [117, 132, 157, 22]
    assert (table.total, sum(table.quarters)) == (3526, 3526)


@pytest.mark.parametrize(
    ("today", "reckoning", "years"),
    [
        (date(2023, 5, 25), CALENDAR, [2566, 2565]),
        (date(2023, 12, 31), FISCAL, [2567, 2566, 2565]),
        (date(2026, 11, 22), CALENDAR, [2569, 2568, 2567, 2566, 2565]),
        (date(2020, 1, 1), CALENDAR, [2566, 2565]),
    ],
)
def test_rows_run_to_this_year_or_the_last_with_bookings(today: date, reckoning: Reckoning, years: list[int]) -> None:
    times = {(2023, 6): 3, (2022, 6): 1, (2021, 1): 0, (2024, 1): 0}
    assert [row.year for row in year_table(times, reckoning, today=today).rows] == years


def test_row_of_this_year_when_nothing_was_booked() -> None:
    table = year_table({(2019, 1): 0}, CALENDAR, today=TODAY)
    assert [(row.year, row.total) for row in table.rows] == [(2566, 0)]
    assert table.rows[0].cells == [Cell(2023, month, 0, 0) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("times", "hottest", "heat"),
    [(0, 0, 0), (0, 79, 0), (1, 79, 1), (8, 79, 2), (7, 79, 1), (40, 79, 6), (72, 79, 10), (79, 79, 10), (1, 1, 10)],
)
def test_heat_is_the_share_of_the_busiest_month_rounded_up(times: int, hottest: int, heat: int) -> None:
    assert heat_of(times, hottest) == heat


def test_csv_when_published() -> None:
    lines = [",".join(map(str, line)) for line in csv_lines(published(), CALENDAR)]
    assert lines == [line for line in SNAPSHOT.splitlines() if not line.startswith("543,")]


def test_csv_by_fiscal_year() -> None:
    assert list(csv_lines({(2022, 10): 27, (2023, 9): 4, (2021, 9): 1}, FISCAL)) == [
        ["fiscal_year", 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [2566, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4],
        [2565, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [2564, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ]


def test_csv_is_a_heading_when_nothing_was_booked() -> None:
    assert list(csv_lines({}, CALENDAR)) == [["buddhist_year", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]
    assert years_with_bookings({}, FISCAL) == []
