"""The processes of the server, told by the files they count in: whose file it is, and whether that process lives."""

import os
from contextlib import suppress
from pathlib import Path


def process_name(pid: int) -> str:
    """Return what no other process is called, even one that bears its number later; where that cannot be told, its number."""
    with suppress(OSError, IndexError):
        return f"{pid}-{Path(f'/proc/{pid}/stat').read_text(encoding='ascii', errors='replace').rpartition(')')[2].split()[19]}"
    return str(pid)


def pid_of(file: Path) -> int:
    """Return the number of the process whose file this is."""
    return int(file.name.partition("-")[0])


def is_alive(file: Path) -> bool:
    """Tell whether the process whose file this is still runs."""
    pid = pid_of(file)
    if "-" in file.name:
        return process_name(pid) == file.name
    with suppress(OSError):
        os.kill(pid, 0)
        return True
    return False
