"""A statement that takes long is told as it was prepared: what was asked for never stands in the log."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jonghong.audit.logs import JsonLines
from jonghong.core.families import SLOW_STATEMENTS, STATEMENT_SECONDS, STATEMENTS
from jonghong.core.meters import FOLDER, Meters, meters
from jonghong.health import slowness, spending
from jonghong.health.spending import shape_of, spent
from jonghong.people.models import Person, Role
from tests import make

pytestmark = pytest.mark.django_db
CANARY = "sekrit-7b1f"


@pytest.fixture
def said() -> Iterator[StringIO]:
    """Give what the log of the server gets, with every statement taken for a slow one."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def impatient(settings: Settings) -> None:
    settings.SLOW_MS = -1


def slow(stream: StringIO) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, stream.getvalue().splitlines()) if line["from"] == spending.__name__]


def test_statements_are_counted_with_their_time_and_what_they_ask_for_is_passed_on() -> None:
    before = spent.number, spent.seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [CANARY])
        assert cursor.fetchone() == (CANARY,)
        with pytest.raises(Exception, match="nothing"):
            cursor.execute("SELECT nothing")
    assert spent.number - before[0] == 2
    assert spent.seconds > before[1]
    figures = meters.figures()
    assert figures[STATEMENTS.name,] == [2]
    assert figures[STATEMENT_SECONDS.name,][0] > 0


@pytest.mark.usefixtures("impatient")
def test_no_parameter_stands_in_the_log_or_on_the_page(said: StringIO) -> None:
    list(Person.objects.filter(name__icontains=CANARY, citizen_last4="9917").exclude(email=CANARY))
    Person.objects.filter(name=CANARY).update(name=f"{CANARY} {CANARY}")
    with connection.cursor() as cursor:
        cursor.executemany("SELECT %s", [[CANARY], [CANARY]]) if connection.vendor == "postgresql" else None
        cursor.execute(f"SELECT '{CANARY}''{CANARY}'")  # as nobody here writes them
    kept = said.getvalue() + json.dumps(slowness.latest())
    assert [word for word in (CANARY, "9917") if word in kept] == []
    lines = slow(said)
    assert len(lines) >= 3
    assert all({"route", "ms", "statement", "request"} <= set(line) for line in lines)
    assert any("%s" in line["statement"] for line in lines)
    assert lines[-1]["statement"] == "SELECT '…'"


@pytest.mark.usefixtures("impatient")
def test_a_slow_statement_is_told_with_its_route_and_the_number_of_its_request(said: StringIO) -> None:
    client = Client()
    client.force_login(make.person(make.office(), role=Role.ADMINISTRATOR, name=CANARY))
    answer = client.get(f"/office/people/?q={CANARY}")
    lines = [line for line in slow(said) if line["route"] == "manage-people"]
    assert lines
    assert {line["request"] for line in lines} == {answer["X-Request-Id"]}
    assert meters.figures()[SLOW_STATEMENTS.name, "manage-people"] == [len(lines)]
    assert CANARY not in said.getvalue()


@pytest.mark.usefixtures("impatient")
def test_what_is_asked_on_the_way_to_a_page_bears_its_name(said: StringIO) -> None:
    client = Client()
    client.force_login(make.person(make.office(), role=Role.ADMINISTRATOR))
    for path in ("/office/people/", "/office/people/nowhere/"):
        client.get(path)
    told = {line["route"] for line in slow(said) if line["request"]}
    assert (told >= {"manage-people", "(nowhere)"}, "" in told) == (True, False)


def test_nothing_is_told_of_a_statement_that_is_quick(said: StringIO, settings: Settings, data: Path) -> None:
    settings.SLOW_MS = 60_000
    Person.objects.count()
    assert (slow(said), slowness.latest()) == ([], [])


@pytest.mark.pure
@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("SELECT 1\n  FROM a", "SELECT 1 FROM a"),
        ("SELECT 'a''b', \"name\" FROM a WHERE b = 'c'", "SELECT '…', \"name\" FROM a WHERE b = '…'"),
        ("x" * 5_000, "x" * 2_000),
    ],
)
def test_texts_in_a_statement_are_blotted_out(sql: str, shape: str) -> None:
    assert shape_of(sql) == shape


def test_the_last_slow_statements_of_every_process_are_known(data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other = data / FOLDER / "1-1.slow"
    other.write_text(json.dumps({"at": "2000-01-01T00:00:00+00:00", "route": "other", "ms": 1, "statement": "a"}) + "\n")
    (data / FOLDER / "2-1.slow").write_text("{")
    mine = Meters()
    mine.share(data)
    monkeypatch.setattr(slowness, "meters", mine)
    for number in range(slowness.MOST + 5):
        slowness.keep({"route": f"route-{number}", "ms": 1, "statement": "b"})
    found = slowness.latest()
    assert (len(found), len(list((data / FOLDER).glob("*.slow")))) == (slowness.MOST, 3)
    assert mine.file
    written = mine.file.with_name(f"{mine.file.name}.slow").read_text(encoding="ascii").splitlines()
    assert json.loads(written[-1])["route"] == f"route-{slowness.MOST + 4}"
    slowness._last.clear()
    assert [each["route"] for each in slowness.latest()] == ["other"]
