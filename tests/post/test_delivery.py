"""Handing letters over: to Django's outbox, and to real servers that take, refuse, hang and lie about who they are."""

import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.policy import default
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.db import connection
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.post import actions
from jonghong.post.delivery import MOST_AT_ONCE, breaker_of_server, deliver_due
from jonghong.post.models import Letter, Why
from tests.people.conftest import at_once
from tests.post.conftest import ROOM, Answers, Certify, serving, use

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
TO = "wichai@example.go.th"

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(office: Office, mail_on: None) -> Letter:
    made = actions.send(office=office, address=TO, subject="รหัสเปิดใช้บัญชี", text="รหัสของท่าน ABCD-2345\n")
    assert made
    return made


def again(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


@pytest.mark.usefixtures("letter")
def test_letter_goes_out_with_all_that_a_letter_has() -> None:
    assert deliver_due(breaker_of_server()) == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([TO], "รหัสเปิดใช้บัญชี", "รหัสของท่าน ABCD-2345\n")
    raw = sent.message()
    assert str(make_header(decode_header(raw["From"]))) == f"สพป. <{ROOM}>"
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["Message-ID"].endswith("@example.go.th>")


def test_letter_bears_the_same_number_at_each_try(letter: Letter) -> None:
    for _try in range(2):
        assert deliver_due(breaker_of_server()) == 1
        Letter.objects.filter(pk=letter.pk).update(sent_at=None, next_try_at=NOW)
    first, second = (sent.message()["Message-ID"] for sent in mail.outbox)
    assert first == second


def test_letter_that_was_sent_is_not_sent_again(letter: Letter) -> None:
    assert [deliver_due(breaker_of_server()), deliver_due(breaker_of_server())] == [1, 0]
    assert again(letter).sent_at


@pytest.mark.parametrize("name", ["สพป.\r\nBcc: other@example.go.th", '"<other@example.go.th>"', "a" * 60])
def test_name_of_the_office_adds_no_header(office: Office, mail_on: None, name: str) -> None:
    office.short_name = name
    office.save()
    actions.send(office=office, address=TO, subject=f"เรื่อง {name}", text="x")
    assert deliver_due(breaker_of_server()) == 1
    raw = message_from_string(mail.outbox[0].message().as_string())
    assert raw["Bcc"] is None
    assert raw["From"].endswith(f"<{ROOM}>")
    assert raw.get_all("To") == [TO]


def test_letter_that_comes_too_late_is_given_up(office: Office, mail_on: None) -> None:
    with time_machine.travel(NOW, tick=False):
        late = actions.send(office=office, address=TO, subject="x", text="y", good_until=NOW + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert deliver_due(breaker_of_server()) == 0
    assert late
    assert (again(late).why, again(late).body, mail.outbox) == (Why.TOO_LATE, "", [])


def test_letter_whose_text_was_tampered_with_is_given_up(letter: Letter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE post_letter SET body = '1.xxxx'")
    assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.UNREADABLE


def test_one_round_ends(office: Office, mail_on: None) -> None:
    for _number in range(MOST_AT_ONCE + 1):
        actions.send(office=office, address=TO, subject="x", text="y")
    assert [deliver_due(breaker_of_server()), deliver_due(breaker_of_server())] == [MOST_AT_ONCE, 1]


@pytest.mark.usefixtures("letter")
def test_real_server_gets_the_letter_whole(settings: Settings) -> None:
    with serving() as taken:
        use(settings, f"smtp://127.0.0.1:{taken.port}")
        assert deliver_due(breaker_of_server()) == 1
    (got,) = [message_from_bytes(letter, policy=default) for letter in taken.letters]
    assert got.get_content().splitlines() == ["รหัสของท่าน ABCD-2345"]
    assert f"mail FROM:<{ROOM}>" in taken.commands[1]
    assert taken.commands[2].startswith(f"rcpt TO:<{TO}>")


@pytest.mark.parametrize(
    ("answers", "why", "breaks"),
    [
        ({"RCPT": "550 no such user wichai"}, Why.REFUSED, False),
        ({"RCPT": "450 later"}, Why.PUT_OFF, False),
        ({"MAIL": "452 full"}, Why.PUT_OFF, False),
        ({"END": "451 later"}, Why.PUT_OFF, False),
        ({"END": None}, Why.SLOW, True),
        ({"CONNECT": None}, Why.SLOW, True),
        ({"CONNECT": "554 go away"}, Why.UNREACHABLE, True),
        ({"CONNECT": "nonsense"}, Why.UNREACHABLE, True),
    ],
)
def test_server_that_does_not_take_it(settings: Settings, letter: Letter, answers: Answers, why: Why, breaks: bool) -> None:
    breaker = breaker_of_server()
    with serving(answers) as taken:
        use(settings, f"smtp://127.0.0.1:{taken.port}")
        assert deliver_due(breaker) == 0
    kept = again(letter)
    assert (kept.why, bool(kept.given_up_at), breaker.is_open) == (why, why == Why.REFUSED, breaks)
    assert "wichai" not in kept.why


def test_server_that_never_begins_to_speak_tls(settings: Settings, letter: Letter) -> None:
    with serving({"CONNECT": None}) as taken:
        use(settings, f"smtps://127.0.0.1:{taken.port}")
        assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.SLOW


def test_server_that_is_not_there(settings: Settings, letter: Letter) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        use(settings, f"smtp://127.0.0.1:{unused.getsockname()[1]}")
        assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.UNREACHABLE


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
@pytest.mark.parametrize("trusted", [True, False])
def test_certificate_is_checked(
    settings: Settings, letter: Letter, certify: Certify, monkeypatch: pytest.MonkeyPatch, scheme: str, trusted: bool
) -> None:
    context, pem = certify()
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    if scheme == "smtps":
        outcome = deliver_by_tls(settings, context)
    else:
        with serving(tls=context) as taken:
            use(settings, f"smtp+tls://u:w@127.0.0.1:{taken.port}")
            outcome = deliver_due(breaker_of_server())
            assert any(line.startswith("AUTH PLAIN") for line in taken.commands) is trusted
    assert outcome == trusted
    assert again(letter).why == ("" if trusted else Why.CERTIFICATE)


def deliver_by_tls(settings: Settings, context: object) -> int:
    """Deliver to a server that speaks TLS from the first byte on."""
    from tests.post.conftest import Talk

    class Wrapped(Talk):
        def setup(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)  # type: ignore[attr-defined]
            super().setup()

    with serving(talk=Wrapped) as taken:
        use(settings, f"smtps://127.0.0.1:{taken.port}")
        return deliver_due(breaker_of_server())


@pytest.mark.parametrize(("host", "days"), [("mail.example.go.th", 1), ("127.0.0.1", -1)])
def test_certificate_of_another_or_out_of_time_is_refused(
    settings: Settings, letter: Letter, certify: Certify, monkeypatch: pytest.MonkeyPatch, host: str, days: int
) -> None:
    context, pem = certify(host, days)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving(tls=context) as taken:
        use(settings, f"smtp+tls://u:w@127.0.0.1:{taken.port}")
        assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.CERTIFICATE
    assert taken.letters == []


def test_server_without_tls_gets_neither_password_nor_letter(settings: Settings, letter: Letter) -> None:
    with serving() as taken:
        use(settings, f"smtp+tls://u:w@127.0.0.1:{taken.port}")
        assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.UNREACHABLE
    assert not any(line.startswith("AUTH") for line in taken.commands)


def test_wrong_password_is_told_as_such(
    settings: Settings, letter: Letter, certify: Certify, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, pem = certify()
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving({"AUTH": "535 no"}, tls=context) as taken:
        use(settings, f"smtp+tls://u:w@127.0.0.1:{taken.port}")
        assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.SIGN_IN


def test_breaker_leaves_a_failing_server_alone_for_longer_each_time() -> None:
    breaker = breaker_of_server()
    with time_machine.travel(NOW, tick=False) as now:
        for wait in (30, 60, 120, 240, 480, 900, 900):
            breaker.failed()
            now.shift(wait - 1)
            assert breaker.is_open
            now.shift(1)
            assert not breaker.is_open
        breaker.failed()
        breaker.worked()
        assert (breaker.is_open, breaker.has_failed) == (False, False)


@pytest.mark.usefixtures("letter")
def test_shut_breaker_lets_no_letter_be_taken() -> None:
    breaker = breaker_of_server()
    breaker.failed()
    assert deliver_due(breaker) == 0
    assert Letter.objects.get().tries == 0


@pytest.mark.django_db(transaction=True)
def test_two_postmen_send_each_letter_once(office: Office, settings: Settings) -> None:
    settings.MAIL_FROM = ROOM
    for number in range(6):
        actions.send(office=office, address=TO, subject=f"ฉบับที่ {number}", text="x")
    with serving() as taken:
        use(settings, f"smtp://127.0.0.1:{taken.port}")
        assert sum(at_once(lambda _number: deliver_due(breaker_of_server()), 3)) == 6
    assert len(taken.letters) == 6
    assert Letter.objects.filter(sent_at=None).count() == 0


def test_a_file_of_trust_that_is_missing_trusts_nobody(
    settings: Settings, letter: Letter, certify: Certify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context, _pem = certify()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with serving(tls=context) as taken:
        use(settings, f"smtp+tls://u:w@127.0.0.1:{taken.port}")
        assert deliver_due(breaker_of_server()) == 0
    assert again(letter).why == Why.CERTIFICATE
