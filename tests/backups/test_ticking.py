"""What a timer asks for again and again."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from jonghong.__main__ import main
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.backups import folder, making
from jonghong.core import machine
from jonghong.health.checks.machine import backup
from tests.backups.conftest import Filled
from tests.privacy.seeds import NOW

pytestmark = pytest.mark.django_db(transaction=True)
MADE = "jonghong-20230525-020000Z.backup"


def names(place: Path | None = None) -> list[str]:
    return [kept.file.name for kept in folder.backups_in(place or machine.backup_folder())]


def age(file: Path, at: float) -> None:
    os.utime(file, (at, at))


@pytest.fixture
def now(place: Filled) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_one_is_made_when_it_is_due_and_nothing_said_until_the_next(
    now: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    for minutes, said in ((0, 1), (5, 0), (9, 0), (1, 1)):
        now.shift(timedelta(minutes=minutes))
        assert main(["tick"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == said
    assert names() == [MADE, "jonghong-20230525-021500Z.backup"]
    # Both are of one day: one record tells of them.
    assert [record.facts["file"] for record in Record.objects.filter(act=Act.BACKED_UP)] == [MADE]
    now.shift(timedelta(days=-1))
    assert main(["tick"]) == 0  # the clock was wrong: what seems to come from the future is no reason to wait
    assert len(names()) == 3


def test_old_ones_go_but_never_the_newest_that_is_whole(now: time_machine.Traveller, settings: Settings) -> None:
    place = folder.made()
    assert main(["tick"]) == 0
    (place / "pg.dump").touch()
    now.shift(timedelta(days=400))
    assert main(["tick"]) == 0
    assert names() == ["jonghong-20240628-020000Z.backup"]
    # Also where there is no room for another one: or there never would be.
    shutil.copy(place / names()[0], place / "jonghong-20220101-020000Z.backup")
    now.shift(timedelta(minutes=20))
    settings.ROOM = 1 << 62
    assert (main(["tick"]), names()) == (1, ["jonghong-20240628-020000Z.backup"])
    settings.ROOM = 0
    # The newest is damaged, and so is what would be kept for its month: the last whole one stays.
    now.shift(timedelta(days=400))
    newer = place / "jonghong-20250802-010000Z.backup"
    newer.write_bytes(b"torn")
    assert making.let_go(place) == []
    assert (sorted(each.name for each in place.iterdir() if each.name[0] != "."), names()[-1]) == (
        ["jonghong-20240628-020000Z.backup", newer.name, "pg.dump"],
        newer.name,
    )


def test_two_never_work_at_once_and_what_was_left_half_done_goes(now: time_machine.Traveller) -> None:
    place = folder.made()
    left = place / f"{folder.UNFINISHED}-123"
    left.touch()
    handle = os.open(place / folder.LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        assert (main(["tick"]), main(["backup"]), names(), left.exists()) == (0, 1, [], True)
    finally:
        os.close(handle)
    assert (main(["tick"]), names(), left.exists()) == (0, [MADE], False)


def test_a_second_copy_stands_elsewhere_with_the_list_of_the_erased(
    now: time_machine.Traveller, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = tmp_path / "second"
    settings.BACKUP_COPY = str(second)
    assert main(["tick"]) == 1  # it is not there: a disk that is not mounted is no place
    assert str(second) in capsys.readouterr().err
    assert (second.exists(), names(), Record.objects.filter(act=Act.BACKED_UP).count()) == (False, [MADE], 1)
    second.mkdir()
    (tmp_path / "erased.txt").write_text("1 2 2023-05-25T02:00:00+00:00\n")
    now.shift(timedelta(minutes=15))
    assert main(["tick"]) == 0
    assert names(second) == ["jonghong-20230525-021500Z.backup"]
    assert (second / "erased.txt").read_text() == (tmp_path / "erased.txt").read_text()
    assert making.is_whole(second / names(second)[0])


def test_a_copy_that_is_not_the_same_is_told(
    now: time_machine.Traveller,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "second").mkdir()
    settings.BACKUP_COPY = str(tmp_path / "second")
    for wrong, why in ((b"", "(size)"), (b"?", "(sha256)")):

        def copy(source: Path, there: Path, wrong: bytes = wrong) -> None:
            there.write_bytes(wrong * source.stat().st_size)

        monkeypatch.setattr(shutil, "copyfile", copy)
        assert main(["backup"]) == 1
        assert why in capsys.readouterr().err


def test_what_failed_is_told_by_the_doctor_until_it_works_again(now: time_machine.Traveller, settings: Settings) -> None:
    assert main(["tick"]) == 0
    age(machine.backup_folder() / MADE, NOW.timestamp())
    assert backup().level.value == "ok"
    now.shift(timedelta(minutes=20))
    settings.ROOM = 1 << 62
    assert main(["tick"]) == 1
    tick, news = machine.backup_folder() / machine.TICK, (NOW + timedelta(minutes=20)).timestamp()
    age(tick, news)
    assert main(["tick"]) == 1
    assert tick.stat().st_mtime == news  # the same again is no news
    found = backup()
    assert (found.level.value, "not enough room" in found.english, machine.is_backup_late()) == ("bad", True, False)
    now.shift(timedelta(hours=2))
    assert machine.is_backup_late()
    settings.ROOM = 0
    assert main(["tick"]) == 0
    age(machine.backup_folder() / names()[-1], (NOW + timedelta(hours=2, minutes=20)).timestamp())
    assert (backup().level.value, machine.is_backup_late()) == ("ok", False)
    now.shift(timedelta(hours=3))
    assert (backup().level.value, machine.is_backup_late()) == ("warn", True)


def test_a_disk_that_fails_and_a_key_that_is_none_are_told(
    now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JONGHONG_BACKUP_KEY", "short")
        assert main(["tick"]) == 1
    assert machine.fault_of_backup() == machine.Fault(
        "กุญแจของสำเนาสำรองใน JONGHONG_BACKUP_KEY สั้นเกินไป ต้องมีอย่างน้อย 32 ตัวอักษร",
        "The key of backups in JONGHONG_BACKUP_KEY is too short: at least 32 letters.",
    )
    assert backup().level.value == "bad"  # also where there never was one
    monkeypatch.setattr(making, "reach_disk", lambda _path: os.close(-1))
    assert main(["tick"]) == 1
    fault = machine.fault_of_backup()
    assert fault
    assert "Bad file descriptor" in fault.english
    (machine.backup_folder() / machine.TICK).write_text("?")
    assert machine.is_backup_late()


@pytest.mark.sqlite
def test_whoever_writes_for_long_does_not_hold_it_up(now: time_machine.Traveller) -> None:
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE offices_group SET position = 9")
        kept, manifest = making.make(folder.made())
        writer.execute("ROLLBACK")
    assert (kept.file.name, manifest.rows_of("offices_group")) == (MADE, 3)
