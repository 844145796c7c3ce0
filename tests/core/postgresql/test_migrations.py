"""No migration that is added from now on keeps everybody from a large table for long, unless somebody said why it may."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.core.postgresql.locking import GROWING, slow_steps

# Those of the first version, which were taken before anybody's tables were large.
FIRST = """
activation: 0001_initial
audit: 0001_initial 0002_proof
bookings: 0001_initial 0002_depth 0003_carried 0004_history_index
factors: 0001_initial
legacy: 0001_initial
moving: 0001_initial 0002_twin_index 0003_twin_stays
notices: 0001_initial
offices: 0001_initial 0002_office_officers_need_factor 0003_office_power_takes_two
oidc: 0001_initial
people: 0001_initial 0002_deputy 0003_email_and_factor 0004_sessions 0005_proposal 0006_matter_fewer
post: 0001_initial
privacy: 0001_initial
rooms: 0001_initial 0002_depth
roster: 0001_initial
swaps: 0001_initial 0002_void_words
waiting: 0001_initial
"""
# A migration that was looked at, and why it may lock: (app, name): reason.
REVIEWED: dict[tuple[str, str], str] = {}


def first() -> set[tuple[str, str]]:
    lines = (line.split(": ") for line in FIRST.split("\n") if line)
    return {(app, name) for app, names in lines for name in names.split()}


def ours() -> set[tuple[str, str]]:
    return {key for key in MigrationLoader(None).graph.nodes if apps.get_app_config(key[0]).name.startswith("jonghong.")}


@pytest.mark.postgresql
@pytest.mark.django_db
def test_no_new_migration_locks_a_large_table_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    found = {}
    for app, name in sorted(ours() - first() - REVIEWED.keys()):
        call_command("sqlmigrate", app, name, no_color=True)
        if steps := slow_steps(capsys.readouterr().out):
            found[app, name] = steps
    assert found == {}


@pytest.mark.pure
def test_the_lists_name_what_is_there() -> None:
    assert (first() | REVIEWED.keys()) - ours() == set()
    assert GROWING - {model._meta.db_table for model in apps.get_models()} == set()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_judge_knows_what_django_writes_for_a_new_index(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sqlmigrate", "bookings", "0004_history_index", no_color=True)
    assert slow_steps(capsys.readouterr().out) == ["bookings_history: makes an index while nobody may write"]
    call_command("sqlmigrate", "bookings", "0001_initial", no_color=True)
    assert slow_steps(capsys.readouterr().out) == []


BOOKING = 'ALTER TABLE "bookings_booking"'


@pytest.mark.pure
@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (f'{BOOKING} ALTER COLUMN "title" TYPE text USING "title"::text', "rewrites the table"),
        (f'{BOOKING} ADD COLUMN "seen" timestamptz DEFAULT (now()) NOT NULL', "fills a column of every row"),
        (f"{BOOKING} ADD COLUMN \"half\" text GENERATED ALWAYS AS ('x') STORED", "fills a column of every row"),
        ('UPDATE "bookings_booking" SET "seen" = 1', "fills a column of every row"),
        (f'{BOOKING} ALTER COLUMN "seen" SET NOT NULL', "looks at every row under a lock"),
        (f'{BOOKING} ADD CONSTRAINT "is_long" CHECK (1 = 1)', "looks at every row under a lock"),
        (f'{BOOKING} ADD COLUMN "by" bigint NULL REFERENCES "people_person" ("id")', "looks at every row under a lock"),
        ('CREATE INDEX "an_index" ON "bookings_booking" ("seen")', "makes an index while nobody may write"),
        ('CREATE UNIQUE INDEX "an_index" ON "bookings_booking" ("seen")', "makes an index while nobody may write"),
        ('LOCK TABLE "bookings_booking" IN EXCLUSIVE MODE', "locks the table"),
    ],
)
def test_what_locks_for_long_is_found(sql: str, why: str) -> None:
    assert slow_steps(f"BEGIN;\n--\n-- A step\n--\n{sql};\nCOMMIT;") == [f"bookings_booking: {why}"]
    assert slow_steps(re.sub("bookings_booking", "rooms_room", sql)) == []
    assert slow_steps(f'CREATE TABLE "bookings_booking" ("id" bigint);\n{sql};') == []


@pytest.mark.pure
@pytest.mark.parametrize(
    "sql",
    [
        f'{BOOKING} ADD COLUMN "seen" integer NULL',
        f'{BOOKING} ADD COLUMN "seen" integer DEFAULT 0 NOT NULL',
        f'{BOOKING} ADD CONSTRAINT "is_long" CHECK (1 = 1) NOT VALID',
        f'{BOOKING} VALIDATE CONSTRAINT "is_long"',
        f'{BOOKING} DROP COLUMN "seen"',
        'CREATE INDEX CONCURRENTLY "an_index" ON "bookings_booking" ("seen")',
        'CREATE TABLE "later" ("id" bigint)',
    ],
)
def test_what_does_not_is_left_alone(sql: str) -> None:
    assert slow_steps(f"{sql};") == []


@pytest.mark.pure
def test_a_step_in_python_has_to_be_looked_at() -> None:
    assert slow_steps("--\n-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL") == ["a step in Python"]
