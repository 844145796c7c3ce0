"""The backup that a timer asks for: made when the newest is too old, and otherwise nothing is done, and nothing said."""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from jonghong.backups import folder, making
from jonghong.backups.actions import note_made
from jonghong.backups.refusals import Refused
from jonghong.core import clock


@dataclass(frozen=True)
class Round:
    """What one call did: the backup it made, and those that it let go."""

    made: folder.Kept | None = None
    gone: list[Path] = field(default_factory=list)


def look_once() -> Round:
    """Make a backup if one is due. What goes wrong is left for ``jonghong doctor`` to tell, and raised. Raises Busy."""
    place = folder.made()
    with folder.alone(place):
        if not is_due(place):
            return Round()
        try:
            return _make(place)
        except Refused as error:
            folder.note(place, error.english)
            raise
        except (OSError, DatabaseError) as error:
            folder.note(place, " ".join(str(error).split()))
            raise


def is_due(place: Path) -> bool:
    """Tell whether the newest backup is too old, or there is none, or one from the future."""
    kept = folder.backups_in(place)
    age = clock.machine_now() - kept[-1].made_at if kept else settings.BACKUP_EVERY
    return bool(age >= settings.BACKUP_EVERY or age.total_seconds() < 0)


def _make(place: Path) -> Round:
    before = folder.backups_in(place)
    made, manifest = making.make(place)
    gone = making.let_go(place)
    if settings.BACKUP_COPY:
        second = Path(settings.BACKUP_COPY)
        making.copy_to(second, made)
        making.let_go(second)
    if not before or before[-1].made_at.date() != made.made_at.date():
        note_made(manifest=manifest, file=made.file.name)  # once a day: the other ninety-five would say nothing more
    folder.note(place, "")
    return Round(made, gone)
