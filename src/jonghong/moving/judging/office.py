"""A whole source of AMSS++, each row of it judged. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from jonghong.moving.facts import Edition, Judged, Known, Plan, Source, Thing
from jonghong.moving.judging.bookings import Bookings, allow, is_undecided
from jonghong.moving.judging.groups import AREA_OFFICE, SMART_OBEC, Groups
from jonghong.moving.judging.overlaps import settle
from jonghong.moving.judging.people import SCHOOLS, People
from jonghong.moving.judging.rooms import Rooms

BOOKINGS = "meeting_main"


def judge(source: Source, known: Known, *, allows_undecided: bool = False) -> Plan:
    """Return what becomes of every row; rows of tables that say nothing to us are kept, as all others.

    With ``allows_undecided`` what is over counts as allowed in a system in which nobody ever decided on anything; once it came
    in so, that stays for what was never decided, also where somebody began to decide there since.
    """
    rows = {table: list(_apart(source, table)) for table in source.tables}

    def of(table: str) -> list[Judged]:
        return rows.get(table, [])

    groups = Groups(of(_table_of_groups(source)))
    people = People([*of("person_main"), *of(SCHOOLS)], groups)
    people.take_accounts(of("system_user"))
    people.take_officers(of("meeting_permission"))
    people.take_administrators(of("system_module_admin"))
    people.finish()
    rooms = Rooms(of("meeting_room"), is_missing="meeting_room" not in rows)
    bookings = Bookings(known, rooms, groups, people)
    for judged in of(BOOKINGS):
        bookings.take(judged)
    is_never_decided = is_undecided(of(BOOKINGS))
    is_allowed = allows_undecided and (is_never_decided or known.has_allowed)
    if is_allowed:
        allow(of(BOOKINGS))
    stubs: list[Thing] = [*groups.stubs, *rooms.stubs.values(), *people.stubs.values()]
    settle([*of("meeting_room"), *of(BOOKINGS)], known, stubs)
    every = [judged for table in rows.values() for judged in table]
    return Plan(source, every, stubs, is_undecided=is_never_decided, allows_undecided=is_allowed)


def _apart(source: Source, table: str) -> Iterator[Judged]:
    """Give the rows of a table, no two by one key: a second one, as of two dumps in one file, is numbered."""
    seen: Counter[str] = Counter()
    for row in source.tables[table]:
        seen[row.key] += 1
        times = seen[row.key]
        yield Judged(replace(row, key=f"{row.key}/{times}") if times > 1 else row)


def _table_of_groups(source: Source) -> str:
    """Return which table the numbers of groups mean: both are there in some editions."""
    likely, other = (SMART_OBEC, AREA_OFFICE) if source.edition == Edition.V4 else (AREA_OFFICE, SMART_OBEC)
    return likely if source.tables.get(likely) else other
