"""The citizen id (เลขประจำตัวประชาชน 13 หลัก): an identifier, never a proof. Pure.

It is looked up by a keyed hash, shown by its last four digits, and stands nowhere in clear. Its check digit is a hint
only: the weights run from 13 down to 2, modulo 11 (Department of Provincial Administration), so the third digit has
weight 11 and an error there passes.
"""

import hmac
from hashlib import sha256

LENGTH = 13
UNKNOWN = "xxxx"  # the last digits of somebody whose number is not known
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class BadCitizenId(ValueError):
    """The text does not hold just thirteen digits."""


def normalised(text: str) -> str:
    """Return the thirteen digits of a number typed with hyphens, spaces or Thai digits.

    Raises BadCitizenId on anything else.
    """
    digits = "".join(letter for letter in text[:60].translate(_ARABIC) if letter not in " -\u00a0\u200b\u2010\u2011\u2013")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise BadCitizenId
    return digits


def has_right_check_digit(digits: str) -> bool:
    """Tell whether the last digit fits the twelve before it."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(LENGTH, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[-1])


def keyed_hash(digits: str, *, key: str) -> str:
    """Return the HMAC-SHA-256 (RFC 2104) by which a number is looked up, 64 hexadecimal letters."""
    return hmac.new(key.encode(), f"cid:v1:{digits}".encode(), sha256).hexdigest()


def external_hash(text: str, *, key: str) -> str:
    """Return the HMAC-SHA-256 by which somebody without thirteen digits is known again; it fits nobody's number."""
    return hmac.new(key.encode(), f"ext:v1:{text}".encode(), sha256).hexdigest()


def masked(last4: str) -> str:
    """Return what people are shown of a number: ``x-xxxx-xxxx0-12-1`` for last digits 0121."""
    return f"x-xxxx-xxxx{last4[0]}-{last4[1:3]}-{last4[3]}"
