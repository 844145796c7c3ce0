"""What is served as style sheets and scripts is whole, whatever became of the last start."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from jonghong.commands import static_files


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return tmp_path / "static"


@pytest.mark.pure
def test_static_files_are_collected_once_and_made_anew_where_a_power_cut_came_between(folder: Path) -> None:
    static_files.collect()
    names = {file.name: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    assert min(names.values()) > 0
    (folder / "staticfiles.json").write_text("")  # as a power cut leaves it
    static_files.collect()
    assert (folder / "staticfiles.json").stat().st_size == 0  # it was whole, and nobody looked again
    folder.with_name(static_files.MARK).unlink()  # so it stands while files are written
    (folder / "jonghong.css").write_text("")
    static_files.collect()
    assert {file.name: file.stat().st_size for file in folder.rglob("*") if file.is_file()} == names


@pytest.mark.pure
def test_files_of_another_version_stay_for_pages_that_are_open(folder: Path) -> None:
    static_files.collect()
    (folder / "jonghong.0123456789ab.css").write_text("of before")
    folder.with_name(static_files.MARK).write_text("another version")
    static_files.collect()
    assert (folder / "jonghong.0123456789ab.css").read_text() == "of before"
    assert folder.with_name(static_files.MARK).read_text() != "another version"
