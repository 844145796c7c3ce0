"""Codes of an app on the phone: RFC 6238 as every such app knows it, six digits by SHA-1, another every 30 seconds.

The arithmetic is the ``cryptography`` package's own.
"""

import secrets
from base64 import b32decode, b32encode

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30  # seconds
DIGITS = 6
BYTES = 20  # of a secret: as many as SHA-1 gives (RFC 4226, 4)
EITHER_SIDE = 1  # steps that a clock may be wrong by


def draw() -> str:
    """Return a new secret in base32, 32 letters, as an app takes it."""
    return b32encode(secrets.token_bytes(BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the six digits of one step."""
    return _generator(secret).generate(step * STEP).decode()


def step_of(seconds: float) -> int:
    """Return the number of the step in which an instant lies, given in seconds since 1970."""
    return int(seconds // STEP)


def fitting_step(secret: str, code: str, seconds: float) -> int | None:
    """Return the step that a code belongs to, the present one or one beside it; None for a wrong code.

    As long is taken for a wrong code as for a right one.
    """
    now = step_of(seconds)
    steps = range(now - EITHER_SIDE, now + EITHER_SIDE + 1)
    found = [step for step in steps if constant_time.bytes_eq(code_at(secret, step).encode(), code.encode())]
    return found[-1] if found else None


def address(secret: str, *, name: str, issuer: str) -> str:
    """Return the address by which an app takes the secret in: ``otpauth://totp/...``."""
    return _generator(secret).get_provisioning_uri(name, issuer)


def in_fours(secret: str) -> str:
    """Return a secret as it is typed by hand: ``ABCD EFGH ...``."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _generator(secret: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303 - as the standard and every app have it
