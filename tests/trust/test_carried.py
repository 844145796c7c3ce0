"""What every answer of the real server carries over https, wherever links lead whoever is signed in."""

import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha384
from http.cookies import Morsel
from pathlib import Path

import pytest

from jonghong.core.middleware import HEADERS
from jonghong.sample.office import ADMINISTRATOR, CLERKS, OFFICER, PASSWORDS, SamplePerson
from tests.servers import SAMPLE_CLOCK, Served
from tests.trust.rig import Answer, Visitor, crawl, serving_quietly

pytestmark = pytest.mark.sqlite  # headers are alike from either database
HOST = "rooms.example"
ALWAYS = {
    **{name.lower(): value for name, value in HEADERS.items()},
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
}
# What we send, and how each is to be read.
KINDS = {
    "text/html; charset=utf-8",
    'text/css; charset="utf-8"',
    'text/javascript; charset="utf-8"',
    "text/csv; charset=utf-8",
    "text/plain; charset=utf-8",
    "application/json",
    "application/manifest+json",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "font/woff2",
    "image/webp",
    "image/svg+xml",
    "image/png",
    "image/x-icon",
}
WHO: dict[str, SamplePerson | None] = {"nobody": None, "clerk": CLERKS[0], "officer": OFFICER, "administrator": ADMINISTRATOR}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample office as behind a proxy that ends TLS."""
    proxied = {"JONGHONG_URL": f"https://{HOST}", "JONGHONG_PROXIES": "1", "JONGHONG_PACE": "100000"}
    with serving_quietly(tmp_path_factory.mktemp("https"), fill="tests.fill.sample", clock=SAMPLE_CLOCK, **proxied) as served:
        yield served


def come(office: Served, person: SamplePerson | None = None) -> Visitor:
    visitor = Visitor(office.url, HOST, is_https=True)
    if person:
        assert visitor.sign_in(person.citizen_id, PASSWORDS[person.role]).headers["location"] == "/"
    return visitor


@pytest.fixture(scope="module")
def walks(office: Served) -> dict[str, Visitor]:
    """Let each of them go wherever links lead, and to what is not there."""
    visitors = {name: come(office, person) for name, person in WHO.items()}
    for visitor in visitors.values():
        crawl(visitor)
        for path in (
            "/nowhere/",
            "/static/nowhere.css",
            "/photos/nowhere.webp",
            "/undo/nothing/",
            "/.git/config",
            "/office/rooms/9999/",
        ):
            visitor.get(path)
        visitor.ask("TRACE", "/")
        visitor.ask("OPTIONS", "/", Origin="https://evil.example")
        visitor.post("/sign-in/", {"username": "1"})
        visitor.get("/", **{"If-None-Match": visitor.get("/").headers["etag"]})
        static = next(answer for answer in visitor.answers if answer.path.startswith("/static/") and "etag" in answer.headers)
        visitor.get(static.path, **{"If-None-Match": static.headers["etag"]})
    return visitors


@pytest.mark.parametrize("who", WHO)
def test_every_answer_carries_the_policies(walks: dict[str, Visitor], who: str) -> None:
    answers = walks[who].answers
    statuses = {answer.status for answer in answers}
    assert statuses >= {200, 302, 304, 403, 404, 405}
    assert 429 not in statuses
    assert len(answers) > 60
    wrong = {
        (answer.method, answer.path, answer.status, name): answer.headers.get(name)
        for answer in answers
        for name, value in ALWAYS.items()
        if answer.headers.get(name) != value
    }
    assert wrong == {}


@pytest.mark.parametrize("who", WHO)
def test_every_cookie_is_kept_from_scripts_other_sites_and_other_hosts(walks: dict[str, Visitor], who: str) -> None:
    given = [*walks[who].given]
    given += come_and_choose_language(walks[who])
    assert {morsel.key for _path, morsel in given} >= {"__Host-csrf", "__Host-language"}
    wrong = [
        (path, morsel.OutputString())
        for path, morsel in given
        if not (
            morsel.key.startswith("__Host-")
            and morsel["secure"]
            and morsel["httponly"]
            and morsel["samesite"] in {"Lax", "Strict"}
            and morsel["path"] == "/"
            and not morsel["domain"]
        )
    ]
    assert wrong == []


def come_and_choose_language(visitor: Visitor) -> list[tuple[str, Morsel[str]]]:
    before = len(visitor.given)
    visitor.get("/language/en/")
    visitor.get("/language/th/")
    return visitor.given[before:]


@pytest.mark.parametrize("who", WHO)
def test_every_answer_says_what_it_is(walks: dict[str, Visitor], who: str) -> None:
    kinds = {answer.headers.get("content-type", "") for answer in walks[who].answers if answer.body}
    assert kinds <= KINDS
    # What is no page is not shown as one, and a table that people take along is a file.
    tables = [answer for answer in walks[who].answers if answer.kind == "text/csv"]
    assert {answer.headers.get("content-disposition", "").partition(";")[0] for answer in tables} <= {"attachment"}


@pytest.mark.parametrize("who", [name for name in WHO if name != "nobody"])
def test_pages_of_somebody_signed_in_are_kept_nowhere(walks: dict[str, Visitor], who: str) -> None:
    pages = [answer for answer in walks[who].answers if not answer.path.startswith(("/static/", "/photos/"))]
    kept = {(answer.path, answer.headers.get("cache-control")) for answer in pages if not is_kept_nowhere(answer)}
    assert kept == set()


def is_kept_nowhere(answer: Answer) -> bool:
    """Tell whether no cache keeps it, or it is a refusal or a way on that says nothing of anybody."""
    says_nothing = answer.status in {302, 303} or answer.status >= 400
    kept_by = words_of(answer.headers.get("cache-control", ""))
    return "no-store" in kept_by or (says_nothing and not kept_by & {"public", "max-age", "s-maxage"})


def words_of(cache_control: str) -> set[str]:
    """Return the directives of that header, without what they are set to."""
    return {word.partition("=")[0].strip().lower() for word in cache_control.split(",")}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("status", "told", "is_kept"),
    [
        (200, "private, no-store", False),
        (200, "no-cache", True),
        (200, "", True),
        (404, "", False),
        (302, "no-cache", False),
        (404, "Public, max-age=60", True),
        (303, "max-age=60", True),
        (405, "s-maxage=60", True),
    ],
)
def test_what_a_cache_keeps_is_seen(status: int, told: str, is_kept: bool) -> None:
    answer = Answer("GET", "/", status, {"cache-control": told} if told else {}, b"")
    assert is_kept_nowhere(answer) is not is_kept


def test_signing_out_clears_what_the_browser_kept(office: Served) -> None:
    visitor = come(office, CLERKS[0])
    answer = visitor.fill_in("/sign-out/")
    assert (answer.status, "clear-site-data" in answer.headers) == (303, True)
    assert '"cache"' in answer.headers["clear-site-data"]
    assert visitor.get("/mine/").status == 302


@pytest.mark.parametrize("who", WHO)
def test_no_answer_says_by_what_it_was_made(walks: dict[str, Visitor], who: str) -> None:
    banned = re.compile(r"granian|django|whitenoise|python|jinja|wsgi|sqlite|postgres|x-powered-by", re.IGNORECASE)
    told = {f"{name}: {value}" for answer in walks[who].answers for name, value in answer.headers.items()}
    assert [header for header in told if banned.search(header)] == []
    assert {answer.headers.get("server") for answer in walks[who].answers} == {"jonghong"}


@pytest.mark.parametrize("who", WHO)
def test_no_answer_lets_other_sites_read_it(walks: dict[str, Visitor], who: str) -> None:
    told = {name for answer in walks[who].answers for name in answer.headers if name.startswith("access-control-")}
    assert told == set()


def test_what_is_loaded_comes_from_here(walks: dict[str, Visitor]) -> None:
    pages = [answer.text for visitor in walks.values() for answer in visitor.answers if answer.kind == "text/html"]
    elsewhere = {found for page in pages for found in re.findall(r'(?:src|href|action)="((?:https?:)?//[^"]*)"', page)}
    assert {address for address in elsewhere if not address.startswith(f"https://{HOST}/")} == set()


def test_scripts_are_known_by_what_they_hold(walks: dict[str, Visitor]) -> None:
    answers = [answer for visitor in walks.values() for answer in visitor.answers]
    held = {answer.path: b64encode(sha384(answer.body).digest()).decode() for answer in answers if answer.path.endswith(".js")}
    tags = {
        tag for answer in answers if answer.kind == "text/html" for tag in re.findall(r"<script[^>]*\ssrc=[^>]*>", answer.text)
    }
    named = {re.findall(r'src="([^"]*)"', tag)[0]: re.findall(r'integrity="sha384-([^"]*)"', tag) for tag in tags}
    assert len(named) >= 4
    assert named == {path: [held[path]] for path in named}


@pytest.mark.parametrize(
    "host", ["evil.example", "rooms.example.evil.example", "rooms.example@evil.example", "", "a b", "rooms.example:x"]
)
def test_another_host_is_refused(office: Served, host: str) -> None:
    answer = Visitor(office.url, HOST, is_https=True).get("/sign-in/", Host=host)
    assert (answer.status, b"evil" in answer.body) == (400, False)


def test_other_words_for_the_host_are_not_read(office: Served) -> None:
    answer = come(office).get(
        "/office/", **{"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil"}
    )
    assert (answer.status, "evil" in answer.headers["location"]) == (302, False)


def names_kept(office: Served) -> set[str]:
    """Return every name and phone that the office keeps of somebody, as SQLite holds them."""
    with closing(sqlite3.connect(office.environment["DATABASE_URL"].removeprefix("sqlite:///"))) as connection:
        people = {name for (name,) in connection.execute("SELECT name FROM people_person")}
        asked = connection.execute("SELECT chair, coordinator, phone FROM bookings_booking").fetchall()
    return {name for name in people.union(*asked) if len(name) > 4}


def test_public_pages_name_nobody(office: Served, walks: dict[str, Visitor]) -> None:
    kept = names_kept(office)
    assert len(kept) > 10
    shown = {who: "".join(answer.text for answer in walks[who].answers) for who in ("nobody", "administrator")}
    assert {name for name in kept if name in shown["nobody"]} == set()
    assert len({name for name in kept if name in shown["administrator"]}) > 5


def test_scripts_keep_nothing_in_the_browser(walks: dict[str, Visitor]) -> None:
    answers = [answer for visitor in walks.values() for answer in visitor.answers]
    scripts = {answer.path: answer.text for answer in answers if answer.path.endswith(".js") and "vendor" not in answer.path}
    keeps = re.compile(r"localStorage|sessionStorage|indexedDB|serviceWorker|caches\.|document\.cookie")
    assert (len(scripts) >= 3, [path for path, text in scripts.items() if keeps.search(text)]) == (True, [])


LEAKS = """
.env .git/HEAD .git/config .svn/entries .DS_Store .htaccess admin/ admin/login/ api/ backup.sql backup.zip config.php data/
data/jonghong.sqlite3 db.sqlite3 debug/ Dockerfile id_rsa index.php jonghong.sqlite3 manage.py metrics phpinfo.php phpmyadmin/
pyproject.toml requirements/run.txt robots.txt.bak secrets/session.key server-status settings.py static/ photos/
static/../settings.py static/%2e%2e/settings.py photos/%2e%2e/secrets/session.key photos/..%2fsecrets%2fsession.key wp-admin/
wp-login.php __debug__/ health healthz/ readyz/ readyz/database metrics/ office/metrics status actuator/env
"""


@pytest.mark.parametrize("path", LEAKS.split())
def test_what_is_no_page_of_ours_is_nowhere(office: Served, path: str) -> None:
    assert come(office).get(f"/{path}").status in {400, 404}


@pytest.mark.parametrize(("path", "word"), [("healthz", b"ok\n"), ("readyz", b"ready\nbackup\n")])
def test_strangers_learn_in_a_word_how_the_server_stands_and_nothing_else(office: Served, path: str, word: bytes) -> None:
    visitor = come(office)
    for asked in (f"/{path}", f"/{path}?verbose=1&full"):
        answer = visitor.get(asked, Host="192.0.2.9")  # a proxy asks by address
        assert (answer.status, answer.body, answer.headers["cache-control"]) == (200, word, "no-store")
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        plain = {"cache-control", "content-type", "transfer-encoding", "date", "x-request-id"}
        assert set(answer.headers) - {*ALWAYS} == plain
    assert (visitor.post(f"/{path}", {}).body != word, visitor.given) == (True, [])


def test_folder_of_the_data_is_not_below_any_address(office: Served) -> None:
    secret = Path(office.environment["JONGHONG_DATA"], "secrets")
    assert secret.is_dir()
    for file in secret.iterdir():
        for prefix in ("/", "/static/", "/photos/", "/photos/../", "/static/../../"):
            assert come(office).get(f"{prefix}secrets/{file.name}").status in {400, 404}
