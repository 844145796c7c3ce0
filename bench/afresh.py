"""What it costs to make a page anew: ``python -m bench.afresh 41 [session]`` prints, as JSON, its CPU milliseconds.

The whole product answers, all middleware and the compression for browsers included, in this process and without a server;
what is counted is the time that the processor worked for this process, whoever else kept it busy.
"""

import json
import platform
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from statistics import median
from typing import Any

import django

from bench import ENCODING, FULL_MONTH_PAGE, REPORT_PAGE

PAGES = {"month of 80 bookings": FULL_MONTH_PAGE, "year report": REPORT_PAGE}
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def costs(times: int, session: str) -> dict[str, float]:
    """Return the median for each page and kind of visitor; they take turns, so that none has the better hour."""
    from jonghong.core.pagecache import store
    from jonghong.wsgi import application

    spent: dict[str, list[float]] = {}
    for _ in range(times):
        for page, path in PAGES.items():
            for who, cookie in (("visitor", ""), ("signed in", f"session={session}; csrf={'a' * 32}")):
                store.clear()
                start = time.process_time()
                answer(application, path, cookie)
                spent.setdefault(f"{page}, {who}", []).append((time.process_time() - start) * 1000)
    # The first of each warmed up.
    return {case: median(each[1:]) for case, each in spent.items()}


def answer(application: Application, path: str, cookie: str) -> bytes:
    """Ask the application as a server does, and return the body."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": ENCODING,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    statuses: list[str] = []
    response: Iterable[bytes] = application(environ, lambda status, *_words: statuses.append(status))
    body = b"".join(response)
    response.close()  # type: ignore[attr-defined]
    assert statuses == ["200 OK"], statuses
    return body


def versions() -> str:
    """Return what the measured thing is made of."""
    from importlib.metadata import version

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        database = cursor.fetchone()[0].split(" on ")[0]
    kind = "" if connection.vendor == "postgresql" else "SQLite "
    return (
        f"Python {platform.python_version()}, Django {django.get_version()}, granian {version('granian')}, "
        f"Jinja2 {version('jinja2')}, {kind}{database}"
    )


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "--version":
        print(versions())
    else:
        print(json.dumps(costs(int(sys.argv[1]), sys.argv[2])))
