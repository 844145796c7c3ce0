"""``./jonghong bench``: how fast the product answers on this machine.

For each kind of database it serves, to this machine alone and from a folder that is thrown away, one office (3,526 bookings
in 5 rooms) and a large form (390,000 bookings in 500 rooms of 20 offices). It asks for one page after the other, round after
round, and compares each with an empty view of the same server in the same round, so that whatever else the machine does falls
on both; then it books, signs in, weighs the processes, starts them anew and makes pages afresh. About twenty minutes a kind.

What came of it is printed, judged by the bars where the machine was left alone, compared with the run before, and kept as JSON
in bench/results. Other things to measure: ./jonghong bench WHAT [options], where WHAT is one of the following.
"""

import argparse
import importlib
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench import load, results
from bench.bars import judged
from bench.forms import FORMS, LARGE, ONE, QUICK
from bench.places import KINDS
from bench.tables import lines
from bench.whole import FEW, Amounts, measure

# What else can be measured or written, by the word for it: the program of bench, and what it is about.
PROGRAMS = {
    "finder": ("finder", "find a room among 5,000"),
    "search": ("search", "search among 31,734 bookings of an office, and among 391,386 of many"),
    "series": ("series", "preview and save a series of 520 dates [times]"),
    "moving": ("moving", "bring a former system's bookings in"),
    "requests": ("waiting_requests", "500 requests that wait"),
    "enumeration": ("enumeration", "whether the door tells who exists [--tries 2000]"),
    "amss": ("amss", "how long signing in waits for AMSS++"),
    "lighthouse": ("lighthouse", "what Lighthouse says of the public pages"),
    "report": ("report", "write the tables of the last runs [--into docs/performance.md]"),
    "shapes": ("shapes", "what an office, a province and the country take [--into docs/running.md]"),
}
MISSED, NOT_JUDGED = 1, 2
MINUTES = 20  # a kind, in both forms, on two cores


def main(words: list[str]) -> int:
    """Measure, print and keep; return 0 where every bar was reached, 1 where not or where something could not be measured.

    2 where nothing can be judged. A quick run asks of no bar.
    """
    if words and words[0] in PROGRAMS:
        return int(importlib.import_module(f"bench.{PROGRAMS[words[0]][0]}").main(words[1:]))
    if words and not words[0].startswith("-"):
        command_line().print_help()
        return NOT_JUDGED
    options = command_line().parse_args(words)
    if not options.quick:
        print(
            f"ใช้เวลาราว {MINUTES * len(options.kinds)} นาที กด Ctrl+C เพื่อหยุด · "
            f"This takes about {MINUTES * len(options.kinds)} minutes; Ctrl+C ends it.",
            file=sys.stderr,
            flush=True,
        )
    load_before = os.getloadavg()[0]  # once: the first kind is itself the load before the second
    if results.state(load_before) == results.BUSY and not options.quick:
        print(f"The machine is busy (load average {load_before:.2f}): nothing will be judged.", file=sys.stderr, flush=True)
    verdicts = [of_kind(kind, words, options, load_before) for kind in options.kinds]
    return MISSED if MISSED in verdicts else 0 if options.quick else max(verdicts)


def command_line() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    programs = "".join(f"\n  {word:12} {about}" for word, (_module, about) in PROGRAMS.items())
    parser = argparse.ArgumentParser(
        prog="jonghong bench", description=f"{__doc__}{programs}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    amounts, forms = Amounts(), [ONE, LARGE]
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), help="which databases (both)")
    parser.add_argument("--forms", nargs="+", choices=list(FORMS), default=forms, help="which forms of use (both)")
    parser.add_argument("--rounds", type=int, help=f"how often each is asked ({amounts.rounds})")
    parser.add_argument("--seconds", type=float, default=amounts.seconds, help=f"how long each time ({amounts.seconds})")
    parser.add_argument("--workers", type=int, default=amounts.workers, help=f"processes of a server ({amounts.workers})")
    parser.add_argument("--quick", action="store_true", help="only see that every part works; kept only with --results")
    parser.add_argument("--results", type=Path, help="where the JSON is kept (bench/results)")
    return parser


def of_kind(kind: str, words: list[str], options: argparse.Namespace, load_before: float) -> int:
    """Measure one kind of database, print and keep what came of it, and return the verdict as an exit code."""
    base = FEW if options.quick else replace(Amounts(), seconds=options.seconds)
    amounts = replace(base, rounds=options.rounds or base.rounds, workers=options.workers)
    forms = [QUICK] if options.quick else options.forms
    folder = options.results or results.FOLDER
    run: dict[str, Any] = results.about(kind, words=words, options=asdict(amounts), load=load_before, asker=asker(amounts))
    run["is_whole"] = not options.quick and {ONE, LARGE} <= set(forms) and is_enough(amounts)
    run |= measure(kind, forms, amounts)
    run["worse"] = results.worse(run, results.read(kind, folder))
    print("\n".join(lines(run, reasons=results.reasons(folder).get(kind, {}), worse=run["worse"])), end="\n\n", flush=True)
    if options.results or not options.quick:
        print(f"Kept in {results.keep(run, folder)}", file=sys.stderr)
    if run["failed"]:
        return MISSED
    if not results.is_judged(run):
        return NOT_JUDGED
    return 0 if all(bar.is_reached for bar in judged(run)) else MISSED


def is_enough(amounts: Amounts) -> bool:
    """Tell whether so much can be judged: as long as by itself, with as many processes, and asked by what is fast enough."""
    usual = Amounts()
    is_long = amounts.rounds >= usual.rounds and amounts.seconds >= usual.seconds
    return is_long and amounts.workers == usual.workers and asker(amounts) == load.WRK


def asker(amounts: Amounts) -> str:
    """Return who asks for pages."""
    return load.name() if amounts.seconds >= 1 else "bench/load.py"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
