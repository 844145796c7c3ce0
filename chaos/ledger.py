"""What clients were told, line by line: written before the next request is sent, so nothing acknowledged is ever forgotten.

A ledger is a folder with a file for each client process, each line an object: first what is sent, then what came of it. Only
the standard library, so that clients start in a moment.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import uuid4

TAKEN = 303
UNKNOWN = 0  # in place of a status: nobody can say what became of that request
# The title of a booking made here is this and its key, so that a judge finds it without asking the product.
TITLE = "ประชุมทดสอบ "


@dataclass
class Wish:
    """A booking that a client asked for, once or again: which slot, as which clerk, and all it was told."""

    key: str
    slot: int
    clerk: int
    statuses: list[int] = field(default_factory=list)
    act: str = ""
    sent: int = 0
    sent_at: float = 0.0  # the last time; both are of the monotonic clock, which all processes share
    taken_at: float = 0.0

    @property
    def is_taken(self) -> bool:
        """Whether it was acknowledged."""
        return bool(self.act)

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows: no answer, or one that may have been given after the deed."""
        return not self.is_taken and (self.sent > len(self.statuses) or is_unclear(self.statuses[-1]))


def is_unclear(status: int) -> bool:
    """Tell whether a request so answered may have been done all the same; 507 says that nothing was saved."""
    return status == UNKNOWN or (status >= 500 and status != 507)


class Page:
    """One file of a ledger, to be written."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / f"{uuid4()}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def sent(self, *, key: str, slot: int, clerk: int) -> None:
        """Write that a request goes out."""
        self._write(key=key, slot=slot, clerk=clerk)

    def answered(self, *, key: str, status: int, act: str = "", why: str = "") -> None:
        """Write what came of it; ``why`` says what broke where there is no status."""
        self._write(key=key, status=status, act=act, why=why)

    def _write(self, **facts: Any) -> None:
        # One call writes a whole line, whichever thread makes it.
        os.write(self._file, (json.dumps({**facts, "at": time.monotonic()}) + "\n").encode())


class Ledger:
    """A folder of such files, read as often as asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._read: dict[Path, list[dict[str, Any]]] = {}
        self._ends: Counter[Path] = Counter()

    def wishes(self) -> dict[str, Wish]:
        """Return all that was asked for, by key, with what was said of each in the order in which that was said."""
        found: dict[str, Wish] = {}
        for line in sorted(self.lines(), key=itemgetter("at")):
            if "slot" in line:
                wish = found.setdefault(line["key"], Wish(line["key"], line["slot"], line["clerk"]))
                wish.sent, wish.sent_at = wish.sent + 1, line["at"]
                continue
            wish = found[line["key"]]
            wish.statuses.append(line["status"])
            if line["status"] == TAKEN and not wish.is_taken:
                wish.act, wish.taken_at = line["act"], line["at"]
        return found

    def lines(self) -> Iterator[dict[str, Any]]:
        """Give every line, file by file; one that is still being written is left for the next time."""
        for _name, lines in self.pages():
            yield from lines

    def pages(self) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
        """Give the lines of each file, which is one client process, with its name."""
        for file in sorted(self.folder.glob("*.jsonl")):
            known = self._read.setdefault(file, [])
            with file.open("rb") as opened:
                opened.seek(self._ends[file])
                whole, end, _half = opened.read().rpartition(b"\n")
            self._ends[file] += len(whole + end)
            known += map(json.loads, whole.splitlines())
            yield file.name, known

    def taken(self) -> int:
        """Return how many bookings were acknowledged."""
        return len({line["key"] for line in self.lines() if line.get("act")})

    def ended(self) -> int:
        """Return how many requests came to an end, known or not."""
        return sum("status" in line for line in self.lines())

    def waits(self, *, from_slot: int) -> list[float]:
        """Return how many seconds each booking took that was acknowledged, of those that asked for that slot or a later one."""
        found = (wish for wish in self.wishes().values() if wish.slot >= from_slot and wish.is_taken)
        return [wish.taken_at - wish.sent_at for wish in found]

    def unknown(self) -> list[Wish]:
        """Return what nobody knows the outcome of."""
        return [wish for wish in self.wishes().values() if wish.is_unknown]

    def next_slot(self) -> int:
        """Return the first number that nobody asked for yet, nor any after it."""
        return max((wish.slot for wish in self.wishes().values()), default=-1) + 1

    def slot_apart(self) -> int:
        """Return the last number, counted from the end of all slots, that nobody asked for yet, nor any before it."""
        return min([0, *(wish.slot for wish in self.wishes().values())]) - 1

    def refused(self) -> Counter[int]:
        """Return how often each status was answered instead of taking a booking; 0 counts requests without an answer."""
        return Counter(line["status"] for line in self.lines() if line.get("status", TAKEN) != TAKEN)
