"""Who saw or took what of whom, and when: for whoever has to tell of a breach within 72 hours (PDPA, section 37 (4))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.offices.models import Office
from jonghong.people.models import Person

# What brings data of people before somebody's eyes, or out of the house.
TOUCHING = (
    Act.PEOPLE_VIEWED,
    Act.PERSON_VIEWED,
    Act.AUDIT_VIEWED,
    Act.PERSON_EXPORTED,
    Act.EXPORTED,
    Act.PERSON_CHANGED,
    Act.PERSON_ERASED,
    Act.ROSTER_IMPORTED,
    Act.MOVED_IN,
)
# The facts that hold numbers of people: those whom a page listed, and whom a list of people put there, changed or let leave.
OF_PEOPLE = ("people", "people_new", "people_changed", "people_left")
MOST = 2_000  # records of one report


@dataclass(frozen=True)
class Touch:
    """One act: who did it (None for nobody known), and whom it touched."""

    record: Record
    who: Person | None
    people: list[Person]


@dataclass(frozen=True)
class Incident:
    """What was done in a time, latest first, whom it touched in all, and whether there was more than is told."""

    touches: list[Touch]
    people: list[Person]
    is_cut: bool


def incident_of(office: Office, *, since: datetime, until: datetime, by: int | None = None) -> Incident:
    """Return what was seen and taken between two instants, by one person or by anybody, by two queries."""
    rows = Record.objects.filter(office=office, at__gte=since, at__lt=until, act__in=[act.value for act in TOUCHING])
    if by:
        rows = rows.filter(actor_id=by)
    records = list(rows.order_by("-number")[: MOST + 1])
    touched = {record.number: list(numbers_in(record)) for record in records[:MOST]}
    keys = {key for numbers in touched.values() for key in numbers} | {record.actor_id for record in records if record.actor_id}
    known = Person.objects.filter(office=office).in_bulk(keys)
    touches = [
        Touch(record, known.get(record.actor_id or 0), [known[key] for key in touched[record.number] if key in known])
        for record in records[:MOST]
    ]
    people = {person.pk: person for touch in touches for person in touch.people}
    return Incident(touches, sorted(people.values(), key=lambda person: person.name), len(records) > MOST)


def numbers_in(record: Record) -> Iterable[int]:
    """Give the numbers of the people whom a record says to have been touched."""
    kind, _colon, number = record.subject.partition(":")
    if kind == "person" and number.isdecimal():
        yield int(number)
    for fact in OF_PEOPLE:
        yield from (int(key) for key in record.facts.get(fact, ()) if str(key).isdecimal())
