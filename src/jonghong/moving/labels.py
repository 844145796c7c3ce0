"""What the columns of a former system are called on pages and in files; one that is not known keeps its own name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from jonghong.moving.facts import Judged
from jonghong.moving.sheets.facts import HEADING, PAGE
from jonghong.roster.words import letters

Cells = Mapping[str, str | None]

# Of AMSS++, all editions, and of a saved page.
COLUMNS = {
    "active": _("Open for booking"),
    "approve": _("Whether it was allowed"),
    "book_date": _("Date"),
    "book_date_end": _("Last day"),
    "book_date_start": _("Date"),
    "book_person": _("Who booked"),
    "chairman": _("Chair"),
    "coordinator": _("Coordinator"),
    "day": _("Day"),
    "department": _("Number of the group"),
    "department_book": _("Number of the group that booked"),
    "department_name": _("Name of the group"),
    "department_precis": _("Short name"),
    "finish_time": _("Until, the hour"),
    "id": _("Number of the row"),
    "module": _("Part of the system"),
    "month": _("Month"),
    "name": _("First name"),
    "objective": _("Subject"),
    "officer": _("Who decided"),
    "officer_date": _("When it was decided"),
    "officer_id": _("Who decided"),
    "other": _("Remark"),
    "p1": _("Officer of rooms"),
    "person_id": _("Citizen ID"),
    "person_max": _("Seats"),
    "person_num": _("Attendees"),
    "person_order": _("Place in the order"),
    "position_code": _("Number of the position"),
    "prename": _("Title before the name"),
    "reason": _("Reason"),
    "rec_date": _("When it was asked for"),
    "room": _("Room"),
    "room_code": _("Number of the room"),
    "room_detail": _("Details"),
    "room_name": _("Name of the room"),
    "school_code": _("Number of the school"),
    "smss_admin": _("Administrator of all of AMSS++"),
    "start_time": _("From, the hour"),
    "status": _("Status"),
    "surname": _("Surname"),
    "text": _("Cell"),
    "user_book": _("Account that booked"),
    "username": _("User name"),
    "workgroup": _("Number of the group"),
    "workgroup_desc": _("Name of the group"),
}
# Fields of a booking of which a row says more than fits into them.
FIELDS = {"title": _("Subject"), "chair": _("Chair"), "coordinator": _("Coordinator"), "remark": _("Reason")}
FEWEST = 2  # cells of a heading; a title above it has one


@dataclass(frozen=True)
class Cell:
    """A cell as it may be shown, None for NULL: what its column is called here and, where that is another name, there."""

    label: str
    raw: str
    text: str | None = field(repr=False)


def cell(name: str, text: str | None, heads: Cells, table: str = "") -> Cell:
    """Return a cell with its names; those of a page are ours, and were no columns there."""
    label = column(name, heads)
    return Cell(label, "" if label == name or is_column_of_table(name) or table == PAGE else name, text)


def column(name: str, heads: Cells) -> str:
    """Return what a column is called: of a table, which knows it by its number, what its heading says, else its letters."""
    if is_column_of_table(name):
        return heads.get(name) or letters(int(name))
    return str(COLUMNS.get(name, name))


def besides(name: str, text: str) -> Cell:
    """Return what a row says and its booking does not, under the name of a column or, where it did not fit, of a field."""
    label = str((COLUMNS | FIELDS).get(name, name))
    return Cell(label, "" if label == name or name in FIELDS else name, text)


def is_column_of_table(name: str) -> bool:
    """Tell whether a name is the number of a column."""
    return name.isdecimal() and len(name) < 4


def headed(rows: Iterable[Judged]) -> Iterable[tuple[Judged, Cells]]:
    """Give rows in the order of their source, each with the heading that stands above it; empty where there is none."""
    heads: Cells = {}
    for judged in rows:
        if judged.row.table == HEADING and is_heading(judged.row.cells):
            heads = judged.row.cells
        yield judged, heads


def is_heading(cells: Cells) -> bool:
    """Tell whether a row that is no booking names columns: a title stands alone, and a row that sums up has numbers."""
    texts = [text for text in cells.values() if text]
    return len(texts) >= FEWEST and not any(any(map(str.isdigit, text)) for text in texts)
