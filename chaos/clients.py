"""Client processes that book while something breaks, and single requests beside them."""

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from typing import Any, Self
from uuid import uuid4

from chaos import ROOT
from chaos.client import Clerk
from chaos.ledger import TAKEN, Ledger, Page
from chaos.places import Place

SETTLES_WITHIN = 10.0  # seconds
PATIENCE = 120
TRIES, RESENDERS = 5, 2


class NotSettled(Exception):
    """No booking was taken in time after a fault."""


def facts_of(place: Place, ledger: Ledger) -> dict[str, Any]:
    """Return what a client needs to know."""
    facts = {name: place.facts[name] for name in ("clerks", "rooms")}
    return {**facts, "address": place.address, "ledger": str(ledger.folder)}


class Clients:
    """Some processes that book until the block ends; each of their requests asks for a slot that nobody had.

    Several such blocks may write into one ledger at once, each with a number in ``lane`` of so many ``lanes``; ``first`` is
    then the slot that all of them begin at.
    """

    def __init__(
        self,
        place: Place,
        ledger: Ledger,
        *,
        processes: int = 2,
        threads: int = 3,
        pause: float = 0.0,
        patience: float = 30.0,
        first: int | None = None,
        lane: int = 0,
        lanes: int = 1,
        hangs_up: bool = False,
        is_rude: bool = False,
        is_fresh: bool = False,
    ) -> None:
        self.place, self.ledger = place, ledger
        self.first, self.lane, self.lanes = first, lane, lanes
        self.order = {**facts_of(place, ledger), "threads": threads, "pause": pause, "patience": patience, "hangs_up": hangs_up}
        self.order |= {"is_rude": is_rude, "is_fresh": is_fresh}
        self.number, self.own = processes, processes * threads
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        first = (self.ledger.next_slot() if self.first is None else self.first) + self.lane * self.own
        for number in range(self.number):
            order = {**self.order, "first": first + number * self.order["threads"], "step": self.own * self.lanes}
            self.processes.append(start(order))
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.close()
        for process in self.processes:
            process.wait(PATIENCE)

    def book(self, number: int, *, within: float = PATIENCE) -> None:
        """Return when so many more were acknowledged; raises NotSettled where that takes too long."""
        goal, deadline = self.ledger.taken() + number, time.monotonic() + within
        while self.ledger.taken() < goal:
            if time.monotonic() > deadline:
                raise NotSettled(f"{number} bookings were not taken within {within} s")
            time.sleep(0.05)

    def send(self, number: int, *, within: float = PATIENCE) -> None:
        """Return when so many more requests have come to an end, whatever came of them."""
        goal, deadline = self.ledger.ended() + number, time.monotonic() + within
        while self.ledger.ended() < goal:
            if time.monotonic() > deadline:
                raise NotSettled(f"{number} requests did not end within {within} s")
            time.sleep(0.05)


def start(order: dict[str, Any], *, hears: bool = False) -> subprocess.Popen[bytes]:
    """Start a client process with its order; one of a crowd says when it is ready, and ``hears`` reads that."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-S", "-m", "chaos.crowding" if hears else "chaos.client", json.dumps(order)]
    told = subprocess.PIPE if hears else None
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=told)


def resend(place: Place, ledger: Ledger) -> int:
    """Send everything of unknown outcome again with the same keys until that is known; return how many were sent again."""
    unknown = first = ledger.unknown()
    for _try in range(TRIES):
        if not unknown:
            break
        shares = [[(wish.key, wish.slot, wish.clerk) for wish in unknown[offset::RESENDERS]] for offset in range(RESENDERS)]
        processes = [start({**facts_of(place, ledger), "again": share}) for share in shares if share]
        for process in processes:
            process.communicate(timeout=PATIENCE)
        unknown = ledger.unknown()
    return len(first)


def settle(place: Place, ledger: Ledger, *, since: float, within: float) -> float:
    """Try until a booking is taken; return how many seconds after ``since`` (of the monotonic clock) that was.

    Raises NotSettled where none is taken within so many seconds from now.
    """
    page, deadline = Page(ledger.folder), time.monotonic() + within
    slot = ledger.slot_apart()
    said: list[int] = []
    while time.monotonic() < deadline:
        with closing(Clerk({**facts_of(place, ledger), "patience": within}, page, slot)) as clerk:
            if clerk.is_connected() and clerk.has_form():
                status, _wait = clerk.book(str(uuid4()), slot)
                if status == TAKEN:
                    return time.monotonic() - since
                said.append(status)
        slot -= 1
        time.sleep(0.05)
    raise NotSettled(f"no booking was taken within {within} s: {said[-3:]}")
