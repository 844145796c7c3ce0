"""Mail servers that tests talk to: real sockets of this machine, good and bad."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.post.server import mail_server
from tests import make

ROOM = "room@example.go.th"


@pytest.fixture
def office(db: None) -> Office:
    made = make.office()
    made.short_name = "สพป."
    made.save()
    return made


@pytest.fixture
def mail_on(settings: Settings) -> None:
    """Send into Django's outbox."""
    settings.MAIL_FROM = ROOM


@dataclass
class Taken:
    """What a server was told; ``letters`` as they came."""

    port: int = 0
    commands: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)


Answers = dict[str, str | None]  # command -> answer; None hangs


class Talk(socketserver.StreamRequestHandler):
    """One conversation by SMTP, as far as a client of Django's goes."""

    server: "Server"

    def handle(self) -> None:
        with suppress(OSError):  # the client hung up, or refused our certificate
            self.talk()

    def talk(self) -> None:
        self.say("CONNECT", "220 here")
        while line := self.rfile.readline().decode().rstrip():
            verb = line.split()[0].upper()
            self.server.taken.commands.append(line)
            if verb == "EHLO":
                self.say(verb, "250-here\r\n250-AUTH PLAIN\r\n250 STARTTLS" if self.server.tls else "250 here")
            elif verb == "STARTTLS":
                self.say(verb, "220 go")
                assert self.server.tls
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
                self.setup()
            elif verb == "DATA":
                self.say(verb, "354 go")
                self.server.taken.letters.append(self.letter())
                self.say("END", "250 taken")
            else:
                self.say(verb, "235 welcome" if verb == "AUTH" else "250 good")
            if verb == "QUIT":
                return

    def say(self, verb: str, usual: str) -> None:
        answer = self.server.answers.get(verb, usual)
        if answer is None:
            self.server.over.wait(30)
            raise OSError
        self.wfile.write(f"{answer}\r\n".encode())

    def letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        return b"".join(lines)

    def finish(self) -> None:
        super().finish()
        self.request.close()


class Server(socketserver.ThreadingTCPServer):
    """A server on a free port of this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: Answers, tls: ssl.SSLContext | None, talk: type[Talk]) -> None:
        super().__init__(("127.0.0.1", 0), talk)
        self.answers, self.tls, self.over = answers, tls, threading.Event()
        self.taken = Taken(port=self.server_address[1])


@contextmanager
def serving(answers: Answers | None = None, tls: ssl.SSLContext | None = None, talk: type[Talk] = Talk) -> Iterator[Taken]:
    with Server(answers or {}, tls, talk) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.taken
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def use(settings: Settings, address: str) -> None:
    """Let the product send by that address, as its settings would have it."""
    said = mail_server(address, sender=ROOM)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_FROM = said.sender
    settings.EMAIL_HOST, settings.EMAIL_PORT = said.host, said.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = said.user, said.password
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = said.begins_tls, said.is_tls
    settings.EMAIL_TIMEOUT = 0.5


Certify = Callable[..., tuple[ssl.SSLContext, Path]]


@pytest.fixture
def certify(tmp_path: Path) -> Certify:
    """Return what makes the certificate of a server, signed by itself, and the file that makes it trusted."""

    def made(host: str = "127.0.0.1", days: int = 1) -> tuple[ssl.SSLContext, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now = clock.machine_now()
        known: Any = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([known]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem, key_pem = tmp_path / "mail.pem", tmp_path / "mail.key"
        pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        key_pem.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key_pem)
        return context, pem

    return made
