"""``jonghong backup``: copy everything to one file while people book; look at such files; make the key that seals them."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from jonghong.backups import archive, folder, making
from jonghong.backups.actions import note_made
from jonghong.backups.facts import Manifest
from jonghong.backups.refusals import Refused
from jonghong.commands import Stop, say
from jonghong.core import machine
from jonghong.core.schema import missing_migrations
from jonghong.core.secrets import secret


def run(*, verified: str, is_list: bool, makes_key: bool) -> None:
    """Make a backup; or look at one, list those that are there, or make the key."""
    with in_a_sentence():
        if verified:
            verify(Path(verified))
        elif is_list:
            list_them()
        elif makes_key:
            make_key()
        else:
            make()


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Say why a backup cannot be made or put back, and tidy up where the system ends the process. Raises Stop."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    except Refused as refusal:
        raise Stop(refusal.thai, refusal.english) from refusal
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: object) -> None:
    """Leave in order: what is half done is cleared away on the way out."""
    sys.exit(128 + number)


def make() -> None:
    """Make a backup now, and a second copy where the office has a place for it."""
    place = folder.made()
    with folder.alone(place):
        kept, manifest = making.make(place)
        if not missing_migrations():
            note_made(manifest=manifest, file=kept.file.name)
        if settings.BACKUP_COPY:
            making.copy_to(Path(settings.BACKUP_COPY), kept)
    say(f"สำรองข้อมูลแล้ว {kept.file}", "backed up and read back")
    tell(manifest, kept.size, is_sealed=bool(making.key()))


def verify(file: Path) -> None:
    """Read a backup to its end, and say what is in it."""
    if not file.is_file():
        raise Stop(f"ไม่พบไฟล์ {file}", f"There is no file {file}.")
    with archive.reading(file, making.key) as found:
        found.check()
        say(f"สำเนาสำรอง {file.name} ครบถ้วน", "the backup is whole")
        tell(found.manifest, found.size, is_sealed=found.is_sealed)


def tell(manifest: Manifest, size: int, *, is_sealed: bool) -> None:
    """Print what a backup says of itself."""
    bookings = manifest.rows_of("bookings_booking")
    seal = "เข้ารหัส sealed" if is_sealed else "ไม่เข้ารหัส not sealed"
    print(f"  {local(manifest.made_at)} · {manifest.database} · jonghong {manifest.program} · {size / 1e6:,.1f} MB · {seal}")
    say(
        f"  {bookings:,} การจอง {manifest.rows:,} แถว {len(manifest.photos)} รูป",
        f"{bookings:,} bookings, {manifest.rows:,} rows",
    )
    print(f"  {manifest.digest}")
    if manifest.lost_photos:
        say(f"  ไม่พบไฟล์รูป {len(manifest.lost_photos)} รูป", f"{len(manifest.lost_photos)} photos were not there")


def list_them() -> None:
    """Print the backups that are there, the oldest first; none is opened."""
    place = machine.backup_folder()
    found = folder.backups_in(place)
    for kept in found:
        print(f"  {local(kept.made_at)}  {kept.size / 1e6:>10,.1f} MB  {kept.file.name}")
    say(f"{len(found)} ไฟล์ใน {place}", f"{len(found)} backups")


def make_key() -> None:
    """Make the key that seals backups from now on, unless there is one."""
    file = settings.DATA / "secrets" / making.KEY
    if "JONGHONG_BACKUP_KEY" in os.environ:
        raise Stop("ตั้ง JONGHONG_BACKUP_KEY ไว้แล้ว จึงไม่สร้างกุญแจใหม่", "JONGHONG_BACKUP_KEY is the key: no other one is made.")
    if file.exists():
        raise Stop(f"มีกุญแจอยู่แล้วที่ {file}", f"There is a key already: {file}.")
    secret(making.KEY, folder=file.parent)
    say(
        f"กุญแจอยู่ที่ {file} เก็บสำเนาไว้ที่อื่น ถ้าหาย จะไม่มีใครเปิดสำเนาสำรองได้",
        "keep a copy of the key elsewhere: without it nobody can open the backups",
    )


def local(at: datetime) -> str:
    """Return an instant as a line of the console has it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
