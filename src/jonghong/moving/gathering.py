"""Gathering the rows of AMSS++ that matter, from a dump or from the database itself. Pure."""

import re
from collections.abc import Sequence

from jonghong.moving.cells import PackedCells, Shape
from jonghong.moving.editions import NotAmss, edition_of
from jonghong.moving.facts import Source, SourceRow

NAME = "amss"
# Table -> the column that names a row where there is no ``id``. A number of a citizen never does: keys are kept in clear.
WANTED = {
    "meeting_main": "",
    "meeting_room": "room_code",
    "meeting_permission": "",
    "person_main": "",
    "person_sch_main": "",
    "system_workgroup": "workgroup",
    "system_department": "department",
    "system_user": "",
    "system_module_admin": "",
}
SECRET = re.compile(r"pass|pwd|token|secret")
MOST_ROWS = 500_000
MOST_BYTES = 256_000_000  # of all their cells
LONGEST_KEY = 60
DIGITS_OF_CITIZEN = 13


class TooMany(Exception):
    """More than MOST_ROWS rows or MOST_BYTES of cells."""


class Form:
    """How rows of a table come: their columns, in order, and which of them are kept."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table, self.width = table, len(columns)
        self.kept = [place for place, column in enumerate(columns) if not SECRET.search(column)]
        self.drops = len(self.kept) < self.width
        self.shape = Shape([columns[place] for place in self.kept])
        self.key = self.shape.places.get("id", self.shape.places.get(WANTED[table], -1))


class Gathered:
    """Rows as they come in; ``source`` is what became of them."""

    def __init__(self) -> None:
        self._tables: dict[str, list[SourceRow]] = {}
        self._columns: dict[str, dict[str, None]] = {}
        self._keys: dict[str, set[str]] = {}
        self._rows = self._bytes = 0

    def form(self, table: str, columns: Sequence[str]) -> Form:
        """Return how rows with these columns come, and know of the table from now on."""
        form = Form(table, columns)
        self._tables.setdefault(table, [])
        self._columns[table] = {**self._columns.get(table, {}), **dict.fromkeys(form.shape.columns)}
        self._keys.setdefault(table, set())
        return form

    def has_rows(self, table: str) -> bool:
        """Tell whether rows of that table came already."""
        return bool(self._tables.get(table))

    def add(self, form: Form, values: Sequence[str | None], where: str) -> None:
        """Add a row of ``form.width`` values. Raises TooMany."""
        kept = [values[place] for place in form.kept] if form.drops else values
        cells = PackedCells(form.shape, kept)
        self._rows += 1
        self._bytes += cells.size
        if self._rows > MOST_ROWS or self._bytes > MOST_BYTES:
            raise TooMany
        rows = self._tables[form.table]
        rows.append(SourceRow(form.table, self._key(form, kept, len(rows) + 1), cells, where))

    def source(self) -> Source:
        """Return what came."""
        columns = {table: tuple(each) for table, each in self._columns.items()}
        try:
            edition = str(edition_of(columns))
        except NotAmss:
            edition = ""
        return Source(NAME, edition, self._tables, columns)

    def _key(self, form: Form, values: Sequence[str | None], number: int) -> str:
        said = (values[form.key] or "").strip() if form.key >= 0 else ""
        # What has thirteen digits may be somebody's number, whatever column it stands in.
        is_key = said and len(said) <= LONGEST_KEY and sum(map(str.isdigit, said)) < DIGITS_OF_CITIZEN
        first = key = said if is_key else f"#{number}"
        keys, again = self._keys[form.table], 1
        while key in keys:
            again += 1
            key = f"{first}#{again}"
        keys.add(key)
        return key
