"""What a table is once it is read, and why a file may not become one. Pure.

Rows keep the number by which their owner finds them: the row of the sheet, or the line of a CSV file on which it begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

MOST_BYTES = 10_000_000  # of the file as it comes
MOST_ROWS = 20_000  # that hold something
MOST_COLUMNS = 100
MOST_CHARACTERS = 2_000  # in one cell
MOST_TEXT = 10_000_000  # characters of all cells: a workbook writes a text once that may stand in every cell


@dataclass(frozen=True)
class Row:
    """The cells of one row as texts, white space around them gone.

    ``lossy`` holds the places, from 0, of numbers that a spreadsheet has shortened: their last digits are gone for good;
    ``unworked`` those of formulas that no spreadsheet has worked out yet: their cells are empty.
    """

    number: int
    cells: tuple[str, ...]
    lossy: frozenset[int] = frozenset()
    unworked: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        """Return what stands in a column, counted from 0; nothing beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """The rows that hold something, of a CSV file (``sheet`` is empty) or of the first sheet that holds something."""

    rows: tuple[Row, ...]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)


class BadTable(ValueError):
    """A file that does not become a table. Never holds what stands in it."""


class Unreadable(BadTable):
    """Neither a workbook (.xlsx) nor text, whatever its name says; or a broken one, or one that could do harm."""


class OldWorkbook(BadTable):
    """A workbook of Excel 97 (.xls), or one that is kept under a password."""


class SealedWorkbook(BadTable):
    """A workbook whose parts are kept under a password."""


class IsWebPage(BadTable):
    """A page of the web under another name, as some systems export it."""


class EmptyTable(BadTable):
    """Nothing stands in it."""


class TooLarge(BadTable):
    """More than ``MOST_BYTES``, or more than that and some once it is unpacked."""


class TooManyRows(BadTable):
    """More than ``MOST_ROWS``."""


class TooMuchText(BadTable):
    """More than ``MOST_TEXT`` in all cells."""


@dataclass
class TooManyColumns(BadTable):
    """A row that holds something beyond ``MOST_COLUMNS``."""

    sheet: str
    row: int


@dataclass
class CellTooLong(BadTable):
    """A cell that holds more than ``MOST_CHARACTERS``, its column counted from 1."""

    sheet: str
    row: int
    column: int


def kept(rows: Iterable[Row], sheet: str = "", *, cuts: bool = False) -> Iterator[Row]:
    """Give the rows that hold something, without what is empty at their ends, within the limits of a table.

    With ``cuts`` a cell that is too long is cut to one character more than may be: whoever asks for that refuses its row.
    Raises TooManyRows, TooMuchText, TooManyColumns or CellTooLong.
    """
    count, characters = 0, 0
    for row in rows:
        width = max((place for place, text in enumerate(row.cells, 1) if text or place - 1 in row.unworked), default=0)
        if not width:
            continue
        count += 1
        if count > MOST_ROWS:
            raise TooManyRows
        characters += sum(map(len, row.cells))
        if characters > MOST_TEXT:
            raise TooMuchText
        if width > MOST_COLUMNS:
            raise TooManyColumns(sheet, row.number)
        column = next((place for place, text in enumerate(row.cells, 1) if len(text) > MOST_CHARACTERS), 0)
        if column and not cuts:
            raise CellTooLong(sheet, row.number, column)
        yield replace(row, cells=tuple(text[: MOST_CHARACTERS + 1] for text in row.cells[:width]))
