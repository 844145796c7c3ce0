"""The disk's own process: ``python -m chaos.disk FOLDER``; an order a line on standard input, an answer a line.

It keeps all in its memory, so that nothing else can, and ends, unmounted, with whoever started it.
"""

import ctypes
import json
import os
import sys
import threading
from contextlib import suppress
from typing import Any

from chaos.disk import wire
from chaos.disk.files import Files, Habits
from chaos.disk.tree import Tree

NOSUID, NODEV, FORCE, DETACH = 2, 4, 1, 2
libc = ctypes.CDLL(None, use_errno=True)


class Disk:
    """The tree, mounted or not."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.tree = Tree()
        self.habits = Habits()
        self.fuse = -1
        self.files: Files | None = None
        self.reader: threading.Thread | None = None

    def mount(self) -> None:
        """Mount it, and answer from now on."""
        self.fuse = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={self.fuse},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions"
        done = libc.mount(b"jonghong-chaos", os.fsencode(self.folder), b"fuse.chaos", NOSUID | NODEV, options.encode())
        if done:
            raise OSError(ctypes.get_errno(), "mount")
        fuse = self.fuse

        def send(words: bytes) -> None:
            # Who asked may have been killed meanwhile, or the power cut.
            with suppress(OSError):
                os.write(fuse, words)

        self.tree.root.looked_up = 1
        self.files = Files(self.tree, self.habits, send)
        self.reader = threading.Thread(target=self._serve, args=(fuse, self.files), daemon=True)
        self.reader.start()

    def _serve(self, fuse: int, files: Files) -> None:
        while True:
            try:
                words = os.read(fuse, wire.BUFFER)
            except FileNotFoundError:
                continue  # who asked was killed before we read it
            except InterruptedError:
                continue
            except OSError:
                return  # unmounted
            files.serve(words)

    def unmount(self) -> None:
        """Take it away at once, from under whatever uses it."""
        if self.fuse < 0:
            return
        libc.umount2(os.fsencode(self.folder), FORCE | DETACH)
        assert self.reader is not None
        self.reader.join(5)
        os.close(self.fuse)
        self.fuse = -1

    def cut(self, *, luck: float = 0.0, seed: int = 0) -> dict[str, Any]:
        """Cut the power: unmount, and forget what was not synced. Returns how many bytes that were."""
        assert self.files is not None
        with self.files.lock:
            lost = self.tree.unsynced_bytes()
            self.tree.cut(luck=luck, seed=seed)
            self.files.is_cut = True
        self.unmount()
        return {"lost": lost}

    def behave(self, **facts: Any) -> None:
        """Change how it behaves: ``slow``, ``lies``, and ``room`` in bytes or None."""
        if "room" in facts:
            self.tree.room = facts.pop("room")
        for name, value in facts.items():
            setattr(self.habits, name, value)

    def figures(self) -> dict[str, Any]:
        """Return what was counted."""
        habits = self.habits
        return {"syncs": habits.syncs, "slept": habits.slept, "refused": habits.refused, "used": self.tree.used * 4096}

    def sync(self) -> None:
        """Keep everything as it is now."""
        assert self.files is not None
        with self.files.lock:
            self.tree.sync()


def main(folder: str) -> None:
    """Mount, and do what each line says: {"do": what, and the facts}."""
    disk = Disk(folder)
    disk.mount()
    print(json.dumps({"mounted": folder}), flush=True)
    try:
        for line in iter(sys.stdin.readline, ""):
            order = json.loads(line)
            answer = getattr(disk, order.pop("do"))(**order)
            print(json.dumps(answer or {}), flush=True)
    finally:
        disk.unmount()


if __name__ == "__main__":
    main(sys.argv[1])
