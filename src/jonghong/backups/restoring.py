"""Putting a backup back: built and proved aside, then taken into use in one step, so that a place is as before or whole.

On SQLite that is a file beside the present one. On PostgreSQL it is one transaction in the tables that are there, which keep
their owners and rights; a backup of an earlier version is brought up to date in a file of SQLite's before.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from jonghong.backups import archive, folder, loading, making, places, proving, reading, shape
from jonghong.backups.actions import finish_restore
from jonghong.backups.archive import Archive
from jonghong.backups.facts import Manifest, Table
from jonghong.backups.refusals import Damaged, Differs, InUse, Newer, NotEmpty, OldTables, OtherKeys
from jonghong.core import clock, updating
from jonghong.core.durable import reach_disk
from jonghong.core.schema import missing_migrations
from jonghong.offices.models import Office

OTHERS = """
SELECT count(*), coalesce(string_agg(DISTINCT coalesce(host(client_addr), usename), ', '), '') FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
AND application_name = current_setting('application_name')"""


@dataclass
class Restored:
    """What came of it: what was restored, from where, the steps and seconds it took, what is aside, how many were erased."""

    manifest: Manifest
    file: Path
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
    it was, but for photos that no room shows.
    """
    with archive.reading(file, making.key) as backup, folder.alone(folder.made()):
        refuse_unfit(backup, leave)
        restored = Restored(backup.manifest, file)
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
    new, given = place.with_name(f"{folder.UNFINISHED}-{place.name}"), places.numbers_given(place)
    try:
        places.clear(new)
        making.refuse_full(new.parent, size_as_file(backup))
        with making.room_in(new.parent), places.standing_on(places.file_of_sqlite(new)):
            with restored.step("make tables"):
                places.make_tables(backup.manifest.steps)
            load_file(backup, new, restored)
            effects = finish(restored, given)
        put_photos(backup)
        if places.is_open_elsewhere(place):
            raise InUse(who=place.name)
        restored.aside = places.take_into_use(new, place, folder.stamped(clock.machine_now()) if is_taken else "")
    finally:
        places.clear(new)
    for do in effects:
        transaction.on_commit(do, robust=True)


def load_file(backup: Archive, file: Path, restored: Restored) -> None:
    """Load a backup into the empty tables of a file, on which models stand, and prove it. Raises Differs."""
    connection.close()
    with restored.step("load"), places.by_hand(file) as raw:
        load(backup, loading.OnSqlite(raw), shape.all_tables_after(frozenset(backup.manifest.steps)))
        if wrong := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise Differs(what=f"{wrong[0][0]} {wrong[0][1]}")
    with restored.step("compare"), reading.snapshot() as snapshot:
        proving.prove(backup.manifest, snapshot)


def finish(restored: Restored, given: Mapping[str, int]) -> list[Callable[[], object]]:
    """Bring restored rows up to this version, and make them the present state; numbers go on from those that were given.

    Returns what is to be done when they are in use.
    """
    with restored.step("bring up to date"):
        updating.bring_up_to_date()
    proving.require_guards()
    with restored.step("finish"), places.effects_held_back() as effects:
        restored.erased = finish_restore(manifest=restored.manifest, beside=restored.file.parent)
        loader = loading.OnSqlite(connection.connection)
        for table in shape.all_tables_after(shape.every_step()):
            loader.go_on_from(table, given.get(table.name, 0))
    return effects


def _into_postgresql(backup: Archive, leave: Leave, restored: Restored) -> None:
    connection.close_pool()  # type: ignore[attr-defined]  # whoever is connected from now on is somebody else
    connection.close()
    with places.standing_on(places.without_pool()):
        refuse_used(leave)
        if not connection.introspection.table_names():
            with restored.step("make tables"):
                updating.bring_up_to_date()
        if missing_migrations():
            raise OldTables
        if has_office() and not leave.replaces:
            raise NotEmpty
        put_photos(backup)
        if shape.is_whole(backup.manifest.steps):
            _swap_rows(backup, restored)
        else:
            with _brought_up_to_date(backup, restored) as present:
                _swap_rows(present, restored)


def _swap_rows(backup: Archive, restored: Restored) -> None:
    """Put the rows of a backup of this version in the place of those that are there, in one transaction."""
    steps = frozenset(backup.manifest.steps)
    tables = shape.all_tables_after(steps)
    with transaction.atomic(durable=True):
        loader = loading.OnPostgresql()
        lock(loader, tables)
        snapshot = reading.within()
        if Office.objects.exists():
            with restored.step("keep aside"):
                restored.aside = keep_aside(snapshot)
        with restored.step("load"):
            load(backup, loader, tables)
        with restored.step("compare"):
            proving.prove(backup.manifest, snapshot)
        proving.require_guards()
        with restored.step("finish"):
            restored.erased = finish_restore(manifest=restored.manifest, beside=restored.file.parent)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")


def lock(loader: loading.OnPostgresql, tables: tuple[Table, ...]) -> None:
    """Keep everybody else out of the tables. Raises InUse where somebody does not let go of them."""
    try:
        loader.lock(tables)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise InUse(who="lock") from error
        raise


@contextmanager
def _brought_up_to_date(backup: Archive, restored: Restored) -> Iterator[Archive]:
    """Give a backup that holds what one of an earlier version becomes in this one; it is gone afterwards."""
    made = settings.DATA / f"{folder.UNFINISHED}-restoring.sqlite3"
    file = made.with_suffix(".backup")
    making.refuse_full(settings.DATA, size_as_file(backup) + backup.size)
    try:
        with (
            restored.step("bring up to date"),
            making.room_in(settings.DATA),
            places.standing_on(places.file_of_sqlite(made)),
        ):
            places.make_tables(backup.manifest.steps)
            load_file(backup, made, Restored(backup.manifest, restored.file))
            updating.bring_up_to_date()
            making.fill_file(file, making.of_now)
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


def size_as_file(backup: Archive) -> int:
    """Return about how many bytes the rows of a backup take in a file of SQLite's, with its indexes."""
    return 2 * backup.size_in_clear


def keep_aside(snapshot: reading.Snapshot) -> Path:
    """Back up what is about to be replaced, under a name that is never let go, and return the file. Raises NoRoom."""
    stem = f"replaced-{folder.stamped(clock.machine_now())}"
    file, _manifest = making.keep(folder.made(), stem, lambda writer: making.write(snapshot, writer))
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
    """Put the photos of a backup where rooms show them; others that lie there stay. Raises NoRoom."""
    with making.room_in(settings.MEDIA_ROOT):
        for name in backup.manifest.photos:
            file = Path(settings.MEDIA_ROOT) / name
            photo = backup.photo(name)
            if not file.exists() or file.read_bytes() != photo:
                _put(photo, file)


def _put(photo: bytes, file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}")
    try:
        unfinished.write_bytes(photo)
        reach_disk(unfinished)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
