"""Where what happens now comes from: a network and a request, or the console."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jonghong.core.network import network_of

NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
KEPT = 16  # characters of a number, in records
CLOCK = "clock"  # the network of what the house does by itself


@dataclass(frozen=True)
class Origin:
    """A network (``core.network``) and the number by which a request is found in the logs, at least how it begins."""

    network: str = "console"
    request: str = ""
    asked: HttpRequest | None = field(default=None, repr=False, compare=False)

    @property
    def is_denied(self) -> bool:
        """Whether a verb said of the request that is answered that somebody may not do this."""
        return getattr(self.asked, "is_denied", False)


current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - frozen


def traced(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let records say where a request comes from."""

    def answer(request: HttpRequest) -> HttpResponse:
        number = number_of(request)
        token = current.set(Origin(network_of(request), number[:KEPT], request))
        try:
            return get_response(request)
        finally:
            current.reset(token)

    return answer


def number_of(request: HttpRequest) -> str:
    """Return the number of a request: that which our own proxy gave it, if that is one, else one of ours, twelve digits.

    Without a proxy that we trust, what a visitor says of it is not read.
    """
    if not hasattr(request, "number"):
        given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
        request.number = given if NUMBER.fullmatch(given) else f"{random.getrandbits(48):012x}"  # type: ignore[attr-defined]
    return str(request.number)  # type: ignore[attr-defined]


@contextmanager
def from_clock() -> Iterator[None]:
    """Let records say of what a thread does by itself that the clock of the house did it."""
    token = current.set(Origin(CLOCK))
    try:
        yield
    finally:
        current.reset(token)


def somebody() -> int | None:
    """Return the key of the person behind the request that is answered now; None for nobody, and on the console."""
    rights = getattr(current.get().asked, "rights", None)
    return rights.person_id if rights else None


def deny() -> None:
    """Note of the request that is answered now that a verb refuses it for want of rights, whatever the page says."""
    if asked := current.get().asked:
        asked.is_denied = True  # type: ignore[attr-defined]
