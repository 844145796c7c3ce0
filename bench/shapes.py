"""``./jonghong bench shapes``: what an office, a province and the country would take, by the rates that were measured.

The loads are those of the busiest minute, Monday at 8.30. Each request takes its share of the measured machine, which is one
divided by how many of its kind that machine answers in a second while it does nothing else; the shares are added. Pages are
given out as they are kept; each booking throws some away, of which two are made anew.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from bench import results
from bench.forms import LARGE
from bench.places import KINDS
from bench.report import NOT_YET, write
from bench.results import is_judged
from bench.tables import NAMES, number, why_not_judged


@dataclass(frozen=True)
class Shape:
    """What comes in the busiest minute, a second."""

    name: str
    pages: float
    polls: float
    bookings: float
    sign_ins: float


SHAPES = (
    Shape("one office (5 rooms, 300 people)", pages=3.6, polls=0.33, bookings=0.006, sign_ins=0.2),
    Shape("a large province (5,050 rooms, 12,000 people)", pages=144, polls=34, bookings=5.8, sign_ins=7.2),
    Shape("the country (150,000 rooms, 450,000 people)", pages=5_400, polls=1_000, bookings=171, sign_ins=270),
)
# Of a hundred pages: what people look at, and what is made for them alone.
PAGES = {
    "month page": 30,
    "month page, signed in": 20,
    "week page, signed in": 10,
    "day page": 10,
    "year report": 10,
    "finder": 8,
    "search": 4,
    "free cell to form": 8,
}
POLL, BOOK, SIGN_IN = "day page, 304", "book", "sign in"
# Pages that are made anew after a booking: the month, by somebody signed in and in another language or for a visitor.
MADE_ANEW, ANEW = "month page, signed in", 2
# A machine that is to answer quickly is planned to be no busier than this.
FULL = 0.5


def main(words: list[str]) -> int:
    """Print the lines, or write them between the marks of a page."""
    parser = argparse.ArgumentParser(prog="jonghong bench shapes", description=__doc__)
    parser.add_argument("--into", type=Path, help="a page with the marks shapes: begin and shapes: end")
    parser.add_argument("--results", type=Path, default=results.FOLDER, help="the folder of the JSON (bench/results)")
    options = parser.parse_args(words)
    return write("\n".join(lines(options.results)), options.into, "shapes")


def lines(folder: Path) -> Iterator[str]:
    """Yield a table of the shapes for each kind that was measured in that folder."""
    runs = [run for kind in KINDS if (run := results.read(kind, folder))]
    if not runs:
        yield f"{NOT_YET[0].upper()}{NOT_YET[1:]}."
    for run in runs:
        facts = run["forms"].get(LARGE) or next(iter(run["forms"].values()))
        cores = run["machine"]["cores"]
        doubt = "" if is_judged(run) else f" **{why_not_judged(run)}: a guess.**"
        yield f"{NAMES[run['kind']]}, by the rates of {run['date']} on {cores} cores, database and server together.{doubt}"
        yield from ["", "| busiest minute | share of that machine | cores, at most half busy |", "|---|---|---|"]
        for shape in SHAPES:
            taken = share(shape, facts, cores)
            yield f"| {shape.name} | {number(taken * 100)} % | {ceil(taken * cores / FULL)} |"
        yield ""
    yield f"Pages of a hundred: {', '.join(f'{share} {page}' for page, share in PAGES.items())}."


def share(shape: Shape, facts: Mapping[str, Any], cores: int) -> float:
    """Return how much of the measured machine that shape takes: 1 is all of it. Raises KeyError for a case not measured."""
    requests = facts["requests"]
    per_page = sum(part / 100 / requests[page]["rate"] for page, part in PAGES.items())
    rest = {POLL: shape.polls, BOOK: shape.bookings, SIGN_IN: shape.sign_ins}
    anew = shape.bookings * ANEW * facts["afresh"][MADE_ANEW]["cpu_ms"] / 1000 / cores
    return float(shape.pages * per_page + sum(often / requests[case]["rate"] for case, often in rest.items()) + anew)
