"""Rows that a person has to see to: mended, set aside, settled."""

from jonghong.moving.facts import BookingDraft
from jonghong.moving.models import Kept
from jonghong.people.permissions import Rights


def mend(*, kept: Kept, by: Rights, facts: BookingDraft) -> Kept:
    """Bring a row in from quarantine as an officer mended it.

    Room and group of ``facts`` are keys of the source or, as ``=12``, ids of what is here; what it leaves empty of who booked
    and decided is taken from the row. Raises RoomTaken, NoSuchRoom, MayNot, or NotInQuarantine.
    """
    raise NotImplementedError


def set_aside(*, kept: Kept, by: Rights, remark: str) -> Kept:
    """Note that a row stays out for good, and why."""
    raise NotImplementedError


def settle(*, kept: Kept, by: Rights) -> Kept:
    """Note that an officer saw to what a row asked for."""
    raise NotImplementedError
