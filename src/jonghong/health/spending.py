"""What a request spends at the database, and which statements take long.

A statement that takes longer than ``JONGHONG_SLOW_MS`` is logged as it was prepared, with a sign in the place of each value:
what was asked for never stands in the log. Should a text be written into a statement after all, it is blotted out.
"""

import logging
import re
from collections.abc import Callable
from threading import current_thread, local
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.urls import Resolver404, resolve

from jonghong.audit.origin import current
from jonghong.core.families import SLOW_STATEMENTS, WRITER_WAIT
from jonghong.core.meters import meters
from jonghong.health import slowness

TEXTS = re.compile(r"'(?:[^']|'')*'")
NOWHERE = "(nowhere)"  # the route of what came to none
LONGEST = 2_000  # characters of a statement that are kept

log = logging.getLogger(__name__)


class Spent(local):
    """What the thread spent at the database since somebody set it back: seconds, and statements."""

    seconds = 0.0
    number = 0


spent = Spent()


def begin() -> None:
    """Look at every statement from now on, on any connection."""
    connection_created.connect(_look_at, dispatch_uid="health")


def _look_at(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 - Django calls it so
    """Execute a statement, and note how long it took; its parameters are passed on unseen."""
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = perf_counter() - began
        spent.seconds += seconds
        spent.number += 1
        meters.asked(seconds)
        if isinstance(sql, str) and sql.startswith("BEGIN"):
            meters.observe(WRITER_WAIT, seconds=seconds)
        if seconds * 1_000 > settings.SLOW_MS:
            note_slow(str(sql), seconds)


def note_slow(sql: str, seconds: float) -> None:
    """Log a statement that took long, count it, and keep it for the page that shows the last of them."""
    route, shape = where(), shape_of(sql)
    meters.add(SLOW_STATEMENTS, route)
    facts = {"route": route, "ms": round(seconds * 1_000), "statement": shape}
    log.warning("A statement took long.", extra={"facts": facts})
    slowness.keep(facts)


def shape_of(sql: str) -> str:
    """Return a statement without the texts in it, in one line, and no longer than is kept."""
    return " ".join(TEXTS.sub("'…'", sql).split())[:LONGEST]


def where() -> str:
    """Return the name of the route that is answered, or of the thread that works by itself."""
    asked = current.get().asked
    if asked is None:
        return f"({current_thread().name})"
    if asked.resolver_match:
        return str(asked.resolver_match.view_name)
    try:  # it was asked on the way to the page
        return str(resolve(asked.path_info).view_name)
    except Resolver404:
        return NOWHERE
