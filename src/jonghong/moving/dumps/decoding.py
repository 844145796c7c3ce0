"""The bytes of a dump: unpacked, in blocks, and the texts in them. Pure.

A dump is read as bytes, since one file may hold several encodings: each text is decoded by itself.
"""

import codecs
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from jonghong.moving.dumps.facts import Fault

BLOCK = 1 << 20  # bytes
GZIP = b"\x1f\x8b"
OTHER_PACKERS = (b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
LONGEST_MARK = 6
UTF8_MARK = b"\xef\xbb\xbf"
UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
MOST_UNPACKED = 4 << 30  # bytes
# Rows of a dump become eight to twenty times smaller; what becomes much smaller than that was made to fill a machine.
FREE_UNPACKED, MOST_FOLD = 512 << 20, 200
THAI = re.compile("[\u0e01-\u0e5b]")
THAI_SETS = frozenset({"tis620", "cp874"})


class Unfit(Exception):
    """The file is not what can be unpacked or read; ``what`` says why."""

    def __init__(self, what: Fault) -> None:
        super().__init__(what)
        self.what = what


def blocks(stream: BinaryIO, tell: Callable[[int], None], most: int | None = None) -> Iterator[bytes]:
    """Give the dump in blocks of about BLOCK bytes: UTF-8, or any encoding that has ASCII in it. Raises Unfit.

    ``tell`` gets the number of bytes read from the stream so far. Packed by gzip or not is seen by the first bytes; it unpacks
    to ``most`` bytes.
    """
    raw = _raw(stream, tell)
    first = _first(raw)
    if first.startswith(OTHER_PACKERS):
        raise Unfit(Fault.PACKED)
    rest = _unpacked(first, raw, most or MOST_UNPACKED) if first.startswith(GZIP) else _joined(first, raw)
    yield from _as_utf8(rest)


def text_of(raw: bytes, *, is_thai_set: bool = False) -> str:
    r"""Return the text that these bytes are: UTF-8, or the Thai code page 874.

    With ``is_thai_set`` the dump says that it is in the code page, which is believed unless the bytes are Thai in UTF-8. Bytes
    that are neither are written as ``\xNN``, in the encoding that leaves fewer of them.
    """
    if raw.isascii():
        return raw.decode("ascii")
    as_utf8 = _strictly(raw, "utf-8")
    if as_utf8 is not None and (not is_thai_set or THAI.search(as_utf8)):
        return as_utf8
    if THAI.search(_but_last_letter(raw)):  # a column that counted bytes cut it, maybe
        return raw.decode("utf-8", "backslashreplace")
    as_thai = _strictly(raw, "cp874")
    if as_thai is not None:
        return as_thai
    if as_utf8 is not None:
        return as_utf8
    return min((raw.decode(name, "backslashreplace") for name in ("utf-8", "cp874")), key=lambda text: text.count("\\x"))


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _but_last_letter(raw: bytes) -> str:
    """Return the text in UTF-8 of which only the last letter is not whole; nothing where something else is wrong."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(raw)
    except UnicodeDecodeError:
        return ""


def _raw(stream: BinaryIO, tell: Callable[[int], None]) -> Iterator[bytes]:
    done = 0
    while block := stream.read(BLOCK):
        # A pipe may give a few bytes at a time.
        while len(block) < BLOCK and (more := stream.read(BLOCK - len(block))):
            block += more
        done += len(block)
        tell(done)
        yield block


def _first(rest: Iterator[bytes]) -> bytes:
    """Take as much as tells what it is."""
    first = b""
    while len(first) < LONGEST_MARK and (block := next(rest, None)) is not None:
        first += block
    return first


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _unpacked(first: bytes, rest: Iterator[bytes], most: int) -> Iterator[bytes]:
    packed, unpacked = 0, 0
    unpacker = None
    for block in _joined(first, rest):
        left, packed = block, packed + len(block)
        # Several files that were packed one by one may stand behind one another, and zeros at the end.
        while unpacker is not None or (left := left.lstrip(b"\0")):
            unpacker = unpacker or zlib.decompressobj(wbits=31)
            try:
                text = unpacker.decompress(left, BLOCK)
            except zlib.error:
                raise Unfit(Fault.DAMAGED) from None
            unpacked += len(text)
            if unpacked > most or unpacked > max(FREE_UNPACKED, MOST_FOLD * packed):
                raise Unfit(Fault.TOO_LARGE)
            yield text
            left = unpacker.unconsumed_tail
            if unpacker.eof:
                left, unpacker = unpacker.unused_data, None
            elif not left and len(text) < BLOCK:
                break
    if unpacker is not None:
        raise Unfit(Fault.CUT)


def _as_utf8(rest: Iterator[bytes]) -> Iterator[bytes]:
    first = _first(rest)
    encoding = UTF16.get(first[:2])
    if encoding is None:
        yield from _joined(first.removeprefix(UTF8_MARK), rest)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in _joined(first[2:], rest):
            yield decoder.decode(block).encode()
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise Unfit(Fault.NOT_TEXT) from None
