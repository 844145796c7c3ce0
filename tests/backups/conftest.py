"""An office in whose tables every kind of value stands, also what is hard to write down, and a fresh place to restore into."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from jonghong.backups import making, places, reading, shape
from jonghong.backups.facts import Manifest, Step, digest_of
from jonghong.bookings.models import Booking, History
from jonghong.core.secrets import ring, secret
from jonghong.moving.models import Mapping
from jonghong.rooms.actions import set_photo
from tests.bookings.conftest import DAY
from tests.privacy.seeds import NOW, Seeded

ODD = "\\ หลัง\tแท็บ\nบรรทัด\r\v\f\b \\N \\t 'ก' \"ข\" 😀 é"
ODD_JSON = {"ขก": [1, -2, 1.5, 1e-7, 1e22, True, None], "b": {"zz": ODD, "a": "\x01\x7f"}, "": {}, "aa": []}
EXACTLY = datetime(2023, 5, 25, 2, 0, 0, 120, tzinfo=UTC)


class Filled(Seeded):
    """Everything that is backed up."""

    def __init__(self) -> None:
        super().__init__()
        Booking.objects.filter(pk=self.other.pk).update(coordinator=ODD[:20], created_at=EXACTLY)
        History.objects.filter(booking=self.other).update(remark=ODD)
        Mapping.objects.create(office=self.office, name=ODD[:9], columns=ODD_JSON)
        set_photo(room=self.small, photo=b"RIFF of a room")

    def book_later(self) -> Booking:
        """Book what nobody has."""
        (booking,) = self.book(self.slot(day=DAY + timedelta(days=4)))
        return booking


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Iterator[Filled]:
    """Give the office, in a data folder of its own; afterwards its rows go as those of other tests do."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "photos"
    for name in ("session.key", "citizen.key", "audit.key", "field.keys"):
        secret(name, folder=tmp_path / "secrets")
    settings.FIELD_KEYS = ring("field.keys", folder=tmp_path / "secrets")
    with time_machine.travel(NOW, tick=False):
        yield Filled()


@pytest.fixture
def quick_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tables of this version by copying those of an empty database: to take every step anew takes seconds."""
    if connection.vendor != "sqlite":
        return
    model = tmp_path / "model.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as present, closing(sqlite3.connect(model)) as copy:
        present.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    monkeypatch.setattr(places, "make_tables", lambda _steps: shutil.copyfile(model, connection.settings_dict["NAME"]))


def state() -> str:
    """Return the digest of the rows that stand in the database now."""
    with reading.snapshot() as snapshot:
        tables = shape.tables_after(frozenset(present_steps(snapshot)))
        return digest_of(making.count(snapshot, tables), {})


def rows_digest(manifest: Manifest) -> str:
    """Return the digest of the rows of a backup, without its photos."""
    return digest_of(manifest.tables, {})


def present_steps(snapshot: reading.Snapshot) -> list[Step]:
    return [step for step in reading.steps_of(snapshot) if step[0] in shape.loader().migrated_apps]
