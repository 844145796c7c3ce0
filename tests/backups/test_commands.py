"""``jonghong backup``, ``restore`` and ``drill`` as people type them."""

import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from jonghong.__main__ import main
from jonghong.backups import folder, places, rehearsing, restoring
from jonghong.bookings import guard
from jonghong.bookings.models import Booking
from jonghong.commands.backup import in_a_sentence
from jonghong.core import machine
from jonghong.people.models import Person
from jonghong.privacy import erased_list
from tests.backups.conftest import Filled
from tests.privacy.seeds import NAME, NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_tables")]
Said = pytest.CaptureFixture[str]


def newest() -> str:
    return str(max(machine.backup_folder().glob("jonghong-*.backup")))


def test_what_is_backed_up_can_be_listed_looked_at_and_restored(place: Filled, capsys: Said, settings: Settings) -> None:
    (settings.MEDIA_ROOT / str(place.small.photo.name)).unlink()
    assert main(["backup"]) == 0
    said = capsys.readouterr().out
    assert ("2 bookings, " in said, "not sealed" in said, "1 photos were not there" in said) == (True, True, True)
    assert main(["backup", "--list"]) == 0
    assert "1 backups" in capsys.readouterr().out
    assert main(["backup", "--verify", newest()]) == 0
    assert "the backup is whole" in capsys.readouterr().out
    assert main(["restore", newest(), "--replace"]) == 0
    assert "there is no list of the erased" in capsys.readouterr().out
    place.book_later()
    erased_list.add(machine.backup_folder().parent, place.office.pk, place.someone.pk, NOW)
    assert main(["restore", newest()]) == 1
    assert "say --replace" in capsys.readouterr().err
    assert main(["restore", newest(), "--replace"]) == 0
    said = capsys.readouterr().out
    assert ("2 bookings" in said, "1 people were erased again" in said, "what was replaced is there" in said) == (
        True,
        True,
        True,
    )
    assert (Booking.objects.count(), Person.objects.filter(name=NAME).exists()) == (2, False)
    assert main(["audit", "verify"]) == 0


def test_a_file_that_is_not_there_or_no_backup_is_said_in_a_sentence(place: Filled, capsys: Said, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("something else")
    for words in (["backup", "--verify"], ["restore"]):
        assert main([*words, str(tmp_path / "nothing")]) == 1
        assert "There is no file " in capsys.readouterr().err
        assert main([*words, str(tmp_path / "other")]) == 1
        assert "This file is no backup of jonghong." in capsys.readouterr().err


def test_a_key_seals_and_without_it_nothing_opens(
    place: Filled,
    capsys: Said,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main(["backup", "--new-key"]) == 0
    assert "keep a copy of the key elsewhere" in capsys.readouterr().out
    assert main(["backup", "--new-key"]) == 1
    assert "There is a key already" in capsys.readouterr().err
    assert main(["backup"]) == 0
    assert " sealed" in capsys.readouterr().out
    (tmp_path / "secrets" / "backup.key").unlink()
    assert main(["backup", "--verify", newest()]) == 1
    assert "This backup is sealed" in capsys.readouterr().err
    for key, said in (("short", "at least 32 letters"), ("another key that is long enough, surely", "The key is not the one")):
        monkeypatch.setenv("JONGHONG_BACKUP_KEY", key)
        assert main(["restore", newest(), "--replace"]) == 1
        assert said in capsys.readouterr().err
    assert main(["backup", "--new-key"]) == 1
    assert "no other one is made" in capsys.readouterr().err


LEFT = f"jonghong_drill_{'a' * 32}"


def ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_whoever_is_told_to_end_tidies_up() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as left, in_a_sentence():
        signal.raise_signal(signal.SIGTERM)
    assert (left.value.code, signal.getsignal(signal.SIGTERM)) == (143, before)


def test_a_drill_tells_how_long_it_took_and_leaves_nothing(place: Filled, capsys: Said, tmp_path: Path) -> None:
    with folder.alone(folder.made()):
        before = sorted(tmp_path.rglob("*"))
    # What a drill left that was killed goes, too.
    (tmp_path / ".unfinished-drill").mkdir()
    (tmp_path / ".unfinished-drill" / "drill.sqlite3").touch()
    if connection.vendor == "postgresql":
        ask(f"CREATE DATABASE {LEFT}")
    assert main(["drill"]) == 0
    if connection.vendor == "postgresql":
        assert ask(f"SELECT count(*) FROM pg_database WHERE datname = '{LEFT}'") == [(0,)]
    said = capsys.readouterr().out
    kind = "sqlite -> SQLite" if connection.vendor == "sqlite" else "postgresql -> PostgreSQL"
    assert (kind in said, "the same " in said, " 2 of them bookings" in said) == (True, True, True)
    assert [step for step in ("back up", "check", "make tables", "load", "compare") if f" s  {step}\n" not in said] == []
    assert sorted(tmp_path.rglob("*")) == before


def test_a_drill_that_comes_out_otherwise_fails(
    place: Filled, capsys: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rehearsing, "_may_create", lambda: False)
    monkeypatch.setattr(places, "make_tables", lambda _steps: None)
    monkeypatch.setattr(restoring, "load_file", lambda *_facts: None)
    monkeypatch.setattr(guard, "stands", lambda: False)
    assert main(["drill"]) == 1
    assert "(guard)" in capsys.readouterr().err


def test_an_empty_database_is_not_backed_up(capsys: Said, tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    with places.standing_on(places.file_of_sqlite(tmp_path / "empty.sqlite3")):
        connection.ensure_connection()
        assert main(["backup"]) == 1
    assert "This database is empty" in capsys.readouterr().err
