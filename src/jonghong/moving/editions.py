"""The editions of AMSS++, told apart by the columns of their tables: no row of theirs says which one it is. Pure."""

from collections.abc import Collection, Mapping

from jonghong.moving.facts import Edition

BOOKINGS, ROOMS = "meeting_main", "meeting_room"


class NotAmss(ValueError):
    """No table of AMSS++ that says anything of rooms, people or bookings."""


def edition_of(columns: Mapping[str, Collection[str]]) -> Edition:
    """Return the edition that has these columns, by table. Raises NotAmss.

    Without bookings (a partial dump) groups, people and rooms tell only whether it is the newest edition.
    """
    if not columns:
        raise NotAmss
    bookings = set(columns.get(BOOKINGS, ()))
    if "book_date_start" in bookings:
        return Edition.V4
    if bookings and not {"room", "book_date"} <= bookings:
        raise NotAmss
    if "book_date_end" in bookings:
        return Edition.V2
    if bookings & {"person_num", "other"}:
        return Edition.V1
    if not bookings and ("system_department" in columns or "person_max" in columns.get(ROOMS, ())):
        return Edition.V4
    return Edition.V0
