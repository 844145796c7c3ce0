"""Activation codes (รหัสเปิดใช้บัญชี) as they stand on paper: ``ABCD-EFGH``. Pure.

Eight characters out of 31 that nobody confuses, near 40 bits: with five tries and two weeks, guessing one is hopeless.
"""

import secrets

from jonghong.core.thai import arabic_digits

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L
LENGTH = 8
LONGEST_TEXT = 40  # characters; nothing longer is read as a code
SEPARATORS = " -\u00a0\u200b\u2010\u2011\u2013"


class BadCode(ValueError):
    """The text has not the shape of a code. Never holds the text itself."""


def draw() -> str:
    """Return a new code, by the machine's source of secrets."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalised(text: str) -> str:
    """Return the code that was typed in small letters, with or without its hyphen.

    Raises BadCode on anything else.
    """
    code = "".join(letter for letter in arabic_digits(text[:LONGEST_TEXT]) if letter not in SEPARATORS).upper()
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise BadCode
    return code


def shown(code: str) -> str:
    """Return a code as it is printed: ``ABCD-EFGH``."""
    return f"{code[:4]}-{code[4:]}"
