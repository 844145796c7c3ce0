"""The file of a backup: a zip of ``tables/<name>.tsv``, ``photos/<name>`` and, last, ``manifest.json``, sealed or not.

A zip that is not sealed can be opened by any program, and its tables be read by PostgreSQL's ``COPY``. Its comment is the
SHA-256 of everything before the comment, so that any change or loss shows before anything in it is believed.
"""

import io
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from jonghong.backups import facts, sealing
from jonghong.backups.facts import FORMAT, Manifest
from jonghong.backups.refusals import Damaged, Foreign, Newer

SPEED = 3  # of zlib: beyond it a file gets a little smaller, and takes twice as long
ZIP = b"PK\x03\x04"
NAME_AT = 30  # where a zip holds the name of what is first in it
FIRST = "jonghong-backup"
MANIFEST = "manifest.json"
MOST_OF_MANIFEST = 64_000_000  # bytes
BLOCK = 1 << 18
WORD = b"sha256:"
NOT_YET = WORD + b"0" * 64
UNREADABLE = (BadZipFile, zlib.error, LookupError, EOFError, OSError, ValueError, TypeError, AttributeError, RuntimeError)


class Sink(Protocol):
    """What bytes can be written to, one after another."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""


class _Summed:
    """Adds what is written up, and puts the sum where the comment was to stand."""

    def __init__(self, below: Sink) -> None:
        self._below, self._sum = below, sha256()

    def write(self, data: bytes) -> int:
        if data == NOT_YET:
            data = WORD + self._sum.hexdigest().encode()
        self._sum.update(data)
        self._below.write(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing."""


class Writer:
    """A backup that is being written, part after part."""

    def __init__(self, sink: Sink) -> None:
        self._zip = ZipFile(_Summed(sink), "w", ZIP_DEFLATED, compresslevel=SPEED)  # type: ignore[call-overload]
        self._zip.comment = NOT_YET
        self._zip.writestr(FIRST, "")

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Add a part."""
        with self._zip.open(name, "w", force_zip64=True) as part:
            for block in blocks:
                part.write(block)

    def finish(self, manifest: Manifest) -> None:
        """Add what the whole says of itself, and end it."""
        self._zip.writestr(MANIFEST, facts.written(manifest))
        self._zip.close()

    def leave(self) -> None:
        """Write no more; one that was not finished stays without an end."""
        self._zip.fp = None


@contextmanager
def writing(file: BinaryIO, secret: str) -> Iterator[Writer]:
    """Give a backup to be written to a file, sealed where there is a secret; whoever writes it finishes it."""
    sealer = sealing.SealingWriter(file, secret) if secret else None
    writer = Writer(sealer or file)
    try:
        yield writer
    finally:
        writer.leave()
    if sealer:
        sealer.finish()


class Archive:
    """A backup that is whole: what it says of itself, and its parts."""

    def __init__(self, zip_file: ZipFile, manifest: Manifest, size: int, *, is_sealed: bool) -> None:
        self.manifest, self.size, self.is_sealed = manifest, size, is_sealed
        self._zip = zip_file

    @property
    def size_in_clear(self) -> int:
        """How many bytes the tables have as they are, neither packed nor sealed."""
        return sum(part.file_size for part in self._zip.infolist() if part.filename.startswith("tables/"))

    def part(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a part. Raises Damaged."""
        try:
            with self._zip.open(name) as part:
                while block := part.read(BLOCK):
                    yield block
        except UNREADABLE as error:
            raise Damaged(what=name) from error

    def table(self, name: str) -> Iterator[bytes]:
        """Give the lines of a table, in blocks. Raises Damaged, at the end where they are not those that were written."""
        expected = self.manifest.tables[name]
        yield from _checked(self.part(f"tables/{name}.tsv"), expected.sha256, name)

    def photo(self, name: str) -> bytes:
        """Return a photo. Raises Damaged."""
        return b"".join(_checked(self.part(f"photos/{name}"), self.manifest.photos[name], name))

    def check(self) -> None:
        """Read every part to its end. Raises Damaged."""
        for name in self.manifest.tables:
            for _block in self.table(name):
                pass
        for name in self.manifest.photos:
            self.photo(name)


def _checked(blocks: Iterable[bytes], expected: str, name: str) -> Iterator[bytes]:
    found = sha256()
    for block in blocks:
        found.update(block)
        yield block
    if found.hexdigest() != expected:
        raise Damaged(what=name)


@contextmanager
def reading(path: Path, secret: Callable[[], str]) -> Iterator[Archive]:
    """Give a backup to be read, once all of its bytes are those that were written; the secret is asked for if it is sealed.

    Raises Foreign, Newer, Damaged, NoKey or WrongKey.
    """
    with path.open("rb") as file:
        beginning = file.read(100)
        is_sealed = sealing.is_sealed(beginning)
        file.seek(0)
        # A piece at a time is opened; what asks for less than that is given it from memory.
        clear: BinaryIO = io.BufferedReader(sealing.SealedReader(file, secret()), sealing.PIECE) if is_sealed else file
        refuse_foreign(clear.read(100))
        refuse_changed(clear)
        try:
            with ZipFile(clear) as zip_file:
                manifest = _manifest(zip_file)
                yield Archive(zip_file, manifest, path.stat().st_size, is_sealed=is_sealed)
        except BadZipFile as error:
            raise Damaged(what="zip") from error


def refuse_foreign(beginning: bytes) -> None:
    """Raise Foreign where these are not the first bytes of a backup."""
    if not beginning.startswith(ZIP) or beginning[NAME_AT : NAME_AT + len(FIRST)] != FIRST.encode():
        raise Foreign


def refuse_changed(file: BinaryIO) -> None:
    """Raise Damaged where the file does not end with the sum of what stands before."""
    left = file.seek(0, os.SEEK_END) - len(NOT_YET)
    file.seek(0)
    found = sha256()
    while left > 0 and (block := file.read(min(BLOCK, left))):
        found.update(block)
        left -= len(block)
    if left or file.read() != WORD + found.hexdigest().encode():
        raise Damaged(what="sha256")


def _manifest(zip_file: ZipFile) -> Manifest:
    try:
        if zip_file.getinfo(MANIFEST).file_size > MOST_OF_MANIFEST:
            raise Damaged(what=MANIFEST)
        text = zip_file.read(MANIFEST)
        if facts.format_of(text) > FORMAT:
            raise Newer
        return facts.read(text)
    except UNREADABLE as error:
        raise Damaged(what=MANIFEST) from error
