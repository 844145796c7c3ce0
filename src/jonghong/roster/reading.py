"""Reading the rows of a list of people: who each is about, and what is wrong with it.

Nothing here knows who is on the list of the office already; ``plans`` does.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jonghong.core.tables.facts import MOST_CHARACTERS, Row
from jonghong.core.texts import tidy
from jonghong.people import emails, identity
from jonghong.roster.columns import Field, plain

LONGEST_NAME = 150
EXAMPLE = "1234567890121"  # the number in the empty table that is offered; nobody has it
NUMBER = re.compile(r"(?:[0-9๐-๙][ \-\u00a0\u2010\u2011\u2013]?){8,}[0-9๐-๙]")
SHOWN = 4  # last characters of a number
LATIN = re.compile(r"[A-Za-z.]+")
# Typed in two ways that look alike: nikhahit and sara aa for sara am, two sara e for sara ae.
AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
DOUBLE_E = "\u0e40\u0e40"

CLERK, OFFICER, ADMINISTRATOR = "clerk", "officer", "administrator"
ROLE_WORDS = {
    CLERK: "ธุรการกลุ่ม ธุรการ ผู้จอง ผู้ใช้ ผู้ใช้งาน บุคลากร เจ้าหน้าที่กลุ่ม clerk groupclerk booker user member",
    OFFICER: "เจ้าหน้าที่ห้องประชุม ผู้ดูแลห้องประชุม ผู้อนุญาต officer roomofficer",
    ADMINISTRATOR: "ผู้ดูแลระบบ administrator admin",
}
ROLE_OF = {word: role for role, words in ROLE_WORDS.items() for word in words.split()}


class Reason(StrEnum):
    """Why a row is not taken."""

    NO_ID = "no-id"
    WRONG_ID = "wrong-id"
    SHORTENED = "shortened"
    EXAMPLE = "example"
    NOT_SURE = "not-sure"
    NO_NAME = "no-name"
    BAD_NAME = "bad-name"
    LONG_NAME = "long-name"
    NUMBER_IN_NAME = "number-in-name"
    NO_GROUP = "no-group"
    UNKNOWN_GROUP = "unknown-group"
    BAD_ROLE = "bad-role"
    ROLE_NOT_YOURS = "role-not-yours"
    BAD_EMAIL = "bad-email"
    TWICE = "twice"
    OTHER_NAME = "other-name"
    OTHER_EMAIL = "other-email"
    LONG_CELL = "long-cell"
    FORMULA = "formula"
    HAS_LEFT = "has-left"
    NOT_YOURS = "not-yours"


@dataclass(frozen=True)
class Entry:
    """One row: ``role`` and ``email`` are empty where it does not say; ``reasons`` why it cannot be taken.

    ``before`` is the row of the same number that a reason speaks of.
    """

    number: int
    digits: str = field(repr=False)
    name: str
    group: str
    role: str
    email: str
    reasons: tuple[Reason, ...] = ()
    before: int = 0

    @property
    def is_doubtful(self) -> bool:
        """Whether the number may be mistyped, by its last digit."""
        return bool(self.digits) and not identity.has_right_check_digit(self.digits)


def entries(rows: Sequence[Row], columns: Mapping[int, Field]) -> Iterator[Entry]:
    """Give what each row says, in order, by column -> what it holds."""
    places = {held: column for column, held in columns.items()}
    first: dict[str, Entry] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        entry = _compared(_entry(row, places), first, seen)
        if not entry.reasons:
            first.setdefault(entry.digits, entry)
            seen.add((entry.digits, plain(entry.group)))
        yield entry


def hidden(row: Row, columns: Mapping[int, Field], width: int) -> list[str]:
    """Return the cells of a row, so many, without any number by which somebody could be known."""
    cells = [row.cell(column) for column in range(width)]
    return [
        hidden_id(cell) if columns.get(place) is Field.CITIZEN_ID else hide_numbers(cell) for place, cell in enumerate(cells)
    ]


def hidden_id(text: str) -> str:
    """Return what may be shown of a number, whole or not."""
    return "x" * (len(text) - SHOWN) + text[-SHOWN:] if len(text) > SHOWN else "x" * len(text)


def hide_numbers(text: str) -> str:
    """Return a text in which long numbers are not to be read."""
    return NUMBER.sub(lambda number: hidden_id(number[0]), text)


def group_key(text: str) -> str:
    """Return a group's name as it is compared: without case, spaces, signs, and the word for a group before it."""
    name = plain(text)
    return name.removeprefix("กลุ่มงาน").removeprefix("กลุ่ม") or name


def mended(text: str) -> str:
    """Return a text in one line, its Thai letters as they are typed properly."""
    return AM.sub("\\1\u0e33", tidy(text)).replace(DOUBLE_E, "\u0e41")


def _entry(row: Row, places: Mapping[Field, int]) -> Entry:
    """Return what a row says, each cell judged by itself."""

    def cell(field: Field) -> str:
        return row.cell(places[field]) if field in places else ""

    typed = cell(Field.CITIZEN_ID)
    digits = _digits(typed)
    name = _name(*(mended(cell(field)) for field in (Field.PREFIX, Field.NAME, Field.GIVEN, Field.SURNAME)))
    role = ROLE_OF.get(plain(cell(Field.ROLE)), "")
    email, is_bad = _email(cell(Field.EMAIL))
    is_unworked = not row.unworked.isdisjoint(places.values())
    wrong = {
        Reason.NO_ID: not typed and places.get(Field.CITIZEN_ID) not in row.unworked,
        Reason.SHORTENED: places.get(Field.CITIZEN_ID) in row.lossy,
        Reason.WRONG_ID: typed and not digits and places.get(Field.CITIZEN_ID) not in row.lossy,
        Reason.EXAMPLE: digits == EXAMPLE,
        Reason.NO_NAME: not name and not is_unworked,
        Reason.BAD_NAME: "\0" in name,
        Reason.LONG_NAME: len(name) > LONGEST_NAME,
        Reason.NUMBER_IN_NAME: sum(map(str.isdigit, name)) >= identity.LENGTH,
        Reason.BAD_ROLE: not role and cell(Field.ROLE),
        Reason.BAD_EMAIL: is_bad,
        # In a column that nothing is taken from, a long remark does no harm.
        Reason.LONG_CELL: any(len(row.cell(place)) > MOST_CHARACTERS for place in places.values()),
        Reason.FORMULA: is_unworked,
    }
    group = mended(cell(Field.GROUP)).replace("\0", "")
    return Entry(row.number, digits, name, group, role, email, tuple(reason for reason, is_so in wrong.items() if is_so))


def _digits(text: str) -> str:
    try:
        return identity.normalised(text)
    except identity.BadCitizenId:
        return ""


def _name(prefix: str, name: str, given: str, surname: str) -> str:
    """Return the whole name; a Thai prefix stands close to the name."""
    whole = " ".join(filter(None, (name, given, surname)))
    between = " " if LATIN.fullmatch(prefix) else ""
    return f"{prefix}{between}{whole}" if whole else ""


def _email(text: str) -> tuple[str, bool]:
    try:
        return (emails.normalised(text) if text else ""), False
    except emails.BadAddress:
        return "", True


def _compared(entry: Entry, first: Mapping[str, Entry], seen: Collection[tuple[str, str]]) -> Entry:
    """Return the row with what is wrong with it beside earlier rows of the same number."""
    earlier = first.get(entry.digits)
    if earlier is None:
        return entry
    wrong = {
        Reason.TWICE: (entry.digits, plain(entry.group)) in seen,
        Reason.OTHER_NAME: entry.name != earlier.name,
        Reason.OTHER_EMAIL: bool(entry.email and earlier.email) and entry.email != earlier.email,
    }
    reasons = (*entry.reasons, *(reason for reason, is_so in wrong.items() if is_so))
    return replace(entry, reasons=reasons, before=earlier.number)
