"""What each process of the server does for those who look at it: what its pool of connections says, and the past hour."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from jonghong.audit import rounds
from jonghong.core.families import POOL_FREE, POOL_SIZE, POOL_WAITED, POOL_WAITING
from jonghong.core.meters import meters
from jonghong.health import past

EVERY = 15  # seconds


def keep() -> None:
    """Begin to look, until the process ends; the past hour begins with the first process of a server."""
    if settings.KEEPS_TIME:
        keep_past()
    rounds.begin("health", every=EVERY, do=look_once)


def look_once() -> None:
    """Say how this process stands, and keep how all of them do."""
    note_pool()
    keep_past()


def keep_past() -> None:
    """Write down how the figures of all processes stand; a full disk keeps nothing, and is told elsewhere."""
    with suppress(OSError):
        past.keep(Path(settings.DATA))


def note_pool() -> None:
    """Say how many connections this process holds, and who waits for one (PostgreSQL)."""
    pool = getattr(connection, "pool", None)
    if pool is None:
        return
    stats = pool.get_stats()
    meters.set(POOL_SIZE, to=stats.get("pool_size", 0))
    meters.set(POOL_FREE, to=stats.get("pool_available", 0))
    meters.set(POOL_WAITING, to=stats.get("requests_waiting", 0))
    meters.set(POOL_WAITED, to=stats.get("requests_wait_ms", 0) / 1_000)
