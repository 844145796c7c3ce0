"""The postman's rounds."""

import logging

import pytest
from django.core import mail
from django.db import DatabaseError
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.post import actions, postman
from jonghong.post.delivery import Breaker
from tests.post.conftest import serving, use

pytestmark = pytest.mark.django_db


def test_round_sends_what_is_due_and_sweeps_now_and_then(
    office: Office, mail_on: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[int] = []
    monkeypatch.setattr(postman, "forget_old", lambda: swept.append(0))
    for round_ in (0, 1, postman.SWEPT_EVERY):
        actions.send(office=office, address="a@example.go.th", subject="x", text="y")
        postman.walk_once(Breaker(), round_)
    assert (len(mail.outbox), len(swept)) == (3, 2)


def test_failing_server_is_said_once(
    office: Office, mail_on: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    actions.send(office=office, address="a@example.go.th", subject="x", text="y")
    with serving({"CONNECT": None}) as taken:
        use(settings, f"smtp://127.0.0.1:{taken.port}")
        breaker = Breaker()
        for round_ in (1, 2):
            postman.walk_once(breaker, round_)
    assert [record.getMessage() for record in caplog.records] == ["The mail server fails; letters wait and are tried again."]


class Enough(BaseException):
    """Ends a test of what never ends."""


def test_rounds_go_on_whatever_goes_wrong(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    happens = iter([DatabaseError(), ZeroDivisionError(), None, Enough()])
    walked: list[int] = []

    def walk_once(_breaker: Breaker, round_: int) -> None:
        walked.append(round_)
        if fact := next(happens):
            raise fact

    monkeypatch.setattr(postman, "sleep", lambda _seconds: None)
    monkeypatch.setattr(postman, "walk_once", walk_once)
    monkeypatch.setattr(postman, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    with caplog.at_level(logging.WARNING), pytest.raises(Enough):
        postman._walk()
    assert walked == [0, 1, 2, 3]
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]


@pytest.mark.parametrize(
    ("keeps", "sender", "walks"), [(True, "a@example.go.th", 1), (False, "a@example.go.th", 0), (True, "", 0)]
)
def test_postman_walks_where_there_is_a_server_and_time_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, keeps: bool, sender: str, walks: int
) -> None:
    begun: list[int] = []
    settings.KEEPS_TIME, settings.MAIL_FROM = keeps, sender
    monkeypatch.setattr(postman, "_walk", lambda: begun.append(0))
    postman.keep()
    assert len(begun) == walks
