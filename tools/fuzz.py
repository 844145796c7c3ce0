"""``./jonghong fuzz [steps]``: let made-up people do so many things with bookings, in any order.

A model beside says what must come of each. A million steps unless told otherwise; the tests take 20,000. See
tests/test_machine.py.
"""

import os
import subprocess
import sys

from tools import ROOT

STEPS = "1000000"


def main(words: list[str]) -> int:
    """Take the steps and return 0 where office and model never differed."""
    steps = words[0].replace(",", "").replace("_", "") if words else STEPS
    if not steps.isdecimal():
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-rP", "tests/test_machine.py", *words[1:]]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "JONGHONG_STEPS": steps})
