"""The backup that a timer asks for: made when the newest is too old, and otherwise nothing is done, and nothing said."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from jonghong.backups import folder, making
from jonghong.backups.actions import note_made
from jonghong.backups.refusals import Refused
from jonghong.core import clock, disk
from jonghong.core.machine import Fault


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
        except (Refused, OSError, DatabaseError) as error:
            with suppress(OSError):  # a full disk takes no word of it either
                folder.note(place, _said(error))
            raise


def _said(error: Exception) -> Fault:
    if isinstance(error, Refused):
        return Fault(error.thai, error.english)
    text = " ".join(str(error).split())
    return Fault(text, text)


def is_due(place: Path) -> bool:
    """Tell whether the newest backup is too old, or there is none, or one from the future."""
    kept = folder.backups_in(place)
    age = clock.machine_now() - kept[-1].made_at if kept else settings.BACKUP_EVERY
    return bool(age >= settings.BACKUP_EVERY or age.total_seconds() < 0)


def _make(place: Path) -> Round:
    before = folder.backups_in(place)
    gone = [] if disk.has_room_for(place, making.size_of_newest(place)) else making.let_go(place)
    made, manifest = making.make(place)
    if not before or before[-1].made_at.date() != made.made_at.date():
        note_made(manifest=manifest, file=made.file.name)  # once a day: the other ninety-five would say nothing more
    gone += making.let_go(place)
    if settings.BACKUP_COPY:
        second = Path(settings.BACKUP_COPY)
        making.let_go(second)  # before, so that a full disk takes the next one again
        making.copy_to(second, made)
    folder.note(place, None)
    return Round(made, gone)
