"""How far an import is, or taking one back.

It is one transaction, which nobody else sees before its end: so a file beside the database tells.
One of them runs at a time in an office. That it runs is told by a lock, which the system takes back from a process that ends
in whatever way; what the file says after that is how far it came.
"""

import fcntl
import json
import logging
import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language, override

from jonghong.audit.origin import Origin, current

Tell = Callable[[int, int], None]
WRITTEN_EVERY = 0.3  # seconds
LOOKS, LOOK_TAKES = 5, 0.01  # times; seconds

log = logging.getLogger(__name__)


class Ended(Exception):
    """It could not be done, and nothing was written. ``sentence`` is why, where a rule stood against it."""

    def __init__(self, fact: str, sentence: str = "") -> None:
        super().__init__(fact)
        self.fact, self.sentence = fact, sentence


@dataclass(frozen=True)
class Progress:
    """How many of how many rows of an upload are done, or of a run that is taken back, and how it ended.

    ``fact`` is empty before its end; then "done", or why nothing was written: "changed" (the office changed meanwhile),
    "refused" (by the rule of ``sentence``) or "failed". Without any and not running it was stopped with its server.
    """

    upload: int
    done: int = 0
    total: int = 0
    fact: str = ""
    sentence: str = ""
    is_running: bool = False
    run: int = 0


def begin(office_id: int, upload: int, do: Callable[[Tell], object], *, run: int = 0) -> bool:
    """Begin an import, or to take a run back, in a thread of its own; return False where one of that office runs already.

    ``do`` tells its progress by what it is given, and raises Ended where it cannot be done.
    """
    lock = _lock(office_id)
    if lock is None:
        return False
    teller, origin, language = _Teller(office_id, upload, run), current.get(), get_language()
    teller.write()
    if settings.WORKS_IN_BACKGROUND:
        apart = (lock, teller, do, origin, language)
        Thread(target=_run_apart, args=apart, name=f"import {upload or run}", daemon=True).start()
    else:
        _run(lock, teller, do)
    return True


def look(office_id: int, upload: int = 0, *, run: int = 0) -> Progress | None:
    """Return how far the import of an upload is, or came, or taking a run back; None where nothing is known of it."""
    # First the lock: an import whose lock is free has said in the file how it ended, unless it was stopped.
    is_running = _is_locked(office_id)
    try:
        told = Progress(**json.loads(_path(office_id, "json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return replace(told, is_running=is_running) if (told.upload, told.run) == (upload, run) else None


class _Teller:
    """Writes the file of an office, not for every row."""

    def __init__(self, office_id: int, upload: int, run: int = 0) -> None:
        self.office_id, self.latest, self.written_at = office_id, Progress(upload, run=run), monotonic()

    def tell(self, done: int, total: int) -> None:
        self.latest = replace(self.latest, done=done, total=total)
        if monotonic() - self.written_at >= WRITTEN_EVERY:
            self.write()

    def end(self, fact: str, sentence: str = "") -> None:
        self.latest = replace(self.latest, fact=fact, sentence=sentence)
        self.write()

    def write(self) -> None:
        self.written_at = monotonic()
        path = _path(self.office_id, "json")
        facts = {name: value for name, value in asdict(self.latest).items() if name != "is_running"}
        # A full disk spoils the bar, not the import.
        with suppress(OSError):
            path.with_suffix(".new").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
            path.with_suffix(".new").replace(path)


def _run_apart(lock: int, teller: _Teller, do: Callable[[Tell], object], origin: Origin, language: str | None) -> None:
    # The request is answered long before; of it only where it came from is still to be told, and what it was to be told in.
    current.set(Origin(origin.network, origin.request))
    try:
        with override(language):
            _run(lock, teller, do)
    finally:
        connection.close()


def _run(lock: int, teller: _Teller, do: Callable[[Tell], object]) -> None:
    try:
        do(teller.tell)
        teller.end("done")
    except Ended as end:
        teller.end(end.fact, end.sentence)
    except Exception as fault:  # noqa: BLE001 - whatever it was, nothing was written, and the page has to say so
        # Its words may be those of a row, so that the log gets its kind and place alone.
        place = traceback.extract_tb(fault.__traceback__)[-1]
        what = "Taking an import back" if teller.latest.run else "An import"
        log.error("%s came to nothing: %s in %s, line %s.", what, type(fault).__name__, place.filename, place.lineno)  # noqa: TRY400
        teller.end("failed")
    finally:
        os.close(lock)


def _lock(office_id: int) -> int | None:
    """Return the lock of an office, which is held until it is closed; None where an import holds it."""
    path = _path(office_id, "lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    # Who only looks has it for an instant.
    for _try in range(LOOKS):
        with suppress(BlockingIOError):
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return opened
        sleep(LOOK_TAKES)
    os.close(opened)
    return None


def _is_locked(office_id: int) -> bool:
    try:
        opened = os.open(_path(office_id, "lock"), os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(opened)
    return False


def _path(office_id: int, kind: str) -> Path:
    folder: Path = settings.DATA / "moving"
    return folder / f"{office_id}.{kind}"
