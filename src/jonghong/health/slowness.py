"""The statements that took longest lately: each process keeps its last in a small file beside its figures."""

import json
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from jonghong.core import clock
from jonghong.core.meters import FOLDER, meters

MOST = 20
ENDING = ".slow"
_last: deque[dict[str, Any]] = deque(maxlen=MOST)
_keeping = Lock()


def keep(facts: dict[str, Any]) -> None:
    """Keep a statement: ``route``, ``ms`` and ``statement``; where the disk is full, only this process knows of it."""
    with _keeping, suppress(OSError):
        _last.append({"at": clock.machine_now().isoformat(timespec="seconds"), **facts})
        if meters.file:
            file = meters.file.with_name(meters.file.name + ENDING)
            file.write_text("".join(f"{json.dumps(each)}\n" for each in _last), encoding="ascii")


def latest() -> list[dict[str, Any]]:
    """Return the statements that any process kept, the newest first; ``at`` is an ISO instant."""
    with _keeping:
        found = list(_last)
    for file in (settings.DATA / FOLDER).glob(f"*{ENDING}"):
        if meters.file is None or file.name != meters.file.name + ENDING:
            found += _read(file)
    return sorted(found, key=lambda each: str(each["at"]), reverse=True)[:MOST]


def _read(file: Path) -> list[dict[str, Any]]:
    with suppress(OSError, ValueError):  # gone, or being written
        return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]
    return []
