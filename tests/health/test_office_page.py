"""The page on which administrators see how the server stands: true, in both languages, and without anybody's data."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jonghong.audit import actions as audit, rounds
from jonghong.audit.acts import Act
from jonghong.backups import folder
from jonghong.core import clock, machine, schema
from jonghong.core.families import ROUND_EVERY, ROUND_FAILURES, ROUND_WALKED
from jonghong.core.machine import Space
from jonghong.core.meters import meters
from jonghong.health import queries, slowness
from jonghong.health.wording import size_words, time_words
from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make
from tests.office_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]
PAGE = "/office/health/"


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "space", lambda: Space(free=60 * 10**9, total=100 * 10**9))


@pytest.fixture
def office(client: Client) -> Office:
    return signed_in(client, Role.ADMINISTRATOR)


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])).split())


def test_a_fresh_server_says_what_there_is_and_what_never_was(client: Client, office: Office) -> None:
    said = text(client.get(PAGE))
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    assert f"Kind {kind} " in said
    assert "Guard against double booking stands Tables fit this version" in said
    assert "Free room 60 GB of 100 GB Newest backup There never was a backup" in said
    assert "Mail server none: no letters are sent" in said
    assert "Nothing runs by itself in this process." in said
    assert "since the server began" in said
    assert "There was none." in said
    assert "Of nothing." in said
    assert f"{queries.NOT_LOOKED_AT} more checks" in said


def test_it_is_said_in_thai(client: Client) -> None:
    signed_in(client, Role.ADMINISTRATOR, language="th")
    said = text(client.get(PAGE))
    assert "ยังไม่เคยสำรองข้อมูล" in said
    assert re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+ [a-z]+", said) is None, "a sentence was left in English"


def test_what_is_wrong_stands_out(client: Client, office: Office, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "space", lambda: Space(free=5 * 10**9, total=100 * 10**9))
    monkeypatch.setattr("jonghong.bookings.guard.stands", lambda: False)
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["bookings 0009_more"])
    answer = client.get(PAGE)
    said, ill = text(answer), re.findall(r'class="state ill">([^<]+)<', answer.content.decode())
    assert ill == ["is gone", "1 step is missing", "only 5 GB of 100 GB", "There never was a backup"]
    assert "mend it The database lacks 1 steps" in said
    places = re.findall(r'<li><a href="#([a-z]+)">', answer.content.decode())
    assert places[:4] == ["database", "database", "kept", "kept"]
    assert [place for place in places if f'<h2 id="{place}">' not in answer.content.decode()] == []
    assert f"{len(places)} matters need somebody The guard against double booking is gone." in said


def test_backups_tell_their_age(client: Client, office: Office, data: Path) -> None:
    (data / "backups").mkdir()
    assert "There never was a backup" in text(client.get(PAGE))
    (data / "backups" / "one").touch()
    assert re.search(r"Newest backup \d+ seconds? ago Made and checked by jonghong none ", text(client.get(PAGE)))
    (data / "backups" / "jonghong-20261122-080000Z.backup").write_bytes(b"x" * 4_200)
    folder.note(data / "backups", machine.Fault("ดิสก์เต็ม", "the disk is full"))
    said = text(client.get(PAGE))
    assert "Last try came to nothing Made and checked by jonghong 1 backup, the newest of 4.2 kB" in said
    (data / "backups" / machine.TICK).write_text("?")
    assert "Newest backup not known" in text(client.get(PAGE))


def test_backups_that_nobody_can_look_at_are_not_said_never_to_have_been(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise PermissionError

    monkeypatch.setattr(machine, "age_of_backup", fail)
    said = text(client.get(PAGE))
    assert "Newest backup not known" in said
    assert "never was a backup" not in said


def test_rounds_that_hang_are_told(client: Client, office: Office) -> None:
    for name, minutes in (("postman", 0), ("watching", 30)):
        meters.set(ROUND_EVERY, name, to=30)
        meters.set(ROUND_WALKED, name, to=(clock.machine_now() - timedelta(minutes=minutes)).timestamp())
    meters.add(ROUND_FAILURES, "postman", by=2)
    said = text(client.get(PAGE))
    assert re.search(r"Sending letters \d+ seconds? ago · failed 2 times", said)
    assert "Watching for what administrators have to know stuck: last 30 minutes ago" in said
    rounds.note_walked("watching")
    assert "stuck" not in text(client.get(PAGE))


def test_requests_slow_statements_and_warnings_are_told(client: Client, office: Office) -> None:
    for status in ("2xx", "2xx", "5xx", "429"):
        meters.answered("month", "GET", status, 2.0)
    slowness.keep({"route": "find", "ms": 1234, "statement": 'SELECT "rooms" WHERE a < %s'})
    audit.record(office_id=office.pk, act=Act.ALERTED, actor_id=None, kind="guessing", times=50, last=1)
    said = text(client.get(PAGE))
    assert "Requests 4 Failed 1 Asked to come back 1" in said
    assert "month 4 1 2,000 ms" in said
    assert "month: 2,000 ms · 4 times longer than a second" in said
    assert 'find · 1,234 ms SELECT "rooms" WHERE a < %s' in said
    assert "Many wrong tries to get in · 50 times" in said


def test_the_page_asks_little_of_the_database_and_nothing_of_people(client: Client, office: Office) -> None:
    name = "นางสาวไม่ควรเห็น บนหน้านี้"
    make.person(office, name=name)
    page = client.get(PAGE).content.decode()
    assert name not in page
    assert 'hx-get="/office/health/"' in page
    assert 'href="/office/health/" aria-current="page"' in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK])
def test_others_are_told_who_sees_it(client: Client, role: str) -> None:
    signed_in(client, role)
    assert client.get(PAGE).status_code == 403
    assert 'href="/office/health/"' not in client.get("/").content.decode()


def test_without_a_machine_that_tells_parts_are_left_out(
    client: Client, office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: Any) -> Any:
        raise OSError

    monkeypatch.setattr(machine, "space", fail)
    monkeypatch.setattr(queries, "memory", fail)
    said = text(client.get(PAGE))
    assert "Free room not known" in said
    assert "Processes" not in said


@pytest.mark.pure
@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (1_234_567, "1.23 MB"), (999_999_999, "1 GB"), (5e15, "5e+03 TB")],
)
def test_sizes_are_said_in_three_digits(size: float, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_times_are_said_in_their_unit(settings: Settings, time: timedelta, words: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert time_words(time) == words
