"""Asking what may hang: the database, the disk. Whoever asks is answered within a limit, and many who ask are one question."""

from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings

from jonghong.audit.rounds import leave

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """A question whose answer holds for ``fresh`` seconds; who asks waits no longer than ``limit`` seconds for it.

    It is asked in a thread of its own, with a connection of its own. While that hangs, nobody waits for it any more.
    """

    def __init__(self, ask: Callable[[], Answer], *, fresh: float, limit: float) -> None:
        self._ask, self._fresh, self._limit = ask, fresh, limit
        self._lock = Lock()
        self._thread: Thread | None = None
        self._answer: tuple[float, Answer] | None = None

    def answer(self) -> Answer | None:
        """Return the answer; None where there is none in time."""
        if not settings.WORKS_IN_BACKGROUND:
            return self._ask()
        with self._lock:
            if self._answer and monotonic() - self._answer[0] < self._fresh:
                return self._answer[1]
            is_hanging = self._thread is not None and self._thread.is_alive()
            if not is_hanging:
                self._thread = Thread(target=self._find_out, name="asking", daemon=True)
                self._thread.start()
            asked_at, thread = monotonic(), self._thread
        assert thread
        thread.join(0 if is_hanging else self._limit)
        found = self._answer
        return found[1] if found and found[0] >= asked_at - self._fresh else None

    def _find_out(self) -> None:
        try:
            answer = self._ask()
            self._answer = monotonic(), answer
        finally:
            leave()
