"""Reading a table out of a file, by what the file holds and not by what it is called. Pure."""

from jonghong.core.tables import csvs, workbooks
from jonghong.core.tables.facts import MOST_BYTES, EmptyTable, IsWebPage, OldWorkbook, Table, TooLarge, Unreadable

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Excel 97, and of workbooks under a password


def read(content: bytes, *, cuts: bool = False) -> Table:
    """Return the table in a CSV or Excel (.xlsx) file; ``cuts`` as of ``facts.kept``. Raises only kinds of BadTable."""
    if len(content) > MOST_BYTES:
        raise TooLarge
    return workbooks.read(content, cuts=cuts) if content.startswith(ZIP) else _text(content, cuts=cuts)


def read_all(content: bytes) -> tuple[Table, ...]:
    """Return the tables of all sheets of an Excel file, or the one of a CSV file. Raises only kinds of BadTable."""
    if len(content) > MOST_BYTES:
        raise TooLarge
    return workbooks.read_all(content) if content.startswith(ZIP) else (_text(content, cuts=False),)


def _text(content: bytes, *, cuts: bool) -> Table:
    if content.startswith(COMPOUND):
        raise OldWorkbook
    text = csvs.decoded(content)
    if text is None:
        raise Unreadable
    if text.lstrip().startswith("<"):
        raise IsWebPage
    table = csvs.read(text, cuts=cuts)
    if not table.rows:
        raise EmptyTable
    return table
