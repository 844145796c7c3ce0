"""The sample office, served for scanners, and what can be asked of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from jonghong.sample.office import ADMINISTRATOR, CLERKS, OFFICER, PASSWORDS, SamplePerson
from tests.servers import PATIENCE, ROOT, SAMPLE_CLOCK, Served, free_port, wait_until_it_answers
from tests.trust.forms import forms_of, read
from tests.trust.rig import Visitor, crawl, serving_quietly, shape

PEOPLE: dict[str, SamplePerson | None] = {
    "nobody": None,
    "clerk": CLERKS[0],
    "officer": OFFICER,
    "administrator": ADMINISTRATOR,
}
# Buttons that end what a scanner needs: its session, its password, its rights.
ENDS = ("/sign-out/", "/my/sessions/", "/password/", "/my/security/", "/my/data/", "/office/second-step/", "/register/")


@contextmanager
def sample_office(folder: Path, **more: str) -> Iterator[Served]:
    """Serve the sample office on the day of the tests; ``more`` is the environment of the server.

    Scanners ask for everything often, and are to see the pages rather than that they ask too often.
    """
    more = {"JONGHONG_PACE": "100000", **more}
    with serving_quietly(folder, fill="tests.fill.sample", clock=SAMPLE_CLOCK, **more) as served:
        yield served


@contextmanager
def holes(folder: Path) -> Iterator[str]:
    """Serve the site with twelve known holes, and give its address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.trust.holes", str(port), str(folder)], cwd=ROOT)
    try:
        wait_until_it_answers(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def come(url: str, name: str) -> Visitor:
    """Return somebody who is signed in; raises RuntimeError where that person does not get in."""
    visitor, person = Visitor(url), PEOPLE[name]
    if person and visitor.sign_in(person.citizen_id, PASSWORDS[person.role]).headers.get("location") != "/":
        raise RuntimeError(f"{name} did not get in")
    return visitor


def questions(visitor: Visitor, *, most: int = 200) -> list[tuple[str, str]]:
    """Return (address, parameter) once for each parameter that a link or a form of the pages puts into an address."""
    found: dict[tuple[str, str], str] = {}
    for answer in crawl(visitor, most=most):
        if answer.kind != "text/html":
            continue
        page = read(answer.text, answer.path)
        asked = [link for link in page.links if "?" in link and link.startswith("/")]
        asked += [
            f"{form.action}?{urlencode(form.pairs)}"
            for form in forms_of(answer.text, answer.path)
            if form.method == "get" and form.pairs
        ]
        for address in asked:
            parts = urlsplit(address)
            for name, value in parse_qsl(parts.query, keep_blank_values=True):
                key = (shape(parts.path), name)
                if key not in found or (value and f"{name}=&" in f"{found[key]}&"):
                    found[key] = f"{parts.path}?{parts.query}"
    return [(address, name) for (_kind, name), address in found.items()]
