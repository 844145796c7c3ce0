"""In which words the kernel asks a file system in user space, and is answered: linux/fuse.h, version 7.31. Pure."""

import struct
from dataclasses import dataclass
from enum import IntEnum

from chaos.disk.tree import PAGE, Node

VERSION = (7, 31)
MOST_WRITTEN = 131_072  # bytes by one request
BUFFER = MOST_WRITTEN + 65_536
FOREVER = 3600  # seconds for which the kernel may believe what it was told: nobody else changes anything
BIG_WRITES, PARALLEL_FOLDERS, ASYNC_READ = 1 << 5, 1 << 18, 1
KEEP_CACHE = 2

ASKED = struct.Struct("<IIQQIIII")
ANSWERED = struct.Struct("<IiQ")
ATTRIBUTES = struct.Struct("<6Q10I")
ENTRY = struct.Struct("<4Q2I")
READ = struct.Struct("<QQI")  # the same in front of a write
WRITE_HEAD = 40
SETATTR = struct.Struct("<IIQQQQQQIIIIIIII")
STATFS = struct.Struct("<5Q4I24x")
INIT = struct.Struct("<IIIIHHIIHHI28x")


class Op(IntEnum):
    """What may be asked; whatever is not here is answered with ENOSYS, and the kernel does without."""

    LOOKUP = 1
    FORGET = 2
    GETATTR = 3
    SETATTR = 4
    READLINK = 5
    SYMLINK = 6
    MKNOD = 8
    MKDIR = 9
    UNLINK = 10
    RMDIR = 11
    RENAME = 12
    LINK = 13
    OPEN = 14
    READ = 15
    WRITE = 16
    STATFS = 17
    RELEASE = 18
    FSYNC = 20
    FLUSH = 25
    INIT = 26
    OPENDIR = 27
    READDIR = 28
    RELEASEDIR = 29
    FSYNCDIR = 30
    CREATE = 35
    INTERRUPT = 36
    DESTROY = 38
    BATCH_FORGET = 42
    FALLOCATE = 43
    RENAME2 = 45


class Set(IntEnum):
    """Bits that say what SETATTR sets."""

    MODE = 1
    OWNER = 2
    GROUP = 4
    SIZE = 8
    MTIME = 32
    MTIME_NOW = 256


@dataclass(frozen=True)
class Request:
    """One question of the kernel."""

    op: int
    unique: int
    node: int
    owner: int
    group: int
    body: bytes

    @classmethod
    def read(cls, words: bytes) -> "Request":
        """Return what stands in what /dev/fuse gave."""
        _length, op, unique, node, owner, group, _pid, _more = ASKED.unpack_from(words)
        return cls(op, unique, node, owner, group, words[ASKED.size :])

    def names(self, skip: int = 0) -> list[bytes]:
        """Return the names that stand behind so many bytes."""
        return self.body[skip:].split(b"\0")[:-1]


def answer(unique: int, body: bytes = b"", *, error: int = 0) -> bytes:
    """Return an answer; ``error`` is a number of errno."""
    return ANSWERED.pack(ANSWERED.size + len(body), -error, unique) + body


def welcome() -> bytes:
    """Return what INIT is answered with: every write comes here at once, and nothing is held back by the kernel."""
    flags = BIG_WRITES | PARALLEL_FOLDERS | ASYNC_READ
    return INIT.pack(*VERSION, MOST_WRITTEN, flags, 64, 48, MOST_WRITTEN, 1, 0, 0, 0)


def attributes(node: Node) -> bytes:
    """Return what stat shows of a node."""
    seconds = int(node.changed_at)
    part = int((node.changed_at - seconds) * 1_000_000_000)
    size = len(node.data)
    blocks = -(-size // PAGE) * (PAGE // 512)
    return ATTRIBUTES.pack(
        *(node.number, size, blocks, seconds, seconds, seconds, part, part, part),
        *(node.mode, node.links, node.owner, node.group, 0, PAGE, 0),
    )


def attributes_out(node: Node) -> bytes:
    """Return the answer to GETATTR and SETATTR."""
    return struct.pack("<QII", FOREVER, 0, 0) + attributes(node)


def entry(node: Node) -> bytes:
    """Return the answer to whatever finds or makes a node."""
    return ENTRY.pack(node.number, 1, FOREVER, FOREVER, 0, 0) + attributes(node)


def opened(*, keeps_cache: bool = True) -> bytes:
    """Return the answer to OPEN: what the kernel has read it may go on believing."""
    return struct.pack("<QII", 0, KEEP_CACHE if keeps_cache else 0, 0)


def listed(names: list[tuple[bytes, Node]], *, offset: int, size: int) -> bytes:
    """Return as many names from that place on as fit."""
    found = b""
    for number, (name, node) in enumerate(names[offset:], offset + 1):
        words = struct.pack("<QQII", node.number, number, len(name), node.mode >> 12) + name
        words += bytes(-len(words) % 8)
        if len(found) + len(words) > size:
            break
        found += words
    return found
