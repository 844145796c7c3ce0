"""What 500 requests that wait cost: ``./jonghong bench requests``.

They all lie in one month of the sample office, four a day in each of its rooms. On each kind of database it makes the month
and the officer's list anew, as ``bench.afresh`` does, and then permits a hundred of them at once and all the rest.
"""

import json
import sys
import time
from datetime import date, time as wall_time, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import django

from bench.afresh import answer
from bench.fill import session_of
from bench.places import KINDS, databases, environment_of, python

WAITING, AT_ONCE, ROUNDS = 500, 100, 21
FIRST = date(2023, 12, 1)
PAGES = {"month table": "/2566/12/", "officer's list": "/desk/", "their number": "/desk/waiting/"}


def main(_words: list[str]) -> int:
    """Measure on both kinds of database, and print."""
    for kind in KINDS:
        with TemporaryDirectory(prefix="jonghong-bench-") as name, databases(kind, Path(name)) as urls:
            found = measured(urls[0], Path(name))
        print(f"\n## {kind}\n\n| {WAITING} requests that wait | |\n|---|---|")
        for case, milliseconds in found.items():
            print(f"| {case} | {milliseconds:.1f} ms |")
    return 0


def measured(url: str, folder: Path) -> dict[str, float]:
    """Measure one database in a process of its own."""
    environment = environment_of(folder / "data", url)
    python("-m", "jonghong", "migrate", environment=environment)
    found: dict[str, float] = json.loads(python("-m", "bench.waiting_requests", "here", environment=environment))
    return found


def here() -> dict[str, float]:
    """Fill this process's database, and return the milliseconds of each case."""
    from django.core.management import call_command

    from jonghong.bookings import actions
    from jonghong.people.models import Person
    from jonghong.people.permissions import rights_of
    from jonghong.sample.fill import fill_sample

    call_command("collectstatic", verbosity=0, interactive=False)
    fill_sample()
    officer = Person.objects.filter(memberships__role="officer")[0]
    bookings = ask(officer.office)
    found = {case: page_cost(path, session_of(officer)) for case, path in PAGES.items()}
    for case, some in ((f"permit {AT_ONCE} at once", bookings[:AT_ONCE]), ("permit the rest at once", bookings[AT_ONCE:])):
        start = time.monotonic()
        actions.approve(bookings=some, by=rights_of(officer))
        found[case] = (time.monotonic() - start) * 1000
    return found


def ask(office: Any) -> list[Any]:
    """Let every room be asked for, four times a day."""
    from jonghong.bookings import actions
    from jonghong.bookings.models import Booking, State
    from jonghong.core import clock
    from jonghong.rooms.hours import Hours

    group, person = office.groups.all()[1], office.people.filter(memberships__role="clerk")[0]
    rows = []
    for number in range(WAITING):
        days, hour = divmod(number // office.rooms.count(), 4)
        day = FIRST + timedelta(days)
        starts, ends = Hours(wall_time(17 + hour), wall_time(17 + hour, 45)).on(day, office.zone)
        rows.append(
            Booking(
                office=office,
                room=office.rooms.all()[number % office.rooms.count()],
                group=group,
                organizer=person,
                date=day,
                half="exact",
                starts_at=starts,
                ends_at=ends,
                title=f"ประชุมคณะทำงานชุดที่ {number}",
                attendees=15,
                state=State.PENDING,
                expires_at=ends,
                created_at=clock.now(),
            )
        )
    actions.load(office=office, bookings=rows)
    found = list(Booking.objects.filter(office=office, state=State.PENDING).order_by("pk"))
    for booking in found:
        booking.office = office
    return found


def page_cost(path: str, session: str) -> float:
    """Return the median of the processor's milliseconds to make a page anew; the first warmed up."""
    from jonghong.core.pagecache import store
    from jonghong.wsgi import application

    spent = []
    for _ in range(ROUNDS):
        store.clear()
        start = time.process_time()
        answer(application, path, f"session={session}; csrf={'a' * 32}")
        spent.append((time.process_time() - start) * 1000)
    return median(spent[1:])


if __name__ == "__main__":
    if "here" in sys.argv:
        django.setup()
        print(json.dumps(here()))
    else:
        sys.exit(main([]))
