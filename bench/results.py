"""What a run found, kept as JSON beside those who read it, and compared with the run before.

Everything is compared as a ratio to the floor of its own run, so that a machine which is slower or busier falls on both.
"""

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import ROOT
from bench.processes import CORES

Facts = Mapping[str, Any]
FOLDER = ROOT / "bench" / "results"
QUIET, BUSY = "quiet", "busy"
WORSE = 0.10
# Which parts hold a rate, of which more is better; all others are costs.
RATES = ("requests", "actions")
# From run to run pages are compared with the bare server: the empty view may itself get slower.
BARE_RATIO, FLOORS = "bare_ratio", ("bare WSGI", "one SQL read")
ALIKE = ("asked_by", "machine", "options")


def state(load: float) -> str:
    """Return whether a machine with that load average, before a run starts, is left alone enough to judge by."""
    return QUIET if load < CORES / 2 else BUSY


def about(kind: str, *, words: list[str], options: Facts, load: float, asker: str) -> dict[str, Any]:
    """Return where, when and how a run was made."""
    return {
        "kind": kind,
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": commit(),
        "command": " ".join(["./jonghong bench", *words]),
        "options": dict(options),
        "machine": machine(),
        "load_before": round(load, 2),
        "state": state(load),
        "asked_by": asker,
    }


def commit() -> str:
    """Return what of the history was measured; ``-dirty`` where files were changed since."""
    described = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(described, capture_output=True, text=True, check=False, cwd=ROOT).stdout.strip()
    return found or "no checkout"


def machine() -> dict[str, Any]:
    """Return what it was measured on."""
    model, cpus = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    if cpus.exists():
        lines = cpus.read_text(encoding="utf-8").splitlines()
        model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {"processor": model, "cores": CORES, "memory_gb": round(memory, 1), "system": platform.platform()}


def is_judged(run: Facts) -> bool:
    """Tell whether a run shows anything: it was whole, and the machine was left alone."""
    return bool(run["is_whole"]) and run["state"] != BUSY


def file_of(kind: str, folder: Path = FOLDER, *, is_good: bool = True) -> Path:
    """Return where the last good run of a kind of database is kept, or the last other one."""
    return folder / (f"{kind}.json" if is_good else f"{kind}-partial.json")


def read(kind: str, folder: Path = FOLDER) -> dict[str, Any] | None:
    """Return the last run that can be judged and had no failure; without one the last other; or None."""
    for is_good in (True, False):
        file = file_of(kind, folder, is_good=is_good)
        if file.exists():
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return found
    return None


def reasons(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """Return why bars are missed, by kind and words of the bar, as somebody who looked into it wrote them down."""
    file = folder / "reasons.json"
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def keep(run: Facts, folder: Path = FOLDER) -> Path:
    """Write a run over the one before, a good one only over a good one, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    file = file_of(run["kind"], folder, is_good=is_judged(run) and not run["failed"])
    file.write_text(json.dumps(rounded(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def rounded(facts: Any) -> Any:
    """Return the same with four digits of each figure, which is more than any of them is worth."""
    if isinstance(facts, Mapping):
        return {name: rounded(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [rounded(value) for value in facts]
    return float(f"{facts:.4g}") if isinstance(facts, float) else facts


def worse(now: Facts, before: Facts | None) -> list[str]:
    """Return what got more than a tenth worse since, each in words: by its ratio to the floor, then and now.

    Two runs on different machines, of other amounts or that another program asked for are not alike enough.
    """
    if before is None or any(before[name] != now[name] for name in ALIKE):
        return []
    old = dict(ratios(before))
    found = []
    for name, ratio in ratios(now):
        then = old.get(name)
        if not then or not ratio:
            continue
        change = then / ratio - 1 if name[1] in RATES else ratio / then - 1
        if change > WORSE:
            found.append(f"{' · '.join(filter(None, name))}: {then:.2f} -> {ratio:.2f} x its floor ({change:+.0%})")
    return found


def ratios(run: Facts) -> Iterator[tuple[tuple[str, str, str], float]]:
    """Yield (form, part, name) and the ratio to its floor of everything that has one."""
    for form, parts in run["forms"].items():
        for part, facts in parts.items():
            if not isinstance(facts, Mapping):
                continue
            if "ratio" in facts:
                yield (form, part, ""), float(facts["ratio"])
            for name, one in facts.items():
                if isinstance(one, Mapping) and "ratio" in one and name not in FLOORS:
                    yield (form, part, name), float(one.get(BARE_RATIO, one["ratio"]))
