"""The device that a request comes from, known for somebody.

A device is known for the people who signed in on it before. It keeps that in a signed cookie for 180 days: a number of its
own, and one mark for each of them that tells nothing of who it is.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from jonghong.people.guessing import counter_key

KNOWN_FOR = timedelta(days=180)
MOST_PEOPLE = 12  # on one device; the one who was there longest ago gives way
SALT = "jonghong.people.devices"


def known_device(request: HttpRequest, *citizen_keys: str) -> str:
    """Return the number of the device if the person of these keyed hashes signed in on it before, else an empty string."""
    device, marks = _read(request)
    return device if any(_mark(device, key) in marks for key in citizen_keys) else ""


def is_known(request: HttpRequest) -> bool:
    """Tell whether somebody, whoever that was, signed in on the device before."""
    return bool(_read(request)[0])


def remember(request: HttpRequest, response: HttpResponse, citizen_key: str) -> None:
    """Let the device know from now on that this person proved on it who they are."""
    device, marks = _read(request)
    device = device or secrets.token_urlsafe(16)
    mark = _mark(device, citizen_key)
    marks = [mark, *(other for other in marks if other != mark)][:MOST_PEOPLE]
    response.set_cookie(
        cookie_name(),
        signing.dumps([device, *marks], salt=SALT),
        max_age=KNOWN_FOR,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    """Return the name of the device's cookie; over https no other host can set it."""
    return f"{settings.COOKIE_PREFIX}device"


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, *marks = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return "", []
    return device, marks


def _mark(device: str, citizen_key: str) -> str:
    return counter_key("mark", device, citizen_key)[:16]
