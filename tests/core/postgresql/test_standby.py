"""A second server that follows the first and takes its place by one command, as docs/running.md has it for a province."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psycopg
import pytest

from chaos.postgres import Postgres, programs
from tests.racers import Browser
from tests.servers import PATIENCE, SAMPLE_CLOCK, answering, environment_of, run

pytestmark = pytest.mark.postgresql

FOLLOWED = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Postgres, Postgres]]:
    """Give a server, and another that follows it; who commits waits for both."""
    with ExitStack() as running:
        first = Postgres(tmp_path / "first")
        running.callback(first.leave)
        first.create()
        second = Postgres(tmp_path / "second")
        running.callback(second.leave)
        order("pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", f"--pgdata={second.data}", server=first)
        second.own()
        second.start()
        with closing(psycopg.connect(first.url(), autocommit=True)) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
            deadline = time.monotonic() + PATIENCE
            while not connection.execute(FOLLOWED).fetchone():
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield first, second


def order(program: str, *words: str, server: Postgres) -> None:
    subprocess.run([programs() / program, *words, f"--host={server.sockets}", "--username=postgres"], check=True)


def test_the_standby_takes_over_with_every_booking_and_nobody_starts_the_application_again(
    pair: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    first, second = pair
    environment = environment_of(tmp_path / "data", first.url(), clock=SAMPLE_CLOCK)
    run("-m", "jonghong", "migrate", environment=environment)
    facts = json.loads(run("-m", "tests.fill", "tests.race_course.fill", environment=environment))
    both = ",".join(quote(str(each.sockets), safe="") for each in pair)
    environment["DATABASE_URL"] = f"postgresql://postgres@{both}/jonghong"
    with answering(environment, facts, workers=1) as served:
        browser = Browser(urlsplit(served.url).netloc)
        browser.become(facts["sessions"][0])

        def send(title: str, day: int) -> tuple[int, str]:
            status, _where, page = browser.ask("POST", "/book/", urlencode({**fields, "title": title, "on": f"2023-07-{day}"}))
            return status, page

        typed = {"room": str(facts["rooms"][4]), "on": "2023-07-20", "half": "day", "title": "x", "attendees": "9"}
        fields = browser.filled_in("/book/", "/book/", typed)
        assert send("before", 20)[0] == 303
        fields = browser.filled_in("/book/", "/book/", typed | {"on": "2023-07-21"})
        first.kill()
        status, page = send("after", 21)
        assert (status, "ส่งอีกครั้ง" in page) == (503, True)
        with closing(psycopg.connect(second.url(), autocommit=True)) as connection:
            connection.execute("SELECT pg_promote()")
        deadline = time.monotonic() + PATIENCE
        while (status := send("after", 21)[0]) == 503:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert status == 303
        with closing(psycopg.connect(second.url(), autocommit=True)) as connection:
            kept = connection.execute("SELECT title FROM bookings_booking WHERE title IN ('before', 'after') ORDER BY title")
            assert kept.fetchall() == [("after",), ("before",)]
