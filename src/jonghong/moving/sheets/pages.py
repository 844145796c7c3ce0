"""Reading the public page of a month, as a browser saves it, into a row for each booking on it. Pure.

The page is days x rooms; a cell says "เรื่อง กลุ่ม (เช้า-บ่าย 20 คน)", once for each booking, or what is free. It comes from
anywhere, so nothing in it is trusted: whatever it holds, the outcome is rows or a kind of ``BadTable``.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice

from jonghong.core import thai
from jonghong.core.tables import csvs
from jonghong.core.tables.facts import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    BadTable,
    TooManyRows,
    TooMuchText,
    Unreadable,
)
from jonghong.moving.facts import Source, SourceRow
from jonghong.moving.sheets.facts import PAGE
from jonghong.moving.sheets.page_texts import BARE_DAY, DAY_HEAD, DAY_WORDS, LINK_WORDS, MONTH_OF_PAGE, bookings_in

MOST_BYTES = 2_000_000
MOST_CELLS = 50_000
MOST_IN_CELL = 20_000  # characters
DAY, MONTH, ROOM, TEXT = "day", "month", "room", "text"
COLUMNS = (DAY, MONTH, ROOM, TEXT)
SKIPPED = {"noscript", "template", "select", "button", "svg"}
UNSHOWN = re.compile(r"<(?:!--|script\b|style\b|!|\?)", re.IGNORECASE)
ENDS = {"<!--": "-->", "<script": "</script", "<style": "</style"}
NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,4000}>)")
BREAKS = {"br", "p", "div", "li", "ul", "ol", "hr"}


class LargePage(BadTable):
    """More than ``MOST_BYTES``."""


class NoMonthTable(BadTable):
    """A page on which no table of a month was found."""


@dataclass
class Cell:
    """A cell of a table: its text, and over how many columns and rows it reaches."""

    texts: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """All of it. Raises TooMuchText for more than any cell of such a page holds."""
        text = "".join(self.texts)
        if len(text) > MOST_IN_CELL:
            raise TooMuchText
        return text


Grid = list[list[Cell]]


class Reader(HTMLParser):
    """Gathers the tables of a page, those within others by themselves, and the text of all of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.open: list[Grid] = []
        self.cells: list[Cell | None] = []
        self.text: list[str] = []
        self.skipped = ""
        self.is_link = False
        self.number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell; what stands open and was not closed is closed by that."""
        if tag in SKIPPED:
            self.skipped = self.skipped or tag
        elif tag == "a":
            self.is_link = True
        elif tag == "table":
            grid: Grid = []
            self.grids.append(grid)
            self.open.append(grid)
            self.cells.append(None)
        elif self.open and tag == "tr":
            self.open[-1].append([])
            self.cells[-1] = None
        elif self.open and tag in {"td", "th"}:
            self._open_cell(dict(attrs))
        elif tag in BREAKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what stands open."""
        if tag == self.skipped:
            self.skipped = ""
        elif tag == "a":
            self.is_link = False
        elif tag == "table" and self.open:
            self.open.pop()
            self.cells.pop()
        elif tag in {"tr", "td", "th"} and self.open:
            self.cells[-1] = None
        elif tag in BREAKS:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        """Keep a text, but not a link that only says what to do."""
        if not self.skipped:
            is_deed = self.is_link and data.strip(" \n\t<>[]").casefold() in LINK_WORDS
            self._say("\n" if is_deed else data)

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        self.number += 1
        if self.number > MOST_CELLS:
            raise TooManyRows
        grid = self.open[-1]
        if not grid:
            grid.append([])
        cell = Cell([], *(_reach(attributes.get(name)) for name in ("colspan", "rowspan")))
        grid[-1].append(cell)
        self.cells[-1] = cell

    def _say(self, data: str) -> None:
        self.text.append(data)
        if self.cells and (cell := self.cells[-1]) is not None:
            cell.texts.append(data)


def read_page(content: bytes, name: str) -> Source:
    """Return a row for each booking on a saved page, with the texts of its day and room. Raises only kinds of BadTable."""
    if len(content) > MOST_BYTES:
        raise LargePage
    text = csvs.decoded(content)
    if text is None:
        raise Unreadable
    reader = Reader()
    reader.feed(_tamed(text))
    reader.close()
    tables = [_squared(grid) for grid in reader.grids]
    table = max(tables, key=_days_in, default=[])
    if not _days_in(table):
        raise NoMonthTable
    month = _month_of(" ".join("".join(reader.text).split()), table)
    return Source(name, "page", {PAGE: _rows(table, month)}, {PAGE: COLUMNS})


def _tamed(text: str) -> str:
    """Return a page without what is never shown, and its stray brackets as text: a parser looks for the end of each of them.

    That takes hours on a page made for it, and it stumbles over declarations. Here everything is looked at once.
    """
    parts, at, unended = [], 0, set()
    while found := UNSHOWN.search(text, at):
        end = ENDS.get(found[0].lower(), ">")
        closes = -1 if end in unended else _find(end, text, found.end())
        parts.append(text[at : found.start()])
        at = found.end() if closes < 0 else closes if end.startswith("</") else closes + len(end)
        if closes < 0:
            unended.add(end)
    return NO_TAG.sub("&lt;", "".join([*parts, text[at:]]))


def _find(end: str, text: str, at: int) -> int:
    found = re.compile(re.escape(end), re.IGNORECASE).search(text, at)
    return found.start() if found else -1


def _month_of(text: str, table: list[list[str]]) -> str:
    """Return the month that the page is about, as "มิถุนายน 2566": the one named so, else one that its days name."""
    found = list(islice(MONTH_OF_PAGE.finditer(thai.arabic_digits(text)), MOST_ROWS))
    heads = " ".join(row[0] for row in table if row)
    found.sort(key=lambda each: (not each["said"], each["month"] not in heads))
    return f"{found[0]['month']} {found[0]['year']}" if found else ""


def _days_in(table: list[list[str]]) -> int:
    """Return how many rows of a table are about a day."""
    counts_days = _counts_days(table)
    return sum(_is_day(row, counts_days=counts_days) for row in table)


def _counts_days(table: list[list[str]]) -> bool:
    """Tell whether the first column is headed as one of days, so that numbers alone are days, too."""
    return any(row and _line(row[0]).casefold() in DAY_WORDS for row in table)


def _is_day(row: list[str], *, counts_days: bool) -> bool:
    head = _line(row[0]) if len(row) > 1 else ""
    return bool(DAY_HEAD.fullmatch(head) or (counts_days and BARE_DAY.fullmatch(head)))


def _rows(table: list[list[str]], month: str) -> list[SourceRow]:
    counts_days = _counts_days(table)
    first = next(place for place, row in enumerate(table) if _is_day(row, counts_days=counts_days))
    rooms = next((list(map(_line, row)) for row in reversed(table[:first]) if len(row) > 1), [])
    rows: list[SourceRow] = []
    for row in table[first:]:
        for place, text in enumerate(row[1:], 1):
            room = rooms[place] if place < len(rooms) else ""
            if len(rows) > MOST_ROWS:
                raise TooManyRows
            for said in bookings_in(text):
                cells = {DAY: _line(row[0]), MONTH: month, ROOM: room, TEXT: said}
                rows.append(SourceRow(PAGE, str(len(rows) + 1), cells, f"{_line(row[0])} {room}".strip()[:60]))
    return rows


def _squared(grid: Grid) -> list[list[str]]:
    """Return the texts of a table, each in every place that its cell reaches over."""
    table: list[list[str]] = []
    below: dict[int, tuple[str, int]] = {}
    for row in grid:
        texts: list[str] = []
        waiting = list(row)
        while (waiting or len(texts) in below) and len(texts) < MOST_COLUMNS:
            text, left = below.pop(len(texts), ("", 0))
            if left:
                columns = 1
            else:
                cell = waiting.pop(0)
                text, columns, left = cell.text, cell.columns, cell.rows
            for _each in range(columns):
                if left > 1:
                    below[len(texts)] = (text, left - 1)
                texts.append(text)
        table.append(texts[:MOST_COLUMNS])
    return table


def _reach(said: str | None) -> int:
    return min(int(said), MOST_COLUMNS) if said and re.fullmatch("[1-9][0-9]{0,3}", said) else 1


def _line(text: str) -> str:
    return " ".join(thai.arabic_digits(text[:MOST_CHARACTERS]).split())
