"""What those processes of the server counted whose files are gone: added up in one file, which names the last that it took in.

The sum is written before their files go. Whoever reads their files first, then the sum, and passes over those that it names,
misses nothing and counts nothing twice, also where the process that adds up was killed in between.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from jonghong.core.families import WIDTHS

FILE = "ended.json"
LOCK = "ended.lock"
MOST_NAMED = 64  # many more than go while somebody reads


@dataclass(frozen=True)
class Sum:
    """The names of the files that came to it last, and the figures of all."""

    names: tuple[str, ...] = ()
    figures: dict[tuple[str, ...], list[float]] = field(default_factory=dict)


def known(folder: Path) -> Sum:
    """Return the sum that a folder of figures has; figures that an earlier version counted otherwise are left out.

    Raises OSError where it is there and cannot be read.
    """
    with suppress(FileNotFoundError, ValueError):
        names, rows = json.loads((folder / FILE).read_text(encoding="utf-8"))
        figures = {tuple(key): values for *key, values in rows}
        return Sum(tuple(names), {key: values for key, values in figures.items() if len(values) == WIDTHS.get(key[0])})
    return Sum()


def keep(folder: Path, new: Sum) -> None:
    """Write a sum in the place of the one before; the caller is ``alone``. Raises OSError, and then that one stands."""
    draft = folder / f".{FILE}"
    rows = [[*key, values] for key, values in new.figures.items()]
    draft.write_text(json.dumps([new.names[-MOST_NAMED:], rows]), encoding="utf-8")
    draft.replace(folder / FILE)


def forget(folder: Path) -> None:
    """Begin anew at nothing."""
    (folder / FILE).unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time add up."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
