"""What the columns of a former system are called on pages and in files; one that is not known keeps its own name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from jonghong.moving.sheets.facts import BOOKINGS, PAGE
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
OF_SHEET = {name: FIELDS[name] for name in ("title", "chair", "coordinator")}


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


def beside(name: str, table: str) -> str:
    """Return what something is called that a row says and its booking does not: a column or, where it did not fit, a field.

    Columns of a sheet have the names that their office gave them, whatever these mean in AMSS++.
    """
    return str((OF_SHEET if table == BOOKINGS else COLUMNS | FIELDS).get(name, name))


def besides(name: str, text: str, table: str) -> Cell:
    """Return what a row says besides as it may be shown."""
    label = beside(name, table)
    return Cell(label, "" if label == name or name in FIELDS else name, text)


def is_column_of_table(name: str) -> bool:
    """Tell whether a name is the number of a column."""
    return name.isdecimal() and len(name) < 4
