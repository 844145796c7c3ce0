"""Compares a ledger with what the database holds: ``python -m chaos.judge FACTS LEDGER`` prints its findings as JSON.

It trusts neither the guard nor the product's own counts: overlaps are looked for by a query of its own, and every booking has
to stand there whole, with its history, its record in the audit and the raised version of its month.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from bench.places import python
from chaos import slots
from chaos.ledger import TITLE, Ledger, Wish
from chaos.places import Place

# Rows that keep others out of their room and begin before the end of one that began earlier: there must be none.
OVERLAPS = """
SELECT count(*) FROM (
    SELECT starts_at, max(ends_at) OVER (
        PARTITION BY room_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier_end
    FROM bookings_booking WHERE state IN ('pending', 'confirmed', 'held')) AS one
WHERE starts_at < earlier_end"""


@dataclass
class Verdict:
    """What is wrong, each in a sentence: nothing, where all holds."""

    lost: list[str] = field(default_factory=list)  # acknowledged, and not there
    double: list[str] = field(default_factory=list)  # one room held twice, or one request booked twice
    torn: list[str] = field(default_factory=list)  # a booking without all that belongs to it
    broken: list[str] = field(default_factory=list)  # the database or the audit itself
    unheard: int = 0  # bookings that stand although their clients do not know of it yet: no fault, but good to see

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.double or self.torn or self.broken)

    def __str__(self) -> str:
        named = {name: found for name, found in asdict(self).items() if found and name != "unheard"}
        return "; ".join(f"{len(found)} {name}: {', '.join(found[:3])}" for name, found in named.items()) or "clean"


def judged(place: Place, ledger: Ledger, *, environment: dict[str, str] | None = None) -> Verdict:
    """Return the verdict on a place, or on another database that an environment leads to."""
    facts = place.folder / "facts.json"
    told = python("-m", "chaos.judge", str(facts), str(ledger.folder), environment=environment or place.environment())
    return Verdict(**json.loads(told))


@dataclass(frozen=True)
class Row:
    """A booking made here, as the database holds it."""

    id: int
    key: str
    place: tuple[str, str, str]
    version: int


def judge(facts: dict[str, Any], wishes: dict[str, Wish]) -> Verdict:
    """Return the verdict on the database at hand."""
    rows = rows_here()
    return Verdict(
        lost=list(lost(facts, wishes, rows)),
        double=list(double(rows, wishes)),
        torn=list(torn(facts)),
        broken=list(broken()),
        unheard=sum(wishes[row.key].is_unknown for row in rows if row.key in wishes),
    )


def rows_here() -> list[Row]:
    """Return every booking that clients of this made."""
    from jonghong.bookings.models import Booking

    found = Booking.objects.filter(title__startswith=TITLE).select_related("office")
    return [
        Row(
            booking.pk,
            booking.title.removeprefix(TITLE),
            (str(booking.room_id), booking.date.isoformat(), f"{booking.starts_at.astimezone(booking.office.zone):%H:%M}"),
            booking.version,
        )
        for booking in found
    ]


def lost(facts: dict[str, Any], wishes: dict[str, Wish], rows: list[Row]) -> Iterator[str]:
    """Give what was acknowledged and is not there, or is somewhere else."""
    from jonghong.bookings.models import History

    by_key = {row.key: row for row in rows}
    acts = {(str(act), booking) for act, booking in History.objects.filter(verb="book").values_list("act", "booking_id")}
    for wish in wishes.values():
        if not wish.is_taken:
            continue
        words = slots.words(wish.slot, facts["rooms"])
        row = by_key.get(wish.key)
        if row is None:
            yield f"{wish.key} was acknowledged as {wish.act}"
        elif row.place != (words["room"], words["on"], words["starts"]):
            yield f"{wish.key} stands at {row.place}"
        elif (str(UUID(wish.act)), row.id) not in acts:
            yield f"{wish.key} was acknowledged as {wish.act}, which is not in its history"


def double(rows: list[Row], wishes: dict[str, Wish]) -> Iterator[str]:
    """Give rooms that are held twice, and requests that booked twice or were refused and booked all the same."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        overlaps = cursor.fetchone()[0]
    if overlaps:
        yield f"{overlaps} overlap"
    for key, number in Counter(row.key for row in rows).items():
        if number > 1:
            yield f"{key} stands {number} times"
        wish = wishes.get(key)
        if wish is None:
            yield f"{key} was never asked for"
        elif not wish.is_taken and not wish.is_unknown:
            yield f"{key} was refused with {wish.statuses}, and stands"
    taken = {wish.slot for wish in wishes.values() if wish.is_taken}
    for wish in wishes.values():
        # Its own booking stood in the way of the same request, sent again: the key was not known.
        if wish.sent > 1 and not wish.is_taken and 409 in wish.statuses and wish.slot not in taken:
            yield f"{wish.key} was taken for another's"


def torn(facts: dict[str, Any]) -> Iterator[str]:
    """Give bookings without all that was written with them."""
    from jonghong.audit.acts import Act
    from jonghong.audit.models import Record
    from jonghong.bookings.models import Booking, History, MonthTally
    from jonghong.bookings.tallies import month_number, wrong_tallies

    here = Booking.objects.filter(title__startswith=TITLE)
    for booking in here.exclude(history__verb="book").values_list("pk", flat=True):
        yield f"booking {booking} has no history"
    made = list(History.objects.filter(verb="book", booking__title__startswith=TITLE).values_list("act", "booking__date"))
    acts = Counter(f"act:{act}" for act, _date in made)
    recorded = {record.subject: record.facts for record in Record.objects.filter(act=Act.BOOKING).iterator()}
    for act, number in acts.items():
        if recorded.get(act, {}).get("bookings") != number:
            yield f"{act} has no record of {number}"
    done = {f"act:{act}" for act in History.objects.values_list("act", flat=True)}
    acted = {subject for subject in recorded if subject.startswith("act:")}
    yield from (f"{subject} is recorded, and nothing was done" for subject in acted - done)
    for year, month in wrong_tallies(facts["office"]):
        yield f"{year}-{month:02} is counted wrongly"
    versions = dict(MonthTally.objects.filter(office=facts["office"]).values_list("month", "version"))
    for month, number in Counter(month_number(date.year, date.month) for _act, date in made).items():
        if versions.get(month, 0) < facts["versions"].get(str(month), 0) + number:
            yield f"the version of month {month} was not raised for each booking"


def broken() -> Iterator[str]:
    """Give what the database says of itself, and what the audit's chain does."""
    from django.db import connection

    from jonghong.audit.queries import faults
    from jonghong.bookings import guard
    from jonghong.offices.models import Office

    if not guard.stands():
        yield "the guard is gone"
    for office in Office.objects.all():
        for fault in faults(office):
            yield f"audit record {fault.number}: {fault.what}"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (f"integrity_check: {row[0]}" for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"foreign_key_check: {row}" for row in cursor.fetchall())
    else:
        yield from unreadable_tables()


def unreadable_tables() -> Iterator[str]:
    """Give tables of PostgreSQL that cannot be read to the end, each page against its checksum."""
    from django.db import DatabaseError, connection

    for table in connection.introspection.table_names():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                while cursor.fetchmany(1000):
                    pass
        except DatabaseError as error:
            yield f"{table}: {error}"


if __name__ == "__main__":
    django.setup()
    known = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(asdict(judge(known, Ledger(Path(sys.argv[2])).wishes()))))
