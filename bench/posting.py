"""Browsers that book, book series and sign in: the whole forms, with their tokens, in a browser's own words, sixteen at once.

They are threads of four processes, so that none waits long for its turn; what their own processor time comes to is told.
"""

import multiprocessing
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

from bench import CLIENTS
from bench.cases import CSRF, cookie_of

PROCESSES = 4
FIRST_FREE_DAY = date(2024, 6, 3)  # a Monday
SERIES = 50
WEEKS = SERIES // 5
Facts = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """What one browser is to do, so many times, beginning at ``first``: the same number twice would ask for a taken slot."""

    address: str
    deed: str
    client: int
    first: int
    times: int
    facts: Facts


def booked(client: int, number: int, *, first: date = FIRST_FREE_DAY) -> tuple[date, int]:
    """Return day and hour of a client's booking of that number; the hour is its own, so that rooms may be shared."""
    return first + timedelta(days=client * 31 + number), 6 + client


def booked_in_series(number: int) -> list[tuple[date, int]]:
    """Return days and hour of the series of that number; the hour comes behind those of all sixteen clients."""
    monday = FIRST_FREE_DAY + timedelta(weeks=150 + WEEKS * number)
    return [(monday + timedelta(weeks=week, days=day), 6 + CLIENTS) for week in range(WEEKS) for day in range(5)]


class Refused(Exception):
    """The server had too much to do, and said so."""


@dataclass
class Done:
    """What came of it: when it began and ended, how long each deed took in milliseconds, and the browsers' own CPU seconds.

    ``refused`` is how many deeds the server had no time for.
    """

    began: float
    ended: float
    times: list[float] = field(default_factory=list)
    cpu: float = 0.0
    refused: int = 0

    @property
    def rate(self) -> float:
        """Deeds per second, of all browsers together."""
        return len(self.times) / (self.ended - self.began)


class Browser:
    """One connection that is kept, and whose it is."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.client = order.client
        self.connection = HTTPConnection(order.address, timeout=60)
        self.room = order.facts["rooms"][order.client % len(order.facts["rooms"])]

    def post(self, path: str, words: Facts, status: int, *, session: str = "") -> str:
        """Send a form and return the page; raises ValueError where the answer is not the one to be measured."""
        headers = {
            "Cookie": cookie_of(session) if session else f"csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{self.order.address}",
        }
        self.connection.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **words}, doseq=True), headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.status in {429, 503}:
            raise Refused
        if answer.status != status:
            raise ValueError(f"{path} was answered with {answer.status}")
        return page

    def book(self, number: int) -> None:
        """Book an hour: each browser in one room, at an hour of the day of its own."""
        self.post("/book/", self.words(*booked(self.client, number)), 303, session=self.session)

    def series(self, number: int) -> None:
        """Book fifty dates, the working days of ten weeks: look at the preview, then say yes."""
        (monday, hour), *_others, (last, _hour) = booked_in_series(number)
        repeat = {"repeat": "weekly", "weekdays": [0, 1, 2, 3, 4], "until": last.isoformat()}
        words = self.words(monday, hour) | repeat
        preview = self.post("/book/", words, 422, session=self.session)
        asked = re.search(r'name="asked" value="(\w+)"', preview)
        assert asked, "a preview asks for a yes"
        self.post("/book/", words | {"asked": asked[1]}, 303, session=self.session)

    def sign_in(self, _number: int) -> None:
        """Sign in with number and password."""
        citizen_id, password = self.order.facts["people"][self.client % len(self.order.facts["people"])]
        self.post("/sign-in/", {"username": citizen_id, "password": password}, 303)

    @property
    def session(self) -> str:
        """The key of the session of whoever books."""
        return str(self.order.facts["sessions"][self.client])

    def words(self, day: date, hour: int) -> Facts:
        """Return what is typed into the form to have the room for that hour."""
        return {
            "key": uuid4(),
            "room": self.room,
            "on": day.isoformat(),
            "half": "exact",
            "starts": f"{hour:02}:00",
            "ends": f"{hour + 1:02}:00",
            "title": "ประชุมคณะทำงาน",
            "attendees": 15,
            "group": self.order.facts["groups"][self.client],
        }


DEEDS: dict[str, Callable[[Browser, int], None]] = {"book": Browser.book, "series": Browser.series, "sign in": Browser.sign_in}


class Browsers:
    """Sixteen browsers that do the same at once; a context, whose processes end with it."""

    def __enter__(self) -> Self:
        self.pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
        list(self.pool.map(time.sleep, [0.1] * PROCESSES))  # until all are there
        return self

    def __exit__(self, *_error: object) -> None:
        self.pool.shutdown()

    def all_do(self, deed: str, address: str, facts: Facts, *, first: int, times: int, clients: int = CLIENTS) -> Done:
        """Let each of so many browsers do it so many times, and return what all did."""
        orders = [Order(address, deed, client, first, times, facts) for client in range(clients)]
        shares = [share for share in (orders[number::PROCESSES] for number in range(PROCESSES)) if share]
        sent = [self.pool.submit(do_share, share) for share in shares]
        wait(sent)  # for all, also where one failed: what comes next is to be alone
        each = [share.result() for share in sent]
        return Done(
            min(done.began for done in each),
            max(done.ended for done in each),
            [took for done in each for took in done.times],
            sum(done.cpu for done in each),
            sum(done.refused for done in each),
        )


def do_share(orders: Sequence[Order]) -> Done:
    """Do the orders of one process, all at once."""
    worked, began = time.process_time(), time.monotonic()
    with ThreadPoolExecutor(len(orders)) as threads:
        times = [took for each in threads.map(do, orders) for took in each]
    refused = sum(order.times for order in orders) - len(times)
    return Done(began, time.monotonic(), times, time.process_time() - worked, refused)


def do(order: Order) -> list[float]:
    """Do one order, and return how long each time took that was not refused."""
    browser, times = Browser(order), []
    for number in range(order.first, order.first + order.times):
        began = time.monotonic()
        with suppress(Refused):
            DEEDS[order.deed](browser, number)
            times.append((time.monotonic() - began) * 1000)
    browser.connection.close()
    return times
