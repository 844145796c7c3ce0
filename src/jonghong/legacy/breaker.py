"""A breaker: after some failures in a row, what is down is left alone for a while and then asked once.

One for each process, used by any of its threads.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

FAILURES, OPEN_FOR = 3, 30.0  # in a row; seconds


class Breaker:
    """Closed, it lets everything through; open, nothing; half open, one probe whose end decides."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._failures, self._closed_from = 0, 0.0

    def lets_through(self) -> bool:
        """Tell whether to ask; whoever is told so says afterwards how it ended, by ``worked`` or ``failed``."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._now() < self._closed_from:
                return False
            # This one is the probe; others wait for its end, or as long again if it never comes.
            self._closed_from = self._now() + OPEN_FOR
            return True

    def worked(self) -> None:
        """Close."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Count a failure; open after three in a row."""
        with self._lock:
            self._failures += 1
            self._closed_from = self._now() + OPEN_FOR

    @property
    def is_open(self) -> bool:
        """Whether nobody is let through now."""
        with self._lock:
            return self._failures >= FAILURES and self._now() < self._closed_from
