"""The values of a row as SQL writes them, and the texts that they are. Pure."""

import re
from functools import lru_cache

from jonghong.moving.dumps.decoding import text_of
from jonghong.moving.dumps.lexing import DOUBLE, SINGLE

INTRODUCER = rb"(?:_[0-9A-Za-z]++\s*+)?"
VALUE = INTRODUCER + (
    rb"(?:[nN]?" + SINGLE + rb"|" + DOUBLE + rb"|0[xX][0-9A-Fa-f]++|[xX]'[0-9A-Fa-f]*+'|[bB]'[01]*+'"
    rb"|[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?|(?i:NULL|TRUE|FALSE))"
)
ONE = re.compile(VALUE, re.DOTALL)
PARTS = re.compile(INTRODUCER + rb"(0[xX]|[xXbBnN]?'|\")(.*?)['\"]?", re.DOTALL)
ESCAPED = {b"'": re.compile(rb"\\(.)|''", re.DOTALL), b'"': re.compile(rb'\\(.)|""', re.DOTALL)}
# What stands behind a backslash; any other letter means itself.
LETTERS = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a", b"%": rb"\%", b"_": rb"\_"}
WORDS = {b"NULL": None, b"TRUE": "1", b"FALSE": "0"}
SHORT, MOST_REMEMBERED = 32, 20_000


@lru_cache(maxsize=64)
def row_of(width: int) -> re.Pattern[bytes]:
    """Return what a whole row of so many values looks like, from its ``(`` to its ``)``; a group for each value."""
    return re.compile(rb"\(\s*+" + rb"\s*+,\s*+".join([b"(" + VALUE + b")"] * width) + rb"\s*+\)", re.DOTALL)


class Texts(dict[bytes, str | None]):
    """A value as it is written -> its text, None for NULL; short ones are remembered, since most come again and again."""

    def __init__(self, *, is_thai_set: bool) -> None:
        super().__init__()
        self.is_thai_set = is_thai_set

    def __missing__(self, raw: bytes) -> str | None:
        text = self._text(raw)
        if len(raw) <= SHORT and len(self) < MOST_REMEMBERED:
            self[raw] = text
        return text

    def _text(self, raw: bytes) -> str | None:
        if raw[:1] == b"'" and b"\\" not in raw and b"''" not in raw:
            return text_of(raw[1:-1], is_thai_set=self.is_thai_set)
        found = PARTS.fullmatch(raw)
        if not found:
            return WORDS[raw.upper()] if raw.upper() in WORDS else raw.decode("ascii")
        kind, body = found[1].lower(), found[2]
        if kind == b"b'":
            return str(int(b"0" + body, 2))
        if kind in {b"0x", b"x'"}:
            body = bytes.fromhex("0" * (len(body) % 2) + body.decode("ascii"))
        else:
            body = ESCAPED[kind[-1:]].sub(_letter, body)
        return text_of(body, is_thai_set=self.is_thai_set)


def _letter(found: re.Match[bytes]) -> bytes:
    letter = found[1]
    return found[0][:1] if letter is None else LETTERS.get(letter, letter)
