"""Requests that no page of ours makes: each is answered in a sentence, and nothing of them is read."""

import io
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from jonghong.core import handler, middleware
from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=x"
FIELD = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n1\r\n--x--\r\n'


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def client(office: Office, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.test.client.WSGIRequest", handler.Request)
    client = Client()
    client.cookies["language"] = "en"
    return client


def send(client: Client, body: bytes, content_type: str, **facts: Any):
    return client.generic("POST", "/sign-in/", body, content_type, **facts)


def text(response) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("content_type", "most"),
    [
        (FORM, 1_000_000),
        ("text/plain", 1_000_000),
        (FILES, 11_000_000),
        (FILES.upper().replace("BOUNDARY=X", "boundary=x"), 11_000_000),
    ],
)
def test_body_is_refused_by_its_length_before_it_is_read(client: Client, content_type: str, most: int) -> None:
    for length in (str(most + 1), "9" * 5_000):
        response = send(client, b"x", content_type, CONTENT_LENGTH=length)
        assert response.status_code == 413
        assert "That is too much at once" in text(response)


FILE = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n%b\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [(FORM, b"".ljust(1_000_000, b"x")), (FILES, FILE % b"".ljust(11_000_000 - len(FILE) + 2, b"x"))],
    ids=["text", "file"],
)
def test_body_of_the_greatest_length_is_read(client: Client, content_type: str, body: bytes) -> None:
    assert len(body) in {1_000_000, 11_000_000}
    assert send(client, body, content_type).status_code == 422


@pytest.mark.parametrize(
    "facts",
    [{"CONTENT_LENGTH": word} for word in ("-1", "1.5", "x", "๑", "+5", " ")]
    + [{"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}],
)
def test_body_of_unknown_length_is_refused(client: Client, facts: dict[str, str]) -> None:
    response = send(client, b"username=1", FORM, **facts)
    assert response.status_code == 411
    assert "It did not say how long it is." in text(response)


CHARSETS = ["hex", "rot13", "idna", "unicode_escape", "utf-16", "utf-7", "nonsense", "tis-620", '""', "x" * 5_000]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(("content_type", "body"), [(FORM, b"username=%5cud800"), (FILES, FIELD), ("text/plain", b"x")])
def test_other_encodings_are_refused(client: Client, content_type: str, body: bytes, charset: str) -> None:
    response = send(client, body, f"{content_type}; charset={charset}", QUERY_STRING="next=%5cud800")
    assert response.status_code == 400
    assert "We could not read that request" in text(response)


def test_other_encodings_are_refused_where_nothing_is_sent(client: Client) -> None:
    response = client.generic("GET", "/sign-in/?next=/mine/", content_type="x/y; charset=hex", CONTENT_TYPE="x/y; charset=hex")
    assert response.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
@pytest.mark.parametrize(("content_type", "body"), [(FORM, b"username=1"), (FILES, FIELD)])
def test_our_own_encoding_is_read(client: Client, content_type: str, body: bytes, charset: str) -> None:
    assert send(client, body, f"{content_type}; charset={charset}").status_code == 422


@pytest.mark.parametrize(
    "content_type",
    [f"{FORM}; charset=\0", f"{FORM}; charset*=unicode_escape''%5cud800", "multipart/form-data; boundary*=nonsense''%61"],
)
def test_content_type_that_is_nonsense_is_refused(client: Client, content_type: str) -> None:
    assert send(client, b"x", content_type).status_code == 400


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("office")
def test_entrance_of_the_product_takes_any_content_type() -> None:
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/sign-in/",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": f"{FORM}; charset=hex",
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    handler.Handler()(environ, lambda status, _headers: statuses.append(status)).close()  # type: ignore[arg-type]
    assert statuses == ["400 Bad Request"]


HOSTILE_KEYS = ["abc\0", "", "x" * 31, "x" * 33, "X" * 32, "é" * 32, "a" * 31 + "\n", "'; --" + "a" * 27]


@pytest.mark.parametrize("key", HOSTILE_KEYS)
@pytest.mark.parametrize("address", ["/", "/month/2566/6/", "/sign-in/", "/mine/", "/nowhere/"])
def test_session_cookie_that_is_not_ours_is_none(client: Client, key: str, address: str) -> None:
    expected = client.get(address).status_code
    client.cookies["session"] = key
    assert client.get(address).status_code == expected


@pytest.mark.parametrize("name", ["session", "csrf", "language", "device"])
@pytest.mark.parametrize("value", [r'"abc\000"', r'"\377\376"', '"', "\xed\xa0\x80", "a" * 5_000])
def test_hostile_cookie_breaks_no_page(client: Client, name: str, value: str) -> None:
    client.cookies.clear()
    for address in ("/", "/", "/sign-in/"):
        assert client.get(address, HTTP_COOKIE=f"{name}={value}").status_code in {200, 302}
    response = client.post("/sign-in/", {"username": "1", "password": "x"}, HTTP_COOKIE=f"{name}={value}")
    assert response.status_code == 422


def test_session_of_ours_is_kept(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    assert middleware.SESSION_KEY.fullmatch(str(client.session.session_key))
    assert client.get("/mine/").status_code == 200


def test_csrf_cookie_with_nul_is_refused_as_too_old(office: Office) -> None:
    client = Client(enforce_csrf_checks=True, HTTP_COOKIE=r'csrf="abc\000"; language=en')
    response = client.post("/sign-in/", {"csrfmiddlewaretoken": "abc\0"})
    assert response.status_code == 403
    assert "This form is too old" in text(response)


@pytest.mark.parametrize(
    ("address", "referer", "back"),
    [
        ("/password/", "", "/password/"),
        ("/sign-out/", "http://testserver/mine/?page=2", "/mine/?page=2"),
        ("/sign-out/", "https://evil.example/mine/", "/sign-out/"),
        ("/sign-in/", "http://testserver/sign-in/?next=/mine/", "/sign-in/?next=/mine/"),
    ],
)
def test_form_that_is_too_old_leads_back_and_to_signing_in(office: Office, address: str, referer: str, back: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.cookies["language"] = "en"
    response = client.post(address, headers={"referer": referer} if referer else {})
    links = re.findall(r'href="([^"]+)">(Back|Sign in)</a>', text(response))
    to_sign_in = [] if address == "/sign-in/" else [(f"/sign-in/?{urlencode({'next': back}, safe='/')}", "Sign in")]
    assert (response.status_code, links) == (403, [(back, "Back"), *to_sign_in])


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("name", ["referer", "origin"])
@pytest.mark.parametrize(
    "word", ["http://[", "https://[", "https://[x]/mine/", "//]", "http://testserver:x/", "\t//[", "http://℀/"]
)
def test_form_from_half_an_address_is_too_old(office: Office, secure: bool, name: str, word: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["language"] = "en"
    response = client.post("/sign-out/", headers={name: word}, secure=secure)
    links = re.findall(r'href="([^"]+)">Back</a>', text(response))
    assert (response.status_code, links) == (403, ["/sign-out/"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["//[", "/\t/[", "//[x]/mine"])
def test_address_like_half_another_leads_nowhere(path: str) -> None:
    statuses: list[str] = []
    facts = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80"}
    environ = {**facts, "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "HTTP_REFERER": "http://["}
    handler.Handler()(environ, lambda status, _headers: statuses.append(status)).close()  # type: ignore[arg-type]
    assert statuses == ["404 Not Found"]


def test_form_that_is_too_old_offers_no_signing_in_to_who_is_in(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["language"] = "en"
    client.force_login(make.person(office))
    links = re.findall(r'href="([^"]+)">(Back|Sign in)</a>', text(client.post("/password/")))
    assert links == [("/password/", "Back")]


BUTTONS = [
    "/undo/12345678-1234-5678-1234-567812345678/",
    "/office/rooms/1/move/",
    "/office/groups/1/move/",
    "/office/holidays/day/1/remove/",
]


@pytest.mark.parametrize("address", BUTTONS)
def test_address_of_a_button_says_so_where_signing_in_led_back_to_it(office: Office, client: Client, address: str) -> None:
    client.force_login(make.person(office, role=Role.ADMINISTRATOR))
    response = client.get(address)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This page opens only by its button" in text(response)
    assert "Nothing was changed." in text(response)


def test_method_that_is_not_known_keeps_the_allowed_ones(client: Client) -> None:
    response = client.put("/sign-in/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert '<html lang="en">' in text(response)


def test_refusals_speak_thai(client: Client) -> None:
    client.cookies["language"] = "th"
    assert '<html lang="th">' in text(client.put("/sign-in/"))


def test_query_of_more_parameters_than_any_form_has_is_refused(client: Client) -> None:
    client.force_login(make.person(Office.objects.get(), role=Role.CLERK))
    for address in ("/", "/mine/", "/sign-in/", "/nowhere/", "/office/people/"):
        response = client.get(f"{address}?{'&'.join(['a=1'] * 1_001)}")
        assert (response.status_code, "We could not read that request" in text(response)) == (400, True), address
    assert client.get(f"/mine/?{'&'.join(['a=1'] * 1_000)}").status_code == 200
    assert client.post(f"/office/groups/?{'&' * 1_200}", {}).status_code == 400
