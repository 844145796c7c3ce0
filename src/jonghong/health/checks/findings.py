"""A finding: how something stands, and what to do about it, in Thai and in English."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from django.db import DatabaseError


class Level(Enum):
    """How something stands, best first."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


NO_OFFICE = ("ยังไม่มีสำนักงาน สั่ง jonghong setup", "There is no office yet; run jonghong setup.")


@dataclass(frozen=True)
class Finding:
    """How one thing stands; where it is not well, the sentences say what to do."""

    level: Level
    thai: str
    english: str


Check = Callable[[], Finding]


def ok(thai: str, english: str) -> Finding:
    """Return that it is well."""
    return Finding(Level.OK, thai, english)


def warn(thai: str, english: str) -> Finding:
    """Return that somebody should look at it."""
    return Finding(Level.WARN, thai, english)


def bad(thai: str, english: str) -> Finding:
    """Return that it must be mended."""
    return Finding(Level.BAD, thai, english)


def findings(checks: Iterable[Check]) -> list[tuple[str, Finding]]:
    """Ask each check, and return what it found by its name; what cannot be asked is bad."""
    return [(check.__name__.replace("_", " "), _found(check)) for check in checks]


def _found(check: Check) -> Finding:
    try:
        return check()
    except (OSError, DatabaseError) as error:
        reason = " ".join(str(error).split())
        return bad(f"ตรวจไม่ได้: {reason}", f"This could not be looked at: {reason}")
