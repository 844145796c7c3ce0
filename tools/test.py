"""``./jonghong test [words for pytest]``: the whole suite on SQLite, then on a real PostgreSQL what a database can change.

With JONGHONG_REQUIRE_ALL=1, as the build server sets it, a test that cannot run fails, and coverage is measured on the first
of the two: it slows the tests down, and the second runs the same lines.
"""

import os
import subprocess
import sys

from tools import ROOT, asks_for_help

# A pure test and a person's way through the browser say nothing new on the second database.
RUNS = {"sqlite": "", "postgresql": "not pure and not journey"}
MEASURED = "sqlite"
NO_TESTS = 5
# One more than there are cores: a third of the time a test waits for a browser, a server or a disk.
WORKERS = (os.cpu_count() or 1) + 1


def main(words: list[str]) -> int:
    """Run both, print how each ended, and return 0 if all is well."""
    if asks_for_help(words, __doc__):
        return 0
    with_coverage = os.environ.get("JONGHONG_REQUIRE_ALL") == "1"
    if with_coverage:
        coverage("erase")
    endings = {
        kind: pytest(kind, marked, words, with_coverage=with_coverage and kind == MEASURED) for kind, marked in RUNS.items()
    }
    is_covered = not with_coverage or (coverage("combine", "--quiet") == 0 and coverage("report") == 0)
    print()
    for kind, (code, closing) in endings.items():
        print(f"{kind:10}  {closing or f'pytest ended with {code}'}")
    if not is_covered:
        print("coverage    too low, or it could not be measured")
    is_fine = all(code == 0 or (code == NO_TESTS and words) for code, _closing in endings.values())
    return 0 if is_fine and is_covered else 1


def pytest(kind: str, marked: str, words: list[str], *, with_coverage: bool) -> tuple[int, str]:
    """Run pytest on one kind of database in sight; return its exit code and its closing line."""
    print(f"\nทดสอบบน {kind} · testing on {kind}", flush=True)
    runner = ["-m", "coverage", "run", "-m", "pytest"] if with_coverage else ["-m", "pytest"]
    slowest = ["--durations=20"] if os.environ.get("JONGHONG_REQUIRE_ALL") == "1" else []
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    process = subprocess.Popen(
        [sys.executable, *runner, "-n", str(WORKERS), "--dist", "worksteal", "-m", marked, *slowest, *colour, *words],
        cwd=ROOT,
        env={**os.environ, "JONGHONG_TEST_DB": kind},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    tail = b""
    while chunk := os.read(process.stdout.fileno(), 65536):
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
        tail = (tail + chunk)[-1000:]
    lines = tail.decode(errors="replace").strip().splitlines()
    return process.wait(), lines[-1] if lines else ""


def coverage(*words: str) -> int:
    """Run coverage and return its exit code."""
    return subprocess.call([sys.executable, "-m", "coverage", *words], cwd=ROOT)
