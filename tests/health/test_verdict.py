"""What the page of the system says first: that all is well, or each thing that needs somebody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from jonghong.core.machine import Fault, Space
from jonghong.health.checks import Finding, Level
from jonghong.health.queries import Backups, Database, Round
from jonghong.health.verdict import State, matters

pytestmark = pytest.mark.pure
BACKUPS = Backups(timedelta(minutes=5), 3, 1_000, is_late=False, fault=None)
DATABASE = Database("SQLite", "3.45", 1_000, 0.1, is_guarded=True, missing=[])
ROUND = Round("postman", timedelta(seconds=5), datetime(2023, 5, 25, tzinfo=UTC), 0, is_late=False)
WELL = State(
    database=DATABASE,
    space=Space(free=60 * 10**9, total=100 * 10**9),
    backups=BACKUPS,
    given_up=0,
    rounds=[ROUND],
    failures=0,
    findings=[Finding(Level.OK, "ดี", "Well.")],
)
ILL = State(
    database=replace(DATABASE, is_guarded=False, missing=["bookings 0009_more"]),
    space=None,
    backups=None,
    given_up=1,
    rounds=[ROUND, replace(ROUND, is_late=True)],
    failures=1,
    findings=[Finding(Level.WARN, "ดู", "Look."), Finding(Level.BAD, "แก้", "Mend."), Finding(Level.BAD, "แก้", "Mend.")],
)


def test_nothing_is_said_where_all_is_well() -> None:
    assert matters(WELL) == []


def test_each_thing_is_said_once_with_where_more_is_told() -> None:
    with translation.override("en"):
        said = [(each.place, each.sentence) for each in matters(ILL)]
    assert said == [
        ("database", "The guard against double booking is gone."),
        ("database", "The tables of the database do not fit this version."),
        ("kept", "There is little room left on the disk."),
        ("kept", "There is no fresh backup."),
        ("hour", "In the past hour 1 request failed."),
        ("rounds", "Something that runs by itself is stuck."),
        ("post", "1 letter was given up."),
        ("doctor", "Doctor finds 2 things to mend."),
        ("doctor", "Doctor finds 1 thing to look at."),
    ]


@pytest.mark.parametrize(
    "backups", [replace(BACKUPS, is_late=True), replace(BACKUPS, fault=Fault("ดิสก์เต็ม", "The disk is full.")), None]
)
def test_a_backup_that_is_late_or_came_to_nothing_is_none(backups: Backups | None) -> None:
    assert [each.place for each in matters(replace(WELL, backups=backups))] == ["kept"]
