"""Why a dump cannot be taken. Pure."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 64  # characters, as MySQL's own limit is


class Fault(StrEnum):
    """What is wrong with a dump; the value is an English sentence that holds nothing of what stands in it."""

    CUT = "the file ends in the middle of a statement, or before its end"
    COUNT = "a row has more or fewer values than columns"
    VALUE = "something stands there that is no value and no end of a row"
    COLUMNS = "rows without names of columns, and no CREATE TABLE that tells them"
    NOT_SQL = "no statement of SQL begins there"
    TWICE = "the table stands in it twice, of two databases or of two dumps"
    TOO_LONG = "a row or statement is too long"
    TOO_MANY = "there are too many rows"
    TOO_LARGE = "the file unpacks to too much"
    PACKED = "the file is packed in a way that cannot be read here"
    DAMAGED = "the packed file is damaged"
    NOT_TEXT = "there is no text in any encoding"


@dataclass
class BadDump(ValueError):
    """A dump that is not taken, not even a part of it. ``table`` is empty where no table is concerned."""

    line: int
    table: str
    what: Fault

    def __str__(self) -> str:
        table = f", table {self.table[:LONGEST_NAME]}" if self.table else ""
        return f"line {self.line}{table}: {self.what}"
