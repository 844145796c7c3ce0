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
        self._began = 0.0
        self._answer: tuple[float, Answer] | None = None

    def answer(self) -> Answer | None:
        """Return the answer; None where there is none in time."""
        if not settings.WORKS_IN_BACKGROUND:
            return self._ask()
        with self._lock:
            if self._answer and monotonic() - self._answer[0] < self._fresh:
                return self._answer[1]
            asked_at, thread = monotonic(), self._thread
            if thread is None or not thread.is_alive():
                self._began = asked_at
                self._thread = thread = Thread(target=self._find_out, name="asking", daemon=True)
                thread.start()
            left = self._began + self._limit - asked_at
        thread.join(max(left, 0.0))
        found = self._answer
        return found[1] if found and found[0] >= asked_at - self._fresh else None

    def _find_out(self) -> None:
        try:
            answer = self._ask()
            self._answer = monotonic(), answer
        finally:
            leave()
