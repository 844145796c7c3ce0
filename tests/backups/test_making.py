"""A backup holds what was there at one instant, is whole before it has its name, and any change of it shows."""

import errno
import json
import resource
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.backups import archive, facts, folder, making, reading, shape
from jonghong.backups.archive import MANIFEST, reading as read_archive
from jonghong.backups.refusals import Damaged, Foreign, Newer, NoRoom, NoTables, Refused
from jonghong.bookings.models import Booking
from jonghong.core.secrets import secret
from jonghong.people.models import Session
from tests.backups.conftest import Filled, rows_digest, state

pytestmark = pytest.mark.django_db(transaction=True)


def made() -> tuple[Path, facts.Manifest]:
    kept, manifest = making.make(folder.made())
    return kept.file, manifest


def test_a_backup_says_and_holds_what_is_there(place: Filled) -> None:
    assert Session.objects.exists()
    file, manifest = made()
    assert (file.parent, file.name) == (place_of(), "jonghong-20230525-020000Z.backup")
    assert (file.stat().st_mode & 0o777, [each.name for each in place_of().iterdir()]) == (0o600, [file.name])
    assert (manifest.database, rows_digest(manifest)) == (connection.vendor, state())
    assert manifest.rows_of("bookings_booking") == Booking.objects.count()
    assert "people_session" not in manifest.tables
    assert list(manifest.photos) == [place.small.photo.name]
    with read_archive(file, making.key) as found:
        found.check()
        assert (found.manifest, found.is_sealed, found.size) == (manifest, False, file.stat().st_size)


def place_of() -> Path:
    from jonghong.core import machine

    return machine.backup_folder()


def test_every_kind_of_every_table_is_known() -> None:
    with reading.snapshot() as snapshot:
        steps = reading.steps_of(snapshot)
    tables = shape.all_tables_after(frozenset(step for step in steps if step[0] in shape.loader().migrated_apps))
    assert {column.kind for table in tables for column in table.columns} == set(facts.Kind)
    assert {table.name for table in tables} >= {"bookings_booking", "rooms_room_equipment", "people_session"}


def test_a_sealed_one_gives_nothing_away_and_holds_the_same(place: Filled) -> None:
    secret(making.KEY, folder=place_of().parent / "secrets")
    file, manifest = made()
    assert place.someone.email.encode() not in file.read_bytes()
    assert b"bookings_booking" not in file.read_bytes()
    with read_archive(file, making.key) as found:
        found.check()
        assert (found.manifest, found.is_sealed) == (manifest, True)


def test_no_secret_and_no_clear_number_is_in_it(place: Filled) -> None:
    file, _manifest = made()
    with zipfile.ZipFile(file) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
    for name in ("citizen.key", "field.keys", "audit.key", "session.key"):
        assert secret(name, folder=place_of().parent / "secrets").encode() not in text
    assert str(vars(place.someone)["typed_id"]).encode() not in text


def test_what_is_booked_meanwhile_is_not_in_it_and_nobody_waits(place: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    before, booked = state(), list[int]()
    lines = making.Count.of

    def book() -> None:
        try:
            booked.append(place.book_later().pk)
        finally:
            connection.close()

    def slowly(self: making.Count, blocks: Iterator[bytes]) -> Iterator[bytes]:
        if not booked:
            someone = Thread(target=book)
            someone.start()
            someone.join()
        return lines(self, blocks)

    monkeypatch.setattr(making.Count, "of", slowly)
    _file, manifest = made()
    assert (len(booked), rows_digest(manifest)) == (1, before)
    monkeypatch.undo()
    assert state() != before


def test_a_full_disk_is_said_and_leaves_nothing(place: Filled) -> None:
    made()
    names = sorted(place_of().iterdir())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(NoRoom) as said:
            made()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(place_of()) in said.value.thai
    assert sorted(place_of().iterdir()) == names


def test_no_room_beside_bookings_and_other_faults_are_told_apart(place: Filled, settings: Settings) -> None:
    place_of().mkdir()
    with pytest.raises(OSError, match="broken"), making.room_in(place_of()):
        raise OSError(errno.EIO, "broken")
    settings.ROOM = 1 << 62
    with pytest.raises(NoRoom):
        made()
    assert list(place_of().iterdir()) == []


def test_a_database_without_tables_or_of_a_newer_version_is_not_backed_up(
    place: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    for steps in ((), (("bookings", "9999_later"),)):
        monkeypatch.setattr(reading, "steps_of", lambda _snapshot, steps=steps: steps)
        with pytest.raises(NoTables):
            made()


def test_a_photo_that_is_gone_is_named(place: Filled, settings: Settings) -> None:
    (settings.MEDIA_ROOT / place.small.photo.name).unlink()
    _file, manifest = made()
    assert (manifest.photos, manifest.lost_photos) == ({}, (place.small.photo.name,))


def test_two_in_one_second_have_two_names(place: Filled) -> None:
    names = [made()[0].name for _time in range(3)]
    assert names == [f"jonghong-20230525-020000Z{more}.backup" for more in ("", "-2", "-3")]
    assert [kept.file.name for kept in folder.backups_in(place_of())] == names


Change = Callable[[bytes], bytes]
CHANGES: dict[str, tuple[Change, type[Refused]]] = {
    "empty": (lambda _raw: b"", Foreign),
    "something else": (lambda _raw: b"SQLite format 3\0" * 100, Foreign),
    "another zip": (lambda raw: raw.replace(b"jonghong-backup", b"someone-elses__"), Foreign),
    "cut in half": (lambda raw: raw[: len(raw) // 2], Damaged),
    "cut by one byte": (lambda raw: raw[:-1], Damaged),
    "only its beginning": (lambda raw: raw[:60], Damaged),
    "one byte more": (lambda raw: raw + b"\n", Damaged),
    "a hole": (lambda raw: raw[:5_000] + b"\0" * 512 + raw[5_512:], Damaged),
    "two blocks change places": (lambda raw: raw[:4_096] + raw[8_192:12_288] + raw[4_096:8_192] + raw[12_288:], Damaged),
}


@pytest.fixture
def whole(place: Filled) -> bytes:
    return made()[0].read_bytes()


def test_any_change_is_refused(whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "changed.backup"
    flips = {
        f"bit {at}": (lambda raw, at=at: raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :], Refused)
        for at in range(40, len(whole), 997)
    }
    for name, (change, refusal) in (CHANGES | flips).items():
        file.write_bytes(change(whole))
        assert file.read_bytes() != whole
        with pytest.raises(refusal), read_archive(file, making.key):
            pytest.fail(name)


def written(tmp_path: Path, manifest: dict[str, object] | None, parts: dict[str, bytes]) -> Path:
    """Write a file that is whole, and says what it should not."""
    file = tmp_path / "made-up.backup"
    with file.open("wb") as stream:
        writer = archive.Writer(stream)
        for name, part in parts.items():
            writer.add(name, [part])
        if manifest is not None:
            writer._zip.writestr(MANIFEST, json.dumps(manifest))
        writer._zip.close()
    return file


def test_what_it_says_of_itself_is_held_against_it(place: Filled, tmp_path: Path) -> None:
    _file, manifest = made()
    said = json.loads(facts.written(manifest))
    wrong: list[tuple[dict[str, object] | None, type[Refused]]] = [
        (None, Damaged),
        ({}, Damaged),
        ({**said, "format": 2}, Newer),
        ({**said, "digest": "0" * 64}, Damaged),
        ({**said, "tables": 7}, Damaged),
    ]
    for text, refusal in wrong:
        with pytest.raises(refusal), read_archive(written(tmp_path, text, {}), making.key):
            pytest.fail(str(refusal))
    missing = written(tmp_path, said, {"tables/offices_office.tsv": b"other\n"})
    with read_archive(missing, making.key) as found:
        for read in (
            found.check,
            lambda: list(found.table("offices_office")),
            lambda: found.photo(str(place.small.photo.name)),
        ):
            with pytest.raises(Damaged):
                read()


def test_that_everything_was_copied_is_recorded(place: Filled) -> None:
    from jonghong.__main__ import main

    assert main(["backup"]) == 0
    record = Record.objects.get(act=Act.BACKED_UP)
    assert record.facts["file"] == "jonghong-20230525-020000Z.backup"
