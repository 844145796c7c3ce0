"""One fault under booking load: what was acknowledged meanwhile, and whether every server of the database still holds it."""

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chaos.client import IMPATIENT
from chaos.clients import Clients, resend
from chaos.cluster import gaps, states
from chaos.cluster.application import Application
from chaos.cluster.faults import Fault, Struck
from chaos.cluster.servers import Cluster, NotWhole
from chaos.judge import Verdict, judged
from chaos.ledger import TAKEN, UNKNOWN, Ledger

THREADS = 3  # of a client process; each application node has one
PATIENCE = 10.0  # seconds that a client waits for an answer
HEALS_WITHIN = 90.0
JUDGES = 2  # at once
SEES_EVERY = 5.0  # seconds, while a fault lasts
FAIR = {TAKEN, 409, 503, UNKNOWN}  # what may be answered: taken, taken by another, try again; or nothing


@dataclass
class Outcome:
    """What was seen of one fault. Times are seconds.

    ``gap`` is that of the application node on which it was longest; ``whole`` counts from the mending, or from the fault where
    that mends itself.
    """

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
        for status in sorted(set(self.answers) - (FAIR if self.fault.may_fail else {TAKEN})):
            yield f"{self.answers[status]} {f'answers were {status}' if status else 'requests had no answer'}"
        if self.impatient:
            yield f"{self.impatient} answers were {IMPATIENT}"

    @property
    def is_passed(self) -> bool:
        """Whether all held."""
        return not any(self.faults())


@contextmanager
def load(applications: Sequence[Application], ledger: Ledger, *, rate: float, is_fresh: bool) -> Iterator[None]:
    """Let clients of every application node book, all together at most so many a second.

    ``is_fresh`` gives each booking a connection of its own, so that one that is refused is written down.
    """
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
                is_fresh=is_fresh,
            )
            running.enter_context(clients)
        yield


def run(
    cluster: Cluster, applications: Sequence[Application], ledger: Ledger, *, outcome: Outcome, rate: float, seconds: float
) -> Outcome:
    """Strike a whole cluster under load, mend it, wait until it is whole again, and judge what every server holds.

    The load goes on for so many seconds before the fault, and as long again once all is whole.
    """
    servers, earlier = len(cluster.servers), {name for name, _lines in ledger.pages()}
    leader = states.primary(cluster.wait_until(partial(states.is_whole, servers=servers)))
    assert leader
    with load(applications, ledger, rate=rate, is_fresh=not outcome.fault.may_fail):
        time.sleep(seconds)
        struck = time.monotonic()
        whole = strike_and_mend(cluster, applications, outcome, timeline=leader.timeline)
        time.sleep(seconds)
        nodes = Nodes(ledger, earlier, number=len(applications))
        nodes.wait_for_each(since=whole)
        ended = time.monotonic()
    nodes.tell(outcome, struck=struck, ended=ended)
    outcome.resent = resend(applications[0], ledger)
    outcome.unknown = len(ledger.unknown())
    cluster.wait_until(partial(states.is_level, servers=servers))
    outcome.verdicts = verdicts(cluster, applications[0], ledger)
    return outcome


def strike_and_mend(cluster: Cluster, applications: Sequence[Application], outcome: Outcome, *, timeline: int) -> float:
    """Return when all was whole again, and, where the fault moves the primary, on a later timeline than that."""
    fault, struck = outcome.fault, time.monotonic()
    done = fault.strike(cluster, applications)
    if not is_seen(cluster, done, lasts=fault.lasts):
        outcome.trouble.append("it was not seen all the time that it was to last")
    mended = time.monotonic() if fault.lasts else struck
    done.mend()
    if not fault.lasts:
        time.sleep(1.0)  # what it says of itself lies a moment behind

    def is_over(found: Sequence[states.State]) -> bool:
        has_happened = not fault.moves_primary or states.has_moved(found, since=timeline)
        return has_happened and states.is_whole(found, servers=len(cluster.servers))

    cluster.wait_until(is_over, within=HEALS_WITHIN)
    whole = time.monotonic()
    outcome.whole = whole - mended
    return whole


def is_seen(cluster: Cluster, done: Struck, *, lasts: float) -> bool:
    """Return, when so many seconds are over, whether the fault was to be seen whenever the servers were asked meanwhile."""
    deadline, is_so = time.monotonic() + lasts, True
    while (left := deadline - time.monotonic()) > 0:
        time.sleep(min(SEES_EVERY, left))
        is_so = done.shows(cluster.states()) and is_so
    return is_so


class Nodes:
    """What the clients of each application node wrote since a trial began; each node has one process of them, and one file."""

    def __init__(self, ledger: Ledger, earlier: Collection[str], *, number: int) -> None:
        self.ledger, self.earlier, self.number = ledger, earlier, number

    def answers(self) -> list[list[dict[str, Any]]]:
        """Return the lines with answers, node by node."""
        pages = (
            [line for line in lines if "status" in line] for name, lines in self.ledger.pages() if name not in self.earlier
        )
        return list(pages)

    def taken(self) -> list[list[float]]:
        """Return when bookings were acknowledged, node by node."""
        return [[line["at"] for line in lines if line["status"] == TAKEN] for lines in self.answers()]

    def wait_for_each(self, *, since: float) -> None:
        """Return when each node took a booking after that instant; raises NotWhole where one takes none."""
        deadline = time.monotonic() + HEALS_WITHIN
        while sum(any(at > since for at in instants) for instants in self.taken()) < self.number:
            if time.monotonic() > deadline:
                raise NotWhole("an application node takes no booking any more")
            time.sleep(0.2)

    def tell(self, outcome: Outcome, *, struck: float, ended: float) -> None:
        """Write into the outcome what was acknowledged and answered, and the gap of the node where it was longest."""
        answers, taken = self.answers(), self.taken()
        outcome.acknowledged = sum(map(len, taken))
        outcome.gap = max(gaps.around(instants, struck=struck, until=ended) for instants in taken)
        outcome.answers = Counter(line["status"] for lines in answers for line in lines)
        outcome.impatient = sum(line["why"] == IMPATIENT for lines in answers for line in lines)


def verdicts(cluster: Cluster, application: Application, ledger: Ledger) -> dict[str, Verdict]:
    """Return the verdict on what each server holds, by its name."""
    places = [application.seen_on(cluster.url(only=name)) for name in cluster.servers]
    with ThreadPoolExecutor(JUDGES) as pool:
        return dict(zip(cluster.servers, pool.map(partial(judged, ledger=ledger), places), strict=True))
