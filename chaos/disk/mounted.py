"""The handle on a disk that runs in a process of its own."""

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chaos import ROOT

DETACH = 2


def is_possible() -> bool:
    """Tell whether this machine lets us mount one: Linux, /dev/fuse, and the rights of its administrator."""
    return sys.platform == "linux" and os.geteuid() == 0 and os.access("/dev/fuse", os.R_OK | os.W_OK)


class Mounted:
    """A disk at a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-m", "chaos.disk", str(folder)],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is for who started the fault; the disk ends after it
        )
        self._hear()

    def cut(self, *, luck: float = 0.0, seed: int = 0) -> int:
        """Cut the power; return how many bytes had not been synced. What was kept is there after ``mount``."""
        return int(self._tell("cut", luck=luck, seed=seed)["lost"])

    def mount(self) -> None:
        """Put the disk back with what it kept."""
        self._tell("mount")

    def sync(self) -> None:
        """Keep everything as it is now."""
        self._tell("sync")

    def behave(self, **facts: Any) -> None:
        """Let each sync take ``slow`` seconds; hold ``room`` bytes, None for no end; speak of room it has not with ``lies``."""
        self._tell("behave", **facts)

    def figures(self) -> dict[str, Any]:
        """Return syncs, seconds they took in all (``slept``), writes ``refused`` for want of room, and bytes ``used``."""
        return self._tell("figures")

    def leave(self) -> None:
        """Take it away for good."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()
        # Where the process was killed its mount is left.
        ctypes.CDLL(None).umount2(os.fsencode(self.folder), DETACH)

    def _tell(self, what: str, **facts: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **facts}) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the disk at {self.folder} ended with {self._process.wait(30)}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def mounted() -> Iterator[Mounted]:
    """Give a new, empty disk, taken away afterwards. Raises RuntimeError where that is not possible."""
    if not is_possible():
        raise RuntimeError("this fault needs Linux, /dev/fuse and the rights of the machine's administrator (sudo)")
    with TemporaryDirectory(prefix="jonghong-disk-") as name:
        Path(name).chmod(0o755)
        disk = Mounted(Path(name))
        try:
            yield disk
        finally:
            disk.leave()
