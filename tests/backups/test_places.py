"""A file takes the place of a database."""

from pathlib import Path

import pytest

from jonghong.backups import places


@pytest.mark.pure
def test_what_is_deleted_in_a_file_does_not_stay_in_it() -> None:
    assert "secure_delete=ON" in places.IN_A_HURRY  # some builds of SQLite do so by themselves


@pytest.mark.pure
def test_a_log_of_before_never_comes_to_belong_to_what_is_new(tmp_path: Path) -> None:
    place, new = tmp_path / "place", tmp_path / "new"
    for file in (place, new, Path(f"{place}-wal")):
        file.write_text(file.name)
    aside = places.take_into_use(new, place, "then")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "place": "new",
        "place.replaced-then": "place",
        "place.replaced-then-wal": "place-wal",
    }
    assert aside == tmp_path / "place.replaced-then"
