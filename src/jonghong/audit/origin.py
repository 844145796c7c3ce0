"""Where what happens now comes from: a network and a request, or the console."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from jonghong.core.network import network_of

CLOCK = "clock"  # the network of what the house does by itself


@dataclass(frozen=True)
class Origin:
    """A network (``core.network``) and the number by which a request is found in the logs."""

    network: str = "console"
    request: str = ""
    asked: HttpRequest | None = field(default=None, repr=False, compare=False)

    @property
    def is_denied(self) -> bool:
        """Whether a verb said of the request that is answered that somebody may not do this."""
        return getattr(self.asked, "is_denied", False)


current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - frozen


def traced(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let records say where a request comes from; a refusal bears its number in ``X-Request-Id``."""

    def answer(request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(6)
        request.number = number  # type: ignore[attr-defined]
        token = current.set(Origin(network_of(request), number, request))
        try:
            response = get_response(request)
        finally:
            current.reset(token)
        if response.status_code >= 400:
            response["X-Request-Id"] = number
        return response

    return answer


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
