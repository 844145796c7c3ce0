"""Whether a database holds what a backup says, and will let nothing else in."""

from jonghong.audit import guard as audit_guard
from jonghong.backups import making, reading, shape
from jonghong.backups.facts import Manifest, digest_of
from jonghong.backups.refusals import Differs
from jonghong.bookings import guard
from jonghong.bookings.models import Booking

# Two bookings of one room, one of which begins before the latest end of those that began before it.
OVERLAP = """
SELECT count(*) FROM (SELECT starts_at, max(ends_at) OVER (
    PARTITION BY room_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
FROM bookings_booking WHERE {holds}) AS held WHERE busy_until > starts_at"""


def prove(manifest: Manifest, snapshot: reading.Snapshot) -> None:
    """Raise Differs where a database holds anything else than a backup says, or two bookings of a room overlap."""
    tables = shape.tables_after(frozenset(manifest.steps))
    found = making.count(snapshot, tables)
    if digest_of(found, manifest.photos) != manifest.digest:
        wrong = [name for name, part in found.items() if part.sha256 != manifest.tables[name].sha256]
        raise Differs(what=", ".join(wrong))
    if snapshot.rows(OVERLAP.format(holds=_holds())) != [(0,)]:
        raise Differs(what="double booking")


def require_guards() -> None:
    """Raise Differs where the database of this version that models stand on lacks a guard."""
    if not (guard.stands() and audit_guard.stands()):
        raise Differs(what="guard")


def _holds() -> str:
    """Return which bookings hold their time, as the guard says it."""
    (own,) = (each for each in Booking._meta.constraints if isinstance(each, guard.NoOverlap))
    return own.words()["holds"]
