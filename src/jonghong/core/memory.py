"""Memory that was used once goes back to the system, and what all processes hold is held once.

For glibc a large piece is a usual one from the second time on, and each thread keeps what it freed: sixteen who signed in at
once, whose hashes take 19 MB each, left a process at 390 MB for good instead of 16 MB.
"""

import ctypes
import gc
from contextlib import suppress

# Of mallopt(3): from how many bytes on a piece is the system's own, and how many heaps the threads share.
THRESHOLD, HEAPS = (-3, 1 << 20), (-8, 4)


def give_back() -> None:
    """Let this process give large pieces back as soon as they are free; where the C library is another, do nothing."""
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        for option in (THRESHOLD, HEAPS):
            mallopt(*option)


def share() -> None:
    """Hold what stands now in common with the processes that are forked from this one.

    The garbage collector writes into everything it looks at, and so each process would soon have a copy of its own
    (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()
