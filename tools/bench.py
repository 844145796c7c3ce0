"""``./jonghong bench [words]``: how fast it answers on this machine; see the folder bench."""

import signal
import sys
from typing import Never

from bench import __main__ as bench


def main(words: list[str]) -> int:
    """Measure what is asked for; told to end, by Ctrl-C or SIGTERM, take everything down that was started."""
    signal.signal(signal.SIGTERM, end)
    try:
        return bench.main(words)
    except KeyboardInterrupt:
        print("หยุดและเก็บกวาดแล้ว · stopped, and nothing is left of it", file=sys.stderr)
        return 130


def end(*_signal: object) -> Never:
    """End as after Ctrl-C."""
    raise KeyboardInterrupt
