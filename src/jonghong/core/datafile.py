"""SQLite's file is where it was: one that was moved or taken away would go on taking bookings that nobody finds again.

An open file lives on without its name, and SQLite in WAL mode does not notice. So each request looks (one ``stat``), and opens
what now bears the name. A file that is not there is not made anew by whoever comes first.
"""

from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

from jonghong.core import trouble
from jonghong.core.trouble import Trouble

Seat = tuple[int, int]


def in_place(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer that the database is gone where its file is; open it anew where another has taken its place."""
    if connection.vendor != "sqlite":
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request) if is_there() else trouble.answer(request, Trouble.GONE, was_asked=False)

    return answer


def is_there() -> bool:
    """Tell whether the database may be asked; this thread's connection is closed where it belongs to a file that is no more."""
    if connection.vendor != "sqlite":
        return True
    seat = _seat()
    if connection.connection is not None and vars(connection).get("seat", seat) != seat and not connection.in_atomic_block:
        connection.close()
    vars(connection)["seat"] = seat
    return seat is not None


def _seat() -> Seat | None:
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
