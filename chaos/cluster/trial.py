"""One fault under booking load: what was acknowledged meanwhile, and whether every server of the database still holds it."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from chaos.client import IMPATIENT
from chaos.clients import Clients, resend
from chaos.cluster import gaps, states
from chaos.cluster.application import Application
from chaos.cluster.faults import Fault
from chaos.cluster.servers import Cluster
from chaos.judge import Verdict, judged
from chaos.ledger import TAKEN, Ledger

THREADS = 3  # of a client process; each application node has one
PATIENCE = 10.0  # seconds that a client waits for an answer
HEALS_WITHIN = 90.0
JUDGES = 2  # at once
FAIR = {TAKEN, 409, 503}  # what may be answered: taken, taken by another, try again


@dataclass
class Outcome:
    """What was seen of one fault. Times are seconds; ``whole`` counts from the mending, or from a fault that mends itself."""

    fault: Fault
    is_timed: bool = True  # on a busy machine no time says anything
    acknowledged: int = 0
    gap: float = 0.0
    whole: float = 0.0
    unknown: int = 0
    resent: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    impatient: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)

    def faults(self) -> Iterator[str]:
        """Give what is not as it has to be, each in a sentence."""
        yield from self.trouble
        yield from (f"{name}: {verdict}" for name, verdict in self.verdicts.items() if not verdict.is_clean)
        if self.is_timed and self.fault.longest_gap is not None and self.gap > self.fault.longest_gap:
            yield f"nothing was acknowledged for {self.gap:.1f} s; {self.fault.longest_gap:.0f} s are allowed"
        if self.unknown:
            yield f"{self.unknown} requests still have no known outcome"
        for status in sorted(set(self.answers) - FAIR):
            if status:
                yield f"{self.answers[status]} answers were {status}"
        if self.impatient:
            yield f"{self.impatient} answers were {IMPATIENT}"

    @property
    def is_passed(self) -> bool:
        """Whether all held."""
        return not any(self.faults())


@contextmanager
def load(applications: Sequence[Application], ledger: Ledger, *, rate: float) -> Iterator[None]:
    """Let clients of every application node book, all together at most so many a second."""
    first, pause = ledger.next_slot(), THREADS * len(applications) / rate
    with ExitStack() as running:
        for lane, application in enumerate(applications):
            clients = Clients(
                application,
                ledger,
                processes=1,
                threads=THREADS,
                pause=pause,
                patience=PATIENCE,
                first=first,
                lane=lane,
                lanes=len(applications),
            )
            running.enter_context(clients)
        yield


def run(
    cluster: Cluster, applications: Sequence[Application], ledger: Ledger, *, outcome: Outcome, rate: float, seconds: float
) -> Outcome:
    """Strike a whole cluster under load, mend it, wait until it is whole again, and judge what every server holds.

    The load goes on for so many seconds before the fault, and as long again once all is whole.
    """
    fault = outcome.fault
    servers = len(cluster.servers)
    cluster.wait_until(lambda found: states.is_whole(found, servers=servers))
    began = time.monotonic()
    with load(applications, ledger, rate=rate):
        time.sleep(seconds)
        struck = time.monotonic()
        mend = fault.strike(cluster, applications)
        time.sleep(fault.lasts)
        mended = time.monotonic() if fault.lasts else struck
        mend()
        if not fault.lasts:
            time.sleep(1.0)  # what it says of itself lies a moment behind
        cluster.wait_until(lambda found: states.is_whole(found, servers=servers), within=HEALS_WITHIN)
        outcome.whole = time.monotonic() - mended
        time.sleep(seconds)
        ended = time.monotonic()
    lines = [line for line in ledger.lines() if line["at"] > began and "status" in line]
    taken = [line["at"] for line in lines if line["status"] == TAKEN]
    outcome.acknowledged = len(taken)
    # From the last one before the fault on.
    outcome.gap = gaps.longest(taken, since=max((at for at in taken if at <= struck), default=struck), until=ended)
    outcome.answers = Counter(line["status"] for line in lines)
    outcome.impatient = sum(line["why"] == IMPATIENT for line in lines)
    outcome.resent = resend(applications[0], ledger)
    outcome.unknown = len(ledger.unknown())
    cluster.wait_until(lambda found: states.is_level(found, servers=servers))
    outcome.verdicts = verdicts(cluster, applications[0], ledger)
    return outcome


def verdicts(cluster: Cluster, application: Application, ledger: Ledger) -> dict[str, Verdict]:
    """Return the verdict on what each server holds, by its name."""
    places = [application.seen_on(cluster.url(only=name)) for name in cluster.servers]
    with ThreadPoolExecutor(JUDGES) as pool:
        return dict(zip(cluster.servers, pool.map(partial(judged, ledger=ledger), places), strict=True))
