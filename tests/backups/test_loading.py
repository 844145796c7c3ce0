"""Lines come back as rows, wherever the blocks that bring them are cut."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from jonghong.backups.facts import Column, Kind, Table
from jonghong.backups.loading import lines, rows

pytestmark = pytest.mark.pure
TABLE = Table("one", "id", tuple(Column(kind.value, kind) for kind in Kind))
LINE = rb"7	t	a\tb\\N\n\r\b\f\v	\N	2023-05-25	09:00:00.5	2023-05-25 02:00:00.00012+00	90000000 microseconds	"
LINE += b'0189-ab	{"a": "\\\\n"}	\\\\x00ff\n'
ROW = [
    7,
    1,
    "a\tb\\N\n\r\b\f\v",
    None,
    "2023-05-25",
    "09:00:00.500000",
    "2023-05-25 02:00:00.000120",
    90_000_000,
    "0189ab",
    '{"a": "\\n"}',
    b"\x00\xff",
]
WHOLE = LINE.replace(b".5\t", b"\t").replace(b".00012+", b"+")


def test_each_kind_is_turned_into_what_sqlite_keeps() -> None:
    assert list(rows(TABLE, [LINE])) == [ROW]
    ((*_before, time, at, _span, _uuid, _json, _bytes),) = rows(TABLE, [WHOLE])
    assert (time, at) == ("09:00:00", "2023-05-25 02:00:00")
    assert list(rows(TABLE, [])) == []


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))), st.lists(st.integers(0, 200)))
def test_a_line_may_be_cut_anywhere(texts: list[str], cuts: list[int]) -> None:
    whole = "".join(f"{text}\n" for text in texts).encode()
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    blocks = [whole[start:end] for start, end in pairwise(places)]
    assert list(lines(blocks)) == texts
