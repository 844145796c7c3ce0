"""A drill: what is here is backed up and restored elsewhere, and both are compared; nothing of it is left."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from jonghong.backups import archive, folder, loading, making, places, proving, reading, restoring, shape
from jonghong.backups.archive import Archive
from jonghong.backups.restoring import Restored

NAME = "jonghong_drill_"  # begins that of the database it makes
LEFT = """
SELECT datname FROM pg_database WHERE datname ~ %s AND pg_has_role(datdba, 'USAGE')
AND NOT EXISTS (SELECT FROM pg_stat_activity AS one WHERE one.datid = pg_database.oid)"""
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True)
class Drill:
    """How it went: what was restored and how long each step took, into what, and how large the file was, in bytes."""

    restored: Restored
    place: str
    size: int


def rehearse() -> Drill:
    """Back up, restore elsewhere, compare, and remove it again. Raises Differs where it is not the same, NoRoom or Busy."""
    with folder.alone(folder.made()), _room() as room:
        file = room / "drill.backup"
        before = time.perf_counter()
        making.refuse_full(room, making.size_of_newest(folder.made()))
        making.fill_file(file, making.of_now)
        seconds = time.perf_counter() - before
        with archive.reading(file, making.key) as backup, elsewhere(room, backup) as (place, facts):
            restored = Restored(backup.manifest, file, {"back up": seconds})
            with restored.step("check"):
                backup.check()
            with making.room_in(room), places.standing_on(facts):
                _restore(backup, restored)
            return Drill(restored, place, backup.size)


@contextmanager
def _room() -> Iterator[Path]:
    """Give a folder that is gone afterwards, or with the next backup where this process is killed."""
    room = Path(settings.DATA) / f"{folder.UNFINISHED}-drill"
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _restore(backup: Archive, restored: Restored) -> None:
    """Restore into the empty database that models stand on, and look whether its guards stand."""
    steps = backup.manifest.steps
    with restored.step("make tables"):
        places.make_tables(steps)
    tables = shape.all_tables_after(frozenset(steps))
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            snapshot = reading.within()
            with restored.step("load"):
                restoring.load(backup, loading.OnPostgresql(), tables)
            with restored.step("compare"):
                proving.prove(backup.manifest, snapshot)
    else:
        restoring.load_file(backup, places.present_file(), restored)
    proving.require_guards()


@contextmanager
def elsewhere(room: Path, backup: Archive) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give an empty database, what it is, and its settings: of the same server, or a file where that is not allowed."""
    if connection.vendor == "postgresql" and _may_create():
        _drop_left()
        name = f"{NAME}{uuid4().hex}"
        _say(f"CREATE DATABASE {reading.quoted(name)}")
        try:
            yield "PostgreSQL", places.without_pool(NAME=name)
        finally:
            _say(f"DROP DATABASE {reading.quoted(name)} WITH (FORCE)")
    else:  # also where the account may make no database
        making.refuse_full(room, restoring.size_as_file(backup))
        yield "SQLite", places.file_of_sqlite(room / "drill.sqlite3")


def _drop_left() -> None:
    """Drop the databases of drills that were killed: those that are ours and nobody is connected to."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [f"^{NAME}[0-9a-f]{{32}}$"])
        left = [name for (name,) in cursor.fetchall()]
    for name in left:
        _say(f"DROP DATABASE IF EXISTS {reading.quoted(name)}")


def _may_create() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MAY_CREATE)
        return bool(cursor.fetchone()[0])


def _say(statement: str) -> None:
    """Let the server do what it does outside of transactions."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
