"""Asking the whole product as a server does, in this process, and what every answer must be."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from jonghong.core.handler import Handler
from jonghong.people import identity
from tests.trust.matrix import ROLES
from tests.trust.world import TOLD, World, digest

TOKEN = "a" * 32  # what the cookie and the form of a visitor agree about
HOST = "testserver"
FORM = "application/x-www-form-urlencoded"
EXAMPLE = "1234567890121"  # stands in templates, and was never given out
INSIDES = re.compile(
    r"Traceback \(|\.py\", line \d|\bOperationalError\b|\bDataError\b|\bIntegrityError\b|\bValueError\b|readonly database"
    r"|SELECT \"|INSERT INTO|/site-packages/"
)
NUMBERS = re.compile(r"(?<![\w.\-])[1-8]\d{12}(?![\w.\-])")
NAME_OF_HEADER, VALUE_OF_HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"), re.compile(r"[\x20-\x7e\x80-\xff\t]*")
WRITES = re.compile(r"\s*(INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
TO_HERE = re.compile(r"/(?![/\\])|\?|#|http://testserver(/|$)")


@dataclass
class Sent:
    """One request, byte for byte; ``role`` says whose cookies come along, ``name`` which route was meant."""

    role: str
    name: str
    method: str
    path: bytes
    query: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: str = ""

    def __str__(self) -> str:
        more = "".join(f" {name}={value[:80]!r}" for name, value in self.headers.items())
        body = f" {self.kind!r} {self.body[:600]!r} ({len(self.body)} bytes)" if self.body or self.kind else ""
        query = f"?{self.query[:600].decode('latin-1')}" if self.query else ""
        return f"{self.role}: {self.method} {quote_from_bytes(self.path)[:300]}{query} ({self.name}){more}{body}"


@dataclass
class Answered:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body in words, if it is a text."""
        kinds = [value for name, value in self.headers if name.lower() == "content-type"]
        return self.body.decode("utf-8", "replace") if kinds and kinds[0].startswith(("text/", "application/json")) else ""

    def header(self, name: str) -> str:
        """Return a header; nothing where there is none."""
        return next((value for each, value in self.headers if each.lower() == name), "")


def ask(application: WSGIHandler, sent: Sent, cookies: dict[str, str]) -> Answered:
    """Let the product answer, all its middleware included."""
    environ = {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": sent.path.decode("latin-1"),
        "QUERY_STRING": sent.query.decode("latin-1"),
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(sent.body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if sent.body or sent.kind:
        environ |= {"CONTENT_TYPE": sent.kind, "CONTENT_LENGTH": str(len(sent.body))}
    for name, value in sent.headers.items():
        bare = name.upper().replace("-", "_")
        environ[bare if bare in {"CONTENT_LENGTH", "CONTENT_TYPE", "REMOTE_ADDR"} else f"HTTP_{bare}"] = value
    begun: list[Any] = []

    def begin(status: str, headers: list[tuple[str, str]], _fault: object = None, /) -> Callable[[bytes], object]:
        begun.extend([status, headers])
        return begun.append

    response: Any = application(environ, begin)
    try:
        body = b"".join(response)
    finally:
        response.close()
    return Answered(int(begun[0].split()[0]), begun[1], body)


def complaints(sent: Sent, answer: Answered) -> list[str]:
    """Return what is wrong with an answer, whatever was asked."""
    found = [f"status {answer.status}"] if answer.status >= 500 or answer.status < 200 else []
    if answer.status >= 500 and (seen := INSIDES.search(answer.text)):
        found.append(f"shows our insides: {seen[0]}")
    for name, value in answer.headers:
        if not NAME_OF_HEADER.fullmatch(name) or not VALUE_OF_HEADER.fullmatch(value):
            found.append(f"header {name!r}: {value!r}")
    if answer.status not in {204, 304} and answer.body and not answer.header("content-type"):
        found.append("a body without a type")
    found += [f"no {name}" for name in ("content-security-policy", "x-content-type-options") if not answer.header(name)]
    if (leads := answer.header("location")) and not TO_HERE.match(leads):
        found.append(f"leads to {leads[:80]}")
    where = f"{answer.text} {leads}"
    found += [f"a number of thirteen digits: {number[:4]}…" for number in numbers(where) if number.encode() not in sent.body]
    return found


def numbers(text: str) -> list[str]:
    """Return whatever reads like a citizen id, but for the one that stands in templates as an example."""
    return [one for one in NUMBERS.findall(text) if one != EXAMPLE and identity.has_right_check_digit(one)]


class Visitors:
    """Whoever comes to the office that is served, by role; each is signed in once."""

    def __init__(self, world: World) -> None:
        self.application = Handler()
        clients = {role: world.client(role) for role in ROLES}  # signing in is noted with the person
        self._cookies = {role: {name: each.value for name, each in client.cookies.items()} for role, client in clients.items()}

    def cookies(self, role: str, language: str = "th") -> dict[str, str]:
        """Return the cookies that somebody in that role holds."""
        return {**self._cookies[role], settings.LANGUAGE_COOKIE_NAME: language, settings.CSRF_COOKIE_NAME: TOKEN}

    def ask(self, sent: Sent, language: str = "th") -> Answered:
        """Ask as that role does."""
        cookies = self.cookies(sent.role, language)
        return ask(self.application, sent, {} if "Cookie" in sent.headers else cookies)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the one connection open between requests, as Django's own test client does, and the log silent."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def watching_writes() -> Iterator[list[str]]:
    """Give a list of the tables that statements write into meanwhile; what reading may write is left out."""
    written: list[str] = []

    def watch(execute: Any, sql: str, *words: Any) -> Any:
        found = WRITES.match(sql)
        if found and found[2] not in TOLD:
            written.append(found[2])
        return execute(sql, *words)

    with connection.execute_wrapper(watch):
        yield written


def as_bytes(path: str) -> bytes:
    """Return the path of an address as servers hand it on."""
    return unquote_to_bytes(path.partition("?")[0])


__all__ = ["FORM", "TOKEN", "Answered", "Sent", "Visitors", "ask", "complaints", "digest", "undisturbed", "watching_writes"]
