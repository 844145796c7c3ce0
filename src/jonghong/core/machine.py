"""What the machine has left that people would lose: room on the disk, and a copy of the data that is fresh.

What cannot be looked at, as a folder that is gone or belongs to somebody else, raises OSError; asked whether there is reason
to warn, it is one.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from jonghong.core import clock

FEW_BYTES = 1_000_000_000
LEAST_BYTES = 20_000_000  # below this nothing can be relied on to be written
FEW_PER_CENT = 10
BACKUP_WITHIN = timedelta(days=2)
SCHEDULED_WITHIN = timedelta(hours=2)  # where ``jonghong tick`` makes them
TICK = ".tick.json"  # how the last one went


@dataclass(frozen=True)
class Space:
    """Bytes of the disk on which the data lie."""

    free: int
    total: int

    @property
    def is_low(self) -> bool:
        """Whether less than a tenth is free, or less than a gigabyte."""
        return self.free < FEW_BYTES or self.free * 100 < self.total * FEW_PER_CENT


@dataclass(frozen=True)
class Fault:
    """Why a backup came to nothing, a sentence in each language; of what the system itself says, its own words in both."""

    thai: str
    english: str


def space() -> Space:
    """Return how much room there is where the data lie."""
    usage = shutil.disk_usage(settings.DATA)
    return Space(free=usage.free, total=usage.total)


def is_space_low() -> bool:
    """Tell whether there is little room left, or nobody can tell how much."""
    try:
        return space().is_low
    except OSError:
        return True


def backup_folder() -> Path:
    """Return where backups are looked for."""
    return Path(settings.BACKUPS).expanduser().resolve() if settings.BACKUPS else settings.DATA / "backups"


def has_backups() -> bool:
    """Tell whether there is any backup."""
    return bool(_times_of_backups())


def age_of_backup() -> timedelta | None:
    """Return how old the newest backup is, or for how long there is none in the folder; None where nobody made one."""
    folder = backup_folder()
    if not folder.is_dir():
        return None
    newest = datetime.fromtimestamp(max(_times_of_backups(), default=folder.stat().st_mtime), tz=UTC)
    return clock.machine_now() - newest


def is_backup_late() -> bool:
    """Tell whether an office that makes backups has made none for two days, or two hours by schedule, or nobody can tell."""
    try:
        age, tick = age_of_backup(), backup_folder() / TICK
        if not tick.exists():
            return age is not None and age > BACKUP_WITHIN
        same_for = clock.machine_now() - datetime.fromtimestamp(tick.stat().st_mtime, tz=UTC)
        return age is None or age > SCHEDULED_WITHIN or (bool(fault_of_backup()) and same_for > SCHEDULED_WITHIN)
    except OSError:
        return True


def fault_of_backup() -> Fault | None:
    """Return why the last scheduled backup came to nothing; None where it did not, or there is none."""
    file = backup_folder() / TICK
    if not file.exists():
        return None
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Fault(said["thai"], said["english"]) if said["english"] else None
    except (ValueError, KeyError) as error:
        raise OSError(f"{file} cannot be read: {error}") from error


def _times_of_backups() -> list[float]:
    """Return when each backup was made, in seconds since 1970."""
    made = []
    with os.scandir(backup_folder()) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # old ones are taken away while we look
                made += [entry.stat().st_mtime] if entry.is_file() and not entry.name.startswith(".") else []
    return made
