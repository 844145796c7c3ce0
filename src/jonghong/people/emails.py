"""E-mail addresses as they are kept: one address, which nothing but a mailbox fits. Pure.

Stricter than RFC 5321: no quoted names, no letters beyond ASCII before the @; a domain in other letters is kept in its
ASCII form (RFC 5890).
"""

import re

LONGEST, LONGEST_NAME = 254, 64
NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
LONGEST_LABEL = 63


class BadAddress(ValueError):
    """The text is not one e-mail address. Never holds the text itself."""


def normalised(text: str) -> str:
    """Return the address, its domain in small ASCII letters. Raises BadAddress."""
    name, _at, domain = text.strip().rpartition("@")
    if len(text) > LONGEST or len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise BadAddress
    labels = _ascii(domain).split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_is_label, labels)):
        raise BadAddress
    return f"{name}@{'.'.join(labels)}"


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        raise BadAddress from None


def _is_label(label: str) -> bool:
    return len(label) <= LONGEST_LABEL and bool(LABEL.fullmatch(label))
