"""What doctor says of the Patroni that decides between the database's servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import connection

from jonghong.core import patroni
from jonghong.health.checks import cluster


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    """Give the port of something on this machine that gives that answer to whatever it is asked."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("version", "is_too_old"),
    [
        ("3.0.2", True),
        ("3.3.4", True),
        ("4.0.7", True),
        ("4.1.0", False),
        ("4.1.5", False),
        ("4.10", False),
        ("5.0.0", False),
        ("", True),
        ("newest", True),
    ],
)
def test_versions_that_lose_bookings_are_refused(version: str, is_too_old: bool) -> None:
    assert patroni.is_too_old(version) is is_too_old


@pytest.mark.parametrize(
    ("body", "level", "english"),
    [
        (b'{"patroni": {"version": "4.1.5"}}', "ok", "Patroni: 127.0.0.1 4.1.5."),
        (
            b'{"patroni": {"version": "3.0.2"}}',
            "bad",
            "Patroni on 127.0.0.1 is 3.0.2, which can lose bookings that were acknowledged; use 4.1 or newer, from PyPI.",
        ),
        (b"something else", "ok", "No Patroni is seen on the database's machines."),
        (b"[]", "ok", "No Patroni is seen on the database's machines."),
    ],
)
def test_doctor_reads_what_patroni_says(monkeypatch: pytest.MonkeyPatch, body: bytes, level: str, english: str) -> None:
    monkeypatch.setattr(cluster, "machines", lambda: ["127.0.0.1"])
    with answering(body) as port:
        monkeypatch.setattr(patroni, "PORT", port)
        found = cluster.patroni()
    assert (found.level.value, found.english) == (level, english)


@pytest.mark.django_db
def test_the_machines_of_the_database_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        assert cluster.machines() == []
        return
    for host, machines in [("h1,h2,h1", ["h1", "h2"]), ("", ["localhost"]), ("/run/postgresql", ["localhost"])]:
        monkeypatch.setitem(connection.settings_dict, "HOST", host)
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        assert cluster.machines() == machines
