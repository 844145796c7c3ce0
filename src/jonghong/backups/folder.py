"""The folder of the backups: what is in it, who works in it, and what goes from it."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from jonghong.backups.refusals import Busy
from jonghong.core import machine

NAME = re.compile(r"jonghong-(\d{8}-\d{6})Z(?:-\d+)?\.backup")
STAMP = "%Y%m%d-%H%M%S"
LOCK = ".lock"
UNFINISHED = ".unfinished"  # begins the name of what is not a backup yet
MOST_OF_A_SECOND = 100


@dataclass(frozen=True)
class Kept:
    """A backup in the folder."""

    file: Path
    made_at: datetime
    size: int


def made() -> Path:
    """Return the folder of backups, which is there from now on."""
    folder = machine.backup_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def backups_in(folder: Path) -> list[Kept]:
    """Return the backups in a folder by their names, the oldest first; other files are passed over."""
    found = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = NAME.fullmatch(file.name)
        if name and file.is_file():
            with suppress(ValueError):  # a day that no calendar has
                found.append(Kept(file, datetime.strptime(name[1], STAMP).replace(tzinfo=UTC), file.stat().st_size))
    return sorted(found, key=lambda each: (each.made_at, len(each.file.name), each.file.name))


def stamped(at: datetime) -> str:
    """Return an instant as it stands in the name of a file."""
    return at.astimezone(UTC).strftime(f"{STAMP}Z")


def free(folder: Path, stem: str, ending: str = "") -> Path:
    """Return the first of ``<stem><ending>``, ``<stem>-2<ending>`` ... that no file in the folder is called."""
    names = [f"{stem}{ending}", *(f"{stem}-{number}{ending}" for number in range(2, MOST_OF_A_SECOND))]
    return next(folder / name for name in names if not (folder / name).exists())


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time back up into a folder or restore, and clear away what a killed one left. Raises Busy."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        for left in (*folder.glob(f"{UNFINISHED}*"), *settings.DATA.glob(f"{UNFINISHED}*")):
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def note(folder: Path, fault: machine.Fault | None) -> None:
    """Leave word of how the last scheduled backup went, for ``core.machine``: None if well. The file is as old as the news."""
    text, file = json.dumps(asdict(fault or machine.Fault("", ""))), folder / machine.TICK
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        draft = folder / f"{UNFINISHED}{machine.TICK}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
