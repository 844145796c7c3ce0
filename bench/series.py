"""How long a series of 520 dates takes to preview and to save on SQLite: ``./jonghong bench series [times]``.

The whole product answers in this process, on the sample office. What is counted is the time on the clock from the sent form
to its answer and, beside it, how long the processor worked, whoever else kept it busy. The aims: a preview within 300 ms,
saving within 1 s.
"""

import os
import re
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import django

from bench.places import CLOCK

DATES, TIMES = 520, 3
AIMS = {
    "preview, all free": 300,
    "save": 1000,
    "preview, all taken": 300,
    "preview of moving all": 300,
    "save of moving all": 1000,
    "cancel all": 1000,
}


def main(words: list[str]) -> int:
    """Measure on a database of its own, print the median of each step beside its aim, and return 0 where all reach theirs."""
    with TemporaryDirectory(prefix="jonghong-bench-") as name:
        folder = Path(name)
        (folder / "static").mkdir()
        os.environ |= {
            "JONGHONG_DATA": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
            "JONGHONG_CLOCK": CLOCK,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        }
        django.setup()
        clerk = measured(int(words[0]) if words else TIMES)
    for step, aim in AIMS.items():
        spent, worked = median(clerk.spent[step]), median(clerk.worked[step])
        print(f"{step:24} {spent:7.0f} ms   of the processor {worked:7.0f} ms   aim {aim} ms")
    return 0 if all(median(clerk.spent[step]) <= aim for step, aim in AIMS.items()) else 1


def measured(times: int) -> "Clerk":
    """Return a clerk who booked, moved and cancelled such a series so many times."""
    from django.core.management import call_command

    from jonghong.sample.fill import fill_sample

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill_sample()
    clerk = Clerk()
    for _ in range(times):
        clerk.go_once_around()
    return clerk


class Clerk:
    """Somebody signed in, who books every working day of two years."""

    def __init__(self) -> None:
        from django.test import Client

        from jonghong.people.models import Person

        person = Person.objects.filter(memberships__role="clerk", activated_at__isnull=False).order_by("pk")[0]
        self.client = Client(headers={"host": "127.0.0.1"})
        self.client.force_login(person, "jonghong.people.signin.OwnPassword")
        self.rooms = list(person.office.rooms.values_list("pk", flat=True))
        self.group = person.memberships.get().group_id
        self.spent: dict[str, list[float]] = {}
        self.worked: dict[str, list[float]] = {}

    def go_once_around(self) -> None:
        """Book the series, look at it taken, move all of it to another room, and cancel it."""
        from jonghong.bookings.models import Booking

        form = self.form()
        preview = self.timed("preview, all free", lambda: self.post("/book/", form, 422))
        self.timed("save", lambda: self.post("/book/", form | answers(preview), 303))
        first, *_others = booked = list(Booking.objects.order_by("-pk").filter(state="confirmed")[:DATES])
        assert len({booking.series_id for booking in booked}) == 1
        self.timed("preview, all taken", lambda: self.post("/book/", form, 422))
        path = f"/booking/{first.pk}/change/"
        seen = re.search(r'name="seen" value="([\d.]+)"', self.client.get(path).content.decode())
        assert seen
        moved = form | {"scope": "all", "room": self.rooms[1], "seen": seen[1], "version": first.version, "on": first.date}
        preview = self.timed("preview of moving all", lambda: self.post(path, moved, 422))
        self.timed("save of moving all", lambda: self.post(path, moved | answers(preview), 303))
        whole = {"which": "all", "key": uuid4(), "version": first.version + 1}
        self.timed("cancel all", lambda: self.post(f"/booking/{first.pk}/cancel/", whole, 303))

    def form(self) -> dict[str, Any]:
        """Return what is typed: 06.00-07.00, when the sample has nothing, on five days of each week."""
        monday = date(2024, 1, 1)
        return {
            "room": self.rooms[0],
            "on": monday.isoformat(),
            "until": (monday + timedelta(weeks=DATES // 5, days=-1)).isoformat(),
            "repeat": "weekly",
            "weekdays": ["0", "1", "2", "3", "4"],
            "half": "exact",
            "starts": "06:00",
            "ends": "07:00",
            "title": "ประชุมเช้า",
            "attendees": 15,
            "group": self.group,
            "key": uuid4(),
        }

    def post(self, path: str, words: dict[str, Any], status: int) -> str:
        """Send a form and return the page; raises ValueError where the answer is not the one to be measured."""
        answer = self.client.post(path, words)
        if answer.status_code != status:
            raise ValueError(f"{path} was answered with {answer.status_code}")
        return str(answer.content.decode())

    def timed(self, step: str, do: Callable[[], str]) -> str:
        """Do it, note how long it took, and return the page."""
        start, worked = time.perf_counter(), time.process_time()
        page = do()
        self.spent.setdefault(step, []).append((time.perf_counter() - start) * 1000)
        self.worked.setdefault(step, []).append((time.process_time() - worked) * 1000)
        return page


def answers(preview: str) -> dict[str, str]:
    """Return what a browser sends of a preview that has no clash."""
    asked = re.search(r'name="asked" value="(\w+)"', preview)
    assert asked
    return {"asked": asked[1]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
