"""Sources on their way through the database, and the cells of their rows."""

from io import BytesIO

import pytest

from jonghong.moving import dumps, packing
from jonghong.moving.cells import PackedCells, Shape
from jonghong.moving.facts import Source, SourceRow
from tests.moving.dumps import STYLES

pytestmark = pytest.mark.pure
ODD = "\0 \x1a \n\r\x85\u2028\u2029 \ud7ff 😀 \\ \" ' ห้อง"


@pytest.mark.parametrize("style", STYLES)
def test_a_source_comes_back_as_it_was(style: str) -> None:
    source = dumps.read(BytesIO(STYLES[style].encode()))
    again = packing.unpacked(packing.packed(source))
    assert again == source
    assert list(again.tables) == list(source.tables)
    assert [list(row.cells) for row in again.tables["meeting_main"]] == [[*source.columns["meeting_main"]]] * 3


def test_rows_of_any_make_come_back() -> None:
    rows = [
        SourceRow("table", "1", {"0": ODD, "1": None}, "row 2"),
        SourceRow("table", "2", {}),
        SourceRow("table", "3", {"0": ""}),
    ]
    source = Source("table", "", {"table": rows, "empty": []}, {"table": ("0", "1")})
    assert packing.unpacked(packing.packed(source)) == source


def test_a_packed_source_is_one_line_of_plain_letters() -> None:
    source = dumps.read(BytesIO(STYLES["navicat"].encode()))
    assert packing.packed(source).isascii()
    assert len(packing.packed(source).splitlines()) == 1


def test_cells_are_read_as_from_a_dict() -> None:
    cells = PackedCells(Shape(["a", "b"]), [ODD, None])
    assert {**cells} == {"a": ODD, "b": None} == cells
    assert (cells["a"], cells["b"], cells.get("c"), "b" in cells, len(cells)) == (ODD, None, None, True, 2)
    with pytest.raises(KeyError):
        cells["c"]
    assert cells != PackedCells(Shape(["a", "b"]), [ODD, ""])
