"""The clock by which lists that waited too long are deleted."""

import logging
from threading import Thread

import pytest
from django.db import DatabaseError, connection
from pytest_django import Settings

from jonghong.roster import keeping


class Enough(BaseException):
    """Ends the clock's endless round."""


def test_the_clock_runs_only_where_it_is_asked_to(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(Thread, "start", lambda thread: started.append(thread.name))
    keeping.keep()
    settings.KEEPS_TIME = True
    keeping.keep()
    assert started == ["roster"]


@pytest.mark.django_db
def test_the_clock_goes_on_whatever_happens(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = iter([None, DatabaseError(), ValueError(), None, Enough()])

    def look() -> int:
        if fact := next(rounds):
            raise fact
        return 0

    monkeypatch.setattr(keeping, "sleep", lambda _seconds: None)
    monkeypatch.setattr(keeping, "forget_due", look)
    monkeypatch.setattr(connection, "close", lambda: None)
    with caplog.at_level(logging.WARNING), pytest.raises(Enough):
        keeping._look()
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
