"""Texts of a source as they are shown here; their rows keep them as they were. Pure."""

import re

from jonghong.core.thai import arabic_digits
from jonghong.moving.facts import Code
from jonghong.moving.judging import damage
from jonghong.roster.reading import hidden_id, mended

MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:[A-Za-z]{2,8}|#\w{1,6});|javascript:", re.IGNORECASE)
# Thirteen digits in a row, or in the groups that stand on the card.
CITIZEN_ID = re.compile(r"(?<!\d)(?:\d{13}|\d([ -])\d{4}\1\d{5}\1\d\d\1\d)(?!\d)")
# Where AMSS++ cuts without a word, in characters, as its editions made the columns.
LIMITS = {
    "objective": {200, 250},
    "other": {250},
    "reason": {200},
    "chairman": {100},
    "coordinator": {100, 200},
    "room_name": {100},
}
# How much can be kept here of those that may be longer over there.
ROOM_HERE = {"objective": 250, "chairman": 120, "coordinator": 120, "reason": 250, "room_name": 80}


def read(text: str) -> tuple[str, tuple[Code, ...]]:
    """Return a text in one line as it may be shown, and what was noticed: D25 D28 D29 D39."""
    if not text:
        return "", ()
    whole = damage.repaired(text)
    line = mended(whole).replace("\0", "")
    shown = CITIZEN_ID.sub(lambda number: hidden_id(number[0]), line)
    noticed = {
        Code.DAMAGED_TEXT: whole != text or damage.is_damaged(text),
        Code.TEXT_TIDIED: line != whole,
        Code.MARKUP: MARKUP.search(line),
        Code.ID_IN_TEXT: shown != line,
    }
    return shown, tuple(code for code, is_so in noticed.items() if is_so)


def is_at_limit(column: str, text: str) -> bool:
    """Tell whether a text is as long as its column can hold, so that more of it may have been cut."""
    return len(text) in LIMITS.get(column, ())


def is_too_long(column: str, text: str) -> bool:
    """Tell whether a text is longer than can be kept here, so that only its beginning is shown."""
    return len(text) > ROOM_HERE.get(column, len(text))


def whole_number(text: str) -> int | None:
    """Return the number that a text is, in Thai digits or others; None where it is none."""
    digits = arabic_digits(text.strip()[:20])
    return int(digits) if re.fullmatch(r"-?[0-9]{1,12}", digits) else None
