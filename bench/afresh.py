"""What it costs to make a page anew: ``python -m bench.afresh 41 [session]`` prints, as JSON, its milliseconds.

The whole product answers, all middleware and the compression for browsers included, in this process and without a server.
What is counted is the time that the processor worked for this process, whoever else kept it busy, and the time on the clock,
in which a PostgreSQL works, too.
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
from bench.cases import DAY_PAGE, FINDER, SEARCH, WEEK_PAGE, cookie_of

MONTH, WEEK, DAY, REPORT = "month page", "week page", "day page", "year report"
PAGES = {
    MONTH: FULL_MONTH_PAGE,
    WEEK: WEEK_PAGE,
    DAY: DAY_PAGE,
    REPORT: REPORT_PAGE,
    "finder": FINDER,
    "search": SEARCH,
}
VISITOR, SIGNED_IN = "visitor", "signed in"
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def costs(times: int, session: str) -> dict[str, dict[str, float]]:
    """Return the medians for each page and kind of visitor; they take turns, so that none has the better hour."""
    from jonghong.core.pagecache import store
    from jonghong.wsgi import application

    worked: dict[str, list[float]] = {}
    took: dict[str, list[float]] = {}
    for _ in range(times):
        for page, path in PAGES.items():
            for who, cookie in ((VISITOR, ""), (SIGNED_IN, cookie_of(session))):
                store.clear()
                start, work = time.perf_counter(), time.process_time()
                answer(application, path, cookie)
                case = f"{page}, {who}"
                worked.setdefault(case, []).append((time.process_time() - work) * 1000)
                took.setdefault(case, []).append((time.perf_counter() - start) * 1000)
    # The first of each warmed up.
    return {case: {"cpu_ms": median(worked[case][1:]), "ms": median(took[case][1:])} for case in worked}


def answer(application: Application, path: str, cookie: str) -> bytes:
    """Ask the application as a server does, and return the body."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
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


def versions() -> dict[str, str]:
    """Return what the measured thing is made of."""
    from importlib.metadata import version

    from django.db import connection

    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if is_postgresql else "SELECT sqlite_version()")
        database = str(cursor.fetchone()[0]).partition(" ")[0]
    return {
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "granian": version("granian"),
        "Jinja2": version("jinja2"),
        "PostgreSQL" if is_postgresql else "SQLite": database,
    }


def main(words: list[str]) -> int:
    """Print what the environment's database and pages come to."""
    django.setup()
    print(json.dumps(versions() if words[:1] == ["--version"] else costs(int(words[0]), words[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
