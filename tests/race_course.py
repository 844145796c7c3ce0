"""Where races are run: an office made for them, the field of racers, and what must hold when the dust has settled."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from jonghong.people.sessions import SessionStore
from tests.racers import GO, PATIENCE, READY, Order

PEOPLE = 20
DAYS = [date(2023, 6, day) for day in (12, 13, 14, 15, 16)]

# Two rows of one room that both keep others out and share an instant: there must be none. In SQL that both databases read.
OVERLAPS = """
SELECT count(*) FROM bookings_booking AS one JOIN bookings_booking AS other
ON one.room_id = other.room_id AND one.id < other.id AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
WHERE one.state IN ('pending', 'confirmed', 'held') AND other.state IN ('pending', 'confirmed', 'held')"""
USED_DAYS = "SELECT office_id, date FROM bookings_booking WHERE state = 'confirmed'"


class Course:
    """An office with five rooms, twenty groups and one clerk in each."""

    def __init__(self) -> None:
        from jonghong.offices.models import Group, Office
        from jonghong.people.models import Membership, Person
        from jonghong.rooms.models import Room

        self.office = Office.objects.create(name="สนามแข่ง", short_name="สนาม")
        self.rooms = [Room.objects.create(office=self.office, name=f"ห้อง {n}", capacity=20, position=n) for n in range(5)]
        self.groups, self.people = [], []
        for number in range(PEOPLE):
            name = f"งาน{number:02}"
            group = Group.objects.create(office=self.office, name=name, short_name=name, position=number)
            person = Person.objects.create(office=self.office, name=f"คนที่ {number}", citizen_key=f"{number}", password="!")
            Membership.objects.create(office=self.office, person=person, group=group)
            self.groups.append(group)
            self.people.append(person)

    def rights(self, number: int) -> Any:
        """Return what one of the twenty may do."""
        from jonghong.people.permissions import rights_of

        return rights_of(self.people[number])

    def slot(self, day: date, half: str = "morning", exact: Any = None) -> Any:
        """Return a stretch of time in this office."""
        from jonghong.bookings.timeslots import slot_of
        from jonghong.rooms.hours import Half
        from jonghong.rooms.queries import halves_of

        return slot_of(day, Half(half), halves_of(self.office), exact)

    def details(self, number: int) -> Any:
        """Return what the meeting of one of the twenty is about."""
        from jonghong.bookings.snapshots import Details

        return Details(title=f"ประชุมคนที่ {number}", group_id=self.groups[number].pk)

    def book(self, number: int, room: int, *slots: Any, **facts: Any) -> Any:
        """Let one of the twenty book a room, and return the act."""
        from jonghong.bookings import actions

        return actions.book(
            office=self.office,
            by=self.rights(number),
            room_id=self.rooms[room].pk,
            slots=slots,
            details=self.details(number),
            **facts,
        )

    def change(self, number: int, booking: Any, room: int, slot: Any, **facts: Any) -> Any:
        """Let one of the twenty move a booking, as it was last read, and return the act."""
        from jonghong.bookings import actions

        return actions.change(
            booking=booking,
            by=self.rights(number),
            version=booking.version,
            room_id=self.rooms[room].pk,
            slot=slot,
            details=self.details(number),
            **facts,
        )

    def session(self, number: int) -> str:
        """Return the key of a session of one of the twenty, as signing in would open it."""
        person = self.people[number]
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "jonghong.people.signin.OwnPassword"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        return str(session.session_key)


def fill() -> dict[str, Any]:
    """Fill a server's database with the course, and return what racers need to know.

    Twenty are signed in. Each holds a day of July; each once had, and cancelled, room 0 on the mornings of ``DAYS`` in August.
    """
    from jonghong.bookings import actions
    from jonghong.bookings.models import Booking

    course = Course()
    cancelled: list[list[str]] = [[] for _day in DAYS]
    for number in range(PEOPLE):
        for acts, day in zip(cancelled, DAYS, strict=True):
            course.book(number, 0, course.slot(day.replace(month=8)))
            booking = Booking.objects.latest("pk")
            acts.append(str(actions.cancel(booking=booking, by=course.rights(number))))
        course.book(number, number % 5, course.slot(date(2023, 7, 3 + number // 5), "day"))
    return {
        "rooms": [room.pk for room in course.rooms],
        "groups": [group.short_name for group in course.groups],
        "sessions": [course.session(number) for number in range(PEOPLE)],
        "bookings": list(Booking.objects.filter(state="confirmed").order_by("pk").values_list("pk", flat=True)),
        "cancelled": cancelled,
    }


def findings() -> dict[str, Any]:
    """Return what stands in the database, and every flaw of it in words: the same judge for servers and for threads."""
    from jonghong.bookings.models import Booking, History

    acts = Counter(str(act) for act in History.objects.values_list("act", flat=True))
    return {"flaws": flaws(), "acts": acts, "held": Booking.objects.filter(state__in=("pending", "confirmed", "held")).count()}


def flaws() -> list[str]:
    """Return what must not be: overlaps, months counted wrongly, histories with a gap or not ending in what stands."""
    from jonghong.bookings.models import Booking, History, MonthTally

    found = []
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        overlaps = cursor.fetchone()[0]
        cursor.execute(USED_DAYS)
        held = Counter((office, int(str(day)[:4]) * 12 + int(str(day)[5:7]) - 1) for office, day in cursor.fetchall())
    if overlaps:
        found.append(f"{overlaps} pairs overlap")
    counted = {(tally.office_id, tally.month): tally.times for tally in MonthTally.objects.filter(times__gt=0)}
    if counted != held:
        found.append(f"the months are counted as {counted}, and hold {held}")
    for booking in Booking.objects.all():
        before: dict[str, Any] = {}
        for row in History.objects.filter(booking=booking).order_by("pk"):
            if row.before != before:
                found.append(f"the history of booking {booking.pk} has a gap before act {row.act}")
            before = row.after
        if (before["room_id"], before["state"], before["date"], before["half"]) != (
            booking.room_id,
            booking.state,
            booking.date.isoformat(),
            booking.half,
        ):
            found.append(f"the history of booking {booking.pk} does not end in what stands")
    return found


class Field:
    """So many racers against one server, or in turn against several, as the test sees them."""

    def __init__(self, *urls: str, number: int) -> None:
        command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("racers.py"))]
        self.racers = [
            subprocess.Popen([*command, urlsplit(url).netloc], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for url in islice(cycle(urls), number)
        ]

    def race(self, orders: Sequence[Order]) -> list[Any]:
        """Let all prepare, send them off at once, and return what each came back with."""
        for racer, order in zip(self.racers, orders, strict=True):
            self._tell(racer, json.dumps(order))
        for racer in self.racers:
            assert self._hear(racer) == READY
        for racer in self.racers:
            self._tell(racer, GO)
        return [json.loads(self._hear(racer)) for racer in self.racers]

    def go_home(self) -> None:
        """End the processes; they end by themselves when nothing more is to be read."""
        for racer in self.racers:
            assert racer.stdin is not None
            assert racer.stdout is not None
            racer.stdin.close()
            racer.stdout.close()
            racer.wait(PATIENCE)

    def _tell(self, racer: subprocess.Popen[str], line: str) -> None:
        assert racer.stdin is not None
        racer.stdin.write(line + "\n")
        racer.stdin.flush()

    def _hear(self, racer: subprocess.Popen[str]) -> str:
        assert racer.stdout is not None
        return racer.stdout.readline().strip()


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of these at once, each in a thread with a database connection of its own; return their results or exceptions."""
    barrier = Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            results[number] = works[number]()
        except Exception as error:  # noqa: BLE001 - the test judges it
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def course(transactional_db: None) -> Iterator[Course]:
    """Give a course in the test database, with a connection for every thread; a pool would let only some of them in."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    pool = options.pop("pool", None)
    leave_database()
    yield Course()
    if pool:
        connection.close()
        options["pool"] = pool


def leave_database() -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
