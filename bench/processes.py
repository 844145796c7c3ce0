"""What running programs use: time of the processor and memory, of a process and all that it started. Linux alone tells."""

import os
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


def tree(process: int) -> list[int]:
    """Return the ids of a process and of all that live below it."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for folder in PROC.glob("[0-9]*"):
        words = stat(int(folder.name))
        if words:
            below[int(words[1])].append(int(folder.name))
    found = [process]
    for each in found:  # it grows while it is walked
        found += below[each]
    return found


def stat(process: int) -> list[str]:
    """Return what the kernel tells of a process after its name, state and parent first (man 5 proc); of one gone nothing."""
    try:
        return (PROC / str(process) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def cpu_seconds(process: int) -> float:
    """Return for how long the processor worked for a process and all below it, those that ended included."""
    words = [stat(each) for each in tree(process)]
    return sum(int(number) for each in words if each for number in each[11:15]) / TICKS


def megabytes(process: int) -> float:
    """Return the memory of a process and all below it, in MB of a million bytes, as if nothing else ran on the machine.

    What belongs to one alone is added; of what they share with anybody, the greatest share is counted once.
    """
    all_of_them = [kilobytes_of(each) for each in tree(process)]
    return (sum(own for own, _shared in all_of_them) + max(shared for _own, shared in all_of_them)) * 1024 / 1e6


def kilobytes_of(process: int) -> tuple[int, int]:
    """Return what is a process's own, and what it shares; of one that is gone, or of somebody else's, nothing."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    found = {"Private": 0, "Shared": 0}
    for name, kilobytes in (line.split()[:2] for line in lines[1:]):
        kind = name.partition("_")[0]
        if name.endswith(("_Clean:", "_Dirty:")) and kind in found:
            found[kind] += int(kilobytes)
    return found["Private"], found["Shared"]
