"""A file that only who has the key can read, or change unnoticed, in pieces, so that it need never be held as a whole.

Each piece is closed by AES-256-GCM under a key of this file alone, which argon2id (RFC 9106) makes of the secret and a salt;
the nonce is the number of the piece and whether it is the last one, and the head of the file belongs to each. So no piece
can be taken away, moved, repeated or cut off at the end (the STREAM construction of Hoang and others, CRYPTO 2015).
"""

import io
import os
import struct
from typing import BinaryIO

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jonghong.backups.refusals import Damaged, Newer, NoKey, WrongKey

MAGIC = b"JONGHONG SEALED 1\n"
KIN = MAGIC[:-2]  # of any version
PIECE = 1 << 16  # bytes in clear
TAG = 16
HEAD = struct.Struct(">16sIII")  # salt; memory in KiB, passes and lanes of argon2id
COST = (65_536, 3, 4)  # RFC 9106, second recommended choice
MOST = (1 << 20, 16, 16)  # that a file may ask for: a gigabyte
LAST = 1 << 95  # of the 96 bits of a nonce


def is_sealed(beginning: bytes) -> bool:
    """Tell from its first bytes whether a file is sealed."""
    return beginning.startswith(KIN)


def _cipher(head: bytes, secret: str) -> AESGCM:
    salt, memory, passes, lanes = HEAD.unpack(head)
    if not all(1 <= asked <= most for asked, most in zip((memory, passes, lanes), MOST, strict=True)):
        raise WrongKey
    key = hash_secret_raw(
        secret.encode(),
        salt,
        time_cost=passes,
        memory_cost=max(memory, 8 * lanes),
        parallelism=lanes,
        hash_len=32,
        type=Type.ID,
    )
    return AESGCM(key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return (number | (LAST if is_last else 0)).to_bytes(12, "big")


class SealingWriter:
    """Seals what is written to it, and writes that to a file; ``finish`` closes the last piece."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        self._file, self._held, self._number = file, bytearray(), 0
        self._head = HEAD.pack(os.urandom(16), *COST)
        self._cipher = _cipher(self._head, secret)
        file.write(MAGIC + self._head)

    def write(self, data: bytes) -> int:
        """Take some bytes; the last piece is held back, for only at the end is it known to be that."""
        self._held += data
        while len(self._held) > PIECE:
            self._close(self._held[:PIECE], is_last=False)
            del self._held[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Do nothing: a piece is written when it is full."""

    def finish(self) -> None:
        """Write the last piece."""
        self._close(self._held, is_last=True)

    def _close(self, piece: bytearray, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, bytes(piece), MAGIC + self._head))
        self._number += 1


class SealedReader(io.RawIOBase):
    """What is in a sealed file, from any place on. Raises NoKey, WrongKey, Newer or Damaged."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        super().__init__()
        if file.read(len(MAGIC)) != MAGIC:
            raise Newer
        if not secret:
            raise NoKey
        self._head = file.read(HEAD.size)
        self._start = file.tell()
        size = file.seek(0, os.SEEK_END) - self._start
        self._pieces = -(-size // (PIECE + TAG))
        self._size = size - self._pieces * TAG
        if len(self._head) < HEAD.size or size < TAG or self._size < (self._pieces - 1) * PIECE:
            raise Damaged(what="seal")
        self._file, self._at, self._open = file, 0, (-1, b"")
        self._cipher = _cipher(self._head, secret)
        try:
            self._piece(0)
        except Damaged:
            raise WrongKey from None

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def seekable(self) -> bool:
        """Return that it is."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, and return it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill the buffer up to the end of a piece."""
        if self._at >= self._size:
            return 0
        number, within = divmod(self._at, PIECE)
        part = self._piece(number)[within : within + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _piece(self, number: int) -> bytes:
        if self._open[0] != number:
            self._file.seek(self._start + number * (PIECE + TAG))
            closed = self._file.read(PIECE + TAG)
            nonce = _nonce(number, is_last=number == self._pieces - 1)
            try:
                self._open = number, self._cipher.decrypt(nonce, closed, MAGIC + self._head)
            except InvalidTag:
                raise Damaged(what=f"seal {number}") from None
        return self._open[1]
