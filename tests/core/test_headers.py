"""What every answer carries, whatever it is."""

import re
from pathlib import Path

import pytest
from django.conf import settings as product
from django.test import Client
from pytest_django import Settings

from jonghong.core.middleware import HEADERS
from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make

pytestmark = pytest.mark.django_db
ALWAYS = {
    **HEADERS,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def client(office: Office) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make.person(office, role=Role.ADMINISTRATOR))
    return client


def carried(response, names=tuple(ALWAYS)) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in names}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/", 200),
        ("get", "/sign-out/", 200),
        ("get", "/report.csv", 200),
        ("get", "/office/people/", 200),
        ("get", "/month/", 302),
        ("get", "/language/en/", 302),
        ("get", "/sign-in/", 302),
        ("get", "/nowhere/", 404),
        ("get", "/photos/nothing.jpg", 404),
        ("put", "/", 405),
        ("post", "/password/", 422),
    ],
)
def test_every_answer_carries_the_policies(client: Client, method: str, address: str, status: int) -> None:
    response = getattr(client, method)(address)
    assert (response.status_code, carried(response)) == (status, ALWAYS)


@pytest.mark.usefixtures("office")
def test_page_from_the_store_carries_the_policies() -> None:
    client = Client()
    first, again = (client.get("/") for _ in range(2))
    assert (carried(again), again["X-Frame-Options"]) == (ALWAYS, "DENY")
    assert again["ETag"] == first["ETag"]


@pytest.mark.usefixtures("office")
def test_answer_that_nothing_changed_carries_the_policies() -> None:
    client = Client()
    etag = client.get("/")["ETag"]
    response = client.get("/", headers={"If-None-Match": etag})
    assert (response.status_code, response["ETag"], response.content) == (304, etag, b"")
    assert carried(response) == ALWAYS


@pytest.mark.usefixtures("office")
def test_file_carries_the_policies() -> None:
    file = Path(product.STATIC_ROOT or "") / "headers.css"
    file.write_text("p {}")
    response = Client().get("/static/headers.css")
    assert (response.status_code, b"".join(response)) == (200, b"p {}")
    response.close()
    assert carried(response, tuple(HEADERS)) == HEADERS


def test_failure_of_ours_carries_the_policies(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_words: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("jonghong.people.queries.listed", fail)
    response = client.get("/office/people/")
    assert (response.status_code, carried(response)) == (500, ALWAYS)


def test_form_without_a_token_is_answered_with_the_policies(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.person(office))
    response = client.post("/password/")
    assert (response.status_code, carried(response)) == (403, ALWAYS)


def test_server_without_an_office_answers_with_the_policies() -> None:
    response = Client().get("/")
    assert (response.status_code, carried(response)) == (503, ALWAYS)


def test_policy_lets_nothing_in_but_our_own() -> None:
    rules = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    assert rules.pop("img-src") == "'self' data:"
    assert {name: rules.pop(name) for name in ("default-src", "base-uri", "frame-ancestors")} == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert set(rules.values()) == {"'self'"}


@pytest.mark.usefixtures("office")
def test_https_behind_a_trusted_proxy_is_kept_for_two_years(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = Client()
    assert "Strict-Transport-Security" not in client.get("/nowhere/")
    response = client.get("/nowhere/", headers={"X-Forwarded-Proto": "https"})
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("cookie", "wish", "spoken"),
    [
        (None, "en", "th"),
        ("th", "en", "th"),
        ("en", "th", "en"),
        ("de", "de", "th"),
        ("EN", "en", "th"),
        ("", "en", "th"),
        ("en\\000", "en", "th"),
        ("../en", "en", "th"),
    ],
)
def test_pages_speak_thai_unless_the_visitor_chose_otherwise(cookie: str | None, wish: str, spoken: str) -> None:
    client = Client(headers={"Accept-Language": wish})
    if cookie is not None:
        client.cookies["language"] = cookie
    for _ in range(2):  # made, then from the store
        assert re.findall(r'<html lang="(\w+)">', client.get("/").content.decode()) == [spoken]


@pytest.mark.usefixtures("office")
def test_language_of_one_answer_is_not_that_of_the_next() -> None:
    english, thai = Client(), Client()
    english.cookies["language"] = "en"
    said = [re.findall(r'<html lang="(\w+)">', one.get("/sign-in/").content.decode()) for one in (english, thai, english)]
    assert said == [["en"], ["th"], ["en"]]


@pytest.mark.usefixtures("office")
def test_language_switch_keeps_the_choice_and_comes_back() -> None:
    client = Client()
    response = client.get("/language/en/?next=/sign-in/")
    cookie = response.cookies["language"]
    assert (response["Location"], cookie.value, cookie["max-age"], cookie["samesite"]) == ("/sign-in/", "en", 31_536_000, "Lax")
    assert '<html lang="en">' in client.get("/sign-in/").content.decode()
    assert "language" not in client.get("/language/de/?next=//evil.example").cookies
    assert client.get("/language/de/?next=//evil.example")["Location"] == "/"
