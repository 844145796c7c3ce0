"""Reading single cells: texts, names as they are compared, and how many people. Pure."""

import re
import unicodedata

from jonghong.core import thai
from jonghong.moving.facts import Code

MOST_PEOPLE = 10_000
UNSEEN = {"Cc", "Cf", "Cs", "Co"}
JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together
# Typed in two ways that look alike: nikhahit and sara aa for sara am, two sara e for sara ae.
AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
ID_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ \u00a0\u2010-\u2013-]?[0-9]){12}(?![0-9])")
MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\d.,])-?\d{1,3}(?:,\d{3})+(?![\d,])|-?\d+(?:\.\d+)?")
NOT_KNOWN = {"", "-", "–", "—", ".", "ไม่ระบุ", "ไม่ทราบ", "none", "n/a"}
ROOM_WORDS = ("ห้องประชุม", "ห้อง", "meetingroom", "room")
GROUP_WORDS = ("กลุ่มงาน", "กลุ่ม")
WITHOUT = re.compile(r"\([^()]*\)")


def tidy(text: str) -> tuple[str, list[Code]]:
    """Return a text in one line as it is typed properly, without any citizen id to be read, and what was noted about it."""
    seen = "".join(c for c in unicodedata.normalize("NFC", text) if c.isspace() or c in JOINERS or not _is_unseen(c))
    line = AM.sub("\\1\u0e33", " ".join(seen.split())).replace("\u0e40\u0e40", "\u0e41")
    notes = [Code.TEXT_TIDIED] if line != text else []
    notes += [Code.MARKUP] if MARKUP.search(line) else []
    hidden = ID_NUMBER.sub(_hide, thai.arabic_digits(line)) if ID_NUMBER.search(thai.arabic_digits(line)) else line
    return hidden, notes + ([Code.ID_IN_TEXT] if hidden != line else [])


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
    name = AM.sub("\\1\u0e33", unicodedata.normalize("NFC", thai.arabic_digits(name)).casefold()).replace(
        "\u0e40\u0e40", "\u0e41"
    )
    return "".join(letter for letter in name if letter.isalnum() or unicodedata.category(letter) == "Mn")


def _without(words: tuple[str, ...], name: str) -> str:
    return next((rest for word in words if name.startswith(word) and (rest := name.removeprefix(word))), name)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN


def _hide(number: re.Match[str]) -> str:
    digits = "".join(letter for letter in number[0] if letter.isdigit())
    return "x" * (len(digits) - 4) + digits[-4:]
