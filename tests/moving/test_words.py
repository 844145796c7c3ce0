"""Every code, edition, kind of column and fault of a dump has words of its own."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from jonghong.moving import words
from jonghong.moving.dumps import BadDump, Fault
from jonghong.moving.facts import Code, Edition
from jonghong.moving.sheets import FIELDS

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Speak English, which is written in the source."""
    with translation.override("en"):
        yield


def test_every_code_has_a_sentence() -> None:
    assert set(words.WHAT) == set(Code)
    assert set(words.DO) <= set(Code)
    assert len({str(sentence) for sentence in words.WHAT.values()}) == len(Code)
    assert all(words.what(code).endswith(".") and words.todo(code).endswith(".") for code in Code)


def test_code_of_a_later_version_is_said_as_it_is() -> None:
    assert (words.what("D99"), words.todo("D99")) == ("D99", "")


def test_every_edition_column_and_fault_has_words() -> None:
    assert set(words.EDITIONS) == set(Edition)
    assert set(words.COLUMNS) == set(FIELDS)
    assert set(words.FAULTS) == set(Fault)
    assert (words.edition("V1"), words.edition("sheet"), words.edition("")) == ("AMSS++ up to 4.2", "sheet", "unknown")


def test_fault_names_line_and_table() -> None:
    whole = (
        "This file ends too early, as if it had not been downloaded whole. Export it again, as plain SQL of the whole database."
    )
    assert words.fault(BadDump(1234, "meeting_main", Fault.CUT)) == f"{whole} Line 1,234, table bookings."
    assert words.fault(BadDump(7, "", Fault.CUT)) == f"{whole} Line 7."


@pytest.mark.parametrize(
    ("where", "said"),
    [("line 812", "Line 812"), ("row 1200", "Row 1,200"), ("table 2, row 3", "table 2, row 3"), ("line x", "line x"), ("", "")],
)
def test_place_is_said_in_the_visitors_language(where: str, said: str) -> None:
    assert words.place(where) == said
