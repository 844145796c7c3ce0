"""Making sure that a power cut does not take away what was written."""

import os
from pathlib import Path


def reach_disk(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk. Raises OSError where they do not get there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
