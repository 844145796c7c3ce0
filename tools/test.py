"""``./jonghong test [words for pytest]``: the whole suite on SQLite and meanwhile, on PostgreSQL, what a database can change.

With JONGHONG_REQUIRE_ALL=1, as the build server sets it, a test that cannot run fails, and coverage is measured on the first
of the two: it slows the tests down, and the second runs the same lines.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from tools import ROOT, asks_for_help

CORES = os.cpu_count() or 1
REQUIRES_ALL = os.environ.get("JONGHONG_REQUIRE_ALL") == "1"
NO_TESTS = 5


@dataclass(frozen=True)
class Run:
    """Which tests run on a kind of database, and by how many processes; the first run is shown as it goes."""

    marked: str
    workers: int
    is_measured: bool = False


# A pure test and a person's way through the browser say nothing new on the second database. Together there are more processes
# than cores, for a third of the time a test waits for a browser, a server or a disk.
RUNS = {
    "sqlite": Run("", CORES + 1, is_measured=True),
    "postgresql": Run("not pure and not journey", CORES),
}


def main(words: list[str]) -> int:
    """Run both, print how each ended, and return 0 if all is well."""
    if asks_for_help(words, __doc__):
        return 0
    if REQUIRES_ALL:
        coverage("erase")
    endings = side_by_side(words)
    is_covered = not REQUIRES_ALL or (coverage("combine", "--quiet") == 0 and coverage("report") == 0)
    print()
    for kind, (code, closing) in endings.items():
        print(f"{kind:10}  {closing or f'pytest ended with {code}'}")
    if not is_covered:
        print("coverage    too low, or it could not be measured")
    is_fine = all(code == 0 or (code == NO_TESTS and words) for code, _closing in endings.values())
    return 0 if is_fine and is_covered else 1


def side_by_side(words: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Run pytest on both kinds, in sight on the first and then all that the other said; return exit codes and closing lines."""
    (shown, one), (kept, other) = RUNS.items()
    with TemporaryFile() as meanwhile:
        second = started(kept, other, words, meanwhile)
        try:
            first = started(shown, one, words, subprocess.PIPE)
            assert first.stdout is not None
            closing = passed_on(shown, first.stdout)
            endings = {shown: (first.wait(), closing)}
            code = second.wait()
        finally:
            second.terminate()
        meanwhile.seek(0)
        return {**endings, kept: (code, passed_on(kept, meanwhile))}


def started(kind: str, run: Run, words: Sequence[str], out: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start pytest on one kind of database."""
    runner = ["-m", "coverage", "run", "-m", "pytest"] if REQUIRES_ALL and run.is_measured else ["-m", "pytest"]
    slowest = ["--durations=20"] if REQUIRES_ALL else []
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    return subprocess.Popen(
        [sys.executable, *runner, "-n", str(run.workers), "--dist", "worksteal", "-m", run.marked, *slowest, *colour, *words],
        cwd=ROOT,
        env={**os.environ, "JONGHONG_TEST_DB": kind},
        stdout=out,
        stderr=subprocess.STDOUT,
    )


def passed_on(kind: str, said: IO[bytes]) -> str:
    """Print what pytest says on one kind of database, as it comes; return its closing line."""
    print(f"\nทดสอบบน {kind} · testing on {kind}", flush=True)
    tail = b""
    while chunk := os.read(said.fileno(), 65536):
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
        tail = (tail + chunk)[-1000:]
    lines = tail.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def coverage(*words: str) -> int:
    """Run coverage and return its exit code."""
    return subprocess.call([sys.executable, "-m", "coverage", *words], cwd=ROOT)
