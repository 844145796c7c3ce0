"""The address of the mail server, as the environment says it."""

import pytest

from jonghong.post.server import MailServer, mail_server

pytestmark = pytest.mark.pure

ROOM = "room@example.go.th"


@pytest.mark.parametrize(
    ("address", "sender", "server"),
    [
        ("", "", MailServer()),
        ("", ROOM, MailServer()),
        (
            "smtp+tls://room%40example.go.th:p%40ss%3Aword@mail.example.go.th",
            "",
            MailServer("mail.example.go.th", 587, ROOM, "p@ss:word", begins_tls=True, sender=ROOM),
        ),
        ("smtps://u:w@[2001:db8::1]:4650", ROOM, MailServer("2001:db8::1", 4650, "u", "w", is_tls=True, sender=ROOM)),
        ("smtps://mail.example.go.th", ROOM, MailServer("mail.example.go.th", 465, is_tls=True, sender=ROOM)),
        ("smtp://localhost", ROOM, MailServer("localhost", 25, sender=ROOM)),
        ("smtp://127.0.0.1:2525", ROOM, MailServer("127.0.0.1", 2525, sender=ROOM)),
    ],
)
def test_mail_server_is_read_from_its_address(address: str, sender: str, server: MailServer) -> None:
    assert mail_server(address, sender=sender) == server


@pytest.mark.parametrize(
    ("address", "sender", "sentence"),
    [
        ("mail.example.go.th", ROOM, "EMAIL_URL has to begin with"),
        ("http://mail.example.go.th", ROOM, "EMAIL_URL has to begin with"),
        ("smtps://", ROOM, "EMAIL_URL has to begin with"),
        ("smtp://u:secret@mail.example.go.th", ROOM, "EMAIL_URL may begin with smtp:// for this machine alone"),
        ("smtps://u:secret@mail.example.go.th", "", "MAIL_FROM has to be an address"),
        *(
            ("smtps://u:secret@mail.example.go.th", sender, "MAIL_FROM has to be an address")
            for sender in (
                "room",
                "@example.go.th",
                "room@",
                "ห้อง <room@example.go.th>",
                "a@b\r\nBcc: c@d",
                "หอง@example.go.th",
            )
        ),
    ],
)
def test_unusable_server_is_refused_without_its_password(address: str, sender: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as told:
        mail_server(address, sender=sender)
    assert "secret" not in str(told.value)


def test_mail_server_hides_its_password_when_printed() -> None:
    assert "p@ss" not in repr(mail_server("smtps://u:p%40ss@mail.example.go.th", sender=ROOM))
