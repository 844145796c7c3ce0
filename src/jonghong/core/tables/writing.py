"""Writing tables that a spreadsheet opens without doing anything by itself. Pure."""

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value = str | int | float | date | None

FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")  # OWASP, "CSV Injection"
UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TEXT = "@"  # the format that keeps long numbers whole
NARROW, WIDE = 10, 60  # characters


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; ``heads`` are the numbers of its rows, from 0, that name what stands below them."""

    name: str
    rows: Sequence[Sequence[Value]]
    heads: Collection[int] = (0,)


def rows_to_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return the rows as CSV in UTF-8, with the mark by which Excel knows it."""
    text = StringIO(newline="")
    csv.writer(text).writerows([_as_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def rows_to_xlsx(rows: Iterable[Sequence[Value]], *, sheet: str) -> bytes:
    """Return the rows as a workbook with one sheet of that name; the first row stays in sight as its head."""
    return sheets_to_xlsx([Sheet(sheet, [list(row) for row in rows])])


def sheets_to_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook of these sheets; the first row of each stays in sight, columns are as wide as what they hold."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:31])  # openpyxl's stubs know it by half
        page.freeze_panes = "A2"
        for place, column in enumerate(zip_longest(*sheet.rows), 1):
            width = max(len(_as_text(value)) for value in column) + 2
            dimension = page.column_dimensions[get_column_letter(place)]
            dimension.width = min(max(width, NARROW), WIDE)
            dimension.number_format = TEXT
        for number, row in enumerate(sheet.rows):
            page.append([_cell(page, value, is_head=number in sheet.heads) for value in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; reading it here gives the text again."""
    text = UNWRITABLE.sub("", text)
    return f"'{text}" if FORMULA.match(text) or text.startswith("'") else text


def _as_text(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return harmless(value)
        case date():
            return value.isoformat()
    return str(value)


def _cell(page: Any, value: Value, *, is_head: bool) -> Any:
    cell: Any = WriteOnlyCell(page, value=harmless(value) if isinstance(value, str) else value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.number_format = TEXT
    # A long text goes on below, within its column.
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and len(value) > WIDE)
    if is_head:
        cell.font = Font(bold=True)
    return cell
