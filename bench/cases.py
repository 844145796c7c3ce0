"""What is compared, and what is aimed at."""

from dataclasses import dataclass
from http.client import HTTPConnection

from bench import EMPTY, ENCODING, FULL_MONTH_PAGE, REPORT_PAGE
from bench.load import Request
from bench.places import Place

MOST_CPU = 12.0  # milliseconds for a page made afresh
LEAST_AMONG_MANY = 0.9  # of the speed of the office alone


@dataclass(frozen=True)
class Case:
    """A request and how many times an empty view's requests per second it is to reach, by the kind of database."""

    name: str
    request: Request
    at_least: dict[str, float]


HIGH = {"sqlite": 1.0, "postgresql": 0.6}
SIGNED_IN = {"sqlite": 0.4, "postgresql": 0.4}


def cases(place: Place) -> list[Case]:
    """Return every case for a server, the empty view first; its pages are asked for once, so that they are stored."""
    plain = {"Accept-Encoding": ENCODING}
    month, report = ask(place, FULL_MONTH_PAGE, plain), ask(place, REPORT_PAGE, plain)
    cookie = {"Cookie": f"session={place.facts['session']}; csrf={'a' * 32}", **plain}
    found = [
        Case("empty view", Request(EMPTY, plain), {}),
        Case("month page", Request(FULL_MONTH_PAGE, plain), HIGH),
        Case("month page, 304", Request(FULL_MONTH_PAGE, {**plain, "If-None-Match": month}, 304), HIGH),
        Case("month page, signed in", Request(FULL_MONTH_PAGE, cookie), SIGNED_IN),
        Case("year report", Request(REPORT_PAGE, plain), HIGH),
        Case("year report, 304", Request(REPORT_PAGE, {**plain, "If-None-Match": report}, 304), HIGH),
        Case("year report, signed in", Request(REPORT_PAGE, cookie), SIGNED_IN),
    ]
    for case in found:
        ask(place, case.request.path, case.request.headers, case.request.status)
    return found


def ask(place: Place, path: str, headers: dict[str, str], status: int = 200) -> str:
    """Ask once and return the validator; raises ValueError where the answer is not the one to be measured."""
    connection = HTTPConnection(place.address, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    is_signed_in = b"/sign-out/" in uncompressed(body, answer.headers.get("Content-Encoding", ""))
    wants_page = status == 200 and path != EMPTY
    if answer.status != status or (wants_page and is_signed_in != ("Cookie" in headers)):
        raise ValueError(f"{path}: {answer.status}, signed in: {is_signed_in}")
    return answer.headers.get("ETag", "")


def uncompressed(body: bytes, encoding: str) -> bytes:
    """Return what a browser would read."""
    import brotli

    return bytes(brotli.decompress(body)) if encoding == "br" else body
