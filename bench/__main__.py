"""``./jonghong bench``: how fast the product answers on this machine.

For each kind of database it serves, to this machine alone and from a folder that is thrown away, the sample office with its
3,526 bookings and, beside it, the same office among 110 others (391,386 bookings). It asks for one page after the other,
round after round, and compares each with an empty view of the same server in the same round, so that whatever else the
machine does falls on both. Then it makes pages afresh and counts their processor time, and books. All of it takes about
twenty minutes and changes nothing else. The tables are Markdown; docs/performance.md explains the aims.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from bench import ROOT, bookings, load
from bench.cases import LEAST_AMONG_MANY, MOST_CPU, Case, cases
from bench.places import KINDS, Place, both, python

Thing = TypeVar("Thing")
Rates = dict[tuple[str, str], list[float]]  # (place, case) -> answers per second, a round each
BOOKINGS = 80
FIRST_FREE_DAY = date(2025, 1, 1)


def main(words: list[str]) -> int:
    """Measure, print, and return 0 where every aim was reached."""
    options = command_line().parse_args(words)
    print(__doc__, file=sys.stderr)
    print(machine())
    missed = 0
    for kind in options.kinds:
        say(f"{kind}: filling two databases …")
        with both(kind, copies=options.copies, workers=options.workers) as places:
            lines = list(report(kind, places, rounds=options.rounds, seconds=options.seconds))
            print(f"\n## {kind}\n\n{places[0].version}; {options.workers} workers; asked by {load.name()}\n")
        print("\n".join(lines), flush=True)
        missed += sum("missed" in line for line in lines)
    return 1 if missed else 0


def command_line() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(
        prog="jonghong bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="which databases (both)")
    parser.add_argument("--rounds", type=int, default=9, help="how often each case is asked (9)")
    parser.add_argument("--seconds", type=int, default=2, help="how long it is asked each time (2)")
    parser.add_argument("--copies", type=int, default=110, help="how many offices stand beside the served one (110)")
    parser.add_argument("--workers", type=int, default=2, help="processes of each server (2)")
    return parser


def machine() -> str:
    """Return where and when."""
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        model = next(line.partition(": ")[2] for line in cpus.read_text().splitlines() if line.startswith("model name"))
    described = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(described, capture_output=True, text=True, check=False, cwd=ROOT).stdout.strip()
    busy = f"load average before the start {os.getloadavg()[0]:.1f}"
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {commit or 'no checkout'}; {os.cpu_count()} cores, {model}; {busy}"


def report(kind: str, places: list[Place], *, rounds: int, seconds: int) -> Iterator[str]:
    """Yield the lines of the tables."""
    asked = {place.name: cases(place) for place in places}
    rates = measured(places, asked, rounds=rounds, seconds=seconds)
    one, many = (place.name for place in places)
    numbers = [f"{place.facts['bookings']:,}" for place in places]
    yield f"| case | requests/s, {numbers[0]} bookings | x empty view | aim | requests/s, {numbers[1]} | of that | aim | |"
    yield "|---|---|---|---|---|---|---|---|"
    for case in asked[one]:
        ratio = median_ratio(rates[one, case.name], rates[one, "empty view"])
        kept = median_ratio(rates[many, case.name], rates[one, case.name])
        aim = case.at_least.get(kind, 0.0)
        is_reached = ratio >= aim and kept >= LEAST_AMONG_MANY
        yield (
            f"| {case.name} | {median(rates[one, case.name]):,.0f} | {ratio:.2f} | {f'>= {aim}' if aim else ''} "
            f"| {median(rates[many, case.name]):,.0f} | {kept:.2f} | >= {LEAST_AMONG_MANY} | {verdict(is_reached=is_reached)} |"
        )
    yield from after_a_blank_line(afresh(places))
    yield from after_a_blank_line(booked(places, rounds))


def measured(places: list[Place], asked: dict[str, list[Case]], *, rounds: int, seconds: int) -> Rates:
    """Ask every case of every place, round after round, each round in another order."""
    rates: Rates = {}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for place_case in turned(list(zip(*asked.values(), strict=True)), number):
            for place, case in turned(list(zip(places, place_case, strict=True)), number):
                rates.setdefault((place.name, case.name), []).append(load.rate(place.address, case.request, seconds))
    return rates


def turned(things: list[Thing], by: int) -> list[Thing]:
    """Return the same things in the same order, begun elsewhere."""
    by %= len(things)
    return things[by:] + things[:by]


def median_ratio(these: list[float], those: list[float]) -> float:
    """Return the median of the ratios, round by round."""
    return median(this / that for this, that in zip(these, those, strict=True))


def afresh(places: list[Place]) -> Iterator[str]:
    """Yield the table of pages made anew."""
    say("making pages afresh")
    spent = [
        json.loads(python("-m", "bench.afresh", "41", place.facts["session"], environment=place.environment))
        for place in places
    ]
    yield "| made afresh | CPU ms | among many | aim | |"
    yield "|---|---|---|---|---|"
    for page in spent[0]:
        one, many = (each[page] for each in spent)
        yield f"| {page} | {one:.1f} | {many:.1f} | <= {MOST_CPU:.0f} | {verdict(is_reached=max(one, many) <= MOST_CPU)} |"


def booked(places: list[Place], rounds: int) -> Iterator[str]:
    """Yield what is known of bookings per second."""
    say("booking")
    rates: dict[str, list[float]] = {place.name: [] for place in places}
    for number in range(rounds):
        for place in turned(places, number):
            day = date.fromordinal(FIRST_FREE_DAY.toordinal() + number * BOOKINGS)
            rates[place.name].append(bookings.rate(place, day, BOOKINGS))
    one, many = (median(each) for each in rates.values())
    yield f"Bookings per second, by {bookings.BROWSERS} browsers at once: {one:.0f}; among many: {many:.0f} (for information)."


def after_a_blank_line(lines: Iterator[str]) -> Iterator[str]:
    """Yield the same, set off."""
    yield ""
    yield from lines


def verdict(*, is_reached: bool) -> str:
    """Return one word."""
    return "reached" if is_reached else "**missed**"


def say(words: str) -> None:
    """Tell what is being done, beside the table."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
