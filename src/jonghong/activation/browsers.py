"""The browser that asked for an account, known again by a signed cookie."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

KEPT_FOR = 48 * 60 * 60  # seconds: a day to wait, and a day to set a password
SALT = "jonghong.activation"


@dataclass(frozen=True, repr=False)
class Ticket:
    """What a browser keeps of its request. Never printed."""

    request_id: int
    token: str


def new_token() -> str:
    """Return 128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """Return the token as it is kept here; it has bits enough for a plain hash."""
    return sha256(token.encode()).hexdigest()


def hand(response: HttpResponse, ticket: Ticket) -> None:
    """Let the browser keep its ticket."""
    response.set_cookie(
        cookie_name(),
        signing.dumps([ticket.request_id, ticket.token], salt=SALT),
        max_age=KEPT_FOR,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponse) -> None:
    """Let the browser forget its ticket."""
    response.delete_cookie(cookie_name(), samesite="Lax")


def ticket_of(request: HttpRequest) -> Ticket | None:
    """Return the ticket of a browser; None for none, and for one that we did not hand out."""
    try:
        number, token = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Ticket(number, token)


def cookie_name() -> str:
    """Return the name of the cookie; over https no other host can set it."""
    return f"{settings.COOKIE_PREFIX}asked"
