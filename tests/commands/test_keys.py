"""New keys taken into use while nothing that was kept is lost."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from jonghong.__main__ import main
from jonghong.audit.models import Record
from jonghong.core import schema, vault
from jonghong.core.secrets import ring, secret
from jonghong.factors.models import Totp
from jonghong.people.models import Person
from jonghong.privacy.actions import resealing
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of the keys of an installation of its own."""
    settings.DATA, found = tmp_path, tmp_path / "secrets"
    for name in ("session.key", "citizen.key", "audit.key", "field.keys"):
        secret(name, folder=found)
    settings.FIELD_KEYS = ring("field.keys", folder=found)
    monkeypatch.setattr(vault, "_seen", [vault._changed_at()])
    yield found
    settings.FIELD_KEYS = {}


def kept(person: Person) -> str:
    """Return what the database itself holds of an address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM people_person WHERE id = %s", [person.pk])
        return str(cursor.fetchone()[0])


def seeded() -> list[Person]:
    office = make.office()
    people = [make.person(office, email=f"{number}@example.go.th") for number in range(5)]
    Totp.objects.create(office=office, person=people[0], secret="TOTPSECRET", last_step=0, confirmed_at=NOW)
    make.person(office)
    return people


def test_a_new_key_is_added_and_everything_sealed_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = seeded()
    assert main(["keys", "rotate", "field"]) == 0
    assert list(ring("field.keys", folder=folder)) == ["1", "2"]
    assert {kept(person).split(".")[0] for person in people} == {"2"}
    assert [Person.objects.get(pk=person.pk).email for person in people] == [person.email for person in people]
    assert Totp.objects.get().secret == "TOTPSECRET"
    assert "6 texts were sealed anew." in capsys.readouterr().out
    assert [(row.act, row.subject, row.facts) for row in Record.objects.all()] == [("keys.rotated", "keys:field", {"key": "2"})]


def test_the_keys_are_listed_with_what_is_under_them_and_never_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeded()
    assert main(["keys", "list"]) == 0
    said = capsys.readouterr().out
    assert "6 texts are sealed under it" in said
    assert [line.split("  ")[:2] for line in said.splitlines() if not line.startswith(" ")] == [
        ["session.key", "1"],
        ["citizen.key", "1"],
        ["field.keys", "1"],
        ["audit.key", "1"],
    ]
    for file in folder.iterdir():
        assert file.read_text(encoding="ascii").split()[-1] not in said


def test_keys_are_listed_before_the_tables_stand(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["people 0009_more"])
    assert main(["keys", "list"]) == 0
    assert "texts are sealed" not in capsys.readouterr().out
    assert main(["keys", "rotate", "field"]) == 1
    assert list(ring("field.keys", folder=folder)) == ["1"]


def test_a_server_that_runs_learns_of_the_new_key(folder: Path) -> None:
    # The command runs beside it, in a process of its own.
    before = vault.seal("text", context="here")
    from jonghong.core.secrets import add_to_ring

    add_to_ring("field.keys", folder=folder)
    os.utime(folder / "field.keys", ns=(1, 1))
    after = vault.seal("text", context="here")
    assert [sealed.split(".")[0] for sealed in (before, after)] == ["1", "2"]
    assert {vault.unseal(sealed, context="here") for sealed in (before, after)} == {"text"}


def test_a_server_that_runs_reads_what_was_sealed_under_a_key_it_does_not_know(folder: Path, settings: Settings) -> None:
    from jonghong.core.secrets import add_to_ring

    add_to_ring("field.keys", folder=folder)
    os.utime(folder / "field.keys", ns=(1, 1))
    sealed = vault.seal("text", context="here")
    settings.FIELD_KEYS = {"1": settings.FIELD_KEYS["1"]}
    vault._seen[0] = 0
    assert vault.unseal(sealed, context="here") == "text"


def test_old_keys_go_once_nothing_is_under_them(folder: Path) -> None:
    people = seeded()
    main(["keys", "rotate", "field"])
    main(["keys", "rotate", "field"])
    assert main(["keys", "rotate", "field", "--drop-old"]) == 0
    assert list(ring("field.keys", folder=folder)) == ["3"]
    assert Person.objects.get(pk=people[0].pk).email == people[0].email


def test_what_an_earlier_run_left_is_finished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = seeded()
    reseal = resealing.reseal
    monkeypatch.setattr(resealing, "reseal", lambda: (0, 0))
    main(["keys", "rotate", "field"])
    assert {kept(person).split(".")[0] for person in people} == {"1"}
    assert main(["keys", "rotate", "field", "--drop-old"]) == 1
    monkeypatch.setattr(resealing, "reseal", reseal)
    monkeypatch.setattr(resealing, "AT_ONCE", 2)
    assert main(["keys", "rotate", "field", "--drop-old"]) == 0
    assert {kept(person).split(".")[0] for person in people} == {"2"}


def test_a_text_that_cannot_be_read_keeps_the_old_keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = seeded()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET email = %s WHERE id = %s", ["1.spoilt", people[0].pk])
    assert main(["keys", "rotate", "field"]) == 1
    assert "1 texts cannot be read" in capsys.readouterr().err
    assert main(["keys", "rotate", "field", "--drop-old"]) == 1
    assert list(ring("field.keys", folder=folder)) == ["1", "2"]


def test_a_new_citizen_key_is_added_and_the_old_one_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeded()
    old = ring("citizen.key", folder=folder)
    assert main(["keys", "rotate", "citizen"]) == 0
    new = ring("citizen.key", folder=folder)
    assert (list(new), new["1"]) == (["1", "2"], old["1"])
    assert "take your time" not in capsys.readouterr().err
    assert main(["keys", "rotate", "citizen", "--drop-old"]) == 1
    assert [row.subject for row in Record.objects.all()] == ["keys:citizen"]


def test_a_new_key_of_cookies_replaces_the_old_one(folder: Path) -> None:
    make.office()
    old = secret("session.key", folder=folder)
    assert main(["keys", "rotate", "session"]) == 0
    assert secret("session.key", folder=folder) != old
    assert (folder / "session.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("which", "name"), [("field", "FIELD_KEYS"), ("citizen", "CITIZEN_KEY"), ("session", "SESSION_KEY")])
def test_keys_of_the_environment_are_changed_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], which: str, name: str
) -> None:
    monkeypatch.setenv(f"JONGHONG_{name}", "k" * 43)
    assert main(["keys", "rotate", which]) == 1
    assert f"JONGHONG_{name}" in capsys.readouterr().err


def test_old_keys_of_the_environment_are_taken_away_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["keys", "rotate", "field"])
    monkeypatch.setenv("JONGHONG_FIELD_KEYS", f"1 {'k' * 43}\n2 {'l' * 43}")
    assert main(["keys", "rotate", "field", "--drop-old"]) == 1


def test_which_key_has_to_be_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "rotate"]) == 1
    assert "Say which: field, citizen or session." in capsys.readouterr().err
