"""The list of who was erased, beside the database: a backup that is older than it is forgets them again by it.

One line for each: number of the office, number of the person, instant. Keep it with what is not restored along.
"""

import os
from datetime import datetime
from pathlib import Path

NAME = "erased.txt"
Entry = tuple[int, datetime]  # number of a person, and when


def add(folder: Path, office_id: int, number: int, at: datetime) -> None:
    """Add one line, down to the disk."""
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{office_id} {number} {at.isoformat()}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def in_file(folder: Path, office_id: int) -> list[Entry]:
    """Return who was erased in an office; lines that say nothing are passed over, such as one that a power cut left half."""
    file = folder / NAME
    lines = [line.split() for line in file.read_text(encoding="ascii").splitlines()] if file.exists() else []
    found = []
    for words in lines:
        try:
            office, number, at = words
            entry = int(office), int(number), datetime.fromisoformat(at)
        except ValueError:
            continue
        found += [entry[1:]] if entry[0] == office_id else []
    return found
