"""What the house does by itself, again and again."""

import logging
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, InterfaceError
from pytest_django import Settings

from jonghong.audit import rounds
from jonghong.audit.origin import current


class Enough(BaseException):
    """Ends a test of what never ends."""


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(DatabaseError, ("WARNING", 0)), (InterfaceError, ("WARNING", 0)), (RuntimeError, ("ERROR", 1))],
)
def test_whatever_goes_wrong_once_is_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, trouble: type[Exception], said
) -> None:
    happens = iter([trouble(), None, Enough()])
    looked: list[str | float] = []

    def look() -> None:
        looked.append(current.get().network)
        if fact := next(happens):
            raise fact

    monkeypatch.setattr(rounds, "sleep", looked.append)
    monkeypatch.setattr(rounds, "connection", type("Connection", (), {"close": staticmethod(lambda: looked.append("closed"))}))
    with caplog.at_level(logging.WARNING), pytest.raises(Enough):
        rounds._walk("looking", 7, look)
    assert looked == [7, "clock", "closed"] * 3
    assert [(record.levelname, int(record.exc_info is not None)) for record in caplog.records] == [said]
    assert "looking" in caplog.text


@pytest.mark.parametrize("keeps", [True, False])
def test_rounds_begin_where_time_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch, keeps: bool) -> None:
    started: list[tuple[str, bool]] = []
    settings.KEEPS_TIME = keeps
    monkeypatch.setattr("threading.Thread.start", lambda thread: started.append((thread.name, thread.daemon)))
    rounds.begin("looking", every=7, do=lambda: None)
    assert started == [("looking", True)] * keeps


def test_each_process_of_the_server_walks_every_round() -> None:
    code = """
import threading
import jonghong.wsgi
print(*sorted(thread.name for thread in threading.enumerate() if thread.daemon and thread.name != "MainThread"))
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jonghong.settings", "MAIL_FROM": "office@example.go.th"}
    environment["EMAIL_URL"] = "smtp://127.0.0.1:25"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["errands", "health", "lapsing", "moving", "postman", "retention", "roster", "watching"]
