"""Whole pages kept in memory, each served again only while its version still stands in the database.

A view says with ``@versioned`` what its page depends on. The front door, the outermost middleware, keeps the finished
answer and asks for that version (one read by primary key) before it gives the answer out again. A version is raised by the
transaction that changes what the page shows, so it is exact across processes and when a transaction rolls back.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial, wraps
from gzip import compress as gzip
from hashlib import sha256
from importlib import import_module
from threading import Lock, RLock
from typing import Any

import brotli
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from jonghong.core import datafile, trouble
from jonghong.core.build import BUILD
from jonghong.core.families import KEPT_PAGES
from jonghong.core.htmx import LOOK
from jonghong.core.languages import language_of
from jonghong.core.meters import meters
from jonghong.core.trouble import Trouble

Version = tuple[Hashable, ...]
Get = Callable[..., HttpResponse]

KEEP_BYTES = 64_000_000
OVERHEAD = 3_000
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip, compresslevel=6, mtime=0),
}


@dataclass
class Page:
    """A finished answer and how to learn whether it still holds."""

    version: Version
    current_version: Callable[[], Version]
    etag: str
    headers: dict[str, str]
    body: bytes
    route: str = ""
    office_id: int = 0
    encoded: dict[str, bytes] = field(default_factory=dict)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return 304 where the visitor has this very page, else the page in an encoding that he reads."""
        if self.etag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
            return not_modified(self.headers)
        encoding = accepted_encoding(request)
        response = HttpResponse(self._body(encoding), headers=self.headers)
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
        return response

    def _body(self, encoding: str) -> bytes:
        if not encoding:
            return self.body
        if encoding not in self.encoded:
            self.encoded[encoding] = ENCODERS[encoding](self.body)
        return self.encoded[encoding]

    @property
    def size(self) -> int:
        """About how many bytes it takes: the body, its shorter codings, headers and key."""
        return 2 * len(self.body) + OVERHEAD


class PageStore:
    """Pages by key; when they outgrow ``limit`` bytes, those that nobody asked for the longest are dropped."""

    def __init__(self, limit: int = KEEP_BYTES) -> None:
        self.limit = limit
        self.pages: dict[Hashable, Page] = {}
        self.size = 0
        self._lock = RLock()

    def get(self, key: Hashable) -> Page | None:
        """Return the page that is kept under that key."""
        with self._lock:
            page = self.pages.pop(key, None)
            if page:
                self.pages[key] = page  # asked for last, dropped last
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep the page; what was not asked for the longest makes room."""
        with self._lock:
            self.drop(key)
            self.pages[key] = page
            self.size += page.size
            while self.size > self.limit:
                self.drop(next(iter(self.pages)))

    def drop(self, key: Hashable) -> None:
        """Forget the page of that key, if there is one."""
        with self._lock:
            page = self.pages.pop(key, None)
            self.size -= page.size if page else 0

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self.pages.clear()
            self.size = 0


store = PageStore()
# One at a time asks whether a page still holds: of many visitors at once each would take a connection to the database.
_asking = Lock()
ASKING_SECONDS = 1  # that others wait for it


class FrontDoor:
    """The outermost middleware: answers from the store where it can, and fills it."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from the store, or let the view answer and keep what it made."""
        key = key_of(request)
        page = store.get(key) if key else None
        if page and _still_holds(page, request):
            request.kept = page  # type: ignore[attr-defined]
            return page.answer(request)
        response = self.get_response(request)
        if not hasattr(response, "versioned") or _brings_cookies(request, response):
            return compressed(request, response)
        page = Page(**response.versioned, headers=dict(response.headers), body=response.content)
        store.put(key, page)
        meters.add(KEPT_PAGES, "made")
        answer = page.answer(request)
        answer.cookies = response.cookies
        return answer


def key_of(request: HttpRequest) -> Hashable | None:
    """Return what tells one stored answer from another; None for a request that is never answered from the store."""
    if request.method != "GET" or request.META.get("QUERY_STRING"):
        return None
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    # A signed-in page holds forms, and these hold a token that fits one CSRF cookie.
    csrf = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "") if session else ""
    # An answer over https carries headers (HSTS) that one over http does not.
    return request.scheme, request.path_info, language_of(request), session, csrf


def versioned(version_of: Callable[..., Version]) -> Callable[[Get], Get]:
    """Let the front door keep a view's page for as long as ``version_of(office_id, **url words)`` stays the same."""

    def decorate(view: Get) -> Get:
        @wraps(view)
        def answer(request: HttpRequest, **words: Any) -> HttpResponse:
            if key_of(request) is None:
                return view(request, **words)
            current_version = partial(version_of, request.office.pk, **words)  # type: ignore[attr-defined]
            version = current_version()
            # An open page asks with it whether it still holds.
            request.page_etag = etag = etag_of(version, key_of(request))  # type: ignore[attr-defined]
            response = view(request, **words)
            # The office was read before its version was: of two that differ, the page may show the older.
            is_of_version = version[:1] == (request.office.version,)  # type: ignore[attr-defined]
            is_somebodys = request.user.is_authenticated
            # A session without anybody in it is made by anyone, any number of times.
            is_worth_keeping = is_somebodys or settings.SESSION_COOKIE_NAME not in request.COOKIES
            if response.status_code == 200 and is_of_version and is_worth_keeping:
                match = request.resolver_match
                whose = {"route": match.view_name if match else "", "office_id": request.office.pk}  # type: ignore[attr-defined]
                facts = {"version": version, "current_version": current_version, "etag": etag, **whose}
                response.versioned = facts  # type: ignore[attr-defined]
                response["ETag"] = etag
                response["Cache-Control"] = "private, no-store" if is_somebodys else "no-cache"
                patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
            return response

        return answer

    return decorate


def etag_of(version: Version, key: Hashable) -> str:
    """Return a weak validator: equal versions of one page, for one visitor, by one build."""
    return f'W/"{sha256(repr((BUILD, version, key)).encode()).hexdigest()[:24]}"'


def accepted_encoding(request: HttpRequest) -> str:
    """Return the best content coding that the browser reads and we write; empty for none."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    return next((encoding for encoding in ENCODERS if encoding in accepted and f"{encoding};q=0" not in accepted), "")


def compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return a page that is made for one visitor once in the coding that his browser reads best."""
    encoding = accepted_encoding(request)
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    if is_page and encoding and "Content-Encoding" not in response and len(response.content) > 500:
        # Forms carry a freshly masked token, so compressing them gives nothing away (BREACH).
        response.content = ENCODERS[encoding](response.content)
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def not_modified(headers: dict[str, str]) -> HttpResponse:
    """Return 304 with every header but those about the body: RFC 9110, 15.4.5, wants some, and policies stand everywhere."""
    of_body = {"Content-Type", "Content-Disposition", "Content-Length"}
    return HttpResponseNotModified(headers={name: value for name, value in headers.items() if name not in of_body})


def _brings_cookies(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether the visitor gets a cookie that he did not send: it is his alone, and a token in the page fits just that one.

    One that he has and that is only renewed, as the token's cookie is by every page with a form, tells nothing new.
    """
    return any(request.COOKIES.get(name) != morsel.value for name, morsel in response.cookies.items())


def _still_holds(page: Page, request: HttpRequest) -> bool:
    """Tell whether the page may be given out; where the database cannot say, the way inside ends in an answer that says so."""
    # Behind a question that is not answered nobody waits here: inside there is a limit to how many do.
    if not (datafile.is_there() and _asking.acquire(timeout=ASKING_SECONDS)):
        return False
    try:
        return page.version == page.current_version() and _is_session_alive(request)
    except Error:
        trouble.let_go(Trouble.GONE)
        return False
    finally:
        _asking.release()


def _is_session_alive(request: HttpRequest) -> bool:
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not session:
        return True
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    answers: bool = sessions.answers(session, is_look=LOOK in request.headers)
    return answers
