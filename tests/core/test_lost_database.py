"""The database goes away under a running server and comes back: who comes meanwhile reads what to do; nothing books twice."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from psycopg import sql

from tests import databases
from tests.racers import Browser, Forms, Words
from tests.servers import SAMPLE_CLOCK, Served, serving

TRIES = 600

Away = Callable[[Served], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the course with one process, so that what it learned is what the next request meets."""
    with serving(tmp_path_factory.mktemp("lost"), fill="tests.race_course.fill", clock=SAMPLE_CLOCK, workers=1) as server:
        yield server


def browser_of(served: Served) -> Browser:
    browser = Browser(urlsplit(served.url).netloc)
    browser.become(served.facts["sessions"][0])
    return browser


def again(browser: Browser, fields: Words) -> tuple[int, str]:
    """Send a booking until the database is found again, and return the status and the page."""
    for _ in range(TRIES):
        status, _where, page = browser.ask("POST", "/book/", urlencode(fields))
        if status != 503:
            return status, page
        time.sleep(0.1)
    raise AssertionError("the database was not found again")


@contextmanager
def without_file(served: Served) -> Iterator[None]:
    """Take the file of SQLite away."""
    file = Path(urlsplit(served.environment["DATABASE_URL"]).path)
    aside = file.with_name("aside")
    file.rename(aside)
    try:
        yield
        assert not file.exists()
    finally:
        aside.rename(file)


@contextmanager
def with_another_file(served: Served) -> Iterator[None]:
    """Put a copy of the file of SQLite in its place, as a restore does; what follows must go into the copy."""
    file = Path(urlsplit(served.environment["DATABASE_URL"]).path)
    copy = file.with_name("copy")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    file.rename(file.with_name("former"))
    for name in ("-wal", "-shm"):
        file.with_name(file.name + name).unlink(missing_ok=True)
    try:
        yield
    finally:
        copy.rename(file)


@contextmanager
def server_of(served: Served) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    name = urlsplit(served.environment["DATABASE_URL"]).path.strip("/")
    with closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)) as connection:
        yield connection, name


def processes(connection: psycopg.Connection[Any], name: str) -> list[int]:
    rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [name])
    return [pid for (pid,) in rows.fetchall()]


@contextmanager
def closed(served: Served) -> Iterator[None]:
    """End every connection of PostgreSQL and let no other in, as one that stops."""
    with server_of(served) as (connection, name):
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


@contextmanager
def frozen(served: Served) -> Iterator[None]:
    """Stop the processes of PostgreSQL that serve it, and let no other in: they keep their connections and say nothing."""
    with server_of(served) as (connection, name):
        stopped = processes(connection, name)
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            connection.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
            connection.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


@contextmanager
def led_by_another(served: Served) -> Iterator[None]:
    """Let the connections that stand be those of a machine that leads no more: they take no writes; new ones do not either."""
    with server_of(served) as (connection, name):
        read_only = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(sql.Identifier(name))
        connection.execute(read_only)
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(sql.Identifier(name)))


HERE = ""  # a form that names no address goes where the page came from

CASES: Sequence[Away] = {
    "sqlite": [without_file, with_another_file],
    "postgresql": [closed, frozen, led_by_another],
}[databases.KIND]


@pytest.mark.parametrize("away", CASES)
def test_a_database_that_goes_and_comes_back(served: Served, away: Away) -> None:
    browser, day = browser_of(served), f"2023-07-{20 + CASES.index(away)}"
    typed = {"room": str(served.facts["rooms"][4]), "on": day, "half": "morning", "title": away.__name__, "attendees": "9"}
    fields = browser.filled_in("/book/", "/book/", typed)
    with away(served):
        status, _where, page = browser.ask("POST", "/book/", urlencode(fields))
        assert (status, "Traceback" in page, "ส่งอีกครั้ง" in page) == (503, False, True)
        assert Forms(page).found[HERE] == fields
        assert [browser.ask("POST", "/book/", urlencode(fields))[0] for _ in range(3)] == [503] * 3
    assert again(browser, Forms(page).found[HERE])[0] == 303
    assert again(browser, fields)[0] == 303, "the same form again is the same booking"
    assert browser.ask("GET", "/mine/")[2].count(f"<b>{away.__name__}</b>") == 1
