"""Turns: so many go in at once, so many wait in a row, first come, first served, and everybody else is told at once."""

from collections import deque
from collections.abc import Callable
from threading import Lock


class Turns:
    """Places inside, and places in the row before them. The one who leaves hands his place to the first in the row."""

    def __init__(self, *, inside: int, waiting: int, tell: Callable[[int, int], None] = lambda _inside, _waiting: None) -> None:
        """``tell`` hears how many are inside and in the row, in the order in which that changes."""
        self._free, self._waiting = inside, waiting
        self._inside, self._tell = inside, tell
        self._row: deque[Lock] = deque()
        self._lock = Lock()

    @property
    def is_full(self) -> bool:
        """Whether nobody more may wait."""
        return not self._free and len(self._row) >= self._waiting

    def enter(self, seconds: float) -> bool:
        """Return whether a turn was had; at once where the row is full, and after so many seconds where none came."""
        with self._lock:
            if self._free:
                self._free -= 1
                self._told()
                return True
            if len(self._row) >= self._waiting:
                return False
            mine = Lock()
            mine.acquire()
            self._row.append(mine)
            self._told()
        if mine.acquire(timeout=seconds):
            return True
        with self._lock:
            if mine not in self._row:
                return True  # handed over in this very moment
            self._row.remove(mine)
            self._told()
            return False

    def leave(self) -> None:
        """Hand the turn to the first in the row."""
        with self._lock:
            if self._row:
                self._row.popleft().release()
            else:
                self._free += 1
            self._told()

    def _told(self) -> None:
        self._tell(self._inside - self._free, len(self._row))
