"""The year report read back from its page."""

from html.parser import HTMLParser
from typing import Any


class Table(HTMLParser):
    """Rows of cells, each a text and an address ("" for none), as they stand in the one table of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []
        self.is_in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append(("", ""))
            self.is_in_cell = True
        if tag == "a" and self.is_in_cell:
            self.rows[-1][-1] = ("", dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self.is_in_cell = False

    def handle_data(self, data: str) -> None:
        if self.is_in_cell:
            text, address = self.rows[-1][-1]
            self.rows[-1][-1] = (text + data, address)


def table_of(response: Any) -> list[list[tuple[str, str]]]:
    """Return the rows of the report, its heading first."""
    assert response.status_code == 200
    return Table(response.content.decode()).rows


def texts(row: list[tuple[str, str]]) -> list[str]:
    """Return what the cells of a row say."""
    return [text.strip() for text, _address in row]
