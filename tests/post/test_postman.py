"""The postman's rounds."""

import pytest
from django.core import mail
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.post import actions, postman
from jonghong.post.delivery import breaker_of_server
from tests.post.conftest import serving, use

pytestmark = pytest.mark.django_db


def test_round_sends_what_is_due_and_sweeps_now_and_then(
    office: Office, mail_on: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[int] = []
    monkeypatch.setattr(postman, "forget_old", lambda: swept.append(0))
    for round_ in (0, 1, postman.SWEPT_EVERY):
        actions.send(office=office, address="a@example.go.th", subject="x", text="y")
        postman.walk_once(breaker_of_server(), iter([round_]))
    assert (len(mail.outbox), len(swept)) == (3, 2)


def test_failing_server_is_said_once(
    office: Office, mail_on: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    actions.send(office=office, address="a@example.go.th", subject="x", text="y")
    with serving({"CONNECT": None}) as taken:
        use(settings, f"smtp://127.0.0.1:{taken.port}")
        breaker = breaker_of_server()
        for round_ in (1, 2):
            postman.walk_once(breaker, iter([round_]))
    assert [record.getMessage() for record in caplog.records] == ["The mail server fails; letters wait and are tried again."]


@pytest.mark.parametrize(("sender", "walks"), [("a@example.go.th", ["postman"]), ("", [])])
def test_postman_walks_where_there_is_a_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, sender: str, walks: list[str]
) -> None:
    begun: list[str] = []
    settings.MAIL_FROM = sender
    monkeypatch.setattr("jonghong.audit.rounds.begin", lambda name, **_facts: begun.append(name))
    postman.keep()
    assert begun == walks
