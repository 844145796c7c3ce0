"""Texts that must be read again, kept so that the database alone does not give them away.

AES-256-GCM (NIST SP 800-38D) with 96 random bits as nonce. What is kept says under which key it was written
(``1.<base64url>``), so that a new key can be taken into use at any time; it is bound to the ``context`` it was written for,
so that it cannot be moved to another column. The keys stand in ``secrets/field.keys`` or JONGHONG_FIELD_KEYS.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from jonghong.core.secrets import ring

NONCE = 12  # bytes
NAME = "field.keys"


class Unreadable(Exception):
    """What is kept was changed, stands in the wrong place, or its key is gone. Never holds the text."""


def seal(text: str, *, context: str) -> str:
    """Return the text as it may be kept, under the newest key."""
    key_id = newest()
    nonce = os.urandom(NONCE)
    closed = _cipher(key_id).encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}.{urlsafe_b64encode(nonce + closed).decode()}"


def unseal(sealed: str, *, context: str) -> str:
    """Return the text that was sealed for this context. Raises Unreadable."""
    key_id, _dot, body = sealed.partition(".")
    try:
        raw = urlsafe_b64decode(body)
        return _cipher(key_id).decrypt(raw[:NONCE], raw[NONCE:], context.encode()).decode()
    except (InvalidTag, KeyError, ValueError):
        raise Unreadable(context) from None


def newest() -> str:
    """Return the id of the key under which texts are sealed now."""
    _read_anew()
    return next(reversed(settings.FIELD_KEYS))


def _changed_at() -> int:
    file = settings.DATA / "secrets" / NAME
    return int(file.stat().st_mtime_ns) if file.exists() else 0


def _read_anew() -> None:
    """Read the keys again once their file was changed: a server goes on while a command takes a new one into use."""
    if _seen[0] != (changed_at := _changed_at()):
        settings.FIELD_KEYS = ring(NAME, folder=settings.DATA / "secrets")
        _seen[0] = changed_at


def _cipher(key_id: str) -> AESGCM:
    if key_id not in settings.FIELD_KEYS:
        _read_anew()
    # 256 random bits in 43 letters; the hash makes 32 bytes of them.
    return AESGCM(sha256(settings.FIELD_KEYS[key_id].encode()).digest())


_seen = [_changed_at()]  # when the file was changed that the settings read
