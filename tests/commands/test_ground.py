"""What every command stands on: the data folder, its secrets, and settings that fit together."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from jonghong.__main__ import main
from jonghong.commands import ground
from jonghong.core import clock
from jonghong.people.models import Session
from tests import databases, make
from tests.commands.test_command_line import jonghong, stopped
from tests.servers import environment_of, free_port, own_database


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a data folder that is not there yet."""
    folder = tmp_path / "deep" / "data"
    if databases.KIND == "sqlite":
        yield environment_of(folder, f"sqlite:///{folder / 'jonghong.sqlite3'}")
        return
    with own_database(tmp_path) as url:
        yield environment_of(folder, url)


def test_data_folder_and_all_in_it_are_their_owners_alone(environment: dict[str, str], tmp_path: Path) -> None:
    assert jonghong("migrate", environment=environment).returncode == 0
    data = tmp_path / "deep" / "data"
    made = [data.parent, data, *data.rglob("*")]
    assert {path.name for path in made} >= {"data", "secrets", "citizen.key", "session.key"}
    assert [path.name for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.mark.pure
@pytest.mark.parametrize("name", ["session.key", "citizen.key"])
def test_a_secret_that_was_lost_stops(environment: dict[str, str], tmp_path: Path, name: str) -> None:
    file = tmp_path / "deep" / "data" / "secrets" / name
    file.parent.mkdir(parents=True)
    file.touch()
    stopped(jonghong("migrate", environment=environment), 1, f"{file} is empty or too short")


@pytest.mark.pure
@pytest.mark.parametrize("address", ["room.example.go.th", "ftp://room.example.go.th", "https://", "https:///x", "http://["])
def test_an_address_that_nobody_can_open_stops(environment: dict[str, str], address: str) -> None:
    stopped(jonghong("migrate", environment=environment | {"JONGHONG_URL": address}), 1, "environment")


@pytest.mark.pure
def test_https_without_a_trusted_proxy_is_not_served(environment: dict[str, str]) -> None:
    environment |= {"JONGHONG_URL": "https://room.example.go.th"}
    stopped(jonghong("serve", f"--port={free_port()}", environment=environment), 1, "set JONGHONG_PROXIES=1")
    environment |= {"JONGHONG_PROXIES": "1"}
    stopped(jonghong("serve", f"--port={free_port()}", environment=environment), 1, "run: jonghong migrate")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_learns_how_well_indexes_tell_rows_apart() -> None:
    make.office()
    ground.measure_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'offices_office'")
        assert cursor.fetchall() == [("1",)]
        for table in ("sqlite_stat1", "sqlite_stat4"):  # or every later test would plan for one office
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"DELETE FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_migrate_forgets_expired_sessions() -> None:
    now = clock.machine_now()
    for key, hours in (("old", -1), ("new", 1)):
        end = now + timedelta(hours=hours)
        Session.objects.create(key_hash=key, data="", opened_at=now, last_seen_at=now, ends_at=end, expires_at=end)
    assert main(["migrate"]) == 0
    assert list(Session.objects.values_list("key_hash", flat=True)) == ["new"]
