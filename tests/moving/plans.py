"""Plans made by hand, and an office that brings them in."""

from datetime import date, datetime, time, timedelta
from typing import Any

from jonghong.core import clock
from jonghong.moving import previews
from jonghong.moving.actions.bringing_in import bring_in_preview
from jonghong.moving.choices import Choices
from jonghong.moving.facts import (
    BookingDraft,
    Carried,
    Decision,
    GroupDraft,
    Judged,
    PersonDraft,
    Plan,
    RoomDraft,
    Source,
    SourceRow,
    Thing,
)
from jonghong.moving.matching import Preview
from jonghong.moving.models import Run
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from tests import make

PAST = date(2024, 6, 10)
CLERK_ID = make.citizen_id(71)


def judged(table: str, key: str, thing: Thing | None = None, **facts: Any) -> Judged:
    """Return a row with what it becomes; its cells say what the draft says, so that another draft is another row."""
    cells = facts.pop("cells", {"id": key, "says": repr(thing)})
    return Judged(SourceRow(table, key, cells, f"line {key}"), thing, **facts)


def group(key: str = "1", name: str = "กลุ่มนิเทศ", **facts: Any) -> Judged:
    return judged("system_workgroup", key, GroupDraft(key, name, "นิเทศ"), **facts)


def room(key: str = "1", name: str = "ห้องประชุมใหญ่", **facts: Any) -> Judged:
    return judged("meeting_room", key, RoomDraft(key, name, **facts))


def person(key: str = CLERK_ID, name: str = "นางสาวดาว เดือน", **facts: Any) -> Judged:
    facts = {"digits": key if len(key) == 13 else "", "groups": {"1": "clerk"}, **facts}
    return judged("person_main", key[-4:], PersonDraft(key, name=name, **facts), cells={"person_id": key, "says": repr(facts)})


def draft(**facts: Any) -> BookingDraft:
    """Return a booking of the morning of a day in the past, asked for and allowed."""
    first = facts.get("first", PAST)
    usual: dict[str, Any] = {
        "room": "1",
        "group": "1",
        "booker": CLERK_ID,
        "first": first,
        "last": first,
        "start": time(9),
        "end": time(12),
        "half": "morning",
        "state": "confirmed",
        "title": "ประชุมผู้บริหาร",
        "attendees": 30,
        "created_at": datetime.combine(date(2024, 6, 1), time(10, 15)),
        "decision": Decision(is_granted=True, by=CLERK_ID, at=datetime.combine(date(2024, 6, 2), time(8, 30))),
    }
    made = {**usual, **facts}
    if made["state"] in {"pending", "lapsed", "held"} and "decision" not in facts:
        made["decision"] = None
    return BookingDraft(**made)


def booking(key: str, *, cells: Any = None, **facts: Any) -> Judged:
    notes = {name: facts.pop(name) for name in ("reason", "task", "notes", "twin") if name in facts}
    thing = draft(**facts)
    return judged("meeting_main", key, thing, **notes, **({"cells": cells} if cells else {}))


def plan_of(*rows: Judged, name: str = "amss", carried: dict[tuple[int, int], int] | None = None) -> Plan:
    tables: dict[str, list[SourceRow]] = {}
    for one in rows:
        tables.setdefault(one.row.table, []).append(one.row)
    return Plan(Source(name, "V2", tables), list(rows), carried=Carried(carried or {}))


def usual(*rows: Judged) -> Plan:
    """Return a plan with a group, a room and a clerk besides these rows."""
    return plan_of(group(), room(), person(), *rows)


def preview(office: Office, plan: Plan, choices: Choices | None = None) -> Preview:
    return previews.preview_of(office, plan, choices or Choices(), previews.seen_of(office, plan.source))


def bring_in(office: Office, plan: Plan, *, choices: Choices | None = None, by: Rights | None = None, **facts: Any) -> Run:
    """Bring a plan in as ``actions.bring_in`` does with a source that is judged so."""
    facts = {"kind": "amss", "file": "amss.sql", "by": by, **facts}
    return bring_in_preview(office=office, make_preview=lambda: preview(office, plan, choices), **facts)


def number_of(somebody: Person) -> str:
    """Return the citizen id that a test typed for somebody it made."""
    return str(getattr(somebody, "typed_id"))  # noqa: B009 - no model has it


def ahead(days: int = 10) -> date:
    """Return a day that lies ahead."""
    return clock.now().date() + timedelta(days=days)


def instant(office: Office, day: date, at: time) -> datetime:
    """Return when the wall clock of an office shows that time."""
    return datetime.combine(day, at, office.zone)
