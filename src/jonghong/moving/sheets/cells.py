"""Reading single cells: texts, names as they are compared, and how many people. Pure."""

import re
import unicodedata

from jonghong.core import thai
from jonghong.moving.facts import MOST_PEOPLE, Code
from jonghong.moving.judging import texts

NUMBER = re.compile(r"(?<![\d.,])-?\d{1,3}(?:,\d{3})+(?![\d,])|-?\d+(?:\.\d+)?")
NOT_KNOWN = {"", "-", "–", "—", ".", "ไม่ระบุ", "ไม่ทราบ", "ไม่ทราบชื่อ", "none", "n/a"}
ROOM_WORDS = ("ห้องประชุม", "ห้อง", "meetingroom", "room")
GROUP_WORDS = ("กลุ่มงาน", "กลุ่ม")
WITHOUT = re.compile(r"\([^()]*\)")


def tidy(text: str) -> tuple[str, tuple[Code, ...]]:
    """Return a text in one line as it may be shown, and what was noticed about it; nothing for a dash and its like."""
    line, notes = texts.read(text)
    return ("", ()) if is_empty(line) else (line, notes)


def room_key(name: str) -> str:
    """Return a room's name as it is compared: without case, spaces, signs, and the word for a room before it."""
    return _without(ROOM_WORDS, _plain(name))


def group_key(name: str) -> str:
    """Return a group's name as it is compared: as a room's, and without what stands in brackets."""
    return _without(GROUP_WORDS, _plain(WITHOUT.sub("", name)) or _plain(name))


def person_key(name: str) -> str:
    """Return the key of somebody of whom only the name is known."""
    return f"name:{_plain(name)}"


def is_empty(text: str) -> bool:
    """Tell whether a cell says nothing, or that nothing is known."""
    return text.strip().casefold() in NOT_KNOWN


def people(text: str) -> tuple[int | None, list[Code]]:
    """Return how many people "20 คน" or "ประมาณ ๑,๒๐๐ คน" speaks of; None with a note where that cannot be said."""
    if is_empty(text):
        return None, []
    numbers = NUMBER.findall(thai.arabic_digits(text)) if len(text) <= thai.LONGEST_TEXT else []
    if len(numbers) != 1 or "." in numbers[0].removesuffix(".0"):
        return None, [Code.ATTENDEES_UNREADABLE]
    number = int(numbers[0].replace(",", "").removesuffix(".0"))
    if not 0 <= number <= MOST_PEOPLE:
        return None, [Code.ODD_ATTENDEES]
    return number or None, []


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFC", thai.arabic_digits(name)).casefold()
    return "".join(letter for letter in name if letter.isalnum() or unicodedata.category(letter) == "Mn")


def _without(words: tuple[str, ...], name: str) -> str:
    return next((rest for word in words if name.startswith(word) and (rest := name.removeprefix(word))), name)
