"""What the past hour was like, from figures that only grow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from jonghong.core.meters import FOLDER, meters
from jonghong.health import past
from jonghong.health.past import hour

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def answered(route: str, *statuses: str, seconds: float = 0.01) -> None:
    for status in statuses:
        meters.answered(route, "GET", status, seconds)


def told(data: Path) -> list[tuple[str, int, int, int, int]]:
    return [(each.name, each.requests, each.failures, each.refusals, round(each.mean)) for each in hour(data).routes]


def test_before_anything_was_written_down_all_counts(data: Path, now: time_machine.Traveller) -> None:
    answered("month", "2xx", "3xx", "5xx", "503", "429", "507", seconds=0.25)
    answered("report", "2xx")
    assert hour(data).since is None
    assert told(data) == [("month", 6, 1, 3, 250), ("report", 1, 0, 0, 10)]


def test_only_the_past_hour_counts(data: Path, now: time_machine.Traveller) -> None:
    answered("month", "5xx")
    past.keep(data)
    for _minute in range(0, 120, 5):
        now.shift(timedelta(minutes=5))
        answered("month", "2xx")
        past.keep(data)
    found = hour(data)
    assert found.since == NOW + timedelta(minutes=120 - 60)
    assert told(data) == [("month", 12, 0, 0, 10)]
    assert len((data / FOLDER / past.FILE).read_text().splitlines()) == 13


def test_it_is_written_down_every_five_minutes_by_whoever_comes_first(data: Path, now: time_machine.Traveller) -> None:
    for _look in range(3):
        past.keep(data)
        now.shift(timedelta(seconds=100))
    assert len((data / FOLDER / past.FILE).read_text().splitlines()) == 1
    assert [file.name for file in (data / FOLDER).iterdir()] == [past.FILE]


def test_a_server_that_began_anew_is_counted_from_its_beginning(data: Path, now: time_machine.Traveller) -> None:
    answered("month", *["2xx"] * 10)
    past.keep(data)
    meters.clear()
    answered("month", "2xx", "2xx")
    assert told(data) == [("month", 2, 0, 0, 10)]


def test_a_server_that_begins_forgets_the_one_before(data: Path, now: time_machine.Traveller) -> None:
    past.keep(data)
    past.forget(data)
    past.forget(data)
    assert hour(data).since is None


def test_how_many_took_longer_than_a_second_is_known(data: Path, now: time_machine.Traveller) -> None:
    for seconds in (0.9, 1.5, 5, 60):
        answered("month", "2xx", seconds=seconds)
    assert [route.slow for route in hour(data).routes] == [3]


def test_what_cannot_be_read_counts_as_nothing(data: Path, now: time_machine.Traveller) -> None:
    (data / FOLDER / past.FILE).write_text("{", encoding="ascii")
    answered("month", "2xx")
    assert told(data) == [("month", 1, 0, 0, 10)]
    past.keep(data)
    assert hour(data).since == NOW
