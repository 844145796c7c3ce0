"""What a run came to, in words and as rows for docs/reliability.md."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from chaos.cluster.trial import Outcome
from chaos.figures import statuses, where

COLUMNS = (
    *("fault", "trials", "acknowledged", "unknown, sent again", "lost", "double", "torn", "broken"),
    *("longest gap s", "allowed", "whole again s", "other answers", "verdict", "when, where"),
)
HEAD = (f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|")


def line(outcome: Outcome) -> str:
    """Return one trial as people read it."""
    found = "; ".join(outcome.faults()) or "held"
    return (
        f"{outcome.fault.name}: {outcome.acknowledged:,} acknowledged, longest gap {outcome.gap:.1f} s, whole after"
        f" {outcome.whole:.1f} s, {outcome.resent} sent again, {statuses(refused([outcome]))} refused: {found}"
    )


def rows(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a row for each fault."""
    return [row(name, list(each)) for name, each in groupby(outcomes, lambda outcome: outcome.fault.name)]


def row(name: str, trials: Sequence[Outcome]) -> str:
    """Return the row of one fault; what is wrong is counted on the server where most of it is."""
    allowed = trials[0].fault.longest_gap
    verdicts = [verdict for trial in trials for verdict in trial.verdicts.values()]
    wrong = [max((len(getattr(each, kind)) for each in verdicts), default=0) for kind in ("lost", "double", "torn", "broken")]
    cells = [
        name,
        f"{len(trials)}",
        f"{sum(trial.acknowledged for trial in trials):,}",
        f"{sum(trial.resent for trial in trials):,}",
        *map(str, wrong),
        ", ".join(f"{trial.gap:.1f}" for trial in trials),
        "" if allowed is None else f"{allowed:.0f}",
        ", ".join(f"{trial.whole:.1f}" for trial in trials),
        statuses(refused(trials)),
        "held" if all(trial.is_passed for trial in trials) else "**did not hold**",
        where(),
    ]
    return "| " + " | ".join(cells) + " |"


def refused(trials: Sequence[Outcome]) -> Counter[int]:
    """Return how often something else was answered than that a booking is taken."""
    counted = sum((trial.answers for trial in trials), Counter())
    return Counter({status: number for status, number in counted.items() if status != 303})
