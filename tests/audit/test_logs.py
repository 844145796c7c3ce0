"""The log of the server: one line for each event, and nothing in it that somebody typed."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from jonghong.audit import logs
from jonghong.audit.logs import JsonLines, scrubbed
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from tests import make
from tests.trust.routes import routes

CANARY = "แคนารี-sekrit-7b1f"
DIGITS = "1234567890121"
TYPED = [CANARY, DIGITS, "1-2345-67890-12-1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", f"x\r\nERROR forged {CANARY}\x1b[31m"]


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Return what the server's own handler writes."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.setLevel("WARNING")
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def lines(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_settings_write_the_log_in_lines_of_json() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == f"{logs.__name__}.JsonLines"


def test_a_line_tells_when_in_utc_how_bad_and_from_where(written: StringIO) -> None:
    logging.getLogger("jonghong.x").warning("It %s", "rains")
    (line,) = lines(written)
    at = datetime.fromisoformat(line.pop("at"))
    assert at.tzinfo == UTC
    assert line == {"level": "WARNING", "from": "jonghong.x", "said": "It rains", "request": ""}


@pytest.mark.parametrize("words", ["a\nb", "a\r\nb", "\x1b[2J", "\u2028", "\x85", "\0"])
def test_no_sign_ends_or_hides_a_line(written: StringIO, words: str) -> None:
    logging.getLogger("jonghong.x").error("Said: %s", words)
    text = written.getvalue()
    assert (text.count("\n"), text.isascii(), text.rstrip("\n").isprintable()) == (1, True, True)
    assert lines(written)[0]["said"] == f"Said: {words}"


@pytest.mark.pure
@pytest.mark.parametrize(
    "words", ["1234567890121", "1-2345-67890-12-1", "1 2345 67890 12 1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "a1234567890121b"]
)
def test_thirteen_digits_are_blotted_out(words: str) -> None:
    assert re.findall("[0-9๐-๙]", scrubbed(words).replace(logs.BLOT, "")) == []


@pytest.mark.pure
def test_twelve_digits_stay() -> None:
    assert scrubbed("order 123456789012") == "order 123456789012"


@pytest.mark.django_db
def test_a_page_that_is_missing_is_named_without_its_address(written: StringIO) -> None:
    make.office()
    answer = Client().get(f"/{CANARY}/{DIGITS}/", {"q": CANARY})
    (line,) = lines(written)
    assert line["request"] == answer["X-Request-Id"]
    shown = {name: line[name] for name in ("level", "from", "said", "method", "route", "status")}
    assert shown == {
        "level": "WARNING",
        "from": "django.request",
        "said": "Not Found: …",
        "method": "GET",
        "route": "",
        "status": 404,
    }


@pytest.mark.django_db
def test_a_mistake_tells_where_it_happened_and_its_page_the_number(written: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_words: Any, **_facts: Any) -> None:
        raise ValueError(f"{CANARY} {DIGITS}")

    person = make.person(make.office(), role=Role.ADMINISTRATOR)
    monkeypatch.setattr("jonghong.rooms.views.rooms_to_keep", fail)
    client = Client(raise_request_exception=False)
    client.force_login(person)
    client.cookies["language"] = "en"
    answer = client.get("/office/rooms/", {"q": CANARY})
    line = lines(written)[-1]
    assert (answer.status_code, line["status"], line["route"], line["mistake"]) == (500, 500, "manage-rooms", "ValueError")
    assert line["where"][-1].endswith(" fail")
    assert f"Number of this request: {line['request']}" in answer.content.decode()
    assert CANARY not in written.getvalue()
    assert CANARY.encode("ascii", "backslashreplace").decode() not in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_is_typed_into_any_form_never_reaches_the_log(written: StringIO, is_signed_in: bool) -> None:
    office = make.office()
    client = Client(raise_request_exception=False)
    if is_signed_in:
        client.force_login(administrator(office))
    for address in [route.invented for route in routes()]:
        typed = dict.fromkeys(names_on(client, address), " ".join(TYPED))
        client.post(address, typed)
        client.get(address, typed)
        client.post(f"{address}?q={CANARY}", {**typed, "username": DIGITS, "password": CANARY})
    text = " ".join(line["said"] + json.dumps(line, ensure_ascii=False) for line in lines(written))
    assert [word for word in ("sekrit", "forged", DIGITS, "๑๒๓๔๕", "2345-67890") if word in text] == []
    assert len(lines(written)) > 10


def administrator(office: Office) -> Person:
    return make.person(office, group=0, role=Role.ADMINISTRATOR)


def names_on(client: Client, address: str) -> set[str]:
    """Return the names of all fields of a page, and some that a form may have."""
    page = client.get(address).content.decode(errors="replace")
    found = set(re.findall(r'name="([^"]+)"', page)) - {"csrfmiddlewaretoken"}
    return found | {"username", "password", "code", "q", "next", "title", "name", "citizen_id", "email"}
