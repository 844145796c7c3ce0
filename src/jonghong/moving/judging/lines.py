"""A row while it is judged: its cells at hand, its texts as they may be shown. Pure."""

from jonghong.moving.facts import Code, Judged
from jonghong.moving.judging import texts


class Line:
    """Reads the cells of one row; what is noticed about its texts is noted."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.cells = dict(judged.row.cells)  # once: a source may keep them packed

    def cell(self, *columns: str) -> str:
        """Return what stands in the first of these columns that holds something; nothing for NULL."""
        for column in columns:
            if value := self.cells.get(column):
                return value
        return ""

    def word(self, column: str) -> str:
        """Return what stands in a column that holds a number or a word, without white space around it."""
        return self.cell(column).strip()

    def text(self, *columns: str) -> str:
        """Return the text of the first of these columns that holds something, as it may be shown."""
        raw = self.cell(*columns)
        if not raw:
            return ""
        shown, notes = texts.read(raw)
        self.judged.note(*notes)
        if any(texts.is_at_limit(column, raw) for column in columns):
            self.judged.note(Code.MAYBE_CUT)
        if any(texts.is_too_long(column, shown) for column in columns):
            self.judged.note(Code.TOO_LONG)
        return shown

    def number(self, column: str) -> int | None:
        """Return the whole number in a column; None where there is none."""
        return texts.whole_number(self.cell(column))
