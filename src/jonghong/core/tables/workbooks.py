"""Tables in Excel workbooks (.xlsx, ECMA-376), looked at before anything in them is unpacked or parsed. Pure.

A workbook is a zip of XML parts. A small one may unpack to more than a machine holds, and XML may name other files or
multiply itself where it declares a document type; a workbook needs neither.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from jonghong.core.tables.csvs import SHORTENED, plain
from jonghong.core.tables.facts import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    BadTable,
    EmptyTable,
    Row,
    SealedWorkbook,
    Table,
    TooLarge,
    TooManyRows,
    TooMuchText,
    Unreadable,
    kept,
)

MOST_PARTS = 500
MOST_UNPACKED = 60_000_000  # bytes of all parts
MOST_SHEETS = 100
LAST_ROW = 100_000  # of a sheet, empty ones among them
CHUNK = 1 << 16
ENCRYPTED = 1  # a flag of a part
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MARKS = b"\xef\xbb\xbf\xff\xfe"  # of the order of bytes
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii"}  # in any other the letters of a declaration could hide
# A number of so many digits that ends in so many zeros was shortened by a spreadsheet before.
ROUNDED = re.compile(r"[1-9]\d{5,}0{6}")
EXACT = 2**53
ROW, CELL, FORMULA, VALUE = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "f", "v"))
NOWHERE: tuple[int, frozenset[int]] = (LAST_ROW + 1, frozenset())


def read(content: bytes, *, cuts: bool = False) -> Table:
    """Return the first visible sheet that holds something, formulas as their values. Raises only kinds of BadTable."""
    return _read(content, lambda tables: (next(tables),), cuts=cuts)[0]


def read_all(content: bytes) -> tuple[Table, ...]:
    """Return every visible sheet that holds something, in all no more than one may. Raises only kinds of BadTable."""
    return _read(content, _within_limits, cuts=False)


def _read(content: bytes, take: Callable[[Iterator[Table]], tuple[Table, ...]], *, cuts: bool) -> tuple[Table, ...]:
    try:
        with ZipFile(BytesIO(content)) as parts:
            _look_into(parts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what else a workbook may hold
            return take(_tables(content, cuts=cuts))
    except BadTable:
        raise
    except Exception as fault:  # readers of zip and XML raise many kinds on broken files
        raise Unreadable from fault


def _look_into(parts: ZipFile) -> None:
    """Raise what is wrong with a workbook before it is read."""
    infos = parts.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise TooLarge
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise SealedWorkbook
    for info in infos:
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or not _is_inside(info.filename):
            raise Unreadable
        _refuse_declarations(parts, info)


def _is_inside(name: str) -> bool:
    return not name.startswith(("/", "\\")) and "\\" not in name and ".." not in name.split("/")


def _refuse_declarations(parts: ZipFile, info: ZipInfo) -> None:
    """Raise Unreadable for a part that declares a document type, or is written so that a declaration could not be seen."""
    seen = b""
    with parts.open(info) as part:
        while chunk := part.read(CHUNK):
            # UTF-16 is the same letters with a NUL beside each.
            fresh = chunk.replace(b"\0", b"")
            if DECLARATION.search(seen + fresh) or (not seen and not _is_in_plain_sight(fresh)):
                raise Unreadable
            seen = fresh[-len(b"<!DOCTYPE") :]


def _is_in_plain_sight(beginning: bytes) -> bool:
    """Tell whether the letters of a part are those of ASCII, by what XML says of its encoding; what is no XML is."""
    head = beginning.lstrip(MARKS)
    if not head.startswith(b"<?xml"):
        return True
    said = ENCODING.search(head.partition(b"?>")[0])
    return said is None or said[1].lower() in ENCODINGS


def _within_limits(tables: Iterator[Table]) -> tuple[Table, ...]:
    taken: list[Table] = []
    rows, characters = 0, 0
    for table in tables:
        rows += len(table.rows)
        characters += sum(len(text) for row in table.rows for text in row.cells)
        if rows > MOST_ROWS:
            raise TooManyRows
        if characters > MOST_TEXT:
            raise TooMuchText
        taken.append(table)
    return tuple(taken)


def _tables(content: bytes, *, cuts: bool) -> Iterator[Table]:
    """Give the visible sheets that hold something; raises EmptyTable where none does."""
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets: list[Any] = [sheet for sheet in book.worksheets[:MOST_SHEETS] if sheet.sheet_state == "visible"]
    is_empty = True
    for sheet in sheets:
        rows = tuple(kept(_rows(sheet), sheet.title, cuts=cuts))
        if rows:
            is_empty = False
            yield Table(rows, sheet.title, tuple(other.title for other in sheets if other is not sheet))
    if is_empty:
        raise EmptyTable


def _rows(sheet: Any) -> Iterator[Row]:  # a ReadOnlyWorksheet, which openpyxl's stubs know by half
    sheet.reset_dimensions()  # they are what the file says of itself
    waiting = _unworked(sheet)
    at, places = next(waiting, NOWHERE)
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        if number > LAST_ROW:
            raise TooManyRows
        while at < number:
            at, places = next(waiting, NOWHERE)
        unworked = places if at == number else frozenset()
        if values.count(None) == len(values) and not unworked:
            continue
        lossy = frozenset(place for place, value in enumerate(values) if _is_lossy(value))
        yield Row(number, tuple(map(_text, values)), lossy, unworked)


def _unworked(sheet: Any) -> Iterator[tuple[int, frozenset[int]]]:
    """Give the rows with formulas that have no value yet, and the places of these, as programs write them that do no sums.

    A formula that comes to an empty text has one: its cell says that it holds a text.
    """
    with sheet._get_source() as part:  # noqa: SLF001 - openpyxl gives the values or the formulas, never both
        for _event, row in iterparse(part):
            if row.tag != ROW:
                continue
            found = [coordinate_to_tuple(cell.get("r")) for cell in row.iterfind(CELL) if cell.get("r") and _is_unworked(cell)]
            if found:
                yield found[0][0], frozenset(column - 1 for _row, column in found if column <= MOST_COLUMNS + 1)
            row.clear()


def _is_unworked(cell: Any) -> bool:
    return cell.find(FORMULA) is not None and cell.get("t", "n") == "n" and not cell.findtext(VALUE)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time() | timedelta():
            return str(value)
    return plain(str(value))


def _is_lossy(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return isinstance(value, str) and bool(SHORTENED.fullmatch(value.strip()))
    return abs(value) >= EXACT or bool(ROUNDED.fullmatch(_text(value)))
