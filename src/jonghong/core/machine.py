"""What the machine has left that people would lose: room on the disk, and a copy of the data that is fresh."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from jonghong.core import clock

FEW_BYTES = 1_000_000_000
FEW_PER_CENT = 10
BACKUP_WITHIN = timedelta(days=2)


@dataclass(frozen=True)
class Space:
    """Bytes of the disk on which the data lie."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether less than a tenth is free, or less than a gigabyte."""
        return self.free < FEW_BYTES or self.free * 100 < self.total * FEW_PER_CENT


def space() -> Space:
    """Return how much room there is where the data lie."""
    usage = shutil.disk_usage(settings.DATA)
    return Space(free=usage.free, total=usage.total)


def backup_folder() -> Path:
    """Return where backups are looked for."""
    folder: Path = settings.DATA / "backups"
    return folder


def has_backups() -> bool:
    """Tell whether there is any backup."""
    return any(file.is_file() for file in backup_folder().glob("*"))


def age_of_backup() -> timedelta | None:
    """Return how old the newest backup is, or for how long there is none in the folder; None where nobody made one."""
    folder = backup_folder()
    if not folder.is_dir():
        return None
    made = [file.stat().st_mtime for file in folder.glob("*") if file.is_file()]
    newest = datetime.fromtimestamp(max(made, default=folder.stat().st_mtime), tz=UTC)
    return clock.machine_now() - newest


def is_backup_late() -> bool:
    """Tell whether an office that makes backups has made none for two days."""
    age = age_of_backup()
    return age is not None and age > BACKUP_WITHIN
