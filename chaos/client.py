"""Clerks who book one slot after the other: ``python -m chaos.client ORDER``, an object as JSON, until standard input ends.

Each thread is one browser without scripts: it opens the form once, as a tab that is kept open, and gives each sending a key of
its own, as the page does. Only the standard library.
"""

import json
import random
import re
import socket
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from chaos import slots
from chaos.ledger import TAKEN, TITLE, UNKNOWN, Page
from tests.racers import Forms

FORM = "/book/"
BROKEN = (OSError, HTTPException)
IMPATIENT = "a 429 or 503 that does not say when to ask again"
REFUSED = 409  # somebody else has the room
SIGNED_OUT = 401  # in place of being led to the sign-in page: nothing was booked
HANG_UP_WITHIN = 0.03  # seconds, so that some hang up before the deed and some after it
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: end the connection as a cable does that is pulled
PAUSE_WHEN_BROKEN = 0.05
LONGEST_PAUSE = 1.0  # seconds; what Retry-After asks for is kept to up to here


class Clerk:
    """One person who is signed in, with the form open and a kept connection."""

    def __init__(self, facts: dict[str, Any], page: Page, number: int) -> None:
        self.address: str = facts["address"]
        self.rooms: Sequence[int] = facts["rooms"]
        self.patience: float = facts.get("patience", 30)
        self.page, self.number = page, number % len(facts["clerks"])
        session, self.group = facts["clerks"][self.number]
        self.cookies = {"session": session}
        self.fields: dict[str, str] = {}
        self.connection = HTTPConnection(self.address, timeout=self.patience)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        """Return an answer and its text; raises one of ``BROKEN``."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.address}"}
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except BROKEN:
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer, text

    def close(self) -> None:
        """End the connection; the next request begins another."""
        self.connection.close()

    def is_connected(self) -> bool:
        """Connect unless that is done, and tell whether it is now: what was never sent has no unknown outcome."""
        with suppress(OSError):
            if self.connection.sock is None:
                self.connection.connect()
            return True
        self.connection.close()
        return False

    def has_form(self) -> bool:
        """Open the form unless it is open, and tell whether it is now."""
        if not self.fields:
            with suppress(*BROKEN):
                _answer, text = self.ask("GET", FORM)
                self.fields = Forms(text).found.get(FORM, {})
        return bool(self.fields)

    def typed(self, key: str, slot: int) -> str:
        """Return the body of the form for that slot."""
        facts = {"key": key, "title": TITLE + key, "attendees": "9", "group": str(self.group), **slots.words(slot, self.rooms)}
        return urlencode({**self.fields, **facts})

    def book(self, key: str, slot: int) -> tuple[int, float]:
        """Send the form; write down before what is sent and then what came of it.

        Returns the status, UNKNOWN for none, and after how many seconds the server wants to be asked again.
        """
        self.page.sent(key=key, slot=slot, clerk=self.number)
        try:
            answer, text = self.ask("POST", FORM, self.typed(key, slot))
        except BROKEN as error:
            self.page.answered(key=key, status=UNKNOWN, why=repr(error))
            return UNKNOWN, PAUSE_WHEN_BROKEN
        where = answer.headers.get("Location", "")
        act = where.partition("done=")[2].partition("&")[0].partition("#")[0]
        status = answer.status if act or answer.status != TAKEN else SIGNED_OUT if "/sign-in/" in where else UNKNOWN
        wait = answer.headers.get("Retry-After", "0" if answer.status not in {429, 503} else "")
        self.page.answered(
            key=key, status=status, act=act, why=reason(text) if answer.status == REFUSED else "" if wait else IMPATIENT
        )
        return status, min(LONGEST_PAUSE, float(wait) if wait.isdecimal() else 0)

    def hang_up(self, key: str, slot: int) -> tuple[int, float]:
        """Send the form and go, without hearing what comes of it."""
        self.page.sent(key=key, slot=slot, clerk=self.number)
        with suppress(*BROKEN):
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.address}"}
            self.connection.request("POST", FORM, self.typed(key, slot), headers)
            time.sleep(random.random() * HANG_UP_WITHIN)
            if random.random() < 0.5:
                self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()
        self.page.answered(key=key, status=UNKNOWN, why="hung up")
        return UNKNOWN, 0


def reason(text: str) -> str:
    """Return what a page says in words, without its head, as far as a ledger needs it."""
    main = text.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())[:400]


def is_ready(clerk: Clerk, *, is_fresh: bool) -> bool:
    """Tell whether the form can be sent now; ``is_fresh`` leaves connecting to the sending, so that a refusal is counted."""
    return clerk.has_form() and (is_fresh or clerk.is_connected())


def work(clerk: Clerk, wishes: Iterator[tuple[str, int]], is_over: Event, order: dict[str, Any]) -> None:
    """Book one wish after the other until told to stop."""
    is_fresh = bool(order.get("is_fresh"))
    for key, slot in wishes:
        if is_fresh:
            clerk.close()
        while not is_over.is_set() and not is_ready(clerk, is_fresh=is_fresh):
            is_over.wait(PAUSE_WHEN_BROKEN)
        if is_over.is_set():
            break
        _status, wait = (clerk.hang_up if order.get("hangs_up") else clerk.book)(key, slot)
        is_over.wait(max(order.get("pause", 0), 0 if order.get("is_rude") else wait))


def new_wishes(first: int, step: int, most: int) -> Iterator[tuple[str, int]]:
    """Give keys and slots that nobody had before."""
    for slot in range(first, first + step * most, step):
        yield str(uuid4()), slot


def main(order: dict[str, Any]) -> None:
    """Let so many threads work; with ``again`` each wish of that list is sent once more, by the clerk who sent it first."""
    page = Page(Path(order["ledger"]))
    is_over = Event()
    if "again" in order:
        clerks = {number: Clerk(order, page, number) for _key, _slot, number in order["again"]}
        for key, slot, number in order["again"]:
            clerk = clerks[number]
            if clerk.is_connected() and clerk.has_form():
                clerk.book(key, slot)
        return
    first, step = order["first"], order["step"]
    threads = []
    for number in range(order["threads"]):
        wishes = new_wishes(first + number, step, order.get("most", 1_000_000))
        clerk = Clerk(order, page, first + number)
        threads.append(Thread(target=work, args=(clerk, wishes, is_over, order), daemon=True))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    is_over.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
