"""How much is tried, by which seed, and what is told of it afterwards."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

SEED = int(os.environ.get("JONGHONG_SEED", "2566"))
COUNT = float(os.environ.get("JONGHONG_FUZZ", "0"))  # how much the long form tries; nothing in tests
LONG_SHARES = 4  # several processes may take a share each


def shares() -> range:
    """Return the numbers of the shares that what is to be tried is divided into: one in tests, four in the long form."""
    return range(LONG_SHARES if COUNT else 1)


def amount(short: int) -> int:
    """Return how much one share tries; ``short`` is what the tests try."""
    return max(1, round(COUNT / LONG_SHARES)) if COUNT else short


@dataclass
class Tally:
    """What was tried: how many in all, how often what came of it, and what took longest, in seconds."""

    what: str
    tried: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_of: str = ""
    facts: dict[str, int] = field(default_factory=dict)

    def note(self, outcome: str) -> None:
        """Count one try and what came of it."""
        self.tried += 1
        self.outcomes[outcome] += 1

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Remember what this one took, if none took longer."""
        began = time.perf_counter()
        yield
        spent = time.perf_counter() - began
        if spent > self.slowest:
            self.slowest, self.slowest_of = spent, name

    @contextmanager
    def running(self) -> Iterator[None]:
        """Remember how long it took in all."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - began

    def as_facts(self) -> dict[str, Any]:
        """Return it as plain values, which one process can tell another."""
        return {**vars(self), "outcomes": dict(self.outcomes)}

    def add(self, facts: dict[str, Any]) -> None:
        """Add what another share tried; shares go on side by side, so that the longest counts."""
        self.tried += facts["tried"]
        self.outcomes.update(facts["outcomes"])
        self.seconds = max(self.seconds, facts["seconds"])
        if facts["slowest"] > self.slowest:
            self.slowest, self.slowest_of = facts["slowest"], facts["slowest_of"]
        for name, number in facts["facts"].items():
            self.facts[name] = max(self.facts.get(name, 0), number)

    def __str__(self) -> str:
        found = ", ".join(f"{number:,} {outcome}" for outcome, number in self.outcomes.most_common())
        more = "".join(f"; {name} {number:,}" for name, number in self.facts.items())
        slow = f"; the slowest took {self.slowest * 1000:,.0f} ms ({self.slowest_of})" if self.slowest_of else ""
        return f"{self.tried:,} {self.what} in {self.seconds:,.0f} s: {found or 'nothing came of it'}{more}{slow}"
