"""What needs somebody, in sentences: what the page of the system says first, each with the part of the page that tells more."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from jonghong.core.machine import Space
from jonghong.health.checks import Finding, Level
from jonghong.health.queries import Backups, Database, Round


@dataclass(frozen=True)
class Matter:
    """Something that needs somebody, and the id of the heading on the page under which it stands."""

    sentence: str
    place: str


@dataclass(frozen=True)
class State:
    """How everything stands, as the page shows it; None is what nobody can tell."""

    database: Database
    space: Space | None
    backups: Backups | None
    given_up: int
    rounds: list[Round]
    failures: int
    findings: list[Finding]


def matters(seen: State) -> list[Matter]:
    """Return what needs somebody, the worst first."""
    return [*_of_database(seen.database), *_of_machine(seen), *_of_work(seen), *_of_doctor(seen.findings)]


def _of_database(database: Database) -> Iterator[Matter]:
    if not database.is_guarded:
        yield Matter(_("The guard against double booking is gone."), "database")
    if database.missing:
        yield Matter(_("The tables of the database do not fit this version."), "database")


def _of_machine(seen: State) -> Iterator[Matter]:
    if seen.space is None or seen.space.is_low:
        yield Matter(_("There is little room left on the disk."), "kept")
    if seen.backups is None or seen.backups.is_late or seen.backups.fault:
        yield Matter(_("There is no fresh backup."), "kept")


def _of_work(seen: State) -> Iterator[Matter]:
    if seen.failures:
        words = ngettext("In the past hour %(num)s request failed.", "In the past hour %(num)s requests failed.", seen.failures)
        yield Matter(words % {"num": seen.failures}, "hour")
    if any(each.is_late for each in seen.rounds):
        yield Matter(_("Something that runs by itself is stuck."), "rounds")
    if seen.given_up:
        words = ngettext("%(num)s letter was given up.", "%(num)s letters were given up.", seen.given_up)
        yield Matter(words % {"num": seen.given_up}, "post")


def _of_doctor(findings: list[Finding]) -> Iterator[Matter]:
    if number := sum(each.level is Level.BAD for each in findings):
        words = ngettext("Doctor finds %(num)s thing to mend.", "Doctor finds %(num)s things to mend.", number)
        yield Matter(words % {"num": number}, "doctor")
    if number := sum(each.level is Level.WARN for each in findings):
        words = ngettext("Doctor finds %(num)s thing to look at.", "Doctor finds %(num)s things to look at.", number)
        yield Matter(words % {"num": number}, "doctor")
