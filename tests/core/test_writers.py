"""Writers of SQLite wait for one another: in a loop of our own, and not for ever."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError, connections

from jonghong.core.sqlite import base, line
from tests.writers import CONNECTED, FILE, ROOT, Writer, do, number

pytestmark = pytest.mark.sqlite
EACH, THREADS, PROCESSES = 25, 4, 2
COUNTING = f"""{CONNECTED}
for _ in range({EACH}):
    with one.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("UPDATE counted SET number = %s", [cursor.execute("SELECT number FROM counted").fetchone()[0] + 1])
    one.commit()
one.close()
"""


@pytest.fixture(params=["in line", "by chance"], autouse=True)
def _ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait in both ways that there are."""
    if request.param == "by chance":
        monkeypatch.setattr(line, "HAS_PLACES", False)


def count_up(one: Any) -> None:
    do(one, "BEGIN IMMEDIATE")
    with one.cursor() as cursor:
        cursor.execute("UPDATE counted SET number = %s", [number(one) + 1])
    one.commit()


def test_the_product_writes_so() -> None:
    connection = connections["default"]
    assert isinstance(connection, base.DatabaseWrapper)
    assert (connection.vendor, connection.settings_dict["OPTIONS"]["transaction_mode"]) == ("sqlite", "IMMEDIATE")


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "UPDATE counted SET number = number + 1", "CREATE TABLE more (a)"])
def test_who_comes_second_waits_until_the_first_is_done(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    one, other = writer(), writer()
    sleeps: list[float] = []

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 20:
            one.commit()

    monkeypatch.setattr(base, "sleep", sleep)
    do(one, "BEGIN IMMEDIATE", "UPDATE counted SET number = 7")
    do(other, statement)
    assert len(sleeps) == 20
    assert max(sleeps) <= line.LONGEST


def test_a_statement_for_many_rows_waits_and_writes_each_once(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = writer(), writer()
    monkeypatch.setattr(base, "sleep", lambda _seconds: one.commit())
    do(one, "BEGIN IMMEDIATE")
    with other.cursor() as cursor:
        cursor.executemany("INSERT INTO counted VALUES (%s)", [[1], [2], [3]])
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany("INSERT INTO counted VALUES (%s)", [[4], [5]])
    other.commit()
    assert do(one, "SELECT number FROM counted ORDER BY number") == [(n,) for n in range(6)]


def test_after_the_limit_it_is_the_error_that_everybody_knows(writer: Writer) -> None:
    one, other = writer(), writer(timeout=0.05)
    do(one, "BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match=r"^database is locked$"):
        do(other, "BEGIN IMMEDIATE")
    assert number(other) == 0
    one.commit()
    count_up(other)
    assert number(one) == 1


def test_what_is_under_way_is_not_tried_again(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It read what another changed since: only the whole of it could be done again."""
    one, other = writer(), writer()
    monkeypatch.setattr(base, "sleep", lambda _seconds: pytest.fail("it waits"))
    do(other, "BEGIN DEFERRED", "SELECT number FROM counted")
    count_up(one)
    with pytest.raises(OperationalError, match="database is locked"):
        do(other, "UPDATE counted SET number = 9")
    other.rollback()
    assert number(other) == 1


def test_other_errors_wait_for_nobody(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "sleep", lambda _seconds: pytest.fail("it waits"))
    with pytest.raises(OperationalError, match="no such table"):
        do(writer(), "UPDATE nobody SET number = 1")


def test_a_commit_waits_for_readers_where_the_file_keeps_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (
        sqlite3.connect(tmp_path / "b.sqlite3", timeout=0, isolation_level=None, factory=base.Patient) for _ in range(2)
    )
    with closing(one), closing(other):
        other.seconds = 20
        one.execute("CREATE TABLE counted (number)")
        one.execute("BEGIN")
        one.execute("SELECT * FROM counted").fetchall()
        monkeypatch.setattr(base, "sleep", lambda _seconds: one.rollback())
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO counted VALUES (1)")
        other.commit()
        assert one.execute("SELECT * FROM counted").fetchall() == [(1,)]


def test_a_connection_that_knows_no_line_waits_by_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (
        sqlite3.connect(tmp_path / "b.sqlite3", timeout=0, isolation_level=None, factory=base.Patient) for _ in range(2)
    )
    with closing(one), closing(other):
        other.seconds = 20
        one.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(base, "sleep", lambda _seconds: one.rollback())
        other.cursor(factory=base.Cursor).execute("BEGIN IMMEDIATE")
        assert other.in_transaction


def test_threads_and_processes_that_count_up_at_once_lose_nothing(writer: Writer, tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNTING, str(tmp_path / FILE)]

    def count(one: Any) -> None:
        for _ in range(EACH):
            count_up(one)

    processes = [subprocess.Popen(command, cwd=ROOT / "src") for _ in range(PROCESSES)]
    threads = [Thread(target=count, args=(writer(),)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0] * PROCESSES
    assert number(writer()) == EACH * (THREADS + PROCESSES)


def test_a_connection_gives_back_what_it_read_but_not_within_a_transaction(writer: Writer) -> None:
    one = writer()
    said: list[str] = []
    number(one)
    one.connection.set_trace_callback(said.append)
    one.rest()
    do(one, "BEGIN IMMEDIATE")
    one.rest()
    assert said.count("PRAGMA shrink_memory") == 1
    one.commit()
    one.close()
    one.rest()
    assert one.connection is None
