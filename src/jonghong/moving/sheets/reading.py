"""Reading a file of any kind that sheets come in, told apart by what it holds. Pure."""

from jonghong.core import tables
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Known, Plan, Source
from jonghong.moving.sheets import bookings, page_bookings, totals
from jonghong.moving.sheets.columns import source_of_tables
from jonghong.moving.sheets.pages import read_page

TABLE, TOTALS, PAGE = "table", "totals", "page"  # kinds of a run, and what the source of each is named


def read(content: bytes) -> tuple[str, Source]:
    """Return which kind of source a file is, "table", "totals" or "page", and its rows. Raises only kinds of BadTable.

    Sources of one kind have one name: rows are known again by what they say, whatever file they stand in.
    """
    if is_page(content):
        return PAGE, read_page(content, PAGE)
    source = source_of_tables(tables.read_all(content), TABLE)
    if totals.is_totals(source):
        return TOTALS, totals.as_totals(source, TOTALS)
    return TABLE, source


def is_page(content: bytes) -> bool:
    """Tell whether a file is a page of the web: text that begins with a tag."""
    beginning = content[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return beginning.startswith(b"<")


def judge(kind: str, source: Source, known: Known, choices: Choices) -> Plan:
    """Return what the rows of a source of that kind become."""
    if kind == PAGE:
        return page_bookings.judge(source, known)
    return totals.judge(source, known) if kind == TOTALS else bookings.judge(source, choices, known)
