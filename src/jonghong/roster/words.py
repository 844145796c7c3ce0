"""What pages and files say about lists of people, in the visitor's language."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from jonghong.core.tables import Row, rows_to_csv, rows_to_xlsx
from jonghong.people.models import Role
from jonghong.roster.columns import Field
from jonghong.roster.reading import EXAMPLE, Reason

LABELS = {
    Field.CITIZEN_ID: gettext_lazy("Citizen ID"),
    Field.NAME: gettext_lazy("Name and surname"),
    Field.PREFIX: gettext_lazy("Title before the name"),
    Field.GIVEN: gettext_lazy("First name"),
    Field.SURNAME: gettext_lazy("Surname"),
    Field.GROUP: gettext_lazy("Group"),
    Field.ROLE: gettext_lazy("Role"),
    Field.EMAIL: gettext_lazy("E-mail"),
}
NEWS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail"),
    "roles": gettext_lazy("groups and roles"),
}
REASONS = {
    Reason.NO_ID: gettext_lazy("There is no citizen ID."),
    Reason.WRONG_ID: gettext_lazy("The citizen ID has not 13 digits."),
    Reason.SHORTENED: gettext_lazy(
        "Excel has shortened the citizen ID, and its last digits are lost. Type it again into a cell with the format Text.",
    ),
    Reason.EXAMPLE: gettext_lazy("This is the example of the empty table."),
    Reason.NOT_SURE: gettext_lazy("The last digit of the citizen ID does not fit the others. Compare it with the card."),
    Reason.NO_NAME: gettext_lazy("There is no name."),
    Reason.BAD_NAME: gettext_lazy("There is a character in the name that cannot be kept."),
    Reason.LONG_NAME: gettext_lazy("The name is longer than 150 characters."),
    Reason.NUMBER_IN_NAME: gettext_lazy("The name holds a citizen ID. Write the name alone."),
    Reason.NO_GROUP: gettext_lazy("There is no group."),
    Reason.UNKNOWN_GROUP: gettext_lazy("The office has no such group."),
    Reason.BAD_ROLE: gettext_lazy("There is no such role. Write Group clerk, Room officer or Administrator."),
    Reason.ROLE_NOT_YOURS: gettext_lazy("Only an administrator can give this role."),
    Reason.BAD_EMAIL: gettext_lazy("The e-mail address is not right."),
    Reason.TWICE: gettext_lazy("This person stands in the same group in row %(before)s already."),
    Reason.OTHER_NAME: gettext_lazy("Row %(before)s has the same citizen ID and another name."),
    Reason.OTHER_EMAIL: gettext_lazy("Row %(before)s has the same citizen ID and another e-mail address."),
    Reason.LONG_CELL: gettext_lazy("A cell holds more than 2,000 characters."),
    Reason.FORMULA: gettext_lazy("This cell is a formula that nobody has worked out: open the file in Excel and save it."),
    Reason.HAS_LEFT: gettext_lazy("This person has left. Let them return on their page first."),
    Reason.NOT_YOURS: gettext_lazy("An administrator looks after this person. Ask one of them."),
}


def sentences(reasons: Iterable[str], before: int) -> str:
    """Return why a row is not taken."""
    return " ".join(str(REASONS[Reason(reason)]) % {"before": before} for reason in reasons)


def title(column: int, head: Row | None) -> str:
    """Return what a column is called: what stands above it, else its letters as in a spreadsheet."""
    return (head.cell(column) if head else "") or _("Column %(letters)s") % {"letters": letters(column)}


def letters(column: int) -> str:
    """Return the name of a column, counted from 0, in a spreadsheet: A, B ... Z, AA ..."""
    before, here = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + here)


def empty_table() -> bytes:
    """Return a workbook to fill in: the heads, and one row about nobody."""
    fields = (Field.CITIZEN_ID, Field.PREFIX, Field.GIVEN, Field.SURNAME, Field.GROUP, Field.ROLE, Field.EMAIL)
    digits = f"{EXAMPLE[0]}-{EXAMPLE[1:5]}-{EXAMPLE[5:10]}-{EXAMPLE[10:12]}-{EXAMPLE[12]}"
    prefix, given, surname, group = _("Mr."), _("Example"), _("(delete this row)"), _("Name of the group")
    example = [digits, prefix, given, surname, group, str(Role.CLERK.label), "example@example.go.th"]
    return rows_to_xlsx([[str(LABELS[each]) for each in fields], example], sheet=_("Staff"))


def rejected_table(kept: dict[str, Any], kind: str) -> bytes:
    """Return the rows that were not taken as ``csv`` or ``xlsx``: where each stands, why, and what it says but its numbers."""
    heads: Sequence[str] = [_("Row in the file"), _("Why it was not taken"), *kept["head"]]
    rows = [[row["number"], sentences(row["reasons"], row["before"]), *row["cells"]] for row in kept["rows"]]
    if kind == "csv":
        return rows_to_csv([heads, *rows])
    return rows_to_xlsx([heads, *rows], sheet=_("Rows that were not taken"))
