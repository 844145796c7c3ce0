"""Tables as text: in the encodings and with the separators that offices here use. Pure."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from jonghong.core.tables.facts import CellTooLong, Row, Table, kept

SEPARATORS = ",;\t"
LOOKED_AT = 20  # rows, to find the separator
NAMED = re.compile(r'"?sep=(?P<separator>[,;\t|])"?\r?\n')  # Excel's own first line
# Excel writes long numbers in this way, and then their last digits are gone.
SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+\d{1,3}")
AS_TEXT = re.compile(r'="(?P<text>[^"]*)"')  # how people keep Excel from reading a number
CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
BYTE_ORDERS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(content: bytes) -> str | None:
    """Return the text, in UTF-8, UTF-16 or TIS-620 (code page 874); None for what is no text in any of these."""
    for mark, encoding in BYTE_ORDERS:
        if content.startswith(mark):
            return _as(content[len(mark) :], encoding)
    for first, (_mark, encoding) in enumerate(reversed(BYTE_ORDERS)):
        if _is_half_a_text(content[first::2]):
            return _as(content, encoding)
    text = _as(content, "utf-8-sig")
    if text is None:
        text = _as(content, "cp874")
        # Almost any bytes are text in a code page; those of pictures and programs hold what no text does.
        text = None if text is None or CONTROLS.search(text) else text
    return text


def read(text: str, *, cuts: bool = False) -> Table:
    """Return the rows of a text, as ``kept`` gives them. Raises TooManyRows, TooManyColumns or CellTooLong."""
    named = NAMED.match(text)
    skipped, body = (1, text[named.end() :]) if named else (0, text)
    separator = named["separator"] if named else _likely_separator(body)
    return Table(tuple(kept((_row(number + skipped, cells) for number, cells in _records(body, separator)), cuts=cuts)))


def plain(text: str) -> str:
    """Return a cell without the signs that keep a spreadsheet from reading it as a number or a formula."""
    text = text.strip()
    if match := AS_TEXT.fullmatch(text):
        text = match["text"].strip()
    return text[1:] if len(text) > 1 and text[0] == "'" else text


def _is_half_a_text(content: bytes) -> bool:
    """Tell whether these are the upper bytes of Thai (0x0E) and Latin (0x00) letters in UTF-16."""
    return 2 * sum(map(content.count, (b"\0", b"\x0e"))) > max(len(content), 2)


def _as(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likely_separator(text: str) -> str:
    """Return the separator that makes the widest rows of the first ones; the comma where none makes any."""

    def width(separator: str) -> int:
        try:
            return max((len(cells) for _number, cells in islice(_records(text, separator), LOOKED_AT)), default=0)
        except CellTooLong:
            return 0

    return max(SEPARATORS, key=width)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each row with the line on which it begins; quoted cells may hold line breaks."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:  # a cell beyond all measure, as behind a quotation mark that nobody closed
        raise CellTooLong("", begins, 1) from None


def _row(number: int, cells: list[str]) -> Row:
    lossy = frozenset(place for place, text in enumerate(cells) if SHORTENED.fullmatch(text.strip()))
    return Row(number, tuple(map(plain, cells)), lossy)
