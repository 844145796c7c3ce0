"""Putting a backup back: built and proved aside, then taken into use in one step, so that a place is as before or whole.

On SQLite that is a file beside the present one. On PostgreSQL it is one transaction in the tables that are there, which keep
their owners and rights; a backup of an earlier version is brought up to date in a file of SQLite's before.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from jonghong.backups import archive, folder, loading, making, places, reading, shape
from jonghong.backups.actions import finish_restore
from jonghong.backups.archive import Archive
from jonghong.backups.facts import Manifest, Table, digest_of
from jonghong.backups.refusals import Damaged, Differs, InUse, Newer, NotEmpty, OldTables, OtherKeys
from jonghong.core import clock
from jonghong.core.schema import missing_migrations
from jonghong.offices.models import Office

OTHERS = """
SELECT count(*), coalesce(string_agg(DISTINCT coalesce(host(client_addr), usename), ', '), '') FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
AND application_name = current_setting('application_name')"""
# Two bookings of one room, one of which begins before the latest end of those that began before it.
OVERLAP = """
SELECT count(*) FROM (SELECT starts_at, max(ends_at) OVER (
    PARTITION BY room_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
FROM bookings_booking WHERE state IN ('pending', 'confirmed', 'held') AND NOT is_legacy) AS held WHERE busy_until > starts_at"""


@dataclass
class Restored:
    """What came of it: what was restored, the steps and seconds it took, what was kept aside, how many were erased again."""

    manifest: Manifest
    seconds: dict[str, float] = field(default_factory=dict)
    aside: Path | None = None
    erased: int = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note how long a step takes."""
        before = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - before


@dataclass(frozen=True)
class Leave:
    """What was said to be all right: that an office is replaced, that keys are others, that a server runs (PostgreSQL)."""

    replaces: bool = False
    other_keys: bool = False
    while_served: bool = False


def restore(file: Path, leave: Leave) -> Restored:
    """Put a backup in the place of what the settings name, and return what came of it.

    Raises a ``refusals.Refused`` before anything is changed, or what the database or the disk says; also then the place is as
    it was.
    """
    with archive.reading(file, making.key) as backup:
        refuse_unfit(backup, leave)
        restored = Restored(backup.manifest)
        with restored.step("check"):
            backup.check()
        if connection.vendor == "postgresql":
            _into_postgresql(backup, leave, restored)
        else:
            _into_file(backup, leave, restored)
    return restored


def refuse_unfit(backup: Archive, leave: Leave) -> None:
    """Raise Newer, Damaged or OtherKeys where this program, or this place, cannot take the backup."""
    manifest = backup.manifest
    if not shape.are_known(manifest.steps):
        raise Newer
    tables = shape.tables_after(frozenset(manifest.steps))
    if {table.name: table.heads for table in tables} != {name: part.heads for name, part in manifest.tables.items()}:
        raise Damaged(what="tables")
    if any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in manifest.photos):
        raise Damaged(what="photos")
    here = making.marks_of_keys()
    others = [name for name, mark in manifest.keys.items() if here.get(name) != mark]
    if others and not leave.other_keys:
        raise OtherKeys(names=", ".join(others))


def _into_file(backup: Archive, leave: Leave, restored: Restored) -> None:
    place = places.present_file()
    connection.close()
    if places.is_open_elsewhere(place):
        raise InUse(who=place.name)
    is_taken = has_office()
    if is_taken and not leave.replaces:
        raise NotEmpty
    connection.close()
    new = place.with_name(f"{place.name}.restoring")
    try:
        places.clear(new)
        with places.standing_on(places.file_of_sqlite(new)):
            with restored.step("make tables"):
                places.make_tables(backup.manifest.steps)
            load_file(backup, new, restored)
            finish(backup.manifest, restored)
        put_photos(backup)
        if places.is_open_elsewhere(place):
            raise InUse(who=place.name)
        restored.aside = places.take_into_use(new, place, folder.stamped(clock.machine_now()) if is_taken else "")
    finally:
        places.clear(new)


def load_file(backup: Archive, file: Path, restored: Restored) -> None:
    """Load a backup into the empty tables of a file, on which models stand, and prove it. Raises Differs."""
    connection.close()
    with restored.step("load"), places.by_hand(file) as raw:
        load(backup, loading.OnSqlite(raw), shape.all_tables_after(frozenset(backup.manifest.steps)))
        if wrong := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise Differs(what=f"{wrong[0][0]} {wrong[0][1]}")
    with restored.step("compare"), reading.snapshot() as snapshot:
        prove(backup.manifest, snapshot)


def finish(manifest: Manifest, restored: Restored) -> None:
    """Bring restored rows up to this version, and make them the present state."""
    with restored.step("bring up to date"):
        if not shape.is_whole(manifest.steps):
            call_command("migrate", interactive=False, verbosity=0)
    with restored.step("finish"), transaction.atomic():
        restored.erased = finish_restore(manifest=manifest)


def _into_postgresql(backup: Archive, leave: Leave, restored: Restored) -> None:
    connection.close_pool()  # type: ignore[attr-defined]  # whoever is connected from now on is somebody else
    connection.close()
    with places.standing_on(places.without_pool()):
        refuse_used(leave)
        is_new = not connection.introspection.table_names()
        if is_new:
            with restored.step("make tables"):
                call_command("migrate", interactive=False, verbosity=0)
        if missing_migrations():
            raise OldTables
        if has_office() and not leave.replaces:
            raise NotEmpty
        if shape.is_whole(backup.manifest.steps):
            _swap_rows(backup, restored)
        else:
            with _brought_up_to_date(backup, restored) as present:
                _swap_rows(present, restored)
        put_photos(backup)


def _swap_rows(backup: Archive, restored: Restored) -> None:
    """Put the rows of a backup of this version in the place of those that are there, in one transaction."""
    steps = frozenset(backup.manifest.steps)
    tables = shape.all_tables_after(steps)
    with transaction.atomic(durable=True):
        loader = loading.OnPostgresql()
        loader.lock(tables)
        snapshot = reading.within()
        if Office.objects.exists():
            with restored.step("keep aside"):
                restored.aside = keep_aside(snapshot)
        with restored.step("load"):
            load(backup, loader, tables)
        with restored.step("compare"):
            prove(backup.manifest, snapshot)
        with restored.step("finish"):
            restored.erased = finish_restore(manifest=restored.manifest)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _brought_up_to_date(backup: Archive, restored: Restored) -> Iterator[Archive]:
    """Give a backup that holds what one of an earlier version becomes in this one; it is gone afterwards."""
    made = settings.DATA / f".restoring-{uuid4().hex}"
    file = made.with_suffix(".backup")
    try:
        with restored.step("bring up to date"), places.standing_on(places.file_of_sqlite(made)):
            places.make_tables(backup.manifest.steps)
            load_file(backup, made, Restored(backup.manifest))
            call_command("migrate", interactive=False, verbosity=0)
            with file.open("xb") as stream, archive.writing(stream, making.key()) as writer, reading.snapshot() as snapshot:
                making.write(snapshot, writer)
        with archive.reading(file, making.key) as present:
            yield present
    finally:
        places.clear(made)
        file.unlink(missing_ok=True)


def load(backup: Archive, loader: "loading.OnPostgresql | loading.OnSqlite", tables: tuple[Table, ...]) -> None:
    """Fill the tables with the rows of a backup; those that are not in it are left empty."""
    loader.empty(tables)
    with loader.in_a_hurry(tables):
        for table in tables:
            if table.name in backup.manifest.tables:
                loader.load(table, backup.table(table.name))
                loader.go_on_from(table, backup.manifest.tables[table.name].last)


def prove(manifest: Manifest, snapshot: reading.Snapshot) -> None:
    """Raise Differs where a database holds anything else than a backup says, or two bookings of a room overlap."""
    tables = shape.tables_after(frozenset(manifest.steps))
    found = making.count(snapshot, tables)
    if digest_of(found, manifest.photos) != manifest.digest:
        wrong = [name for name, part in found.items() if part.sha256 != manifest.tables[name].sha256]
        raise Differs(what=", ".join(wrong))
    if snapshot.rows(OVERLAP) != [(0,)]:
        raise Differs(what="double booking")


def keep_aside(snapshot: reading.Snapshot) -> Path:
    """Back up what is about to be replaced, under a name that is never let go, and return the file."""
    place = folder.made()
    file = folder.free(place, f"replaced-{folder.stamped(clock.machine_now())}", ".backup")
    with making.room_in(place), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        with archive.writing(stream, making.key()) as writer:
            making.write(snapshot, writer)
        stream.flush()
        os.fsync(stream.fileno())
    folder.reach_disk(place)
    return file


def refuse_used(leave: Leave) -> None:
    """Raise InUse where others are connected to the database (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        number, who = cursor.fetchone()
    if number and not leave.while_served:
        raise InUse(who=f"{number}: {who}")


def has_office() -> bool:
    """Tell whether there is anything to lose; in a database that cannot be read there may be."""
    try:
        return Office._meta.db_table in connection.introspection.table_names() and Office.objects.exists()
    except DatabaseError:
        return True


def put_photos(backup: Archive) -> None:
    """Put the photos of a backup where rooms show them; others that lie there stay."""
    for name in backup.manifest.photos:
        file = Path(settings.MEDIA_ROOT) / name
        photo = backup.photo(name)
        if not file.exists() or file.read_bytes() != photo:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = file.with_name(f".{file.name}")
            unfinished.write_bytes(photo)
            folder.reach_disk(unfinished)
            unfinished.rename(file)
