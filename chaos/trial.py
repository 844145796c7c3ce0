"""One fault, tried some times over: what it needs, and what is counted of it."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.client import IMPATIENT
from chaos.clients import PATIENCE, SETTLES_WITHIN, Clients, resend, settle
from chaos.disk.mounted import Mounted, mounted
from chaos.judge import Verdict, judged
from chaos.ledger import UNKNOWN, Ledger
from chaos.places import Place, placed


@dataclass
class Trial:
    """What a fault is tried with, and everything that was seen.

    ``bookings`` are acknowledged before each fault, which lasts so many ``seconds`` where that can be said.
    """

    word: str
    kind: str
    pattern: Path
    rounds: int
    bookings: int
    seconds: float
    is_timed: bool = True  # not where others use the machine: then nothing is too slow
    pause: float = 0.0  # seconds that each client waits before it asks again
    done: int = 0
    acknowledged: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    unknown: int = 0
    resent: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    settled: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def place(self, folder: Path | None = None) -> Iterator[tuple[Place, Ledger]]:
        """Give a place like the pattern, in that folder or one of its own, and an empty ledger."""
        with TemporaryDirectory(prefix="jonghong-chaos-") as name:
            Path(name).chmod(0o755)
            with placed(self.kind, self.pattern, folder or Path(name) / "place") as place:
                yield place, Ledger(Path(name) / "ledger")

    def disk(self) -> AbstractContextManager[Mounted]:
        """Give a disk of its own, to be cut off, filled up or slowed down."""
        return mounted()

    @contextmanager
    def load(self, place: Place, ledger: Ledger, **facts: float) -> Iterator[Clients]:
        """Let clients book until the block ends; it begins when as many bookings as asked for were acknowledged."""
        with Clients(place, ledger, **{"pause": self.pause, **facts}) as clients:  # type: ignore[arg-type]
            clients.book(self.bookings)
            yield clients

    def settle(self, place: Place, ledger: Ledger, *, since: float) -> None:
        """Wait for the first booking that is taken again, and note after how many seconds that was."""
        within = SETTLES_WITHIN if self.is_timed else PATIENCE
        self.settled.append(settle(place, ledger, since=since, within=within))

    def reckon(self, place: Place, ledger: Ledger) -> None:
        """Send again what nobody knows, and compare all that was acknowledged with what the database holds."""
        self.unknown += len(ledger.unknown())
        self.resend(place, ledger)
        self.judge(place, ledger)

    def resend(self, place: Place, ledger: Ledger) -> None:
        """Send again what nobody knows the outcome of, until that is known."""
        self.resent += resend(place, ledger)
        self.require(not ledger.unknown(), "some requests still have no known outcome")

    def require_answers(self, ledger: Ledger, before: Counter[int], allowed: set[int], number: int) -> None:
        """Require that nothing else was answered in that round, from 0, than taking a booking and what is allowed."""
        refused = ledger.refused() - before
        silent = {line["why"] for line in ledger.lines() if line.get("status") == UNKNOWN} if refused[UNKNOWN] else ""
        self.require(set(refused) <= allowed, f"round {number + 1} answered {dict(refused)} {silent}".strip())

    def judge(self, place: Place, ledger: Ledger) -> None:
        """Compare, and add what is wrong to the verdict."""
        self.add(judged(place, ledger))
        self.done += 1

    def add(self, found: Verdict) -> None:
        """Add what is wrong to the verdict."""
        for name in ("lost", "double", "torn", "broken"):
            kept: list[str] = getattr(self.verdict, name)
            kept += [words for words in getattr(found, name) if words not in kept]

    def close(self, ledger: Ledger) -> None:
        """Count what a ledger holds, once, when nobody writes to it any more; who is told to wait is told how long."""
        impatient = sum(line.get("why") == IMPATIENT for line in ledger.lines())
        self.require(not impatient, f"{impatient} x {IMPATIENT}")
        self.acknowledged += ledger.taken()
        self.refused += ledger.refused()

    def note(self, words: str) -> None:
        """Keep a remark for the table."""
        self.notes.append(words)

    def require(self, is_so: bool, words: str) -> None:
        """Keep in mind that something is not as it has to be."""
        if not is_so:
            self.failures.append(words)

    @property
    def is_passed(self) -> bool:
        """Whether all held."""
        return self.verdict.is_clean and not self.failures and self.done > 0


def instant() -> float:
    """Return an instant of the clock that all processes share."""
    return time.monotonic()
