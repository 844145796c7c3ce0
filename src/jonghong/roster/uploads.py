"""A list as it waits between two steps: the table that was read, as text to be sealed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from jonghong.core.tables import Row, Table
from jonghong.roster import columns
from jonghong.roster.choices import NO_HEAD, Choices


@dataclass(frozen=True)
class Content:
    """The table and the name of its file."""

    file: str
    table: Table

    def head(self, choices: Choices) -> Row | None:
        """Return the row above the others; None where there is none."""
        return None if choices.head == NO_HEAD else self.table.rows[choices.head]

    def body(self, choices: Choices) -> Sequence[Row]:
        """Return the rows about people."""
        return self.table.rows[choices.head + 1 :]

    def as_text(self) -> str:
        """Return it as it is kept."""
        rows = [[row.number, row.cells, sorted(row.lossy), sorted(row.unworked)] for row in self.table.rows]
        facts = {"file": self.file, "sheet": self.table.sheet, "others": self.table.other_sheets, "rows": rows}
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def of_text(text: str) -> Content:
    """Return what was kept."""
    facts = json.loads(text)
    # What was kept before formulas were looked for has three parts.
    rows = tuple(Row(number, tuple(cells), *map(frozenset, places)) for number, cells, *places in facts["rows"])
    return Content(facts["file"], Table(rows, facts["sheet"], tuple(facts["others"])))


def first_choices(table: Table) -> Choices:
    """Return what the words above the columns say that they hold."""
    head = columns.likely_head(table.rows)
    return Choices() if head is None else Choices(head=head, columns=columns.found(table.rows[head].cells))


def heads_key(head: Row) -> str:
    """Return the name under which the meaning of these heads is remembered."""
    return salted_hmac("jonghong.roster.heads", repr([*map(columns.plain, head.cells)]), algorithm="sha256").hexdigest()
