"""What is counted while the server runs: families of figures, each with the words of its labels.

The words are our own and few (names of routes, verbs, rules), never an address, a name, or what somebody typed.
Times are in seconds. Names and kinds are those of Prometheus (https://prometheus.io/docs/concepts/metric_types/).
"""

from dataclasses import dataclass
from typing import Literal

# Upper bounds of a histogram, in seconds; above the last comes one without a bound.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True)
class Family:
    """Figures of one kind; of a gauge each process says how it stands itself, and their sum or the least of them counts."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    is_least: bool = False

    @property
    def width(self) -> int:
        """How many numbers a figure has: of a histogram one for each bound, one beyond, and the sum."""
        return len(BOUNDS) + 2 if self.kind == "histogram" else 1


LOST = Family("jonghong_figures_lost_total", "counter", "Figures that found no place any more.")
REQUESTS = Family(
    "jonghong_requests_total",
    "counter",
    "Requests answered, by name of the route, method, and status: its class, or 429, 503 and 507 by themselves.",
    ("route", "method", "status"),
)
REQUEST_SECONDS = Family("jonghong_request_seconds", "histogram", "Time from a request to its answer.", ("route",))
STATEMENTS = Family("jonghong_statements_total", "counter", "Statements that the database was asked, commits not counted.")
STATEMENT_SECONDS = Family("jonghong_statement_seconds_total", "counter", "Time that these statements took.")
SLOW_STATEMENTS = Family(
    "jonghong_slow_statements_total", "counter", "Statements that took longer than JONGHONG_SLOW_MS.", ("route",)
)
WRITER_WAIT = Family("jonghong_writer_wait_seconds", "histogram", "Time until a transaction was let write (SQLite).")
KEPT_PAGES = Family(
    "jonghong_kept_pages_total",
    "counter",
    "Whole pages given out of memory (hit), or kept there anew (made).",
    ("outcome",),
)
ACTS = Family("jonghong_acts_total", "counter", "Acts recorded in the audit, with the verb if there is one.", ("act", "verb"))
BOOKINGS_REFUSED = Family(
    "jonghong_bookings_refused_total", "counter", "Acts on bookings that were refused, by rule or reason.", ("reason",)
)
ROUND_WALKED = Family(
    "jonghong_round_walked_timestamp_seconds",
    "gauge",
    "When each thread of the house last did its round, in the process where that is longest ago.",
    ("round",),
    is_least=True,
)
ROUND_EVERY = Family("jonghong_round_every_seconds", "gauge", "How often each round is walked.", ("round",), is_least=True)
ROUND_FAILURES = Family("jonghong_round_failures_total", "counter", "Rounds that failed, and were tried again.", ("round",))
GATE_INSIDE = Family("jonghong_gate_inside", "gauge", "Requests that are let in and not answered yet.")
GATE_WAITING = Family("jonghong_gate_waiting", "gauge", "Requests that wait for their turn.")
GATE_REFUSED = Family(
    "jonghong_gate_refused_total",
    "counter",
    "Requests turned away: the row was full, too many sent much at once, or their turn did not come.",
    ("reason",),
)
POOL_SIZE = Family("jonghong_pool_connections", "gauge", "Connections to PostgreSQL that the processes hold.")
POOL_FREE = Family("jonghong_pool_free_connections", "gauge", "Those of them that nobody uses.")
POOL_WAITING = Family("jonghong_pool_waiting", "gauge", "Requests that wait for a connection.")
POOL_WAITED = Family("jonghong_pool_waited_seconds", "gauge", "Time that was waited for connections so far.")

COUNTED = (
    LOST,
    REQUESTS,
    REQUEST_SECONDS,
    STATEMENTS,
    STATEMENT_SECONDS,
    SLOW_STATEMENTS,
    WRITER_WAIT,
    KEPT_PAGES,
    ACTS,
    BOOKINGS_REFUSED,
    ROUND_WALKED,
    ROUND_EVERY,
    ROUND_FAILURES,
    GATE_INSIDE,
    GATE_WAITING,
    GATE_REFUSED,
    POOL_SIZE,
    POOL_FREE,
    POOL_WAITING,
    POOL_WAITED,
)
# How many numbers a figure has, by the name of its family.
WIDTHS = {family.name: family.width for family in COUNTED}
