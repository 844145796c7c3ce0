"""What sheets and pages share: the names of their tables, and why a row cannot be read. Pure."""

from jonghong.moving.facts import Code

BOOKINGS, TOTALS, PAGE, HEADING = "bookings", "totals", "page", "heading"
FARTHEST = 3  # years ahead in which a day may lie
SUM_WORDS = ("รวม", "ทั้งหมด", "total", "sum", "allyears", "ทุกปี")  # with which a row begins that sums up others


class Unclear(ValueError):
    """A row that cannot be taken as it is, why, and what may be meant: field of a draft -> text. Never holds the row itself."""

    def __init__(self, code: Code, **suggestion: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.suggestion = suggestion
