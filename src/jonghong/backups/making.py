"""Making a backup: into a file of another name, down to the disk, read back, and only then under its own name."""

import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from hmac import new
from pathlib import Path

from django.conf import settings
from django.db import connection

from jonghong import __version__
from jonghong.backups import archive, folder, keeping, reading, shape
from jonghong.backups.facts import Manifest, Part, Table
from jonghong.backups.refusals import NoCopy, NoRoom, NoTables, Refused, ShortKey
from jonghong.core import clock, disk
from jonghong.core.durable import reach_disk
from jonghong.core.secrets import UnusableSecret, secret

KEY = "backup.key"
Fill = Callable[[archive.Writer], Manifest]


def key() -> str:
    """Return the secret that backups are sealed under, empty where the office has none. Raises ShortKey."""
    place = settings.DATA / "secrets"
    try:
        return secret(KEY, folder=place) if "JONGHONG_BACKUP_KEY" in os.environ or (place / KEY).exists() else ""
    except UnusableSecret as error:
        raise ShortKey(where=error) from error


def marks_of_keys() -> dict[str, str]:
    """Return a short digest of each secret that rows are written under: it tells them apart, and gives none away."""
    rings = {"citizen.key": settings.CITIZEN_KEYS, "field.keys": settings.FIELD_KEYS, "audit.key": {"1": settings.AUDIT_KEY}}
    return {
        f"{name} {id_}": new(held.encode(), f"backup {name}".encode(), sha256).hexdigest()[:16]
        for name, ring in rings.items()
        for id_, held in ring.items()
    }


def make(place: Path) -> tuple[folder.Kept, Manifest]:
    """Make a backup in a folder, whose caller is alone there, and return it and what it says. Raises NoRoom or NoTables.

    What is in it was in the database at one instant; meanwhile people book.
    """
    at = clock.machine_now()
    named, manifest = keep(place, f"jonghong-{folder.stamped(at)}", of_now)
    return folder.Kept(named, at, named.stat().st_size), manifest


def keep(place: Path, stem: str, fill: Fill) -> tuple[Path, Manifest]:
    """Let a new backup in a folder be filled, and return its file and what it says. Raises NoRoom.

    It has its name only when it is on the disk and was read back; where that fails nothing of it is left.
    """
    refuse_full(place, size_of_newest(place))
    unfinished = place / f"{folder.UNFINISHED}-{os.getpid()}"
    try:
        manifest = fill_file(unfinished, fill)
        with archive.reading(unfinished, key) as found:
            found.check()
        named = folder.free(place, stem, ".backup")
        unfinished.rename(named)
        reach_disk(place)
    finally:
        unfinished.unlink(missing_ok=True)
    return named, manifest


def fill_file(file: Path, fill: Fill) -> Manifest:
    """Let a new file be filled and reach the disk, and return what it says. Raises NoRoom."""
    with room_in(file.parent), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        with archive.writing(stream, key()) as writer:
            manifest = fill(writer)
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def of_now(writer: archive.Writer) -> Manifest:
    """Write what the database that models stand on holds now. Raises NoTables."""
    with reading.snapshot() as snapshot:
        return write(snapshot, writer)


def write(snapshot: reading.Snapshot, writer: archive.Writer) -> Manifest:
    """Write everything that a database holds, and return what the backup says of itself. Raises NoTables."""
    at, steps = clock.machine_now(), reading.steps_of(snapshot)
    known = {step for step in steps if step[0] in shape.loader().migrated_apps}
    if not known or not shape.are_known(known):
        raise NoTables
    tables = shape.tables_after(frozenset(known))
    parts = {table.name: _add(snapshot, writer, table) for table in tables}
    names = [name for table in tables for name in reading.names_in(snapshot, table)]
    photos, lost = _add_photos(writer, names)
    manifest = Manifest(
        made_at=at,
        program=__version__,
        database=connection.vendor,
        steps=tuple(sorted(known)),
        tables=parts,
        photos=photos,
        lost_photos=lost,
        keys=marks_of_keys(),
    )
    writer.finish(manifest)
    return manifest


def _add(snapshot: reading.Snapshot, writer: archive.Writer, table: Table) -> Part:
    count = Count()
    last = snapshot.last(table)
    writer.add(f"tables/{table.name}.tsv", count.of(snapshot.lines(table)))
    return count.part(table, last)


class Count:
    """Counts lines and adds them up while they go by."""

    def __init__(self) -> None:
        self._rows, self._sum = 0, sha256()

    def of(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Give the same blocks."""
        for block in blocks:
            self._rows += block.count(b"\n")
            self._sum.update(block)
            yield block

    def part(self, table: Table, last: int) -> Part:
        """Return what went by."""
        return Part(self._rows, last, self._sum.hexdigest(), table.heads)


def count(snapshot: reading.Snapshot, tables: Iterable[Table]) -> dict[str, Part]:
    """Return what stands in tables of a database now: rows and sums, and 0 for the last number."""
    return {table.name: _counted(snapshot, table) for table in tables}


def _counted(snapshot: reading.Snapshot, table: Table) -> Part:
    seen = Count()
    for _block in seen.of(snapshot.lines(table)):
        pass
    return seen.part(table, 0)


def _add_photos(writer: archive.Writer, names: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Add the photos that rows name; one that was taken away meanwhile is noted as lost."""
    sums, lost = dict[str, str](), list[str]()
    for name in names:
        try:
            photo = (settings.MEDIA_ROOT / name).read_bytes()
        except FileNotFoundError:
            lost.append(name)
            continue
        writer.add(f"photos/{name}", [photo])
        sums[name] = sha256(photo).hexdigest()
    return sums, tuple(lost)


@contextmanager
def room_in(place: Path) -> Iterator[None]:
    """Say of a full disk that it is one. Raises NoRoom."""
    try:
        yield
    except OSError as error:
        if disk.is_full(error):
            raise NoRoom(folder=place) from error
        raise


def refuse_full(place: Path, size: int) -> None:
    """Raise NoRoom where so many bytes more would leave no room for bookings."""
    if not disk.has_room_for(place, size):
        raise NoRoom(folder=place)


def size_of_newest(place: Path) -> int:
    """Return how many bytes the newest backup in a folder has, and so about the next one, too; 0 where there is none."""
    kept = folder.backups_in(place)
    return kept[-1].size if kept else 0


def let_go(place: Path) -> list[Path]:
    """Delete the backups that are too old to be kept, and return them; never the newest one that is whole."""
    found = folder.backups_in(place)
    stay = keeping.kept([each.made_at for each in found], clock.machine_now())
    old = [each for each in found if each.made_at not in stay]
    if not old:
        return []
    whole = next((each for each in reversed(found) if is_whole(each.file)), None)
    gone = [each.file for each in old if whole and each != whole]
    for file in gone:
        file.unlink(missing_ok=True)
    return gone


def is_whole(file: Path) -> bool:
    """Tell whether a backup is as it was written; one whose key is gone is not."""
    try:
        with archive.reading(file, key):
            return True
    except (Refused, OSError):
        return False


def copy_to(second: Path, kept: folder.Kept) -> None:
    """Put the same file, and the list of the erased, into a second folder, which has to be there. Raises NoCopy."""
    unfinished = second / f"{folder.UNFINISHED}-{platform.node()}"  # what is left of one that was killed is written over
    try:
        for source in (kept.file, settings.DATA / "erased.txt"):
            if source.exists():
                shutil.copyfile(source, unfinished)
                unfinished.chmod(0o600)
                reach_disk(unfinished)
                if source.stat().st_size != unfinished.stat().st_size:
                    raise NoCopy(folder=second, why="size")
                unfinished.rename(second / source.name)
        reach_disk(second)
    except OSError as error:
        raise NoCopy(folder=second, why=error.strerror) from error
    finally:
        if second.is_dir():
            unfinished.unlink(missing_ok=True)
    if not is_whole(second / kept.file.name):
        raise NoCopy(folder=second, why="sha256")
