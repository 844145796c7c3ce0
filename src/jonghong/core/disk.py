"""How much room the disk has, and the ballast: a file of no use whose only purpose is that it can be thrown away.

``is_short`` says when saving ends: while there is still room for what goes on meanwhile, such as signing in, and for a database
that would otherwise meet a full disk half-way. A quota is seen by nobody who asks for free room; ``refuses`` tries it out.
"""

import errno
import logging
import os
import shutil
import tempfile
from contextlib import suppress
from math import inf
from pathlib import Path
from time import monotonic

from django.conf import settings

LEAST, SHARE = 200_000_000, 20  # bytes, and the part of a small disk, below which nothing is saved: the smaller of both
LOOK_EVERY = 1.0  # seconds
PROBE = 65_536  # bytes: more than what the first write of SQLite needs
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BALLAST, BALLAST_BYTES = "ballast", 64_000_000

log = logging.getLogger(__name__)


class Gauge:
    """What was seen when this process last looked at the disk, once a second at most."""

    def __init__(self) -> None:
        self.is_short, self._looked_at = False, -inf

    def look(self) -> bool:
        """Return whether there is too little room; a disk that cannot be asked is not for us to judge."""
        now = monotonic()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            was, self.is_short = self.is_short, any(map(_is_short, folders()))
            if self.is_short != was:
                log.warning("Too little room on the disk: nothing is saved." if self.is_short else "There is room again.")
        return self.is_short

    def forget(self) -> None:
        """Look anew when asked next."""
        self._looked_at = -inf


gauge = Gauge()


def is_short() -> bool:
    """Tell whether there is too little room to save anything."""
    return gauge.look()


def folders() -> list[Path]:
    """Return where the product writes: its folder, and that of SQLite's file."""
    database = settings.DATABASES["default"]
    own = [Path(database["NAME"]).parent] if "sqlite" in database["ENGINE"] else []
    return [settings.DATA, *own]


def _is_short(folder: Path) -> bool:
    try:
        return not has_room_for(folder, 0)
    except OSError:
        return False


def has_room_for(folder: Path, size: int) -> bool:
    """Tell whether so many bytes more in a folder leave room for saving to go on. Raises OSError where nobody can tell."""
    usage = shutil.disk_usage(folder)
    least = min(LEAST, usage.total // SHARE) if settings.ROOM is None else settings.ROOM
    return usage.free - size >= least


def is_full(error: BaseException) -> bool:
    """Tell whether the system said that a disk, or somebody's share of it, is full."""
    return isinstance(error, OSError) and error.errno in FULL


def refuses() -> bool:
    """Tell by a write of a few bytes, which stays nowhere, whether a folder takes nothing more."""
    for folder in folders():
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(bytes(PROBE))
                file.flush()
        except OSError as error:
            if is_full(error):
                return True
    return False


def keep_ballast() -> bool:
    """Lay the ballast into the data folder where that leaves room enough, and return whether it is there."""
    file = settings.DATA / BALLAST
    if file.exists():
        return True
    if settings.ROOM == 0 or shutil.disk_usage(settings.DATA).free < 2 * (LEAST + BALLAST_BYTES):
        return False
    try:
        with file.open("xb") as made:
            os.posix_fallocate(made.fileno(), 0, BALLAST_BYTES)
    except OSError:
        file.unlink(missing_ok=True)
        return False
    return True


def drop_ballast() -> bool:
    """Throw the ballast away, and return whether there was any."""
    with suppress(OSError):
        (settings.DATA / BALLAST).unlink()
        gauge.forget()
        return True
    return False
