"""Fills a database to be measured: ``python -m bench.fill "one office"`` prints, as JSON, what the measuring needs to know.

The office that is served is the sample, with its 3,526 bookings, of which one is moved so that one month has eighty. In a
larger form it has more rooms, and other offices stand beside it; ``bench.generator`` draws what is booked in those rooms.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import django

from bench import CLIENTS, FULL_MONTH
from bench.forms import FORMS, Form
from bench.generator import EXACT, Drawn, drawn

FULL = 80
# The first copy's keys follow those of the sample after so many; no table has as many rows as that.
APART = 1_000_000

NUMBERS = "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {copies})"
COPY = NUMBERS + " INSERT INTO {table} ({columns}) SELECT {values} FROM {table} CROSS JOIN copies"
# What starts before the one before it in its room is over; the index of the guard gives them in this order.
OVERLAPS = """
SELECT count(*) FROM (
    SELECT starts_at < lag(ends_at) OVER (PARTITION BY room_id ORDER BY starts_at) AS is_wrong
    FROM bookings_booking WHERE state IN ('pending', 'confirmed', 'held')) AS each WHERE is_wrong"""


def filled(form: Form) -> dict[str, Any]:
    """Fill the empty database in that form, open a session for each client, and return what is asked by."""
    from jonghong.bookings.models import Booking
    from jonghong.offices.models import Office
    from jonghong.people.models import Person
    from jonghong.rooms.models import Room
    from jonghong.sample import office as sample

    fill_sample_office()
    enlarge(form)
    found = Person.objects.filter(office=1, memberships__role="clerk", activated_at__isnull=False).order_by("pk")
    clerks = list(found.prefetch_related("memberships"))
    turns = [clerks[number % len(clerks)] for number in range(CLIENTS)]
    return {
        "sessions": [session_of(clerk) for clerk in turns],
        "groups": [clerk.memberships.all()[0].group_id for clerk in turns],
        "people": [[clerk.citizen_id, sample.PASSWORDS["clerk"]] for clerk in sample.CLERKS],
        "rooms": list(Room.objects.filter(office=1).values_list("pk", flat=True)),
        "all_rooms": Room.objects.count(),
        "offices": Office.objects.count(),
        "bookings": Booking.objects.count(),
    }


def fill(copies: int) -> None:
    """Fill the empty database with the sample, and so many copies of it beside."""
    fill_sample_office()
    if copies:
        copy_office(copies)


def fill_sample_office() -> None:
    """Fill in the sample, one month of it up to eighty."""
    from jonghong.sample.fill import fill_sample

    fill_sample()
    fill_up_month(*FULL_MONTH)


def enlarge(form: Form) -> None:
    """Add rooms, offices and bookings until the form is full; nothing where the sample is all of it."""
    from django.db import connection, transaction

    from jonghong.bookings import tallies
    from jonghong.bookings.models import Booking
    from jonghong.offices.models import Office

    sample = Office.objects.get()
    rooms = add_rooms(sample, form.rooms // form.offices - sample.rooms.count())
    for number in range(2, form.offices + 1):
        rooms += add_rooms(open_office(number), form.rooms // form.offices)
    left = form.bookings - Booking.objects.count()
    if not rooms or left <= 0:
        return
    with transaction.atomic(), connection.cursor() as cursor, guard_at_rest(cursor):
        load(rooms, list(drawn(len(rooms), left)))
    days = set(Booking.objects.order_by().values_list("date", flat=True).distinct())
    for office in Office.objects.all():
        tallies.recount(office.pk, days)
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        assert cursor.fetchone() == (0,), "what was drawn overlaps"
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # its housekeeping would do this by itself within a minute


def open_office(number: int) -> Any:
    """Open an office with ten groups and a clerk in each, as the sample has them."""
    from jonghong.offices.actions import add_group, open_office as open_one
    from jonghong.offices.models import Group
    from jonghong.people.models import Membership, Person
    from jonghong.sample import office as sample

    office = open_one(name=f"สำนักงานทดสอบ {number}", short_name=f"สนง.{number}", is_sample=True)
    for short_name, name in list(sample.GROUPS.items())[1:]:
        add_group(office=office, name=name, short_name=short_name)
    for place, group in enumerate(Group.objects.filter(office=office)):
        name = f"ผู้จองที่ {number}-{place}"
        person = Person.objects.create(office=office, name=name, citizen_key=f"{number}-{place}", password="!")
        Membership.objects.create(office=office, person=person, group=group)
    return office


def add_rooms(office: Any, number: int) -> list[Any]:
    """Add so many rooms behind those that are there, and return them."""
    from jonghong.rooms.models import Room

    first = office.rooms.count()
    return Room.objects.bulk_create(
        Room(office=office, name=f"ห้อง {place + 1}", position=place, capacity=15 + place * 7 % 100)
        for place in range(first, first + number)
    )


def load(rooms: list[Any], plan: list[Drawn]) -> None:
    """Write the bookings of these rooms, each with its row of history."""
    from django.db.models import Max

    from bench import bulk
    from jonghong.bookings.models import Booking, History, State, Verb
    from jonghong.bookings.snapshots import snapshot
    from jonghong.rooms.queries import halves_of

    clerks = clerks_of({room.office_id for room in rooms})
    halves, zone = halves_of(rooms[0].office), rooms[0].office.zone
    first, made = (Booking.objects.aggregate(last=Max("pk"))["last"] or 0) + 1, datetime(2016, 5, 1, 2, tzinfo=zone)
    like = Booking(office=rooms[0].office, room=rooms[0], state=State.CONFIRMED, created_at=made, layout="u", needs_sound=True)
    names = (
        "id",
        "office_id",
        "room_id",
        "group_id",
        "organizer_id",
        "date",
        "half",
        "starts_at",
        "ends_at",
        "title",
        "attendees",
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, each in zip(count(first), plan, strict=False):
            room = rooms[each.room]
            group, clerk = clerks[room.office_id][each.chance % len(clerks[room.office_id])]
            starts, ends = hours_of(each, halves).on(each.day, zone)
            title = f"{TITLES[each.chance % len(TITLES)]} ครั้งที่ {each.chance % 48 + 1}/{each.day.year + 543}"
            people = 5 + each.chance % room.capacity
            yield (number, room.office_id, room.pk, group, clerk, each.day, each.half, starts, ends, title, people)

    def acts() -> Iterator[tuple[Any, ...]]:
        for row in rows():
            facts = dict(zip(names, row, strict=True))
            for name, value in facts.items():
                setattr(like, name, value)
            yield facts["office_id"], UUID(int=facts["id"]), facts["id"], facts["organizer_id"], snapshot(like)

    bulk.insert(like, names, rows())
    history = History(verb=Verb.BOOK, at=made, before={})
    bulk.insert(history, ("office_id", "act", "booking_id", "actor_id", "after"), acts())
    bulk.renumber(Booking)


TITLES = (
    "ประชุมคณะทำงาน",
    "ประชุมผู้บริหารสถานศึกษา",
    "อบรมเชิงปฏิบัติการพัฒนาครู",
    "ประชุมคณะกรรมการตรวจรับพัสดุ",
    "ต้อนรับคณะศึกษาดูงาน",
    "ประชุมกลุ่มงาน",
    "นิเทศติดตามการจัดการเรียนรู้",
)


def clerks_of(offices: set[int]) -> dict[int, list[tuple[int, int]]]:
    """Return (group, person) of everybody of these offices, by office."""
    from jonghong.people.models import Membership

    found: dict[int, list[tuple[int, int]]] = {office: [] for office in offices}
    memberships = Membership.objects.filter(office__in=offices).order_by("pk")
    for office, group, person in memberships.values_list("office", "group", "person"):
        found[office].append((group, person))
    return found


def hours_of(each: Drawn, halves: Any) -> Any:
    """Return the wall times of what was drawn."""
    from jonghong.rooms.hours import Half, Hours

    if each.half == EXACT:
        hour = 9 + each.chance % 6
        return Hours(time(hour), time(hour + 2))
    return halves.hours(Half(each.half))


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
    print(json.dumps(filled(FORMS[sys.argv[1]])))
