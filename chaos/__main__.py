"""``./jonghong chaos WORD``: break something while people book, and compare what they were promised with what is there.

Each fault starts the real server on a database of its own with the sample office. Clerks book over HTTP and write down every
booking that was acknowledged; afterwards each has to be there, once and whole, and whatever nobody knows the outcome of is sent
again and must not book a second time. Nothing else on the machine is touched. docs/reliability.md says what each fault is.

``./jonghong chaos cluster`` does the same to three servers of PostgreSQL that stand in for each other; see its own --help.
"""

import argparse
import importlib
import sys

from chaos import KINDS, figures
from chaos.clients import NotSettled
from chaos.places import pattern
from chaos.trial import Trial

# Each is a file of this folder, with a dash for an underscore.
WORDS = (
    *("kill", "reload", "power", "power-careless", "full", "slow", "gone", "clock"),
    *("resend", "crowd", "overload", "backup", "torn"),
)


def main(words: list[str]) -> int:
    """Try the fault on each database, print what was seen, and return 0 where all held."""
    options = command_line().parse_args(words)
    fault = importlib.import_module(f"chaos.{options.word.replace('-', '_')}")
    trials = []
    for kind in options.database or KINDS:
        say(f"{options.word} · {kind}")
        with pattern(kind) as folder:
            trial = Trial(
                word=options.word,
                kind=kind,
                pattern=folder,
                rounds=options.rounds or fault.ROUNDS,
                bookings=options.bookings or fault.BOOKINGS,
                seconds=options.seconds or getattr(fault, "SECONDS", 0),
                is_timed=not options.untimed,
            )
            try:
                fault.run(trial)
            except NotSettled as error:  # what was seen until then is told all the same
                trial.require(False, str(error))
        trials.append(trial)
        tell(trial)
    if options.markdown:
        print("\n".join([*figures.HEAD, *map(figures.row, trials)]))
    return 0 if all(trial.is_passed for trial in trials) else 1


def command_line() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(
        prog="jonghong chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("word", choices=WORDS, metavar="WORD", help=", ".join(WORDS))
    parser.add_argument("--database", action="append", choices=KINDS, help="which (both)")
    parser.add_argument("--rounds", type=int, default=0, help="how often (as many as the long form has)")
    parser.add_argument("--bookings", type=int, default=0, help="how many are acknowledged before each fault")
    parser.add_argument("--seconds", type=float, default=0, help="how long a fault lasts that lasts")
    parser.add_argument("--untimed", action="store_true", help="on a busy machine: call nothing too slow")
    parser.add_argument("--markdown", action="store_true", help="print rows for docs/reliability.md")
    return parser


def tell(trial: Trial) -> None:
    """Print what was seen."""
    settled = ", ".join(f"{seconds:.2f}" for seconds in trial.settled) or "-"
    print(
        f"{trial.word} · {trial.kind} · {trial.done} rounds\n"
        f"  acknowledged  {trial.acknowledged:,}\n"
        f"  refused       {figures.statuses(trial.refused)}\n"
        f"  unknown       {trial.unknown:,}, sent again {trial.resent:,}\n"
        f"  first booking {settled} s after\n"
        f"  verdict       {trial.verdict}",
    )
    for words in trial.notes:
        print(f"  {words}")
    for words in trial.failures:
        print(f"  NOT AS IT HAS TO BE: {words}")
    sys.stdout.flush()


def say(words: str) -> None:
    """Tell what is being done, beside the figures."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
