"""What is to be reached, and whether it was. Knows only the facts of a run."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

from bench.forms import LARGE, ONE, QUICK

Facts = Mapping[str, Any]
Look = Callable[[Facts], float | None]
VISITED = ("month page", "week page", "day page", "year report")
# Whatever waits is to wait no longer than this, in milliseconds.
LONGEST = 500
# What the product's way to any page may cost at most, as the bare server's work: a fifth more than when it was first measured.
EMPTY_VIEW = 45


@dataclass(frozen=True)
class Bar:
    """What one figure of a form has to reach, by the kind of database; a kind without a limit has no such bar."""

    words: str
    unit: str
    look: Look
    limits: Mapping[str, float]
    is_most: bool = False
    forms: tuple[str, ...] = (ONE, LARGE, QUICK)


@dataclass(frozen=True)
class Judged:
    """A bar and the figure beside it, which is no number where it was not measured: nothing is reached then."""

    words: str
    unit: str
    figure: float
    limit: float
    is_most: bool

    @property
    def is_reached(self) -> bool:
        """Whether the figure is as good as it has to be."""
        return self.figure <= self.limit if self.is_most else self.figure >= self.limit


def at(*path: str) -> Look:
    """Return what finds a figure in the facts of a form; nothing where it was not measured."""

    def look(facts: Facts) -> float | None:
        found: Any = facts
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return None if found is None else float(found)

    return look


def way_to_a_page(facts: Facts) -> float | None:
    """Return the work of an empty view as a multiple of a bare server's."""
    work = [facts.get("requests", {}).get(name, {}).get("cpu_ms") for name in ("empty view", "bare WSGI")]
    return work[0] / work[1] if all(work) else None


def slowest_page(facts: Facts) -> float | None:
    """Return the worst p99 of all that is only read."""
    times = [one["p99"] for name, one in facts.get("requests", {}).items() if name not in {"book", "series of 50", "sign in"}]
    return max(times, default=None)


def refused(facts: Facts) -> float:
    """Return how often the server or the database had no time, of everything that was asked, sent and booked."""
    parts = [*facts.get("requests", {}).values(), facts.get("actions", {})]
    return float(sum(one.get("refused", 0) for one in parts))


def both(limit: float) -> dict[str, float]:
    """Return the same limit for both kinds."""
    return {"sqlite": limit, "postgresql": limit}


def bars() -> Iterator[Bar]:
    """Yield every bar, in the order of the table."""
    # Without it the product's own way to a page could get slower, and every page above it would seem faster.
    yield Bar("empty view", "x the CPU of bare WSGI", way_to_a_page, both(EMPTY_VIEW), is_most=True)
    for page in ("month page", "year report"):
        unchanged = {"sqlite": 1.3, "postgresql": 0.6}, {"sqlite": 1.5, "postgresql": 0.75}, both(0.5)
        for name, limits in zip((page, f"{page}, 304", f"{page}, signed in"), unchanged, strict=True):
            yield Bar(f"{name}, unchanged" if name == page else name, "x the empty view", at("requests", name, "ratio"), limits)
    # With twenty-five rooms a month has three times as many bookings: the bar is for the sample's.
    for page in VISITED:
        for who in ("visitor", "signed in"):
            look = at("afresh", f"{page}, {who}", "cpu_ms")
            forms = (ONE, LARGE, QUICK) if page == "year report" else (ONE, QUICK)
            yield Bar(f"{page} made afresh, {who}", "ms CPU", look, {"sqlite": 6}, is_most=True, forms=forms)
            words = f"{page} made afresh, {who}, on the clock"
            yield Bar(words, "ms", at("afresh", f"{page}, {who}", "ms"), {"postgresql": 12}, is_most=True, forms=forms)
    for words, name in {"year report": "kept_report_time", "year report made afresh": "report_time"}.items():
        among = f"{words}, time among 390,000"
        yield Bar(among, "x the time among 3,526", at(name), both(1.1), is_most=True, forms=(LARGE,))
    yield Bar("bookings through HTTP", "a second", at("requests", "book", "rate"), both(300))
    yield Bar("bookings at the level of actions", "a second", at("actions", "rate"), {"sqlite": 700, "postgresql": 290})
    for words, look in {
        "slowest page, p99": slowest_page,
        "booking through HTTP, p99": at("requests", "book", "p99"),
        "booking at the level of actions, p99": at("actions", "p99"),
        "series of 50, p99": at("requests", "series of 50", "p99"),
        "sign in, p99": at("requests", "sign in", "p99"),
    }.items():
        yield Bar(words, "ms", look, both(LONGEST), is_most=True)
    yield Bar("refused because too much was asked at once", "in all", refused, both(0), is_most=True)
    yield Bar("from the start to the first page", "s", at("start", "seconds"), both(3), is_most=True)
    yield Bar("memory of the whole server", "MB", at("memory", "mb"), both(160), is_most=True)


def judged(run: Facts) -> list[Judged]:
    """Return every bar, each form's under its name; of a run that is not whole, those it has a figure for."""
    found = []
    for form, facts in run["forms"].items():
        for bar in bars():
            figure, limit = bar.look(facts), bar.limits.get(run["kind"])
            if limit is None or form not in bar.forms or (figure is None and not run["is_whole"]):
                continue
            found.append(Judged(f"{bar.words} ({form})", bar.unit, nan if figure is None else figure, limit, bar.is_most))
    return found
