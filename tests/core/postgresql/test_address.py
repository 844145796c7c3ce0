"""Addresses of databases: one machine, a cluster, a socket; and what stands after the question mark."""

from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from jonghong.core.postgresql.address import ENGINE, database, read

pytestmark = pytest.mark.pure

CLUSTER = "postgres://jonghong:s%40t@h1:5432,h2:5433,h3/rooms?target_session_attrs=read-write"


def place(url: str) -> tuple[Any, ...]:
    entry = database(url)
    return tuple(entry[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p@db.example/rooms", ("db.example", "", "rooms", "u", "p")),
        ("postgresql://u:p@db.example:6000/rooms", ("db.example", "6000", "rooms", "u", "p")),
        ("postgres://u:p%2F%3A%40%2C@h1.example,h2/rooms", ("h1.example,h2", "", "rooms", "u", "p/:@,")),
        (CLUSTER, ("h1,h2,h3", "5432,5433,5432", "rooms", "jonghong", "s@t")),
        ("postgres://[::1]:5432,[fe80::2]:5433/rooms", ("::1,fe80::2", "5432,5433", "rooms", "", "")),
        ("postgres://u@%2Frun%2Fpostgresql/rooms", ("/run/postgresql", "", "rooms", "u", "")),
        ("postgres:///rooms", ("", "", "rooms", "", "")),
    ],
)
def test_every_machine_of_an_address_is_found(url: str, expected: tuple[str, ...]) -> None:
    assert place(url) == expected
    make_conninfo(host=expected[0], port=expected[1])


def test_of_several_machines_the_one_that_takes_writes_is_meant() -> None:
    assert database("postgres://u@h1,h2/rooms")["OPTIONS"]["target_session_attrs"] == "read-write"
    assert database("postgres://u@h1,h2/rooms?target_session_attrs=any")["OPTIONS"]["target_session_attrs"] == "any"
    assert "target_session_attrs" not in database("postgres://u@h1/rooms")["OPTIONS"]


def test_words_of_the_address_go_before_ours() -> None:
    options = database("postgres://u@h/rooms?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=9")["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"], options["connect_timeout"]) == ("verify-full", "/etc/ca.pem", 9)
    assert (options["tcp_user_timeout"], options["application_name"]) == (3000, "jonghong")


def test_the_size_of_the_pool_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", CLUSTER)
    monkeypatch.setenv("JONGHONG_CONNECTIONS", "9")
    entry = read(default="")
    assert entry["ENGINE"] == ENGINE
    assert entry["OPTIONS"]["pool"]["max_size"] == 9


@pytest.mark.parametrize("hosts", ["h1:5432,", "h1,,h2", "h1:port", "h1:99999", "::1:5432", "h1:5432:1"])
def test_what_is_no_machine_is_refused_without_the_password(hosts: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        database(f"postgres://u:hush@{hosts}/rooms")
    assert "hush" not in str(refused.value)
