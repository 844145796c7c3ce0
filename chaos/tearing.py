"""Damages copies of a backup and reads them: ``python -m chaos.tearing FILE TIMES`` prints, as JSON, what came of it."""

import json
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django


def damaged(whole: bytes, seed: int) -> bytes:
    """Return the file damaged in a way of that number: cut off, a bit turned, a hole, two blocks exchanged, something added."""
    chance = random.Random(seed)
    at = chance.randrange(len(whole))
    length = min(len(whole) - at, chance.randint(1, 512))
    other = chance.randrange(len(whole) - length + 1)
    ways = [
        lambda: whole[:at],
        lambda: whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :],
        lambda: whole[:at] + bytes(length) + whole[at + length :],
        lambda: whole[:at] + whole[other : other + length] + whole[at + length :],
        lambda: whole[:at] + whole[at + length :],
        lambda: whole[:at] + chance.randbytes(length) + whole[at:],
    ]
    found = ways[seed % len(ways)]()
    return found if found != whole else whole[:at]


def tear(file: Path, times: int) -> dict[str, Any]:
    """Return how many damaged copies were refused, which were taken, and whether the whole one is."""
    from jonghong.backups import archive, making
    from jonghong.backups.refusals import Refused

    def is_taken(path: Path) -> bool:
        try:
            with archive.reading(path, making.key) as found:
                found.check()
        except Refused:
            return False
        return True

    whole, taken = file.read_bytes(), []
    with TemporaryDirectory() as name:
        copy = Path(name) / "damaged.backup"
        for seed in range(times):
            copy.write_bytes(damaged(whole, seed))
            if is_taken(copy):
                taken.append(seed)
    return {"whole": is_taken(file), "taken": taken, "refused": times - len(taken)}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(tear(Path(sys.argv[1]), int(sys.argv[2]))))
