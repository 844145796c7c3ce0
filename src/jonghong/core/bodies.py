"""What a browser sends is read as a whole before the request has its turn: a slow line keeps nobody waiting but itself."""

from io import BytesIO
from threading import BoundedSemaphore

from django.core.handlers.wsgi import LimitedStream, WSGIRequest
from django.http import HttpRequest

from jonghong.core.middleware import refusal_of

AT_ONCE = 8  # bodies that are read in one process: at 11 MB each, and some threads are left for who sends none


class TooMany(Exception):
    """So many bodies are under way that one more would leave no thread for pages."""


class CutShort(Exception):
    """The body ended before its length: whoever sent it is gone, and part of a form is not to be acted upon."""


places = BoundedSemaphore(AT_ONCE)


def read(request: HttpRequest) -> None:
    """Read the body of a request into memory, where it may be read at all. Raises TooMany or CutShort."""
    length = str(request.META.get("CONTENT_LENGTH", ""))
    if not isinstance(request, WSGIRequest) or length in {"", "0"} or refusal_of(request):
        return
    if not places.acquire(blocking=False):
        raise TooMany
    try:
        data = request.environ["wsgi.input"].read(int(length))
    finally:
        places.release()
    if len(data) < int(length):
        raise CutShort
    request.environ["wsgi.input"] = BytesIO(data)
    vars(request)["_stream"] = LimitedStream(request.environ["wsgi.input"], len(data))
