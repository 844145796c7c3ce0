"""A copy of all that the office keeps about somebody (PDPA, section 30), made from the data map."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Field, ForeignKey, Model, Q
from django.utils.translation import gettext as _

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.core import clock
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.privacy.datamap import ACCOUNT, ACTIVITIES, BOOKING, Activity, Table
from jonghong.privacy.incidents import OF_PEOPLE
from jonghong.privacy.queries import letters_to, notice_of, retention_of, rows_about, version_of
from jonghong.privacy.tables import TABLES
from jonghong.privacy.wording import kept_for
from jonghong.rooms.models import Room

Row = dict[str, Any]
SAID_BY_NAME = (Group, Person, Room)  # what else a row points to is told by its number: it may be somebody else's

# How somebody signs in and from where, who looked at whom, and letters are the person's and administrators' to see.
OF_OFFICERS = (ACCOUNT, BOOKING)


def copy_of(person: Person, *, activities: tuple[Activity, ...] = ACTIVITIES) -> dict[str, Any]:
    """Return the copy, ready for JSON, in the language of the reader; instants in the office's time.

    ``activities`` are those whose data it holds: all, or what an officer may give (``OF_OFFICERS``).
    """
    office = person.office
    return {
        "office": office.name,
        "made_at": clock.now().astimezone(office.zone).isoformat(),
        "notice": version_of(notice_of(office)),
        "person": person.pk,
        "sections": [_section(activity, person) for activity in activities],
    }


def _section(activity: Activity, person: Person) -> dict[str, Any]:
    kept = retention_of(person.office)
    tables = [(label, table) for label, table in TABLES.items() if table.activity is activity]
    return {
        "name": str(activity.name),
        "purpose": str(activity.purpose),
        "ground": str(activity.ground),
        "seen_by": str(activity.seen_by),
        "tables": [
            {"table": label, "kept": kept_for(table.keeping, kept), "rows": rows_of_person(label, table, person)}
            for label, table in tables
        ],
    }


def rows_of_person(label: str, table: Table, person: Person) -> list[Row]:
    """Return the rows of a table that tell of somebody, their personal columns alone.

    Of what holds a secret only that it is there; of what he did to others' bookings only that he did it.
    """
    if label == "audit.record":
        return [_said(row, table.personal, person.office) for row in records_about(person)]
    if label == "post.letter":
        return _letters(table, person)
    own, done = rows_about(label, table, person)
    brief = tuple(name for name in table.personal if name not in table.inner)
    rows = [_said(row, table.personal, person.office) | _secrets(row, table) for row in own]
    return rows + [_said(row, brief, person.office) for row in done]


def _letters(table: Table, person: Person) -> list[Row]:
    """Return the letters to him; of one that waits only that it has a text, which is not opened."""
    letters = letters_to(person)
    waiting = set(letters.exclude(body="").values_list("pk", flat=True))
    texts = {True: hidden(), False: ""}
    return [_said(row, table.personal, person.office) | {"body": texts[row.pk in waiting]} for row in letters.defer("body")]


def records_about(person: Person) -> list[Record]:
    """Return the records of the audit of what somebody did, and of who did or looked at what of his."""
    of_office = Record.objects.filter(office=person.office_id)
    his = of_office.filter(Q(actor_id=person.pk) | Q(subject=f"person:{person.pk}"))
    # Lists that were looked at name everybody on them; no database asks that of JSON as the other does.
    lists = of_office.filter(act=Act.PEOPLE_VIEWED).exclude(actor_id=person.pk)
    on_lists = [row for row in lists.iterator() if person.pk in row.facts.get("people", ())]
    return sorted([*his, *on_lists], key=lambda row: row.number)


def _said(row: Model, names: tuple[str, ...], office: Office) -> Row:
    return {name: _value(row, name, office) for name in names}


def _secrets(row: Model, table: Table) -> Row:
    return {name: hidden() if getattr(row, name) else "" for name in table.secret}


def hidden() -> str:
    """Return what is said instead of a secret."""
    return _("kept, and never shown")


def _value(row: Model, name: str, office: Office) -> Any:
    field = row._meta.get_field(name)
    assert isinstance(field, Field)
    if isinstance(field, ForeignKey):
        return _pointed_at(row, field)
    value = getattr(row, name)
    if name == "facts" and isinstance(row, Record):
        return _own_facts(value)
    if isinstance(value, datetime):
        return value.astimezone(office.zone).isoformat()
    return value.isoformat() if isinstance(value, date | time) else value


def _pointed_at(row: Model, field: ForeignKey[Any, Any]) -> Any:
    if field.related_model in SAID_BY_NAME:
        other = getattr(row, field.name)
        return str(other) if other else None
    return getattr(row, field.attname)


def _own_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a record without the numbers of others who stood on the same list."""
    return {name: value for name, value in facts.items() if name not in OF_PEOPLE}
