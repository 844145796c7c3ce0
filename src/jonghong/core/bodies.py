"""What a browser sends is read as a whole before the request has its turn: a slow line keeps nobody waiting but itself."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from threading import BoundedSemaphore

from django.core.handlers.wsgi import LimitedStream, WSGIRequest
from django.http import HttpRequest

from jonghong.core.middleware import refusal_of

AT_ONCE = 8  # bodies that are read in one process, and some threads are left for who sends none
LARGE = 100_000  # bytes: one that is longer counts until it is answered, so that a process holds eight of 11 MB at most


class TooMany(Exception):
    """So many bodies are under way that one more would leave no thread for pages."""


class CutShort(Exception):
    """The body ended before its length: whoever sent it is gone, and part of a form is not to be acted upon."""


places = BoundedSemaphore(AT_ONCE)


def drain(request: HttpRequest) -> None:
    """Read a short body that nobody wants, where there is a place for it.

    Of a connection with something unread in it granian hangs up: who sent that may never see the answer, and whoever keeps the
    connection, such as nginx, finds it broken when the next request is sent.
    """
    if len(length_of(request)) < len(str(LARGE)):
        with suppress(TooMany, CutShort), held(request):
            pass


def length_of(request: HttpRequest) -> str:
    """Return how long a request says that its body is, empty where it says nothing."""
    return str(request.META.get("CONTENT_LENGTH", ""))


@contextmanager
def held(request: HttpRequest) -> Iterator[None]:
    """Read the body of a request into memory, where it may be read at all, and hold it. Raises TooMany or CutShort."""
    length = length_of(request)
    if not isinstance(request, WSGIRequest) or length in {"", "0"} or refusal_of(request):
        yield
        return
    if not places.acquire(blocking=False):
        raise TooMany
    with ExitStack() as place:
        place.callback(places.release)
        _read(request, int(length))
        if int(length) <= LARGE:
            place.close()
        yield


def _read(request: WSGIRequest, length: int) -> None:
    data = request.environ["wsgi.input"].read(length)
    if len(data) < length:
        raise CutShort
    request.environ["wsgi.input"] = BytesIO(data)
    vars(request)["_stream"] = LimitedStream(request.environ["wsgi.input"], len(data))
