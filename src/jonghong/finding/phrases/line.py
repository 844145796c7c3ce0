"""A line of words, and what of it is still unread. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from jonghong.core import thai

READ, KEPT = "\0", "\1"  # stand in ``unread`` for what was understood, and for what is words of the subject for sure
SPLIT_LETTERS = {"ํา": "ำ", "เเ": "แ"}  # typed as two characters, seen as one


@dataclass
class Line:
    """``text`` as it was typed and ``unread``, as long, with Arabic digits and holes where it was read."""

    text: str
    unread: str = ""

    def __post_init__(self) -> None:
        self.unread = self.unread or thai.arabic_digits(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return where the pattern first stands in what is unread, and count that as read."""
        found = pattern.search(self.unread)
        if found:
            self.mark(found.start(), found.end())
        return found

    def mark(self, start: int, end: int, sign: str = READ) -> None:
        """Count a part of the line as read."""
        self.unread = self.unread[:start] + sign * (end - start) + self.unread[end:]

    def before(self, pattern: re.Pattern[str], end: int) -> int:
        """Return where the words of a pattern that ends with ``$`` begin, if they stand just before; else ``end``."""
        found = pattern.search(self.unread[:end])
        return found.start() if found else end

    def words(self, start: int, end: int) -> str:
        """Return a part of the line as it was typed."""
        return self.text[start:end].strip()

    def anew(self, words: str, *parts: tuple[int, int]) -> str:
        """Return the whole line with other words in place of the first of those parts, and without the further ones."""
        text = self.text
        for start, end in sorted(parts, reverse=True):
            text = f"{text[:start]} {words if (start, end) == parts[0] else ''} {text[end:]}"
        return " ".join(text.split())

    @property
    def lowered(self) -> str:
        """What is unread in small letters, where that is as long; else as it is."""
        lowered = self.unread.lower()
        return lowered if len(lowered) == len(self.unread) else self.unread

    def starts(self) -> list[int]:
        """Return where an unread word may begin: at the front, after a space, a sign, or something that was read."""
        return [at for at in range(len(self.unread)) if not at or self.unread[at - 1] in " \0\1,;:()\"'"]


def spoken(name: str) -> str:
    """Return a name of the office as it stands in a line that is read: tidy, in small letters, with Arabic digits."""
    return thai.arabic_digits(tidy(name, len(name))).lower()


def is_end(text: str, at: int) -> bool:
    """Tell whether a word ends there; a Latin word does before a Thai letter, too."""
    return at >= len(text) or not (text[at].isalpha() or text[at] in "ะัาำิีึืฺุู็่้๊๋์ํๆฯ") or _turns_thai(text, at)


def _turns_thai(text: str, at: int) -> bool:
    return text[at - 1].isascii() and not text[at].isascii()


def tidy(text: str, longest: int) -> str:
    """Return at most so many characters of a text, in NFC, white space single, without what nobody sees."""
    text = unicodedata.normalize("NFC", text[: 4 * longest])
    seen = "".join(c if not c.isspace() else " " for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    for two, one in SPLIT_LETTERS.items():
        seen = seen.replace(two, one)
    return " ".join(seen.split())[:longest].strip()
