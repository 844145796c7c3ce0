"""In which order rooms are offered.

A room that seats everybody and has all that was asked for comes before one that does not; then one that is free all the
time before one that is free on some of the dates, the fewest clashes first, and that before one that is taken throughout.
Among equals the one fits best that ``bookings`` offers first in place of a taken room, too: the smallest that seats
everybody. What is still equal keeps the office's own order. A room that was asked for by name comes first of all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from jonghong.bookings.queries import misfit

Kind = tuple[int | None, int, int]  # seats, wanted things, clashes


class Standing(StrEnum):
    """How a room stands at the wanted times."""

    FREE = "free"
    PARTLY = "partly"
    FULL = "full"


ORDER = list(Standing)
UNSUITED = "unsuited"  # the heading of rooms that are too small or lack something


class Candidate(NamedTuple):
    """A room as far as ranking it needs: its seats, how many of the wanted things it has, on how many dates it is taken."""

    id: int
    capacity: int | None
    things: int = 0
    clashes: int = 0


class Aim(NamedTuple):
    """What candidates are measured by: people, wanted things, dates, and the room that was named."""

    attendees: int | None
    things: int
    dates: int
    room_id: int | None = None


def standing_of(clashes: int, dates: int) -> Standing:
    """Return how a room stands that is taken on so many of so many dates."""
    if not clashes:
        return Standing.FREE
    return Standing.PARTLY if clashes < dates else Standing.FULL


def suits(candidate: Candidate, aim: Aim) -> bool:
    """Tell whether a room seats everybody, as far as is known, and has all that was asked for."""
    return (candidate.capacity or 0) >= (aim.attendees or 0) and candidate.things == aim.things


def section_of(candidate: Candidate, aim: Aim) -> str:
    """Return under which heading a room stands."""
    return standing_of(candidate.clashes, aim.dates).value if suits(candidate, aim) else UNSUITED


def ranked(candidates: Iterable[Candidate], aim: Aim) -> list[Candidate]:
    """Return the candidates in the order in which they are offered."""
    alike = _alike(candidates)
    kinds = sorted(alike.values(), key=lambda kind: _rank(kind[0], aim))
    order = [candidate for kind in kinds for candidate in kind]
    named = [candidate for candidate in order if candidate.id == aim.room_id] if aim.room_id else []
    return [*named, *(candidate for candidate in order if candidate.id != aim.room_id)] if named else order


def counted(candidates: Iterable[Candidate], aim: Aim) -> Counter[str]:
    """Return how many rooms stand under each heading; the one that was named stands by itself."""
    counts: Counter[str] = Counter()
    for kind in _alike(candidates).values():
        counts[section_of(kind[0], aim)] += sum(candidate.id != aim.room_id for candidate in kind)
    return +counts


def _alike(candidates: Iterable[Candidate]) -> dict[Kind, list[Candidate]]:
    """Return candidates that rank alike together: most of five thousand rooms do, and to rank each kind once is far quicker."""
    alike: dict[Kind, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        alike[candidate[1:]].append(candidate)
    return alike


def _rank(candidate: Candidate, aim: Aim) -> tuple[bool, int, int, tuple[bool, int]]:
    standing = ORDER.index(standing_of(candidate.clashes, aim.dates))
    return not suits(candidate, aim), standing, candidate.clashes, misfit(candidate, aim.attendees or 0)
