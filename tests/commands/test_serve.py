"""Serving: a real server started, refused and stopped."""

import http.client
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest

from tests.commands.test_command_line import jonghong, stopped
from tests.racers import Browser
from tests.servers import (
    NOTHING,
    PATIENCE,
    SAMPLE_CLOCK,
    Serve,
    Served,
    environment_of,
    filled,
    free_port,
    own_database,
    wait_until_it_answers,
)

STOP_SECONDS = 20


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a folder and a database that are up to date and empty."""
    with filled(tmp_path, fill=NOTHING, clock="") as (url, _facts):
        yield environment_of(tmp_path, url)


@pytest.fixture(autouse=True)
def _terminal() -> Iterator[None]:
    """Start servers as a terminal does, also where these tests were themselves started to outlive theirs."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_stops_when_told_to_while_a_browser_holds_its_connection(serve: Serve, how: signal.Signals) -> None:
    server = serve(fill="tests.fill.sample")
    browser = http.client.HTTPConnection(urlsplit(server.url).netloc)
    browser.request("GET", "/")
    answer = browser.getresponse()
    assert (answer.status, len(answer.read()) > 1000) == (200, True)
    server.process.send_signal(how)
    assert server.process.wait(STOP_SECONDS) == 0
    browser.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(server.url).hostname, urlsplit(server.url).port))


@pytest.mark.pure
def test_serve_that_is_killed_takes_its_workers_along(environment: dict[str, str]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "jonghong", "serve", f"--port={port}"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        wait_until_it_answers(port, process)
        process.kill()
    wait_until_it_is_free(port)


def wait_until_it_is_free(port: int) -> None:
    """Return when nobody listens there any more."""
    for _ in range(STOP_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        sleep(0.1)
    raise AssertionError(f"port {port} is still held")


@pytest.mark.pure
def test_serve_outlives_the_terminal_when_nohup_says_so(environment: dict[str, str]) -> None:
    port = free_port()
    command = ["nohup", sys.executable, "-m", "jonghong", "serve", f"--port={port}"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        wait_until_it_answers(port, process)
        process.send_signal(signal.SIGHUP)
        wait_until_it_answers(port, process)
        assert process.poll() is None
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0


def test_serve_answers_with_all_files_of_a_page(serve: Serve) -> None:
    server = serve(fill="tests.fill.sample")
    with urlopen(server.url) as answer:
        page = answer.read().decode()
    files = {word for word in page.split('"') if word.startswith("/static/")}
    statuses = {file: urlopen(server.url + file).status for file in files}
    assert len(files) > 5
    assert set(statuses.values()) == {200}


def test_serve_without_an_office_says_how_to_make_one(serve: Serve) -> None:
    server = serve()
    browser = http.client.HTTPConnection(urlsplit(server.url).netloc)
    browser.request("GET", "/")
    answer = browser.getresponse()
    assert (answer.status, b"jonghong setup" in answer.read()) == (503, True)
    browser.close()


@pytest.mark.pure
def test_a_port_that_is_taken(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stopped(jonghong("serve", f"--port={port}", environment=environment), 1, f"Port {port} is in use")


@pytest.mark.pure
def test_a_host_that_is_not_this_machine(environment: dict[str, str]) -> None:
    done = jonghong("serve", "--host=192.0.2.1", f"--port={free_port()}", environment=environment)
    stopped(done, 1, "not possible to listen at http://192.0.2.1:")


def test_a_database_that_does_not_fit_yet(tmp_path: Path) -> None:
    with own_database(tmp_path) as url:
        stopped(jonghong("serve", f"--port={free_port()}", environment=environment_of(tmp_path, url)), 1, "jonghong migrate")


DROP_GUARD = """
import django; django.setup()
from django.db import connection
from jonghong.bookings import guard
from jonghong.bookings.models import Booking
(constraint,) = [one for one in Booking._meta.constraints if one.name == guard.NAME]
with connection.schema_editor() as editor:
    statement = constraint.remove_sql(Booking, editor)
    if statement:
        editor.execute(statement)
"""


def test_a_database_without_its_guard(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", DROP_GUARD], env=environment, check=True)
    stopped(jonghong("serve", f"--port={free_port()}", environment=environment), 1, "guard against double booking")


@pytest.mark.postgresql
def test_a_database_that_waits_for_no_disk(environment: dict[str, str]) -> None:
    careful = {name: value for name, value in environment.items() if name != "JONGHONG_THROWN_AWAY"}
    stopped(jonghong("serve", f"--port={free_port()}", environment=careful), 1, "PostgreSQL is not set up safely (fsync=off)")


def test_serve_replaces_its_processes_and_no_request_fails(serve: Serve) -> None:
    server = serve(fill="tests.race_course.fill", clock=SAMPLE_CLOCK)
    first = workers_of(server.process.pid)
    answers: list[int] = []
    with ThreadPoolExecutor(2) as people:
        is_over = Event()
        coming = [people.submit(come, server, number, is_over, answers) for number in range(2)]
        try:
            server.process.send_signal(signal.SIGUSR2)
            deadline = monotonic() + PATIENCE
            while len(now := workers_of(server.process.pid)) != len(first) or first & now:
                assert server.process.poll() is None
                assert monotonic() < deadline
                sleep(0.1)
        finally:
            is_over.set()
        assert [each.result() for each in coming] == [None, None]
    assert set(answers) == {200, 303}, Counter(answers)
    assert len(first) == 2


def come(server: Served, number: int, is_over: Event, answers: list[int]) -> None:
    """Look at the month and book, again and again, with a new connection each time; whatever fails is raised."""
    browser = Browser(urlsplit(server.url).netloc)
    browser.become(server.facts["sessions"][number])
    days = iter(date(2023, 9, 1) + timedelta(days=n) for n in count())
    while not is_over.is_set():
        answers.append(browser.ask("GET", "/2566/7/")[0])
        wish = {"room": str(server.facts["rooms"][number]), "on": next(days).isoformat(), "half": "day", "sure": "1"}
        fields = browser.filled_in("/book/", "/book/", {**wish, "title": "while it is replaced", "attendees": "9"})
        answers.append(browser.ask("POST", "/book/", urlencode(fields))[0])
        sleep(0.1)


def workers_of(parent: int) -> set[int]:
    """Return the processes of the server that have been started and have not ended, as the system lists them."""
    found = set[int]()
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
        with suppress(OSError):  # it has just ended
            if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes():
                found.add(int(child))
    return found


@pytest.mark.pure
def test_serve_that_is_told_to_prepare_only_says_what_is_missing(tmp_path: Path) -> None:
    with own_database(tmp_path) as url:
        done = jonghong("serve", "--prepare", environment=environment_of(tmp_path, url))
    stopped(done, 1, "run: jonghong migrate")
