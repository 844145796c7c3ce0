"""Fills a database to be measured: ``python -m bench.fill 110`` prints, as JSON, what the measuring needs to know.

The office that is served is the sample, with its 3,526 bookings, of which one is moved so that one month has eighty. Beside
it stand so many copies of it, row for row, as they would in a database that many offices share.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import django

from bench import FULL_MONTH

FULL = 80
# The first copy's keys follow those of the sample after so many; no table has as many rows as that.
APART = 1_000_000

NUMBERS = "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {copies})"
COPY = NUMBERS + " INSERT INTO {table} ({columns}) SELECT {values} FROM {table} CROSS JOIN copies"


def fill(copies: int) -> dict[str, Any]:
    """Fill the empty database, and open a session for one clerk."""
    from jonghong.bookings.models import Booking
    from jonghong.people.models import Person
    from jonghong.sample.fill import fill_sample

    fill_sample()
    fill_up_month(*FULL_MONTH)
    clerk = Person.objects.filter(memberships__role="clerk", activated_at__isnull=False).order_by("pk")[0]
    facts = {
        "session": session_of(clerk),
        "rooms": list(clerk.office.rooms.values_list("pk", flat=True)),
        "group": clerk.memberships.get().group_id,
    }
    if copies:
        copy_office(copies)
    return {**facts, "bookings": Booking.objects.count()}


def fill_up_month(year: int, month: int) -> None:
    """Move bookings of the next month into this one until it has eighty; Sundays have room."""
    from jonghong.bookings import actions
    from jonghong.bookings.models import Booking
    from jonghong.bookings.snapshots import Details
    from jonghong.bookings.timeslots import TimeSlot
    from jonghong.people.permissions import rights_of
    from jonghong.rooms.hours import Half, Hours

    in_month = Booking.objects.filter(date__year=year, date__month=month)
    later = list(Booking.objects.filter(date__year=year, date__month=month + 1, series=None).order_by("pk"))
    sundays = [day for day in (date(year, month, 1) + timedelta(n) for n in range(28)) if day.weekday() == 6]
    for booking, day in zip(later[: FULL - in_month.count()], sundays, strict=False):
        assert booking.organizer is not None
        actions.change(
            booking=booking,
            by=rights_of(booking.organizer),
            version=booking.version,
            room_id=booking.room_id,
            slot=TimeSlot(day, Half.EXACT, Hours(time(6), time(7))),
            details=Details(title=booking.title, group_id=booking.group_id, attendees=booking.attendees),
        )
    assert in_month.count() == FULL


def session_of(person: Any) -> str:
    """Return the key of a session that is open for a year."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from jonghong.people.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "jonghong.people.signin.OwnPassword"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.set_expiry(timedelta(days=365))
    session.save()
    return str(session.session_key)


def copy_office(copies: int) -> None:
    """Copy every row of the sample office so many times, each copy with keys of its own."""
    from django.apps import apps
    from django.db import connection, transaction

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -500000")  # of this connection
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("jonghong.")]
    models = [model for label in ours for model in apps.get_app_config(label).get_models()]
    with transaction.atomic(), connection.cursor() as cursor, guard_at_rest(cursor):
        for model in models:
            fields = model._meta.concrete_fields
            values = [f"{field.column} + n * {APART}" if is_key(field) else str(field.column) for field in fields]
            cursor.execute(
                COPY.format(
                    copies=copies,
                    table=model._meta.db_table,
                    columns=", ".join(str(field.column) for field in fields),
                    values=", ".join(values),
                ),
            )
    if connection.vendor == "postgresql":
        # Its housekeeping would do this by itself within a minute.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


@contextmanager
def guard_at_rest(cursor: Any) -> Iterator[None]:
    """Put SQLite's triggers aside for a while: copies of what does not overlap do not either, and asking takes minutes."""
    if cursor.db.vendor == "postgresql":
        yield
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _statement in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    yield
    for _name, statement in triggers:
        cursor.execute(statement)


def is_key(field: Any) -> bool:
    """Tell whether a column names a row that is copied, too."""
    return bool(field.primary_key or field.is_relation)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill(int(sys.argv[1]))))
