"""Texts in one line, without what nobody sees. Pure."""

import unicodedata

UNSEEN = {"Cc", "Cf", "Cs"}  # Unicode categories: control, format (turning marks, soft breaks), half a character
KEPT = "\0\u200c\u200d"  # NUL is refused rather than dropped; the joiners hold emoji and some scripts together


def tidy(text: str) -> str:
    """Return the text in NFC, white space single, without marks that nobody sees or that turn the reading order."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or c in KEPT or not _is_unseen(c))
    return " ".join(text.split())


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN
