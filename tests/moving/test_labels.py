"""What columns are called: those of AMSS++ in words of ours with their own names beside, those of a table by its heading."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from jonghong.moving import labels, queries
from jonghong.moving.facts import Judged, SourceRow
from jonghong.moving.labels import Cell
from jonghong.moving.models import Kept
from tests import make
from tests.moving.amss_tables import COLUMNS
from tests.moving.plans import bring_in, judged, plan_of

HEADING, OTHER = {"0": "วันที่", "1": "ห้อง", "2": ""}, {"0": "วันที่", "1": "สถานที่", "2": ""}


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
    assert [labels.besides(name, "x") for name in ("other", "title", "อาหาร", "12")] == [
        Cell("Remark", "other", "x"),
        Cell("Subject", "", "x"),
        Cell("อาหาร", "", "x"),
        Cell("12", "", "x"),
    ]


def test_a_row_has_the_heading_of_its_sheet_and_not_a_title_or_sum() -> None:
    cells = [{"0": "ทะเบียน"}, HEADING, {"0": "1/6/2566"}, {"0": "รวม", "1": "20"}, {"0": "2/6/2566"}, OTHER, {"0": "3/6/2566"}]
    tables = ["heading", "heading", "bookings", "heading", "bookings", "heading", "bookings"]
    rows = [Judged(SourceRow(table, str(place), row, "")) for place, (table, row) in enumerate(zip(tables, cells, strict=True))]
    assert [heads for one, heads in labels.headed(rows) if one.row.table == "bookings"] == [HEADING, HEADING, OTHER]


@pytest.mark.django_db
def test_a_kept_row_has_the_heading_of_its_own_import() -> None:
    office = make.office()
    for number, heading in enumerate((HEADING, OTHER, None)):
        rows = [judged("heading", f"h{number}", cells=heading)] if heading else []
        bring_in(office, plan_of(*rows, judged("bookings", f"b{number}", cells={"0": str(number)}), name="table"), kind="table")
    kept = list(Kept.objects.filter(office=office, table="bookings").order_by("pk"))
    assert [heads for _kept, heads in queries.headed(kept)] == [HEADING, OTHER, {}]
