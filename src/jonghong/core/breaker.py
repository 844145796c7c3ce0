"""A breaker: what is down is left alone for a while and then asked once, rather than by everybody who waits for it.

One for each neighbour and each process, used by any of its threads. A success closes it.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

FAILURES, OPEN_FOR = 3, 30.0  # in a row; seconds


class Breaker:
    """Closed, it lets everything through; open, nothing; half open, one probe whose end decides.

    It opens after so many failures in a row for ``first`` seconds, doubled by each further one up to ``longest``.
    """

    def __init__(
        self,
        now: Callable[[], float] = monotonic,
        *,
        after: int = FAILURES,
        first: float = OPEN_FOR,
        longest: float = OPEN_FOR,
    ) -> None:
        self._now, self._lock = now, Lock()
        self._after, self._first, self._longest = after, first, longest
        self._failures, self._closed_from = 0, 0.0

    def lets_through(self) -> bool:
        """Tell whether to ask; whoever is told so says afterwards how it ended, by ``worked`` or ``failed``."""
        with self._lock:
            if self._failures < self._after:
                return True
            if self._now() < self._closed_from:
                return False
            # This one is the probe; others wait for its end, or as long again if it never comes.
            self._closed_from = self._now() + self._wait()
            return True

    def worked(self) -> None:
        """Close."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Count a failure; open after so many in a row."""
        with self._lock:
            self._failures += 1
            self._closed_from = self._now() + self._wait()

    @property
    def is_open(self) -> bool:
        """Whether nobody is let through now."""
        with self._lock:
            return self._failures >= self._after and self._now() < self._closed_from

    @property
    def has_failed(self) -> bool:
        """Whether the last try failed."""
        with self._lock:
            return self._failures > 0

    def _wait(self) -> float:
        doublings = min(max(self._failures - self._after, 0), 20)
        return min(self._first * (1 << doublings), self._longest)
