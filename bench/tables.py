"""A run in words and Markdown tables."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Any

from bench.bars import Judged, judged
from bench.results import BUSY, is_judged

Facts = Mapping[str, Any]
NO_REASON = "no reason given"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def lines(run: Facts, *, reasons: Mapping[str, str], worse: Sequence[str] = ()) -> Iterator[str]:
    """Yield all that is told of a run; ``reasons`` says of bars, by their words, why they are missed."""
    yield f"### {NAMES[run['kind']]}"
    yield from ["", " ".join(where(run)), ""]
    if run["state"] == BUSY or not run["is_whole"]:
        yield from [f"**{why_not_judged(run)}: nothing below is judged.**", ""]
    yield from bar_lines(judged(run), reasons, is_judged=is_judged(run))
    if run["failed"]:
        yield from ["", "Could not be measured:", "", *(f"- {part}: {reason}" for part, reason in run["failed"].items())]
    for form, facts in run["forms"].items():
        if "size" in facts:
            yield from ["", f"#### {form}: {size(facts['size'])}", ""]
            yield from request_lines(facts["requests"])
            yield from ["", *afresh_lines(facts.get("afresh", {})), "", " ".join(sentences(facts))]
    if worse:
        yield from [
            "",
            "More than a tenth worse than the run before, each as a ratio to its floor (pages: the bare server):",
            "",
            *(f"- {each}" for each in worse),
        ]


def why_not_judged(run: Facts) -> str:
    """Return why a run shows nothing."""
    if run["state"] == BUSY:
        return f"The machine was busy (load average {run['load_before']} before the start)"
    return "This was no whole run"


def where(run: Facts) -> Iterator[str]:
    """Yield the sentences about where, when and how."""
    machine, versions = run["machine"], ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    yield f"`{run['command']}`, {run['date']}, commit {run['commit']}."
    yield f"{machine['cores']} cores of {machine['processor']}, {machine['memory_gb']} GB, {machine['system']};"
    yield f"load average before the start {run['load_before']} ({run['state']})."
    yield f"{versions}; {run['options']['workers']} workers; pages asked for by {run['asked_by']}."


def size(facts: Facts) -> str:
    """Return how much a form holds."""
    several = "office" if facts["offices"] == 1 else "offices"
    return f"{facts['bookings']:,} bookings, {facts['all_rooms']:,} rooms, {facts['offices']} {several}"


def bar_lines(found: Sequence[Judged], reasons: Mapping[str, str], *, is_judged: bool) -> Iterator[str]:
    """Yield the table of bars, and under it each that is missed with its reason."""
    yield "| bar | figure | limit | |"
    yield "|---|---|---|---|"
    for bar in found:
        verdict = ("reached" if bar.is_reached else "**missed**") if is_judged else "not judged"
        limit = f"{'<=' if bar.is_most else '>='} {number(bar.limit)}"
        figure = "not measured" if isnan(bar.figure) else f"{number(bar.figure)} {bar.unit}"
        yield f"| {bar.words} | {figure} | {limit} | {verdict} |"
    missed = [bar for bar in found if is_judged and not bar.is_reached]
    if missed:
        yield ""
        yield from (f"- missed: {bar.words}: {reasons.get(bar.words, NO_REASON)}" for bar in missed)


def request_lines(requests: Facts) -> Iterator[str]:
    """Yield the table of what was asked for and sent."""
    has_database = any("database_cpu_ms" in facts for facts in requests.values())
    more = " CPU of the database, ms |" if has_database else ""
    yield f"| asked sixteen at once | a second | x empty view | x bare WSGI | p50 ms | p99 ms | CPU of the server, ms |{more}"
    yield f"|---|---|---|---|---|---|---|{'---|' if has_database else ''}"
    for name, facts in requests.items():
        database = f" {number(facts['database_cpu_ms'])} |" if has_database else ""
        figures = " | ".join(number(facts[key]) for key in ("rate", "ratio", "bare_ratio", "p50", "p99", "cpu_ms"))
        yield f"| {name} | {figures} |{database}"


def afresh_lines(afresh: Facts) -> Iterator[str]:
    """Yield the table of pages made anew."""
    yield "| made afresh | CPU ms | ms on the clock | x the CPU of an empty view |"
    yield "|---|---|---|---|"
    for page, facts in afresh.items():
        yield f"| {page} | {' | '.join(number(facts[key]) for key in ('cpu_ms', 'ms', 'ratio'))} |"


def sentences(facts: Facts) -> Iterator[str]:
    """Yield what else was measured of a form."""
    if below := facts.get("actions"):
        yield f"Sixteen processes that call the action itself book {number(below['rate'])} a second"
        yield f"(p50 {number(below['p50'])} ms, p99 {number(below['p99'])} ms;"
        yield f"their own share of all cores {below['clients_cpu_share']:.0%});"
        yield f"one row inserted and committed: {number(below['commits_of_one'])} a second by one process,"
        yield f"{number(below['commits_of_all'])} by sixteen; the disk keeps {number(below['fsyncs'])} pages a second (fsync)."
    if book := facts["requests"].get("book"):
        yield f"The browsers that booked through HTTP took {book['clients_cpu_share']:.0%} of all cores themselves."
    if memory := facts.get("memory"):
        database = f", and PostgreSQL {memory['database_mb']:.0f} MB besides" if "database_mb" in memory else ""
        yield f"After all that the server held {memory['mb']:.0f} MB in {memory['processes']} processes{database}."
    if start := facts.get("start"):
        yield f"From the start to the first page: {start['seconds']:.1f} s;"
        yield f"the bare server takes {start['floor']:.1f} s of them."


def number(figure: float) -> str:
    """Return a figure with as many digits as it is worth."""
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"
