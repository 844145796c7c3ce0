"""Citizen ids as AMSS++ has them: typed by hand, sometimes cut, sometimes no number at all. Pure."""

from dataclasses import dataclass, field

from jonghong.people import identity
from jonghong.roster.reading import mended


@dataclass(frozen=True)
class Number:
    """What somebody is known by over there. ``digits`` are those of a right citizen id, or empty; then ``key`` says it all.

    ``is_odd`` where it was not thirteen right digits as they stood (D22).
    """

    key: str = field(repr=False)
    digits: str = field(repr=False)
    is_odd: bool


def read(text: str) -> Number:
    """Return what somebody is known by; nothing where the text is empty or nothing but zeros."""
    line = mended(text).replace("\0", "")
    if not line.strip("0 -"):
        return Number("", "", is_odd=False)
    try:
        digits = identity.normalised(line)
    except identity.BadCitizenId:
        return Number(line, "", is_odd=True)
    is_right = identity.has_right_check_digit(digits)
    return Number(digits, digits if is_right else "", is_odd=digits != text or not is_right)
