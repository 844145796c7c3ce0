"""A drill: what is here is backed up and restored elsewhere, and both are compared; nothing of it is left."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from jonghong.audit import guard as audit_guard
from jonghong.backups import archive, loading, making, places, reading, restoring, shape
from jonghong.backups.archive import Archive
from jonghong.backups.refusals import Differs
from jonghong.backups.restoring import Restored
from jonghong.bookings import guard

MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True)
class Drill:
    """How it went: what was restored and how long each step took, into what, and how large the file was, in bytes."""

    restored: Restored
    place: str
    size: int


def rehearse() -> Drill:
    """Back up, restore elsewhere, compare, and remove it again. Raises Differs where it is not the same."""
    room = Path(mkdtemp(prefix=".drill-", dir=settings.DATA))
    file = room / "drill.backup"
    try:
        before = time.perf_counter()
        with making.room_in(room), file.open("xb") as stream:
            with archive.writing(stream, making.key()) as writer, reading.snapshot() as snapshot:
                making.write(snapshot, writer)
            stream.flush()
            os.fsync(stream.fileno())
        seconds = time.perf_counter() - before
        with archive.reading(file, making.key) as backup, elsewhere(room) as (place, facts):
            restored = Restored(backup.manifest, {"back up": seconds})
            with restored.step("check"):
                backup.check()
            with places.standing_on(facts):
                _restore(backup, restored)
            return Drill(restored, place, backup.size)
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
                restoring.prove(backup.manifest, snapshot)
    else:
        restoring.load_file(backup, places.present_file(), restored)
    if not (guard.stands() and audit_guard.stands()):
        raise Differs(what="guard")


@contextmanager
def elsewhere(room: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give an empty database, what it is, and its settings: of the same server, or a file where that is not allowed."""
    if connection.vendor == "postgresql" and _may_create():
        name = f"jonghong_drill_{uuid4().hex}"
        _say(f"CREATE DATABASE {reading.quoted(name)}")
        try:
            yield "PostgreSQL", places.without_pool(NAME=name)
        finally:
            _say(f"DROP DATABASE {reading.quoted(name)} WITH (FORCE)")
    else:  # also where the account may make no database
        yield "SQLite", places.file_of_sqlite(room / "drill.sqlite3")


def _may_create() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MAY_CREATE)
        return bool(cursor.fetchone()[0])


def _say(statement: str) -> None:
    """Let the server do what it does outside of transactions."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
