"""How long a start takes: from the command to the first whole page."""

import time
from http.client import HTTPConnection

from bench import FULL_MONTH_PAGE
from bench.floors import BARE
from bench.places import PATIENCE, Place, free_port, started


def seconds(place: Place, *, program: str = "jonghong", page: str = FULL_MONTH_PAGE, workers: int) -> float:
    """Start that program beside what serves the place, and return how long its first page took from the start on."""
    port = free_port()
    began = time.monotonic()
    with started("-m", program, "serve", f"--port={port}", f"--workers={workers}", environment=place.environment) as process:
        while process.poll() is None and time.monotonic() - began < PATIENCE:
            if answers(port, page):
                return time.monotonic() - began
            time.sleep(0.01)
        raise RuntimeError(f"the server does not answer; exit code {process.poll()}")


def floor(place: Place, *, workers: int) -> float:
    """Return the same of the bare application."""
    return seconds(place, program="bench.floors", page=BARE, workers=workers)


def answers(port: int, page: str) -> bool:
    """Tell whether the page comes, whole."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return False
    finally:
        connection.close()
    return answer.status == 200
