"""What programs ask: they learn a word, in time, whatever hangs; figures are for who may have them."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from jonghong.audit.models import Chain
from jonghong.bookings import guard
from jonghong.core import clock, disk, lifeline, machine, schema
from jonghong.core.machine import Space
from jonghong.health import gathering, readiness
from jonghong.health.asking import Question
from tests import make

ELSEWHERE: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def hanging() -> Iterator[tuple[Callable[[], str], Event]]:
    """Give something to ask that does not answer until it is let, and is let in the end."""
    let = Event()

    def ask() -> str:
        assert let.wait(30)
        return "answered"

    yield ask, let
    let.set()


def test_a_process_that_lives_says_so_without_a_database(client: Client) -> None:
    answer = client.get("/healthz", HTTP_HOST="10.0.0.7:8000", **ELSEWHERE)  # a test without the database: it would fail
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    assert client.head("/healthz", HTTP_HOST="10.0.0.7:8000").status_code == 200


@pytest.mark.django_db
def test_a_server_that_can_work_says_so(client: Client, data: Path) -> None:
    answer = client.get("/readyz", HTTP_HOST="10.0.0.7:8000", **ELSEWHERE)
    assert (answer.status_code, answer.content) == (200, b"ready\nbackup\n")


@pytest.mark.django_db
def test_a_server_that_can_work_says_what_needs_somebody(client: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = data / "backups" / "jonghong-1.backup"
    backup.parent.mkdir()
    backup.touch()
    assert client.get("/readyz").content == b"ready\n"
    two_days_ago = (clock.machine_now() - machine.BACKUP_WITHIN - timedelta(minutes=1)).timestamp()
    os.utime(backup, (two_days_ago, two_days_ago))
    assert client.get("/readyz").content == b"ready\nbackup\n"
    monkeypatch.setattr(disk, "is_short", lambda: True)
    monkeypatch.setattr(machine, "is_backup_late", raises(OSError("gone")))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\nroom\nbackup\n")


def raises(fault: Exception) -> Callable[..., Any]:
    def fail(*_words: Any, **_facts: Any) -> Any:
        raise fault

    return fail


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "name", "answer", "word"),
    [
        (schema, "missing_migrations", raises(OperationalError("secret")), "database"),
        (schema, "missing_migrations", lambda: ["bookings 0009"], "migrations"),
        (guard, "stands", lambda: False, "guard"),
        (machine, "space", lambda: Space(free=machine.LEAST_BYTES - 1, total=10**9), "disk"),
        (machine, "space", raises(OSError("gone")), "disk"),
    ],
)
def test_a_server_that_cannot_work_says_why_in_a_word(
    client: Client, data: Path, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, answer: Any, word: str
) -> None:
    monkeypatch.setattr(place, name, answer)
    found = client.get("/readyz", **ELSEWHERE)
    assert (found.status_code, found.content.decode()) == (503, f"{word}\n")


@pytest.mark.django_db
def test_a_server_that_is_told_to_stop_is_not_ready_first(client: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lifeline.PARENT, str(os.getpid()))
    assert client.get("/readyz").status_code == 200
    lifeline.leaving(data, os.getpid()).touch()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"leaving\n")


def test_a_database_that_hangs_keeps_nobody_waiting(
    client: Client, data: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, hanging: tuple[Callable[[], str], Event]
) -> None:
    settings.WORKS_IN_BACKGROUND = True
    ask, let = hanging
    question = Question(ask, fresh=0.0, limit=0.05)
    monkeypatch.setattr(readiness, "_question", question)
    for _time in range(5):  # the first waits a moment, the others not at all: one thread hangs, not five
        assert client.get("/readyz").content == b"database\n"
    thread = question._thread
    assert thread
    let.set()
    thread.join(30)
    assert question._answer
    assert question._answer[1] == "answered"


def test_who_asks_while_another_is_being_answered_gets_that_answer(
    hanging: tuple[Callable[[], str], Event], settings: Settings
) -> None:
    settings.WORKS_IN_BACKGROUND = True
    ask, let = hanging
    question, answers = Question(ask, fresh=0.0, limit=30), list[str | None]()
    both = [Thread(target=lambda: answers.append(question.answer())) for _one in range(2)]
    for one in both:
        one.start()
    let.set()
    for one in both:
        one.join(30)
    assert answers == ["answered"] * 2


def test_many_who_ask_are_one_question(settings: Settings) -> None:
    settings.WORKS_IN_BACKGROUND = True
    numbers = count(1)
    question = Question(lambda: next(numbers), fresh=1_000, limit=30)
    assert [question.answer() for _time in range(5)] == [1] * 5


def test_what_failed_is_no_answer(settings: Settings) -> None:
    settings.WORKS_IN_BACKGROUND = True
    assert Question(lambda: None, fresh=0, limit=30).answer() is None


TOKEN = "a-word-that-only-prometheus-knows"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "proxies", "headers", "is_given"),
    [
        ("", 0, {"REMOTE_ADDR": "127.0.0.1"}, True),
        ("", 0, {"REMOTE_ADDR": "::1"}, True),
        ("", 0, ELSEWHERE, False),
        ("", 0, {"REMOTE_ADDR": ""}, False),
        # A proxy on this machine asks for somebody else, whether or not we were told that it is there.
        ("", 1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        ("", 0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ("", 0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"}, False),
        ("", 0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "192.0.2.7"}, False),
        ("", 0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, False),
        ("", 0, {**ELSEWHERE, "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ("", 0, {**ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer "}, False),
        (TOKEN, 0, {**ELSEWHERE, "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, True),
        (TOKEN, 1, {**ELSEWHERE, "HTTP_AUTHORIZATION": f"bearer {TOKEN}", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, True),
        (TOKEN, 0, {**ELSEWHERE, "HTTP_AUTHORIZATION": f"Bearer {TOKEN}x"}, False),
        (TOKEN, 0, {**ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer ๑"}, False),
        (TOKEN, 0, {**ELSEWHERE, "HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, False),
        (TOKEN, 0, ELSEWHERE, False),
        (TOKEN, 0, {"REMOTE_ADDR": "127.0.0.1"}, True),
    ],
)
def test_figures_are_given_to_this_machine_and_to_who_shows_the_token(
    client: Client, settings: Settings, data: Path, token: str, proxies: int, headers: dict[str, Any], is_given: bool
) -> None:
    settings.METRICS_TOKEN, settings.TRUSTED_PROXIES = token, proxies
    make.office()
    answer = client.get("/metrics", **headers)
    if is_given:
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    else:
        other = client.get("/nothing", **headers)
        assert (answer.status_code, other.status_code) == (404, 404)
        tokens = re.compile(r'value="[^"]{64}"|%2Fmetrics|%2Fnothing|/metrics|/nothing')
        assert tokens.sub("", answer.content.decode()) == tokens.sub("", other.content.decode())
        assert client.post("/metrics", **headers).status_code == 404


@pytest.mark.django_db
def test_figures_tell_how_the_server_stands(client: Client, data: Path) -> None:
    make.office()
    client.get("/")
    (data / "backups").mkdir()
    (data / "backups" / "one").touch()
    page = client.get("/metrics").content.decode()
    names = {family.name for family in gathering.ASKED}
    assert {line.split()[2] for line in page.splitlines() if line.startswith("# TYPE")} >= names
    assert 'jonghong_requests_total{route="report",method="GET",status="2xx"} 1\n' in page
    assert "jonghong_database_up 1\n" in page
    assert "jonghong_letters_waiting 0\n" in page
    assert re.search(r"^jonghong_backup_age_seconds [0-9.e-]+$", page, re.MULTILINE)


@pytest.mark.django_db
def test_what_cannot_be_asked_is_left_out(client: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chain.objects, "aggregate", raises(OperationalError()))
    monkeypatch.setattr(machine, "space", raises(OSError()))
    page = client.get("/metrics").content.decode()
    assert "jonghong_database_up 0\n" in page
    assert "jonghong_letters" not in page
    assert "jonghong_disk" not in page
    assert "jonghong_backup_age" not in page
