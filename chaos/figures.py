"""What a trial came to, in words and as a row for docs/reliability.md."""

import os
import platform
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from chaos import ROOT
from chaos.trial import Trial

COLUMNS = (
    *("fault", "database", "rounds", "acknowledged", "refused", "unknown, sent again"),
    *("lost", "double", "torn", "broken", "first booking s, median / max", "remarks", "verdict", "when, where"),
)
HEAD = (f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|")


def row(trial: Trial) -> str:
    """Return the row."""
    verdict = trial.verdict
    cells = [
        trial.word,
        trial.kind,
        f"{trial.done}",
        f"{trial.acknowledged:,}",
        statuses(trial.refused),
        f"{trial.unknown:,}, {trial.resent:,}",
        *(f"{len(found):,}" for found in (verdict.lost, verdict.double, verdict.torn, verdict.broken)),
        f"{median(trial.settled):.2f} / {max(trial.settled):.2f}" if trial.settled else "",
        "; ".join(trial.notes),
        "held" if trial.is_passed else "**did not hold**",
        where(),
    ]
    return "| " + " | ".join(cells) + " |"


def statuses(counted: Counter[int]) -> str:
    """Return how often each status was given; requests without an answer stand in a column of their own."""
    return ", ".join(f"{number:,} x {status}" for status, number in sorted(counted.items()) if status) or "0"


def where() -> str:
    """Return the day, the machine and the commit."""
    described = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(described, capture_output=True, text=True, check=False, cwd=ROOT).stdout.strip()
    return f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {processor()}, {commit or 'no checkout'}"


def processor() -> str:
    """Return its name."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
