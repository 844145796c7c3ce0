"""Visitors of the real server who keep everything they are answered, and one that goes wherever a link leads."""

import gzip
import http.client
import re
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tests.servers import PATIENCE, ROOT, Served, environment_of, filled, free_port, wait_until_it_answers
from tests.trust.forms import form_to, read


@contextmanager
def serving_quietly(folder: Path, *, fill: str = "tests.fill.nothing", clock: str = "", **more: str) -> Iterator[Served]:
    """Serve as ``tests.servers.serving`` does, with what the server says in ``folder/log``; ``more`` is its environment."""
    with filled(folder, fill=fill, clock=clock) as (url, _facts), (folder / "log").open("w", encoding="utf-8") as log:
        environment = {**environment_of(folder, url, clock=clock), **more}
        port = free_port()
        words = [sys.executable, "-m", "jonghong", "serve", f"--port={port}", "--workers=2"]
        process = subprocess.Popen(words, env=environment, cwd=ROOT, text=True, stdout=log, stderr=log)
        try:
            wait_until_it_answers(port, process)
            yield Served(f"http://127.0.0.1:{port}", process, environment)
        finally:
            process.terminate()
            process.wait(PATIENCE)


@dataclass
class Answer:
    """What the server sent, and to what."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body in words; empty for a picture or a font."""
        return self.body.decode("utf-8", "replace") if self.kind.startswith(("text/", "application/")) else ""

    @property
    def kind(self) -> str:
        """The content type, without its character set."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Visitor:
    """A browser without scripts at the server of that address; over https it comes as through a trusted proxy."""

    url: str
    host: str = ""
    is_https: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    given: list[tuple[str, Morsel[str]]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """The address as the browser shows it."""
        return f"{'https' if self.is_https else 'http'}://{self.host or urlsplit(self.url).netloc}"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request, and keep the answer and the cookies that it brings."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        sent = {"Host": urlsplit(self.origin).netloc, "Referer": self.origin + path, **headers}
        if self.is_https:
            sent |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, sent)
        reply = connection.getresponse()
        content = reply.read()
        received = [(name.lower(), value) for name, value in reply.getheaders()]
        connection.close()
        if dict(received).get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        answer = Answer(method, path, reply.status, dict(received), content)
        self._take([value for name, value in received if name == "set-cookie"], path)
        self.answers.append(answer)
        return answer

    def _take(self, lines: list[str], path: str) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.given.append((path, morsel))
                self.cookies[name] = morsel.value
                if morsel["max-age"] in {"0", 0} or not morsel.value:
                    del self.cookies[name]

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, data: dict[str, Any]) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(data, doseq=True).encode(), **kind)

    def upload(self, path: str, data: dict[str, Any], field_name: str, file: tuple[str, bytes]) -> Answer:
        """Send a form with a file, given by its name and content."""
        parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in data.items()]
        head = f'--x\r\nContent-Disposition: form-data; name="{field_name}"; filename="{file[0]}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + file[1] + b"\r\n--x--\r\n"
        return self.ask("POST", path, body, **{"Content-Type": "multipart/form-data; boundary=x"})

    def fill_in(self, page: str, action: str = "", **typed: Any) -> Answer:
        """Open a page, type into its form and send it."""
        form = form_to(self.get(page).text, action or page.partition("?")[0], page)
        return self.post(form.action, form.sent(**typed))

    def sign_in(self, citizen_id: str, password: str) -> Answer:
        """Sign in by the form, as people do."""
        return self.fill_in("/sign-in/", username=citizen_id, password=password)


def shape(path: str) -> str:
    """Return what is alike of addresses that lead to the same view."""
    parts = urlsplit(path)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")})
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", parts.path) + "?" + "&".join(names)


def crawl(visitor: Visitor, start: str = "/", *, most: int = 260, each: int = 2) -> list[Answer]:
    """Go wherever links, pictures, styles and scripts lead, at most to ``each`` of the same kind and ``most`` in all."""
    waiting, seen, kinds = deque([start]), {start}, Counter[str]()
    found: list[Answer] = []
    while waiting and len(found) < most:
        path = waiting.popleft()
        answer = visitor.get(path)
        found.append(answer)
        page = read(answer.text, path) if answer.kind == "text/html" else None
        leads = [*page.links, *page.scripts, *[form.action for form in page.forms if form.method == "get"]] if page else []
        for lead in [*leads, *filter(None, [answer.headers.get("location")])]:
            whole = urlsplit(urljoin(visitor.origin + path, lead))
            further = whole.path + (f"?{whole.query}" if whole.query else "")
            is_ours = f"{whole.scheme}://{whole.netloc}" == visitor.origin
            if is_ours and further not in seen and kinds[shape(further)] < each:
                seen.add(further)
                kinds[shape(further)] += 1
                waiting.append(further)
    return found
