"""Every request is numbered, counted by the name of its route, and told in one line that says nothing of anybody."""

import json
import re
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.bookings.refusals import RoomTaken
from jonghong.core.families import ACTS, BOOKINGS_REFUSED, KEPT_PAGES, REQUEST_SECONDS, REQUESTS, STATEMENTS, WRITER_WAIT
from jonghong.core.meters import meters
from jonghong.health import middleware
from jonghong.people.models import Person, Role
from tests import make
from tests.audit.test_logs import CANARY, TYPED, names_on
from tests.bookings.conftest import Place
from tests.trust.routes import routes

pytestmark = pytest.mark.django_db
FIELDS = {
    *("at", "level", "from", "said", "request", "method", "route", "status", "ms", "database_ms", "statements", "bytes"),
    *("worker", "office"),
}


@pytest.fixture
def told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Give what is written for each request."""
    stream = StringIO()
    settings.ACCESS_LOG = True
    monkeypatch.setattr(middleware, "sys", SimpleNamespace(stderr=stream))
    return stream


def lines(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines() if "jonghong.requests" in line]


def counted() -> dict[tuple[str, ...], int]:
    return {key[1:]: int(values[0]) for key, values in meters.figures().items() if key[0] == REQUESTS.name and values[0]}


def figure(*key: str) -> float:
    return meters.figures().get(key, [0.0])[0]


def test_requests_are_counted_by_the_name_of_their_route(client: Client) -> None:
    make.office()
    client.get("/")
    client.get("/2566/6/")
    client.get("/2566/7/")
    client.post("/2566/7/")
    client.get(f"/{CANARY}/")
    client.generic("BREW", f"/{CANARY}/")
    client.get("/static/none.css")
    client.get("/healthz")
    assert counted() == {
        ("report", "GET", "2xx"): 1,
        ("month", "GET", "2xx"): 2,
        ("month", "POST", "4xx"): 1,
        ("(nowhere)", "GET", "4xx"): 1,
        ("(nowhere)", "OTHER", "4xx"): 1,
        ("(static)", "GET", "4xx"): 1,
        ("healthz", "GET", "2xx"): 1,
    }
    assert sum(meters.figures()[REQUEST_SECONDS.name, "month"][:-1]) == 3


def test_a_page_out_of_memory_is_counted_and_told_as_any_other(client: Client, told: StringIO) -> None:
    office = make.office()
    client.get("/")
    client.get("/")
    assert counted() == {("report", "GET", "2xx"): 2}
    assert (figure(KEPT_PAGES.name, "made"), figure(KEPT_PAGES.name, "hit")) == (1, 1)
    first, second = lines(told)
    assert {first["route"], second["route"]} == {"report"}
    assert {first["office"], second["office"]} == {office.pk}
    assert first["statements"] > second["statements"] > 0


def test_a_line_tells_what_came_of_a_request(client: Client, told: StringIO) -> None:
    office = make.office()
    answer = client.get("/office/rooms/?q=1")
    (line,) = lines(told)
    assert set(line) == FIELDS
    numbers = {name: line.pop(name) for name in ("at", "ms", "database_ms", "worker")}
    assert numbers["ms"] >= numbers["database_ms"] > 0
    assert line == {
        "level": "INFO",
        "from": "jonghong.requests",
        "said": "answered",
        "request": answer["X-Request-Id"],
        "method": "GET",
        "route": "manage-rooms",
        "status": 302,
        "statements": line["statements"],
        "bytes": len(answer.content),
        "office": office.pk,
    }


def test_lines_can_be_done_without_and_a_stream_that_nobody_reads_fails_nothing(
    client: Client, told: StringIO, settings: Settings
) -> None:
    make.office()
    settings.ACCESS_LOG = False
    assert client.get("/").status_code == 200
    assert told.getvalue() == ""
    settings.ACCESS_LOG = True
    told.close()
    assert client.get("/").status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_nothing_typed_ever_stands_in_a_line(told: StringIO, is_signed_in: bool) -> None:
    office = make.office()
    client = Client(raise_request_exception=False)
    if is_signed_in:
        client.force_login(make.person(office, role=Role.ADMINISTRATOR, name=f"นาง{CANARY}"))
    headers = {"X-Request-Id": CANARY, "User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}"}
    for route in routes():
        typed = dict.fromkeys(names_on(client, route.invented), " ".join(TYPED))
        client.post(f"{route.invented}?q={CANARY}", typed, headers=headers)
        client.get(route.invented, typed, headers=headers)
        client.get(f"{route.invented}{CANARY}/", headers=headers)
    text = told.getvalue()
    said = " ".join(str(value) for line in lines(told) for value in line.values())
    assert len(lines(told)) >= 3 * len(routes())
    assert text.isascii()
    words = ("sekrit", "forged", "1234567890121", "2345-67890", "127.0.0.1", "testserver")
    assert [word for word in words if word in said] == []
    assert Person.objects.filter(name__contains=CANARY).exists() == is_signed_in


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (0, "0123456789abcdef", False),
        (1, "0123456789abcdef", True),
        (1, "3f2b8c1e-9d4a-4c0e-8f5a-2b7d6e1c0a9f", True),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "abcdefgh\r\nSet-Cookie: a=b", False),
        (1, '12345678", "level": "ERROR', False),
        (1, "๑๒๓๔๕๖๗๘๙", False),
    ],
)
def test_a_number_is_taken_from_our_own_proxy_alone(
    client: Client, settings: Settings, told: StringIO, proxies: int, given: str, is_taken: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    make.office()
    answer = client.get("/office/rooms/", HTTP_X_REQUEST_ID=given)
    number = answer["X-Request-Id"]
    assert (number == given) == is_taken
    assert is_taken or re.fullmatch("[0-9a-f]{12}", number)
    assert [line["request"] for line in lines(told)] == [number]


def test_a_page_that_says_we_failed_bears_the_number_of_the_proxy(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: Any, **_facts: Any) -> None:
        raise ValueError

    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr("jonghong.rooms.views.rooms_to_keep", fail)
    client = Client(raise_request_exception=False)
    client.force_login(make.person(make.office(), role=Role.ADMINISTRATOR))
    answer = client.get("/office/rooms/", HTTP_X_REQUEST_ID="0123456789abcdef0123")
    assert (answer.status_code, "0123456789abcdef0123" in answer.content.decode()) == (500, True)
    assert counted() == {("manage-rooms", "GET", "5xx"): 1}


def test_a_record_keeps_how_a_long_number_begins(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    client = Client()
    client.force_login(make.person(make.office()))
    client.get("/office/rooms/", HTTP_X_REQUEST_ID="0123456789abcdef0123")
    assert Record.objects.get(act="entry.denied").request == "0123456789abcdef"


@pytest.mark.django_db(transaction=True)
def test_acts_are_counted_once_they_are_done_and_refusals_by_their_reason() -> None:
    place = Place()
    place.book()
    assert figure(ACTS.name, "booking.changed", "book") == 1
    with pytest.raises(RoomTaken):
        place.book()
    assert figure(BOOKINGS_REFUSED.name, "RoomTaken") == 1
    assert figure(ACTS.name, "booking.changed", "book") == 1
    assert figure(STATEMENTS.name) > 0
    waits = meters.figures().get((WRITER_WAIT.name,), [0.0])
    assert bool(sum(waits[:-1])) == (connection.vendor == "sqlite")
