"""Thai that was written in one encoding and read in another. Pure.

It is put right only where all of a text becomes Thai; what was lost for good (``????``) is only noticed.
"""

import re
from collections.abc import Iterator, Mapping

MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
THAI = re.compile(
    # Vowels before, a consonant, what stands above and below it, a vowel behind; nothing hangs in the air.
    f"(?>(?:[\u0e40-\u0e44]{{0,2}}[\u0e01-\u0e2e][{MARKS}]{{0,3}}[\u0e30\u0e32\u0e33\u0e45]?"
    "|[\u0e2f\u0e46\u0e3f\u0e4f-\u0e5b]|[\\s -~\u00a0\u200b\u2013-\u2026])+)"
)
CONSONANT = re.compile("[\u0e01-\u0e2e]")
LETTER = re.compile("[A-Za-z]")
FEWEST = 3  # consonants by which a text of single bytes is known to be Thai
DAMAGED = re.compile(
    r"\ufffd|\?{4,}|(?:\?+ +){2,}\?|[\ud800-\udfff]|[\x80-\x9f]|[\xa1-\xff]{3,}|(?:เ[ธน].?){3,}|\\x[89a-f][0-9a-f]"
)
ROUNDS = 2  # a text read wrongly may have been kept and read wrongly once more


def _bytes_of(encoding: str) -> Mapping[str, int]:
    """Return letter -> byte; a byte without a letter was read as a control."""
    letters = {chr(byte): byte for byte in range(256) if encoding != "cp874" or byte < 0xA0}
    return letters | {bytes([byte]).decode(encoding, "replace"): byte for byte in range(256)} | {"\ufffd": -1}


WESTERN, SIAMESE = _bytes_of("cp1252"), _bytes_of("cp874")


def repaired(text: str) -> str:
    """Return the text as it was written, where that is certain; else as it is."""
    if text.isascii():
        return text
    tries = [text]
    for _ in range(ROUNDS):
        tries = [read for each in tries for read in _readings(each)]
        for read in tries:
            if THAI.fullmatch(read) and CONSONANT.search(read):
                return read
    return text


def is_damaged(text: str) -> bool:
    """Tell whether some of it cannot be what somebody wrote."""
    return bool(DAMAGED.search(text))


def _readings(text: str) -> Iterator[str]:
    """Give what the bytes of a text would say in the encodings it may have been written in."""
    if "เธ" in text or "เน" in text:
        yield from _decoded(text, SIAMESE, "utf-8")
    elif not CONSONANT.search(text):
        yield from _decoded(text, WESTERN, "utf-8")
        yield from filter(_is_mostly_thai, _decoded(text, WESTERN, "cp874"))


def _decoded(text: str, letters: Mapping[str, int], encoding: str) -> Iterator[str]:
    try:
        yield bytes(letters[letter] for letter in text).decode(encoding)
    except (KeyError, ValueError):
        return


def _is_mostly_thai(text: str) -> bool:
    """Tell whether it is more than a few western letters with accents, which are bytes of Thai, too."""
    return len(CONSONANT.findall(text)) >= max(FEWEST, len(LETTER.findall(text)))
