"""What pages, files and the console say about rows of a former system: of each code what was found, and what to do."""

from django.utils.translation import gettext, gettext_lazy as _

from jonghong.moving.dumps import BadDump, Fault
from jonghong.moving.facts import Code, Edition
from jonghong.moving.models import Kind
from jonghong.moving.reconciling import Rule
from jonghong.moving.sheets import Field

LONGEST_NAME = 64  # characters of a table's name that are said

# What a row with this code is, and what was done with it.
WHAT = {
    Code.NO_DATE: _("The date is missing or is no real date (such as 0000-00-00)."),
    Code.BUDDHIST_YEAR: _("The year was typed in the Buddhist era; 543 years were taken off."),
    Code.NO_END_DATE: _("The last day was missing; the booking is taken for a single day."),
    Code.END_BEFORE_START: _("The last day came before the first; they were exchanged where that makes sense."),
    Code.LONG_SPAN: _("The booking runs for more than 60 days."),
    Code.HOURS_SWAPPED: _("The end came before the start; the two times were exchanged."),
    Code.NO_HOURS: _("No times were given; the booking is taken for the whole day."),
    Code.NO_LENGTH: _("Start and end were the same; the booking is taken for one hour."),
    Code.HOURS_IMPOSSIBLE: _("A time lies outside the day."),
    Code.UNKNOWN_ROOM: _("The former system has no room of that number; a closed room keeps its place."),
    Code.ROOM_CODE_TWICE: _("Two rooms had the same number."),
    Code.UNKNOWN_DECISION: _("It is not clear whether the booking was allowed."),
    Code.NEVER_DECIDED: _("The request was never answered, and its day is over."),
    Code.DECIDED_BY_UNKNOWN: _("The booking was decided, but nobody knows by whom or when."),
    Code.DUPLICATE: _("The row repeats another one word for word; it is linked to that and counted once."),
    Code.PAST_OVERLAP: _("Two bookings of the past held one room at the same time; both are kept and marked."),
    Code.CLASH_AHEAD: _("The room is held by another booking at that time, which is still to come."),
    Code.CLOSED_ROOM_AHEAD: _("The booking is still to come, and its room takes no bookings any more."),
    Code.BOOKER_UNKNOWN: _("Who booked stands in no register; a name without an account keeps the place."),
    Code.BOOKER_GONE: _("Who booked has left or belongs to a school; the name is linked, without an account."),
    Code.BOOKED_FOR_ANOTHER: _("One person booked for another; both are kept."),
    Code.ODD_ID: _("The citizen ID is not a valid one; the person cannot take an account into use by it."),
    Code.TWO_REGISTERS: _("One person stands in two registers; it became one person."),
    Code.SAME_NAME: _("Two people have the same name and different citizen IDs; both are kept."),
    Code.TEXT_TIDIED: _("Spaces and signs in the text were tidied up; the original is kept."),
    Code.UNKNOWN_GROUP: _("The group is not known; the row went to a group for such cases."),
    Code.MAYBE_CUT: _("The text ends exactly where the former system cut long ones; part of it may be missing."),
    Code.MARKUP: _("The text holds web code; it is shown as plain text."),
    Code.DAMAGED_TEXT: _("The text is damaged; it was repaired only where that is certain."),
    Code.ODD_ATTENDEES: _("The number of people cannot be right; it was left empty."),
    Code.ODD_RECORD_TIME: _("The booking was recorded after the meeting, or nobody knows when."),
    Code.OTHER_USERNAME: _("The user name was another than the citizen ID; signing in stays by citizen ID."),
    Code.HALF_AN_ACCOUNT: _("An account without a person, or a person without an account."),
    Code.ODD_PERMISSION: _("A permission stood twice, or belonged to nobody."),
    Code.PART_MISSING: _("Part of the file is missing; what is there was used."),
    Code.UNKNOWN_COLUMNS: _("The former system kept more about it than is known here; that is shown on its page."),
    Code.CHANGED_HERE: _("It was changed in the former system since and cannot follow; what stands here was left as it is."),
    Code.ID_IN_TEXT: _("A text holds a citizen ID; it is hidden wherever the text is shown."),
    Code.DATE_UNREADABLE: _("The date cannot be read."),
    Code.YEAR_UNCLEAR: _("It is not clear which year is meant."),
    Code.NO_SUCH_DAY: _("The calendar has no such day."),
    Code.HOURS_UNREADABLE: _("The time of day cannot be read."),
    Code.NO_ROOM: _("No room is given."),
    Code.ATTENDEES_UNREADABLE: _("The number of people cannot be read; it was left empty."),
    Code.NO_TITLE: _("There is no subject."),
    Code.CELL_UNREADABLE: _("A cell of the saved page cannot be read."),
    Code.TOTAL_UNREADABLE: _("A sum of a month is not a number."),
    Code.MONTH_HAS_BOOKINGS: _("The month has bookings here already; its sum was not added to them."),
    Code.GONE: _("The booking is still to come, and the former system no longer has it; here it stands."),
    Code.CANCELLED_BY_REMARK: _("No state is given, and the title or the remark says that it was cancelled; so it came in."),
    Code.NAME_ALONE: _("Nobody on the staff list, or more than one person, has the name of who booked; the name is shown."),
    Code.MAYBE_CANCELLED: _("The title or the remark speaks of cancelling, and it is not clear whether it means this booking."),
    Code.TOO_LONG: _("A text is longer than can be kept here; its beginning is shown, and the whole is kept with the row."),
}
# The same code may be noted about a row that is taken, and keep out one that goes too far.
WHY = {
    Code.BUDDHIST_YEAR: _("The year lies more than three years after the booking was recorded."),
    Code.END_BEFORE_START: _("The last day comes before the first, and it is not clear what is meant."),
    Code.LONG_SPAN: _("The booking runs for more than a year, which cannot be meant."),
}
LOOK = _("Nothing has to be done.")
MEND = _("Correct the row on its page; it then joins the history.")
# What a person can do about it; of all others nothing has to be done.
DO = {
    Code.NO_DATE: _("Enter the day if somebody knows it, else set the row aside."),
    Code.END_BEFORE_START: MEND,
    Code.LONG_SPAN: _("Look whether the last day is right."),
    Code.HOURS_IMPOSSIBLE: _("Enter the times if somebody knows them, else set the row aside."),
    Code.UNKNOWN_ROOM: _("Give the closed room its right name, or choose one of your rooms before the import."),
    Code.ROOM_CODE_TWICE: _("Look whether the bookings stand in the right room."),
    Code.UNKNOWN_DECISION: _("Say on the row's page what became of the booking."),
    Code.CLASH_AHEAD: _("Move it to a free place, or set it aside. Nobody was told yet."),
    Code.CLOSED_ROOM_AHEAD: _("Move it to an open room, or let it stay."),
    Code.BOOKER_UNKNOWN: _("Add the person to the staff list; the bookings then belong to that name."),
    Code.ODD_ID: _("Correct the citizen ID on the staff list if the person still works here."),
    Code.SAME_NAME: _("If both are one person, let the wrong one leave on the staff list."),
    Code.UNKNOWN_GROUP: _("Choose one of your groups before the import."),
    Code.DAMAGED_TEXT: _("Correct the words where they matter."),
    Code.ODD_PERMISSION: _("Check the roles on the staff list."),
    Code.PART_MISSING: _("Save the whole database from the former system if you need the rest."),
    Code.CHANGED_HERE: _("Compare the two, and change the booking here if the other is right."),
    Code.DATE_UNREADABLE: MEND,
    Code.YEAR_UNCLEAR: MEND,
    Code.NO_SUCH_DAY: MEND,
    Code.HOURS_UNREADABLE: MEND,
    Code.NO_ROOM: MEND,
    Code.NO_TITLE: MEND,
    Code.CELL_UNREADABLE: MEND,
    Code.TOTAL_UNREADABLE: _("Correct the number in the file and bring it in again."),
    Code.GONE: _("Cancel the booking if it was cancelled over there, or leave it as it is."),
    Code.CANCELLED_BY_REMARK: _("Look whether it was cancelled; if it was not and is still to come, book it anew."),
    Code.MAYBE_CANCELLED: _("Say on the row's page what became of the booking."),
    Code.MONTH_HAS_BOOKINGS: _("Bring sums in for months only that have no bookings here."),
}
# What tables of a former system are called; others are called what they are called there.
TABLES = {
    "meeting_main": _("bookings"),
    "meeting_room": _("rooms"),
    "meeting_permission": _("officers of rooms"),
    "person_main": _("people of the office"),
    "person_sch_main": _("people of schools"),
    "system_workgroup": _("groups"),
    "system_department": _("groups"),
    "system_user": _("accounts"),
    "system_module_admin": _("administrators of rooms"),
    "bookings": _("bookings"),
    "heading": _("headings"),
    "totals": _("sums of months"),
    "page": _("cells of the page"),
}
EDITIONS = {
    Edition.V0: _("AMSS++ of the first years"),
    Edition.V1: _("AMSS++ up to 4.2"),
    Edition.V2: _("AMSS++ 4.3 to 6.1"),
    Edition.V4: _("SMART OBEC"),
}
# Why a dump is not taken; each of these is followed by the line.
EXPORT_ANEW = _("Export it again, as plain SQL of the whole database.")
FAULTS = {
    Fault.CUT: _("This file ends too early, as if it had not been downloaded whole."),
    Fault.COUNT: _("A row of this file has more or fewer values than its table has columns."),
    Fault.VALUE: _("Something stands in this file that is no value."),
    Fault.COLUMNS: _("This file has rows, and nowhere the names of their columns."),
    Fault.NOT_SQL: _("This file is not an export of a database."),
    Fault.TWICE: _("A table stands twice in this file, of two databases."),
    Fault.TOO_LONG: _("A row of this file is too long."),
    Fault.TOO_MANY: _("There are too many rows in this file."),
    Fault.TOO_LARGE: _("This file unpacks to too much."),
    Fault.PACKED: _("This file is packed in a way that cannot be read here."),
    Fault.DAMAGED: _("This packed file is damaged."),
    Fault.NOT_TEXT: _("This file holds no text."),
}

# What a column of a table can hold, and what is said where a needed one is missing.
COLUMNS = {
    Field.DATE: _("Date"),
    Field.DATE_CE: _("Date, years of the common era"),
    Field.UNTIL: _("Last day"),
    Field.HALF: _("Time of day (morning, afternoon or hours)"),
    Field.START: _("From, the hour"),
    Field.END: _("Until, the hour"),
    Field.ROOM: _("Room"),
    Field.GROUP: _("Group"),
    Field.TITLE: _("Subject"),
    Field.ATTENDEES: _("Attendees"),
    Field.CHAIR: _("Chair"),
    Field.COORDINATOR: _("Coordinator"),
    Field.BOOKER: _("Who booked"),
    Field.CREATED: _("When it was asked for"),
    Field.STATE: _("Whether it was allowed"),
    Field.IGNORED: _("Nothing of this"),
}
# How published tables may have counted.
RULES = {
    Rule.PER_BOOKING: _("each booking once, in the month in which it begins"),
    Rule.PER_DAY: _("each day of a booking once"),
}
NO_DATE_COLUMN = _("Choose the column that holds the date.")
NO_ROOM_COLUMN = _("Choose the column that holds the room.")


def fault(fact: BadDump) -> str:
    """Return why a dump is not taken, and where that is seen."""
    words = {"line": f"{fact.line:,}", "table": table(fact.table[:LONGEST_NAME])}
    place = gettext("Line %(line)s, table %(table)s.") if fact.table else gettext("Line %(line)s.")
    return f"{FAULTS[fact.what]} {EXPORT_ANEW} {place % words}"


def what(code: str) -> str:
    """Return the sentence on what was found; of a code that a later version wrote, the code itself."""
    return str(WHAT[Code(code)]) if code in WHAT else code


def why(code: str) -> str:
    """Return the sentence on why a row is in quarantine."""
    return str(WHY[Code(code)]) if code in WHY else what(code)


def mending(code: str) -> str:
    """Return the sentence on what to do about a row in quarantine."""
    return str(DO.get(Code(code), MEND)) if code in WHAT else ""


def todo(code: str) -> str:
    """Return the sentence on what to do about it."""
    return str(DO.get(Code(code), LOOK)) if code in WHAT else ""


def table(name: str) -> str:
    """Return what a table of the source is called."""
    return str(TABLES.get(name, name))


def place(where: str) -> str:
    """Return where a row stands in its source, which says it in English: a line or a row and its number."""
    kind, _space, number = where.partition(" ")
    if kind == "line" and number.isdecimal():
        return gettext("Line %(line)s") % {"line": f"{int(number):,}"}
    return gettext("Row %(row)s") % {"row": f"{int(number):,}"} if kind == "row" and number.isdecimal() else where


def row(where: str, key: str, source: str) -> str:
    """Return what a row is called: where it stands and, in a database, its number there."""
    return " · ".join(filter(None, [place(where), key if source == Kind.AMSS else ""]))


def edition(name: str) -> str:
    """Return what an edition of the source is called."""
    return str(EDITIONS[Edition(name)]) if name in list(Edition) else name or gettext("unknown")
