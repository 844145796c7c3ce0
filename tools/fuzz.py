"""``./jonghong fuzz [steps]``: let made-up people do so many things with bookings, in any order.

A model beside says what must come of each. A million steps unless told otherwise; the tests take 20,000. See
tests/test_machine.py.

``./jonghong fuzz dumps [files]``: damage dumps of a former system in so many ways, and read them. Each is taken or refused
by line and table. A million as well, and 20,000 in the tests. See tests/moving/test_fuzz.py.
"""

import os
import subprocess
import sys

from tools import ROOT

TIMES = "1000000"
STEPS, DUMPS = ("JONGHONG_STEPS", "tests/test_machine.py"), ("JONGHONG_DUMPS", "tests/moving/test_fuzz.py")


def main(words: list[str]) -> int:
    """Take the steps, or damage the dumps, and return 0 where nothing went wrong."""
    is_dumps = words[:1] == ["dumps"]
    variable, file = DUMPS if is_dumps else STEPS
    count, *further = words[is_dumps:] or [TIMES]
    count = count.replace(",", "").replace("_", "")
    if not count.isdecimal():
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-rP", file, *further]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, variable: count})
