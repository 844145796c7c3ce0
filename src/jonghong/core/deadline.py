"""Work that waits for another machine, and is waited for no longer than so long, whatever that machine does."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")


class TooLate(Exception):
    """The work was not done in time."""


class _Work(Generic[Result]):
    """What a thread does, and what came of it."""

    def __init__(self, do: Callable[[], Result]) -> None:
        self.do, self.results, self.failures = do, list[Result](), list[Exception]()

    def run(self) -> None:
        try:
            self.results.append(self.do())
        except Exception as failure:  # noqa: BLE001 - raised again where it is waited for
            self.failures.append(failure)


def within(seconds: float, do: Callable[[], Result]) -> Result:
    """Return what ``do`` returns, or raise what it raises; raises TooLate after so many seconds.

    It runs in a thread of its own, since looking up a name and shaking hands know no limit over all; left behind, that thread
    ends by the time limits of its sockets. It must not touch our own database, whose connections belong to threads.
    """
    work = _Work(do)
    thread = Thread(target=work.run, name="deadline", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TooLate
    if work.failures:
        raise work.failures[0]
    return work.results[0]
