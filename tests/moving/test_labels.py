"""What columns are called: those of AMSS++ in words of ours with their own names beside, those of a table by its heading."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import translation

from jonghong.core.tables import Row, Table
from jonghong.core.thai import month_name
from jonghong.moving import labels, queries
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Known
from jonghong.moving.labels import Cell
from jonghong.moving.models import Kept
from jonghong.moving.sheets import judge_table, judge_totals, source_of_table
from jonghong.people.models import Role
from tests import make
from tests.moving.amss_tables import COLUMNS
from tests.moving.test_pages import HEADS as HEADS_OF_TABLE, START, browser_of, import_all, row, table, text_of

HEADING = {"0": "วันที่", "1": "ห้อง", "2": ""}
KNOWN = Known(now=datetime.fromisoformat("2023-06-15T09:00"))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_every_column_of_amss_has_words() -> None:
    columns = {name for table in COLUMNS.values() for name in table} - {"userpass"}
    assert columns - set(labels.COLUMNS) == set()


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [
        ("book_date", "meeting_main", Cell("Date", "book_date", "x")),
        ("room", "meeting_main", Cell("Room", "room", "x")),
        ("room", "page", Cell("Room", "", "x")),
        ("food", "meeting_main", Cell("food", "", "x")),
        ("1", "bookings", Cell("ห้อง", "", "x")),
        ("2", "bookings", Cell("C", "", "x")),
        ("27", "bookings", Cell("AB", "", "x")),
    ],
)
def test_a_cell_has_its_label_and_where_it_differs_the_name_it_had(name: str, table: str, said: Cell) -> None:
    assert labels.cell(name, "x", HEADING, table) == said


def test_what_a_row_says_besides_is_named_by_column_or_field() -> None:
    names = ("other", "title", "อาหาร", "12")
    assert [labels.besides(name, "x", "meeting_main") for name in names] == [
        Cell("Remark", "other", "x"),
        Cell("Subject", "", "x"),
        Cell("อาหาร", "", "x"),
        Cell("12", "", "x"),
    ]
    assert [labels.besides(name, "x", "bookings").label for name in names] == ["other", "Subject", "อาหาร", "12"]


HEADS = ["วันที่", "ห้องประชุม 1", "เรื่อง", "จำนวน (คน) 2566"]
FIRST, SECOND = ["1/6/2566", "เพชร", "ก", "20"], ["2/6/2566", "เพชร", "ข", "30"]


def heads_of_sheet(*rows: list[str]) -> list[tuple[str | None, list[str]]]:
    """Return the first cell of each row that is judged, and its heads."""
    source = source_of_table(Table(tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1))), "table")
    plan = judge_table(source, Choices(head=rows.index(HEADS), columns={0: "date", 1: "room", 2: "title"}), KNOWN)
    return [(one.row.cells["0"], [text or "" for text in one.heads.values()]) for one in plan.rows]


def test_a_row_has_the_heading_that_was_chosen_whatever_stands_in_it() -> None:
    title = ["ทะเบียน", "สำนักงาน", "", ""]
    found = heads_of_sheet(title, HEADS, FIRST, HEADS, SECOND, ["รวม", "2", "", ""])
    assert found == [("ทะเบียน", []), ("วันที่", []), ("1/6/2566", HEADS), ("วันที่", []), ("2/6/2566", HEADS), ("รวม", [])]


def test_a_row_of_sums_has_the_months_that_stand_above_it() -> None:
    rows = [["ปี", *(month_name(month, "th", short=True) for month in range(1, 13))], ["2565", *"123456789012"]]
    source = source_of_table(Table(tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1))), "totals")
    plan = judge_totals(source, KNOWN)
    assert [[*one.heads.values()] for one in plan.rows] == [[], rows[0]]


@pytest.mark.django_db
def test_a_kept_row_has_the_heading_of_its_sheet_in_every_import_and_file() -> None:
    client = browser_of(make.person(make.office(), group=0, role=Role.ADMINISTRATOR))
    for day in ("1/6/2565", "2/6/2565"):
        run = import_all(client, table(row(day), row("วันไหน")))
        (kept,) = Kept.objects.filter(run=run, table="bookings").exclude(reason="T01")
        assert (*queries.heads_of(kept).values(),) == HEADS_OF_TABLE
        page = client.get(f"{START}runs/{run.pk}/rows/?table=bookings")
        assert text_of(page).count(f"{HEADS_OF_TABLE[0]} {day}") == 1
