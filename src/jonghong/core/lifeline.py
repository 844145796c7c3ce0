"""A worker ends with the process that started it, even where that was killed and could not say so; else it keeps the port."""

import os
from pathlib import Path
from threading import Thread
from time import sleep

PARENT = "JONGHONG_SERVED_BY"
LOOK_EVERY = 1.0  # seconds


def leaving(data: Path, parent: int) -> Path:
    """Return the file that says, in a folder of data, that the server of that process was told to stop."""
    return data / "meters" / f"leaving.{parent}"


def hold() -> None:
    """Watch, in a thread of its own, over the parent that the environment names; without one do nothing."""
    parent = os.environ.get(PARENT, "")
    if parent.isdecimal():
        Thread(target=_end_after, args=(int(parent),), daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        sleep(LOOK_EVERY)
    os._exit(0)
