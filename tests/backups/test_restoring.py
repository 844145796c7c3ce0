"""A restored place is what was backed up, on either database, or it is as it was before."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from psycopg.errors import LockNotAvailable
from pytest_django import Settings

from jonghong.audit import guard as audit_guard
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.queries import faults
from jonghong.backups import archive, folder, loading, making, places, reading, restoring, shape
from jonghong.backups.facts import Column, Kind, Manifest, Table
from jonghong.backups.refusals import (
    Busy,
    Damaged,
    Differs,
    InUse,
    Newer,
    NoRoom,
    NotEmpty,
    OldTables,
    OtherKeys,
    Refused,
)
from jonghong.backups.restoring import Leave, Restored, restore
from jonghong.bookings import guard
from jonghong.bookings.models import Booking
from jonghong.offices.models import Office
from jonghong.people.models import Person, Session
from jonghong.privacy import erased_list
from jonghong.privacy.actions import erase
from jonghong.rooms.actions import remove_photo
from tests import make
from tests.backups.conftest import ODD, ODD_JSON, Filled, rows_digest, state
from tests.privacy.seeds import NAME, NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_tables")]
REPLACE = Leave(replaces=True)


def made() -> tuple[Path, Manifest]:
    kept, manifest = making.make(folder.made())
    return kept.file, manifest


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = state()
    yield
    assert state() == before


def test_what_was_there_is_there_again_and_lives_on(place: Filled, settings: Settings) -> None:
    file, manifest = made()
    photo, number = place.small.photo.name, Person.objects.latest("pk").pk
    later = place.book_later()
    remove_photo(room=place.small)
    Person.objects.filter(pk=place.someone.pk).update(name="คนอื่น")
    assert not (settings.MEDIA_ROOT / photo).exists()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        done = restore(file, REPLACE)
    # What was there, and the record of it.
    assert not Booking.objects.filter(pk=later.pk).exists()
    assert Person.objects.get(pk=place.someone.pk).name == NAME
    assert (settings.MEDIA_ROOT / photo).read_bytes() == b"RIFF of a room"
    assert (done.manifest, done.erased, Session.objects.count()) == (manifest, 0, 0)
    (record,) = Record.objects.filter(act=Act.RESTORED)
    assert record.facts == {"since": "2023-05-25", "digest": manifest.digest[:12]}
    # It can go on: guards stand, the chain is whole, new rows get new numbers, pages of before are stale.
    assert (guard.stands(), audit_guard.stands(), list(faults(place.office))) == (True, True, [])
    assert make.person(place.office).pk > number
    place.book_later()
    with pytest.raises(IntegrityError):
        Booking.objects.create(
            **{name: value for name, value in Booking.objects.filter(pk=place.own.pk).values()[0].items() if name != "id"}
        )
    assert Office.objects.get(pk=place.office.pk).version > (NOW + timedelta(hours=23)).timestamp()
    # What it took the place of is aside.
    assert done.aside is not None
    assert is_aside(done.aside, later.pk)


def is_aside(file: Path, key: int) -> bool:
    """Tell whether a booking is in what was put aside: a file of SQLite's, or a backup."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(file)) as raw:
            return bool(raw.execute("SELECT count(*) FROM bookings_booking WHERE id = ?", [key]).fetchone()[0])
    with archive.reading(file, making.key) as found:
        return f"\n{key}\t".encode() in b"".join(found.table("bookings_booking"))


def test_odd_values_come_back_as_they_were(place: Filled) -> None:
    from jonghong.bookings.models import History
    from jonghong.moving.models import Mapping

    file, manifest = made()
    before = state()
    other, created = Booking.objects.values_list("coordinator", "created_at").get(pk=place.other.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "finish_restore", lambda **_facts: 0)
        restore(file, REPLACE)
    assert state() == before == rows_digest(manifest)
    assert Booking.objects.values_list("coordinator", "created_at").get(pk=place.other.pk) == (other, created)
    assert list(History.objects.filter(booking=place.other).values_list("remark", flat=True).distinct()) == [ODD]
    assert (Mapping.objects.get().columns, Mapping.objects.get().name) == (ODD_JSON, ODD[:9])


def test_the_other_database_holds_the_same_and_gives_it_back(place: Filled, tmp_path: Path) -> None:
    file, manifest = made()
    elsewhere, again = tmp_path / "elsewhere.sqlite3", tmp_path / "again.backup"
    with places.standing_on(places.file_of_sqlite(elsewhere)), archive.reading(file, making.key) as found:
        places.make_tables(manifest.steps)
        restoring.load_file(found, elsewhere, Restored(manifest, file))
        assert (connection.vendor, guard.stands()) == ("sqlite", True)
        with again.open("xb") as stream, archive.writing(stream, "") as writer, reading.snapshot() as snapshot:
            other = making.write(snapshot, writer)
    assert (other.database, other.digest, other.tables) == ("sqlite", manifest.digest, manifest.tables)
    place.book_later()
    restore(again, REPLACE)
    assert Booking.objects.count() == manifest.rows_of("bookings_booking")


def test_whoever_was_erased_since_is_erased_again(place: Filled) -> None:
    file, _manifest = made()
    Person.objects.filter(pk=place.someone.pk).update(is_active=False)
    place.someone.refresh_from_db()
    erase(person=place.someone)
    done = restore(file, REPLACE)
    assert (done.erased, Person.objects.filter(name=NAME).exists()) == (1, False)
    assert {number for number, _at in erased_list.in_file(made()[0].parents[1], place.office.pk)} == {place.someone.pk}


def test_an_office_is_only_replaced_when_that_is_said(place: Filled) -> None:
    file, _manifest = made()
    with nothing_changes(), pytest.raises(NotEmpty):
        restore(file, Leave())


def test_other_keys_are_refused_unless_that_is_said(place: Filled, settings: Settings) -> None:
    file, _manifest = made()
    settings.AUDIT_KEY = "another key of the audit, long enough"
    with nothing_changes(), pytest.raises(OtherKeys, match=r"audit\.key 1"):
        restore(file, REPLACE)
    restore(file, Leave(replaces=True, other_keys=True))


def test_a_restore_and_a_backup_exclude_each_other(place: Filled) -> None:
    file, _manifest = made()
    with nothing_changes(), folder.alone(folder.made()), pytest.raises(Busy):
        restore(file, REPLACE)
    if connection.vendor == "postgresql":
        # Another node's restore has to wait for this one's backup: rows that it emptied away would be seen by nobody.
        with reading.snapshot(), psycopg.connect(**address()) as other, pytest.raises(LockNotAvailable):
            other.execute("LOCK TABLE offices_office IN ACCESS EXCLUSIVE MODE NOWAIT")


def test_tables_that_somebody_does_not_let_go_of_are_said_to_be_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    for cause, refusal in ((LockNotAvailable(), InUse), (None, OperationalError)):

        def refuse(_self: object, _tables: object, cause: Exception | None = cause) -> None:
            raise OperationalError from cause

        monkeypatch.setattr(loading.OnPostgresql, "lock", refuse)
        with pytest.raises(refusal):
            restoring.lock(loading.OnPostgresql(), ())


@pytest.mark.postgresql
def test_what_the_server_says_while_it_copies_is_an_error_of_the_database() -> None:
    with pytest.raises(DatabaseError), reading.snapshot() as snapshot:
        list(snapshot.lines(Table("nothing_there", "id", ())))
    with pytest.raises(DatabaseError):
        loading.OnPostgresql().load(Table("nothing_there", "id", (Column("id", Kind.INTEGER),)), [])


@pytest.mark.postgresql
def test_what_is_kept_aside_is_read_back_before_it_has_its_name(place: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _manifest = made()
    check = archive.Archive.check

    def check_all_but(self: archive.Archive) -> None:
        check(self)
        if self._zip.filename is None or "unfinished" in str(self._zip.filename):
            raise Damaged(what="aside")

    monkeypatch.setattr(archive.Archive, "check", check_all_but)
    with nothing_changes(), pytest.raises(Damaged, match="aside"):
        restore(file, REPLACE)
    assert not list(folder.made().glob("replaced-*"))


def test_no_number_is_given_twice(place: Filled) -> None:
    file, _manifest = made()
    later, person = place.book_later().pk, make.person(place.office).pk
    restore(file, REPLACE)
    assert (place.book_later().pk > later, make.person(place.office).pk > person) == (True, True)


def test_without_its_guards_nothing_is_taken_into_use(place: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _manifest = made()
    monkeypatch.setattr(guard, "stands", lambda: False)
    with nothing_changes(), pytest.raises(Differs, match="guard"):
        restore(file, REPLACE)


def test_where_photos_find_no_room_nothing_is_taken_into_use(
    place: Filled, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _manifest = made()
    photo = settings.MEDIA_ROOT / str(place.small.photo.name)
    photo.unlink()

    def full(_path: Path) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(restoring, "reach_disk", full)
    with nothing_changes(), pytest.raises(NoRoom):
        restore(file, REPLACE)
    assert (list(photo.parent.iterdir()), list(folder.made().glob("replaced-*"))) == ([], [])


@pytest.mark.sqlite
def test_what_does_not_come_into_use_leaves_no_record_elsewhere(
    place: Filled, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _manifest = made()
    copy = tmp_path / "audit.copy"
    settings.AUDIT_COPY = f"file:{copy}"
    looks = iter([False, True])
    monkeypatch.setattr(places, "is_open_elsewhere", lambda _file: next(looks))
    with nothing_changes(), pytest.raises(InUse):
        restore(file, REPLACE)
    assert not copy.exists()
    monkeypatch.setattr(places, "is_open_elsewhere", lambda _file: False)
    restore(file, REPLACE)
    assert Act.RESTORED.value in copy.read_text()


def test_whoever_is_on_the_list_beside_the_backup_is_erased_again(place: Filled, tmp_path: Path) -> None:
    file, _manifest = made()
    second = tmp_path / "second"
    second.mkdir()
    erased_list.add(second, place.office.pk, place.someone.pk, NOW)
    assert restore(Path(shutil.copy(file, second)), REPLACE).erased == 1


def test_a_database_in_use_is_left_alone(place: Filled) -> None:
    file, _manifest = made()
    with nothing_changes(), in_use(), pytest.raises(InUse):
        restore(file, REPLACE)
    if connection.vendor == "postgresql":
        with in_use():
            restore(file, Leave(replaces=True, while_served=True))


@contextmanager
def in_use() -> Iterator[None]:
    """Let another program have the database open."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("SELECT count(*) FROM offices_office").fetchall()
            yield
        return
    with psycopg.connect(**address(), application_name="jonghong"):
        yield


def address() -> dict[str, Any]:
    return {
        name: value for name, value in connection.get_connection_params().items() if name in {"dbname", "user", "host", "port"}
    }


def unfit(manifest: Manifest, what: str) -> Manifest:
    from dataclasses import replace

    if what == "newer":
        return replace(manifest, steps=(*manifest.steps, ("bookings", "9999_later")))
    if what == "photos":
        return replace(manifest, photos={"../../escaped": "0"})
    return replace(manifest, tables={name: part for name, part in manifest.tables.items() if name != "rooms_room"})


@pytest.mark.parametrize(("what", "refusal"), [("newer", Newer), ("tables", Damaged), ("photos", Damaged)])
def test_what_this_program_cannot_take_is_refused(
    what: str, refusal: type[Refused], place: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, manifest = made()
    wrong = unfit(manifest, what)
    monkeypatch.setattr(archive, "_manifest", lambda _zip: wrong)
    with nothing_changes(), pytest.raises(refusal):
        restore(file, REPLACE)


def test_a_damaged_file_changes_nothing(place: Filled) -> None:
    file, _manifest = made()
    raw = file.read_bytes()
    file.write_bytes(raw[:-100])
    with nothing_changes(), pytest.raises(Damaged):
        restore(file, REPLACE)


def test_what_does_not_come_out_the_same_is_not_taken(place: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _manifest = made()
    load = restoring.load
    make.person(place.office)

    def and_one_more(backup: archive.Archive, *facts: object) -> None:
        load(backup, *facts)  # type: ignore[arg-type]
        change = "UPDATE offices_group SET position = position + 1"
        if connection.vendor == "sqlite":
            facts[0]._raw.execute(change)  # type: ignore[attr-defined]
        else:
            with connection.cursor() as cursor:
                cursor.execute(change)

    monkeypatch.setattr(restoring, "load", and_one_more)
    with nothing_changes(), pytest.raises(Differs, match="offices_group"):
        restore(file, REPLACE)
    make.person(place.office)  # gets a number that nobody has
    if connection.vendor == "sqlite":
        assert not list(Path(connection.settings_dict["NAME"]).parent.glob(".unfinished*"))


@pytest.mark.parametrize("what", ["double booking", "nobody's"])
def test_rows_that_no_guard_would_let_in_are_not_taken(what: str, place: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _manifest = made()
    table = archive.Archive.table

    def worse(self: archive.Archive, name: str) -> Iterator[bytes]:
        for block in table(self, name):
            yield block
            if name == "bookings_booking" and what == "double booking":
                line = next(line for line in block.split(b"\n") if line.startswith(str(place.own.pk).encode()))
                yield b"987654" + line[len(str(place.own.pk)) :] + b"\n"
            elif name == "offices_group" and what != "double booking":
                yield b"987654\tA\tA\t9\tt\t987654\n"

    monkeypatch.setattr(archive.Archive, "table", worse)
    with nothing_changes(), pytest.raises((Differs, IntegrityError)):
        restore(file, REPLACE)


def test_one_of_an_earlier_version_is_brought_up_to_date(
    place: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with reading.snapshot() as snapshot:
        steps = {step for step in reading.steps_of(snapshot) if step[0] in shape.loader().migrated_apps}
    earlier = tuple(
        sorted(step for step in steps if step not in {("swaps", "0002_void_words"), ("bookings", "0004_history_index")})
    )
    file = tmp_path / "earlier.backup"
    # These two steps change no column: the rows of today are those of before.
    monkeypatch.setattr(reading, "steps_of", lambda _snapshot: earlier)
    with file.open("xb") as stream, archive.writing(stream, "") as writer, reading.snapshot() as snapshot:
        manifest = making.write(snapshot, writer)
    monkeypatch.undo()
    assert not shape.is_whole(manifest.steps)
    place.book_later()
    done = restore(file, REPLACE)
    assert (Booking.objects.count(), guard.stands()) == (manifest.rows_of("bookings_booking"), True)
    assert "bring up to date" in done.seconds
    with reading.snapshot() as snapshot:
        assert set(reading.steps_of(snapshot)) >= steps


@pytest.mark.postgresql
def test_tables_of_an_earlier_version_are_not_written_into(place: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _manifest = made()
    monkeypatch.setattr(restoring, "missing_migrations", lambda: ["bookings 0009"])
    with nothing_changes(), pytest.raises(OldTables):
        restore(file, REPLACE)


@pytest.mark.sqlite
def test_a_database_that_is_no_database_any_more_is_put_aside(place: Filled) -> None:
    file, manifest = made()
    connection.close()
    present = Path(connection.settings_dict["NAME"])
    present.write_bytes(b"?" * 8_192)
    done = restore(file, REPLACE)
    assert done.aside is not None
    assert (done.aside.read_bytes(), Booking.objects.count()) == (b"?" * 8_192, manifest.rows_of("bookings_booking"))


@pytest.mark.sqlite
def test_a_place_without_a_database_gets_one(place: Filled) -> None:
    file, manifest = made()
    connection.close()
    present = Path(connection.settings_dict["NAME"])
    shutil.move(present, present.with_suffix(".gone"))
    done = restore(file, Leave())
    assert (done.aside, Booking.objects.count()) == (None, manifest.rows_of("bookings_booking"))
