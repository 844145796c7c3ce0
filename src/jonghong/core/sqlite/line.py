"""Who waits to write to a file of SQLite's stands in a line: first come, first served, among all processes of the machine.

A place is a lock of the kernel's on one byte of the folder that the file lies in, and the number of the byte says since when.
So no file is made, nothing is written, and the place of whoever is killed is free at once. It is a courtesy: SQLite's own lock
alone decides who writes, and where the kernel has no such locks everybody tries by chance.
docs/decisions/0019-writers-stand-in-line.md
"""

import fcntl
import os
import random
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, monotonic_ns
from typing import Protocol
from zlib import crc32

HAS_PLACES = sys.platform == "linux" and hasattr(fcntl, "F_OFD_SETLK")
SOONEST, FIRST, LONGEST = 0.0003, 0.001, 0.012  # seconds between two looks; a write takes two or three milliseconds
# Of the time that nothing has moved, so much may go by until the next look: whoever is first would lose it, others would not.
STILL_FIRST, STILL_BEHIND = 0.05, 0.25
STUCK = 1.0  # seconds in which nobody was served; whoever is first may be frozen
DOUBTED = 0.1  # as long, where the first has stood in the line for STUCK before: many writes
ENOUGH = 12  # places that are counted: further back one looks no less often
FLOCK = "hhqqi4x"  # C's struct flock: kind, counted from where, first byte, number of bytes, whose
NAMES, TIMES = (1 << 15) - 1, (1 << 48) - 1  # a folder has the lines of several files; microseconds since the machine began
MICROSECONDS = 1_000_000


class Wait(Protocol):
    """How one waits."""

    def may_try(self) -> bool:
        """Look, and tell whether to try now."""

    def pause(self) -> float:
        """Return how many seconds to sleep until the next look."""


class Chance:
    """Try each time, and look often, at moments of chance: where there is no line."""

    def __init__(self) -> None:
        self._longest = FIRST

    def may_try(self) -> bool:
        """Tell that one may."""
        return True

    def pause(self) -> float:
        """Return a moment, short at first and never longer than LONGEST."""
        longest, self._longest = self._longest, min(LONGEST, self._longest * 2)
        return longest * (1 + 2 * random.random()) / 3  # noqa: S311 - who comes first is no secret


class Place:
    """A place in a line: who is first tries, and the further back one stands the less often one looks."""

    def __init__(self, folder: int, begin: int, mine: int) -> None:
        self._folder, self._begin, self._mine = folder, begin, mine
        self._number, self._since = 0, monotonic()
        self._first: int | None = mine

    def may_try(self) -> bool:
        """Look who stands before, and tell whether nobody does, or nobody is served, or nobody can say."""
        try:
            self._number, first = self.before()
        except OSError:
            return True
        if first != self._first:
            self._first, self._since = first, monotonic()
        return not self._number or self._still() >= (DOUBTED if self._is_first_old() else STUCK)

    def pause(self) -> float:
        """Return a time by the number of those before; longer where nothing has moved for long."""
        if self._number:
            return min(LONGEST, max(self._number * FIRST, self._still() * STILL_BEHIND))
        return min(LONGEST, max(SOONEST, self._still() * STILL_FIRST))

    def before(self) -> tuple[int, int | None]:
        """Return how many stand before this place, ENOUGH at most, and the byte of the first."""
        first = found = held(self._folder, self._begin, self._mine)
        for number in range(ENOUGH):
            if found is None:
                return number, first
            found = held(self._folder, found + 1, self._mine)
        return ENOUGH, first

    def _still(self) -> float:
        return monotonic() - self._since

    def _is_first_old(self) -> bool:
        return self._first is not None and (self._mine & TIMES) - (self._first & TIMES) >= STUCK * MICROSECONDS


class Line:
    """The line before one file. A place is known in it for so many seconds: nobody waits longer."""

    def __init__(self, file: Path, seconds: float) -> None:
        real = file.resolve()
        self._folder, self._longest = real.parent, int(seconds * MICROSECONDS)
        self._name = (crc32(os.fsencode(real.name)) & NAMES) << 48

    def is_anybody_there(self) -> bool:
        """Tell whether somebody waits, whom a newcomer would pass by."""
        with suppress(OSError):
            folder = self._open()
            try:
                now = self._now()
                return held(folder, self._begin(now), now) is not None
            finally:
                os.close(folder)
        return False

    @contextmanager
    def place(self) -> Iterator[Wait]:
        """Give the last place, until the block ends; where there are none, chance."""
        folder = -1
        try:
            folder, mine = self._open(), self._now()
            hold(folder, fcntl.F_RDLCK, mine)
        except OSError:
            found: Wait = Chance()
        else:
            found = Place(folder, self._begin(mine), mine)
        try:
            yield found
        finally:
            if folder >= 0:
                with suppress(OSError):
                    hold(folder, fcntl.F_UNLCK, mine)  # a child that was begun meanwhile has the folder open, too
                os.close(folder)

    def _now(self) -> int:
        return self._name + (monotonic_ns() // 1000 & TIMES)

    def _begin(self, now: int) -> int:
        return max(self._name, now - self._longest)

    def _open(self) -> int:
        if not HAS_PLACES:
            raise OSError
        return os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def hold(folder: int, kind: int, byte: int) -> None:
    """Hold a byte of an open folder for everybody else to see, or let go of it. Raises OSError."""
    fcntl.fcntl(folder, fcntl.F_OFD_SETLK, struct.pack(FLOCK, kind, os.SEEK_SET, byte, 1, 0))


def held(folder: int, begin: int, end: int) -> int | None:
    """Return a byte from the begin to before the end that another holds, of several the one that is held longest."""
    if begin >= end:
        return None
    asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, begin, end - begin, 0)
    kind, _whence, byte, _length, _whose = struct.unpack(FLOCK, fcntl.fcntl(folder, fcntl.F_OFD_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else int(byte)
