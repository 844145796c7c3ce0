"""Bookings per second below HTTP: sixteen processes call ``bookings.actions.book``, each for slots of its own.

Everything a booking is belongs to it: the lock of its room, the rules, the check, the guard, history, count, version and the
audit. Beside it, on the same disk in the same run, what no booking can be cheaper than: one row inserted and committed, by
one process and by sixteen, and what the disk takes to keep a page for good (fsync).
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time as wall_time
from pathlib import Path
from typing import Any

import django

from bench import CLIENTS
from bench.load import at
from bench.places import Place, python
from bench.posting import booked
from bench.processes import CORES

FIRST_DAY = date(2029, 6, 4)
TABLE = "bench_commits"
FLOOR = f"INSERT INTO {TABLE} (facts) VALUES (%s)"
FSYNCS, PAGE = 200, 4096
COMMITS = 10  # for each booking: a commit is so much shorter
PATIENCE = 600
WARM_UP = 3  # deeds of each process that are not counted: a server has booked before, too
Deed = Callable[[int], object]


@dataclass
class Took:
    """What one process did: when it began and ended, the milliseconds of each time, and its CPU seconds.

    ``refused`` is how often the database gave up, as it does after its time limit; the time that took counts as well.
    """

    began: float
    ended: float
    times: list[float]
    cpu: float
    refused: int


def measured(place: Place, *, number: int, times: int) -> dict[str, float]:
    """Let every process book so many slots, others in each round of a number; times are milliseconds."""
    first = number * (times + WARM_UP)
    found: dict[str, float] = json.loads(python("-m", "bench.actions", str(first), str(times), environment=place.environment))
    return found


def here(first: int, times: int) -> dict[str, float]:
    """Measure on this process's database."""
    from django.conf import settings

    make_table()
    single, all_together = together(commit_of, 1, 0, times * COMMITS), together(commit_of, CLIENTS, 0, times)
    booked = together(booking_of, CLIENTS, first, times)
    return {
        **booked,
        "commits_of_one": single["rate"],
        "commits_of_all": all_together["rate"],
        "fsyncs": fsyncs(settings.DATA),
        "ratio": booked["rate"] / single["rate"],
    }


def together(deed: Callable[[int], Deed], clients: int, first: int, times: int) -> dict[str, float]:
    """Let so many processes do it at once, and return rate, times and their share of all processors."""
    from django.db import OperationalError

    from jonghong.commands.serve import leave_database
    from jonghong.core.memory import share

    leave_database()  # processes that fork must not share it
    share()  # as the server does before its processes part
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(clients), context.SimpleQueue()

    def be_one(client: int) -> None:
        do, took, refused = deed(client), [], 0
        for number in range(first, first + WARM_UP):
            do(number)
        start.wait(PATIENCE)
        worked, began = time.process_time(), time.monotonic()
        for number in range(first + WARM_UP, first + WARM_UP + times):
            at_start = time.perf_counter()
            try:
                do(number)
            except OperationalError:
                refused += 1
            took.append((time.perf_counter() - at_start) * 1000)
        answers.put(Took(began, time.monotonic(), took, time.process_time() - worked, refused))

    crowd = [context.Process(target=be_one, args=(client,)) for client in range(clients)]
    for each in crowd:
        each.start()
    found = [wait_for(answers, crowd) for _ in crowd]
    for each in crowd:
        each.join(PATIENCE)
    all_times = [milliseconds for took in found for milliseconds in took.times]
    seconds = max(took.ended for took in found) - min(took.began for took in found)
    refused = sum(took.refused for took in found)
    return {
        "rate": (len(all_times) - refused) / seconds,
        "refused": refused,
        "p50": at(all_times, 0.5),
        "p99": at(all_times, 0.99),
        "clients_cpu_share": sum(took.cpu for took in found) / seconds / CORES,
    }


def wait_for(answers: Any, crowd: list[Any]) -> Took:
    """Return the next answer; raises RuntimeError where one of the processes failed, whose reason stands above."""
    while answers.empty():
        if any(each.exitcode for each in crowd):
            for each in crowd:
                each.kill()
            raise RuntimeError("one of the processes failed")
        time.sleep(0.005)
    took: Took = answers.get()
    return took


def booking_of(client: int) -> Deed:
    """Return what books the slot of a number: in one of the rooms, at an hour of its own."""
    from jonghong.bookings import actions
    from jonghong.bookings.snapshots import Details
    from jonghong.bookings.timeslots import TimeSlot
    from jonghong.offices.queries import served_office
    from jonghong.people.models import Person
    from jonghong.people.permissions import rights_of
    from jonghong.rooms.hours import Half, Hours

    office = served_office()
    rooms = list(office.rooms.values_list("pk", flat=True))
    clerks = Person.objects.filter(office=office, memberships__role="clerk", activated_at__isnull=False).order_by("pk")
    rights = rights_of(clerks[client % clerks.count()])
    details = Details(title="ประชุมคณะทำงาน", group_id=rights.group_ids[0], attendees=15)

    def book(number: int) -> object:
        day, hour = booked(client, number, first=FIRST_DAY)
        slot = TimeSlot(day, Half.EXACT, Hours(wall_time(hour), wall_time(hour + 1)))
        return actions.book(office=office, by=rights, room_id=rooms[client % len(rooms)], slots=[slot], details=details)

    return book


def make_table() -> None:
    """Make the table of the floor."""
    from django.db import connection

    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (id {key} PRIMARY KEY, facts text)")


def commit_of(_client: int) -> Deed:
    """Return what inserts one row and commits, as durably as the product commits."""
    from django.db import connection, transaction

    connection.ensure_connection()

    def commit(number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FLOOR, [f"{number}"])

    return commit


def fsyncs(folder: Path) -> float:
    """Return how many pages a second the disk of that folder keeps for good, one after the other."""
    file = folder / "bench-fsync"
    with file.open("wb", buffering=0) as out:
        began = time.perf_counter()
        for _ in range(FSYNCS):
            out.write(b"x" * PAGE)
            os.fsync(out.fileno())
        seconds = time.perf_counter() - began
    file.unlink()
    return FSYNCS / seconds


if __name__ == "__main__":
    django.setup()
    print(json.dumps(here(*map(int, sys.argv[1:]))))
