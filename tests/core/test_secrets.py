"""Secrets on disk: made once, kept whole, never accepted empty."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jonghong.core.secrets import UnusableSecret, secret

pytestmark = pytest.mark.pure
NAME, VARIABLE = "citizen.key", "JONGHONG_CITIZEN_KEY"
LONG = "0123456789-0123456789-0123456789"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "secrets"


def test_secret_is_made_once_and_read_from_then_on(folder: Path) -> None:
    made = secret(NAME, folder=folder)
    assert (len(made), secret(NAME, folder=folder), secret("session.key", folder=folder) == made) == (43, made, False)
    assert {path.name for path in folder.iterdir()} == {NAME, "session.key"}


def test_secret_is_its_owners_alone(folder: Path) -> None:
    secret(NAME, folder=folder)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / NAME)] == [0o700, 0o600]


def test_secret_and_the_way_to_it_reach_the_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr("os.fsync", noted)
    secret(NAME, folder=folder)
    assert synced == [path.stat().st_ino for path in (folder / NAME, folder, folder.parent)]


def test_two_that_start_at_once_get_the_same_secret(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = iter(range(100))
    monkeypatch.setattr("os.getpid", lambda: next(pids))
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _number: secret(NAME, folder=folder), range(8)))) == 1
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_variable_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f" {LONG}\n")
    assert secret(NAME, folder=folder) == LONG
    assert not folder.exists()


@pytest.mark.parametrize("text", ["", "\n", "short", LONG[1:], LONG[1:] + " "])
def test_secret_that_is_empty_or_short_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).write_text(text)
    with pytest.raises(UnusableSecret, match=NAME):
        secret(NAME, folder=folder)
    assert (folder / NAME).read_text() == text
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(UnusableSecret, match=VARIABLE):
        secret(NAME, folder=folder)
