"""Words that are searched for, and where a text holds them. Pure.

Two letters count as the same where only ASCII case tells them apart (A, a) or the script of a digit (1, ๑); Thai has no case.
Databases are asked in their own language of patterns, GLOB of SQLite and ``~`` of PostgreSQL, because both know classes of
letters and neither then depends on a locale.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from string import ascii_lowercase, ascii_uppercase

ARABIC, THAI = "0123456789", "๐๑๒๓๔๕๖๗๘๙"
FOLD = str.maketrans(ascii_uppercase + THAI, ascii_lowercase + ARABIC)
ALIKE = {low: low + high for low, high in zip(ascii_lowercase + ARABIC, ascii_uppercase + THAI, strict=True)}
# Sara am is a letter of its own that hangs on the one before it; so does what a joiner holds.
HANGING = "\u0e33\u200d"


@dataclass(frozen=True)
class Part:
    """A stretch of a text, and whether it was searched for."""

    text: str
    is_hit: bool


def words_of(text: str) -> tuple[str, ...]:
    """Return the words between the spaces, folded, each once."""
    return tuple(dict.fromkeys(folded(text).split()))


def folded(text: str) -> str:
    """Return the text, letter by letter, in the one form that stands for all that count as the same."""
    return text.translate(FOLD)


def glob(word: str) -> str:
    """Return the pattern of SQLite's GLOB that fits every text which holds the folded word."""
    letters = (f"[{ALIKE.get(letter, letter)}]" if letter in ALIKE or letter in "*?[" else letter for letter in word)
    return f"*{''.join(letters)}*"


def regex(word: str) -> str:
    """Return the regular expression of PostgreSQL that fits every text which holds the folded word."""
    return "".join(f"[{ALIKE[letter]}]" if letter in ALIKE else re.escape(letter) for letter in word)


def parts(text: str, words: tuple[str, ...]) -> list[Part]:
    """Return the text in stretches, told apart by whether one of the folded words covers them.

    A letter and the signs that hang on it stay in one stretch, as they are drawn.
    """
    is_hit = [False] * len(text)
    for word in words:
        for start in _starts(folded(text), word):
            is_hit[start : start + len(word)] = [True] * len(word)
    hanging = [place for place in range(1, len(text)) if _hangs(text[place])]
    for place in reversed(hanging):
        is_hit[place - 1] |= is_hit[place]
    for place in hanging:
        is_hit[place] |= is_hit[place - 1]
    runs = groupby(zip(text, is_hit, strict=True), key=lambda letter: letter[1])
    return [Part("".join(letter for letter, _hit in run), hit) for hit, run in runs]


def _starts(text: str, word: str) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(word, place)]


def _hangs(letter: str) -> bool:
    return letter in HANGING or unicodedata.category(letter).startswith("M")
