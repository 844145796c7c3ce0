"""Sums of months brought forward in the year report: marked, and without a table of their days."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from jonghong.bookings import tallies
from jonghong.bookings.models import MonthTally
from jonghong.offices.models import Office
from jonghong.reports.yearly import Cell, Reckoning, year_table
from tests import make
from tests.reports.table import table_of, texts

TODAY = "2023-05-25T02:00:00+00:00"


@pytest.fixture
def office() -> Office:
    made = make.office()
    make.room(made)
    for (year, month), (times, carried) in {(2023, 3): (0, 56), (2023, 4): (2, 36), (2023, 5): (48, 0)}.items():
        number = tallies.month_number(year, month)
        MonthTally.objects.create(office=made, month=number, times=times, carried=carried)
    return made


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


def browser() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


@pytest.mark.pure
def test_a_month_that_was_only_brought_forward_has_no_days() -> None:
    times, carried = {(2023, 3): 56, (2023, 4): 38, (2023, 5): 48}, {(2023, 3): 56, (2023, 4): 36}
    (row,) = year_table(times, Reckoning.CALENDAR, today=date(2023, 5, 25), carried=carried).rows
    assert row.cells[2:5] == [Cell(2023, 3, 56, 10, 56), Cell(2023, 4, 38, 7, 36), Cell(2023, 5, 48, 9)]
    assert [cell.has_days for cell in row.cells[1:5]] == [True, False, True, True]


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("page", ["/", "/fiscal/"])
def test_it_is_marked_and_leads_nowhere(page: str) -> None:
    response = browser().get(page)
    cells = [cell for cell in table_of(response)[1] if "uses" in cell[0]]
    assert cells == [
        ("56 uses * brought forward", ""),
        ("38 uses * 36 of them brought forward", "/2566/4/"),
        ("48 uses", "/2566/5/"),
    ]
    assert "* Brought forward as the sum of a month; no table of its days is known." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
def test_it_counts_in_all_sums_and_in_files() -> None:
    assert texts(table_of(browser().get("/"))[1])[-1] == "142"
    assert browser().get("/report.csv").content.decode().splitlines()[1] == "2566,0,0,56,38,48,0,0,0,0,0,0,0"


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_was_brought_forward() -> None:
    make.room(make.office())
    assert "rought forward" not in browser().get("/").content.decode()
