"""The four accounts on a real PostgreSQL: each can do what it is for, and nothing else; two nodes that migrate take turns."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from jonghong.core.postgresql import migrating, roles
from tests.race_course import DAYS, PEOPLE
from tests.racers import Browser
from tests.servers import PATIENCE, ROOT, SAMPLE_CLOCK, answering, environment_of, filled, free_port, own_database, run

pytestmark = pytest.mark.postgresql

ROLES = ("owner", "app", "backup", "reader")


@dataclass
class Office:
    """A database with its four accounts, named for it alone: accounts belong to the whole server."""

    folder: Path
    url: str
    mark: str

    def name(self, role: str) -> str:
        return f"{role}_{self.mark}"

    def address(self, role: str) -> str:
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(netloc=f"{self.name(role)}@{parts.netloc.rpartition('@')[2]}"))

    def environment(self, role: str) -> dict[str, str]:
        return environment_of(self.folder, self.address(role), clock=SAMPLE_CLOCK)

    def part(self) -> None:
        """Run the SQL that the command prints, as an administrator does."""
        words = [f"--{role}={self.name(role)}" for role in ROLES]
        printed = run("-m", "jonghong", "roles", *words, environment=environment_of(self.folder, self.url))
        assert (printed.startswith("BEGIN;"), printed.endswith("COMMIT;\n")) == (True, True)
        with closing(psycopg.connect(self.url, autocommit=True)) as connection:
            connection.execute(printed)

    def ask(self, role: str, statement: str) -> Any:
        with closing(psycopg.connect(self.address(role), autocommit=True)) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None

    def is_refused(self, role: str, statement: str) -> bool:
        try:
            self.ask(role, statement)
        except (InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
            return True
        return False

    def end(self) -> None:
        with closing(psycopg.connect(self.url, autocommit=True)) as connection:
            for role in ROLES:
                name = sql.Identifier(self.name(role))
                connection.execute(sql.SQL("REASSIGN OWNED BY {} TO postgres").format(name))
                connection.execute(sql.SQL("DROP OWNED BY {}").format(name))
                connection.execute(sql.SQL("DROP ROLE {}").format(name))


@contextmanager
def parted(folder: Path, url: str) -> Iterator[Office]:
    """Give a database whose accounts are parted; the SQL is run twice, as whoever is not sure does."""
    office = Office(folder, url, uuid4().hex)
    office.part()
    office.part()
    try:
        yield office
    finally:
        office.end()


REFUSED = {
    "app": [
        "CREATE TABLE mine (number int)",
        "CREATE TEMPORARY TABLE mine (number int)",
        "ALTER TABLE bookings_booking DISABLE TRIGGER ALL",
        "ALTER TABLE bookings_booking DROP CONSTRAINT booking_no_overlap",
        "ALTER TABLE audit_record DISABLE TRIGGER audit_append_only",
        "DROP TABLE audit_record",
        "TRUNCATE audit_record",
        "UPDATE audit_record SET subject = 'nobody'",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
        "CREATE SCHEMA mine",
    ],
    "backup": ["DELETE FROM bookings_booking", "INSERT INTO bookings_booking DEFAULT VALUES", "CREATE TABLE mine (number int)"],
    "reader": ["SELECT name FROM people_person", "SELECT password FROM people_person", "SELECT * FROM people_session"],
}


def test_each_account_can_do_what_it_is_for_and_no_more(tmp_path: Path) -> None:
    with filled(tmp_path, fill="tests.race_course.fill", clock=SAMPLE_CLOCK) as (url, facts), parted(tmp_path, url) as office:
        allowed = [(role, what) for role, each in REFUSED.items() for what in each if not office.is_refused(role, what)]
        assert allowed == []
        assert office.ask("backup", "SELECT count(*) FROM people_person") == [(PEOPLE,)]
        assert office.ask("reader", "SELECT count(starts_at) FROM bookings_booking") == [(PEOPLE * (len(DAYS) + 1),)]

        with answering(office.environment("app"), facts, workers=1) as served:
            browser = Browser(urlsplit(served.url).netloc)
            browser.become(facts["sessions"][0])
            typed = {"room": str(facts["rooms"][4]), "on": "2023-07-25", "half": "day", "title": "by the app", "attendees": "9"}
            fields = browser.filled_in("/book/", "/book/", typed)
            assert browser.ask("POST", "/book/", urlencode(fields))[0] == 303

        everybody = sql.SQL("ALTER ROLE {} SET synchronous_commit = off").format(sql.Identifier(office.name("app")))
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            connection.execute(everybody)
        refused = command(office, "app", "serve", f"--port={free_port()}").communicate(timeout=PATIENCE)[1]
        assert "PostgreSQL is not set up safely (synchronous_commit=off)" in refused

        office.ask("owner", "CREATE TABLE later (number int GENERATED BY DEFAULT AS IDENTITY)")
        office.ask("app", "INSERT INTO later DEFAULT VALUES")
        assert office.ask("backup", "SELECT number FROM later") == [(1,)]
        assert office.is_refused("app", "ALTER TABLE later ADD COLUMN other int")

        office.ask("owner", "DELETE FROM django_migrations WHERE app = 'privacy'")
        done = command(office, "app", "migrate").communicate(timeout=PATIENCE)[1]
        assert "run jonghong migrate with the owner's DATABASE_URL" in done


def command(office: Office, role: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "jonghong", *words],
        env=office.environment(role),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_two_nodes_that_migrate_at_once_take_turns_and_the_app_gets_what_it_needs(tmp_path: Path) -> None:
    with own_database(tmp_path) as url, parted(tmp_path, url) as office:
        # Each node has a folder of its own, so that nothing but the database keeps them apart.
        nodes = [replace(office, folder=tmp_path / name) for name in ("one", "other")]
        said = [node.communicate(timeout=PATIENCE)[0] for node in [command(node, "owner", "migrate") for node in nodes]]
        assert sorted("took" in each for each in said) == [False, True]
        assert sorted("was up to date" in each for each in said) == [False, True]
        assert office.ask("app", "SELECT count(*) FROM bookings_booking") == [(0,)]
        assert office.is_refused("app", "UPDATE audit_record SET subject = 'nobody'")
        assert office.is_refused("app", "DELETE FROM django_migrations")
        # The timer's backup is the app's, and what is restored into a database without tables is no more open than that one.
        assert command(office, "app", "tick").communicate(timeout=PATIENCE)[1] == ""
        (backup,) = (tmp_path / "backups").glob("jonghong-*.backup")
        for (table,) in office.ask("owner", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            office.ask("owner", f"DROP TABLE {table} CASCADE")
        done = command(office, "owner", "restore", str(backup)).communicate(timeout=PATIENCE)
        assert "restored as it was then" in done[0], done[1]
        assert office.ask("app", "SELECT count(*) FROM bookings_booking") == [(0,)]
        assert office.is_refused("app", "UPDATE audit_record SET subject = 'nobody'")


@pytest.mark.django_db(transaction=True)
def test_a_step_that_gets_no_lock_in_time_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "GIVES_UP_AFTER", "20ms")
    monkeypatch.setattr(migrating, "PAUSE", 0)
    told: list[int] = []
    with closing(psycopg.connect(**holder_of(connection))) as holder:
        holder.execute("LOCK TABLE offices_office IN ROW EXCLUSIVE MODE")

        def tell(number: int) -> None:
            told.append(number)
            if number == 2:
                holder.rollback()

        migrating.patiently(partial(by_hand, "ALTER TABLE offices_office ADD COLUMN more int"), tell)
        by_hand("ALTER TABLE offices_office DROP COLUMN more")
        assert told == [1, 2]
        holder.execute("LOCK TABLE offices_office IN ROW EXCLUSIVE MODE")
        with pytest.raises(migrating.NeverFree):
            migrating.patiently(partial(by_hand, "ALTER TABLE offices_office ADD COLUMN more int"), told.append)
    assert len(told) == 2 + migrating.TRIES


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_not_finished_is_in_nobodys_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "GIVES_UP_AFTER", "20ms")
    monkeypatch.setattr(migrating, "PAUSE", 0)
    make = partial(by_hand, "CREATE INDEX CONCURRENTLY later_index ON offices_office (id)")
    is_valid = "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = 'later_index'"
    seen: list[object] = []
    try:
        with closing(psycopg.connect(**holder_of(connection))) as holder:
            holder.execute("LOCK TABLE offices_office IN ROW EXCLUSIVE MODE")  # as whoever writes a row

            def tell(_number: int) -> None:
                holder.rollback()
                seen.extend(holder.execute(is_valid).fetchall())
                holder.rollback()

            migrating.patiently(make, tell)
            seen.extend(holder.execute(is_valid).fetchall())
        assert seen == [(False,), (True,)]
    finally:
        by_hand("DROP INDEX IF EXISTS later_index")


def holder_of(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    facts = connection.get_connection_params()
    return {name: facts[name] for name in ("dbname", "user", "host") if name in facts}


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_what_an_account_can_do_beyond_its_needs_is_named() -> None:
    everything = ["CREATE TABLE", "ALTER TABLE", "TRUNCATE", "UPDATE audit_record", "SUPERUSER"]
    assert roles.too_much() == everything
    by_hand("CREATE ROLE plain_app")
    by_hand("GRANT SELECT, TRUNCATE ON ALL TABLES IN SCHEMA public TO plain_app")
    by_hand("SET LOCAL ROLE plain_app")
    assert roles.too_much() == ["TRUNCATE"]
    by_hand("RESET ROLE")
