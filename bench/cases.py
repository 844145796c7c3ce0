"""The pages that are asked for, and the floors they are compared with."""

from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench import EMPTY, ENCODING, FULL_MONTH_PAGE, REPORT_PAGE
from bench.floors import BARE, READ
from bench.load import Request
from bench.places import Place, Server

BARE_WSGI, ONE_READ, EMPTY_VIEW = "bare WSGI", "one SQL read", "empty view"
WEEK_PAGE, DAY_PAGE = f"{FULL_MONTH_PAGE}15/week/", f"{FULL_MONTH_PAGE}15/"
FINDER = "/find/?" + urlencode({"on": "2023-06-01", "half": "morning", "attendees": "40"})
FINDER_LINE = "/find/?" + urlencode({"q": "1 มิ.ย. 66 เช้า 40 คน"})
SEARCH = "/search/?" + urlencode({"q": "ประชุม คณะ"})
CSRF = "a" * 32


@dataclass(frozen=True)
class Case:
    """A request, and who answers it."""

    name: str
    server: Server
    request: Request


def cases(place: Place) -> list[Case]:
    """Return every case for a place, the floors first; each is asked for once, so that pages that are kept are kept."""
    plain = {"Accept-Encoding": ENCODING}
    cookie = {"Cookie": cookie_of(place.facts["sessions"][0]), **plain}
    pages = {"month page": FULL_MONTH_PAGE, "week page": WEEK_PAGE, "day page": DAY_PAGE, "year report": REPORT_PAGE}
    asked = {
        BARE_WSGI: (place.floors, Request(BARE)),
        ONE_READ: (place.floors, Request(READ)),
        EMPTY_VIEW: (place.server, Request(EMPTY, plain)),
    }
    for name, path in pages.items():
        etag = ask(place.server, Request(path, plain))
        asked |= {
            name: (place.server, Request(path, plain)),
            f"{name}, 304": (place.server, Request(path, {**plain, "If-None-Match": etag}, 304)),
            f"{name}, signed in": (place.server, Request(path, cookie)),
        }
    asked |= {
        "finder": (place.server, Request(FINDER, plain)),
        "finder, one line": (place.server, Request(FINDER_LINE, plain)),
        "search": (place.server, Request(SEARCH, plain)),
        "free cell to form": (place.server, Request(form_page(place.facts["rooms"][0]), cookie)),
    }
    found = [Case(name, server, request) for name, (server, request) in asked.items()]
    for case in found:
        ask(case.server, case.request)
    return found


def form_page(room: int) -> str:
    """Return what a free cell of the month table leads to."""
    return "/book/?" + urlencode({"room": room, "on": "2023-07-03", "half": "morning"})


def cookie_of(session: str) -> str:
    """Return what the browser of somebody signed in sends."""
    return f"session={session}; csrf={CSRF}"


def ask(server: Server, request: Request) -> str:
    """Ask once and return the validator; raises ValueError where the answer is not the one to be measured."""
    connection = HTTPConnection(server.address, timeout=60)
    connection.request("GET", request.path, headers=request.headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    is_signed_in = b"/sign-out/" in uncompressed(body, answer.headers.get("Content-Encoding", ""))
    wants_page = request.status == 200 and request.path not in {EMPTY, BARE, READ}
    if answer.status != request.status or (wants_page and is_signed_in != ("Cookie" in request.headers)):
        raise ValueError(f"{request.path}: {answer.status}, signed in: {is_signed_in}")
    return answer.headers.get("ETag", "")


def uncompressed(body: bytes, encoding: str) -> bytes:
    """Return what a browser would read."""
    import brotli

    return bytes(brotli.decompress(body)) if encoding == "br" else body
