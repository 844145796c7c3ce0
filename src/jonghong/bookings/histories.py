"""History in words: what was just done, and what was done to a booking since it was made."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field
from django.utils.translation import get_language, gettext as _

from jonghong.bookings import queries
from jonghong.bookings.entries import when
from jonghong.bookings.models import Booking, History, Layout, State, Verb
from jonghong.bookings.timeslots import TimeSlot, slot_said
from jonghong.core import thai
from jonghong.offices.models import Office
from jonghong.people.access import PersonRequest
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of

# Read together with the date or the half, so they are not shown on their own.
WITHIN_WHEN = {"half", "starts_at", "ends_at"}
# Noted about a booking that stays as it is: they raise no version.
WITHOUT_CHANGE = {Verb.ASK, Verb.REFUSE}


@dataclass(frozen=True)
class Done:
    """What the visitor has just done, to be said once and offered for undoing."""

    act: UUID
    verb: str
    bookings: list[Booking]
    slots: list[TimeSlot]
    can_undo: bool

    @property
    def rooms(self) -> list[tuple[Room, int]]:
        """The rooms, each with how many of the bookings are in it, the one with the most first."""
        return Counter(booking.room for booking in self.bookings).most_common()


def done_of(request: PersonRequest) -> Done | None:
    """Return the act that the address names (``done``), if it is this very person's; nobody is told of somebody else's."""
    try:
        act = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    rows = list(queries.rows_of_act(request.office, act))
    if not rows or not request.rights.is_signed_in or rows[0].actor_id != request.rights.person_id:
        return None
    bookings = [row.booking for row in rows]
    slots = [queries.slot_of_booking(booking, request.office) for booking in bookings]
    return Done(act, rows[0].verb, bookings, slots, can_undo=rows[0].verb != Verb.UNDO)


@dataclass(frozen=True)
class Line:
    """One entry of a history: who, when, what (``code`` is the verb itself), why, and what differs."""

    at: datetime
    who: str
    verb: str
    code: str
    remark: str
    act: UUID
    is_cancellation: bool
    changes: list[tuple[str, str, str]]


def changes_of(booking: Booking) -> list[Line]:
    """Return the history of a booking in words, latest first, by three queries."""
    rows = list(queries.history_of(booking))
    names = _Names(booking.office)
    return [
        Line(
            at=row.at.astimezone(booking.office.zone),
            who=row.actor.name if row.actor else _("the system"),
            verb=str(Verb(row.verb).label),
            code=row.verb,
            remark=row.remark,
            act=row.act,
            # A place that was kept long enough is not to be had back.
            is_cancellation=row.after["state"] == State.CANCELLED and row.verb not in {Verb.LAPSE, Verb.CLOSE},
            changes=_differences(row, names) if row.before else [],
        )
        for row in rows
    ]


def changes_since(booking: Booking, version: int) -> list[Line]:
    """Return what was done to a booking since it stood at ``version``, oldest first; what was only asked of it is no change."""
    lines = [line for line in changes_of(booking) if line.code not in WITHOUT_CHANGE]
    return lines[: max(booking.version - version, 0)][::-1]


@dataclass(frozen=True)
class Refusal:
    """Who did not permit a request, and why."""

    who: str
    remark: str


def refusals_of(office: Office, bookings: Iterable[Booking]) -> dict[int, Refusal]:
    """Return who declined those of the bookings that were declined, by their keys; one query, and none where none was."""
    keys = [booking.pk for booking in bookings if booking.state == State.DECLINED]
    rows = History.objects.filter(office=office, booking__in=keys, verb=Verb.DECLINE).order_by("at", "pk")
    found = rows.select_related("actor") if keys else []
    return {row.booking_id: Refusal(row.actor.name if row.actor else _("the system"), row.remark) for row in found}


def _differences(row: History, names: "_Names") -> list[tuple[str, str, str]]:
    changed = {name for name in row.after if row.after[name] != row.before.get(name)}
    alone = [name for name in row.after if name in changed - WITHIN_WHEN]
    lines = [(_label(name), names.say(name, row.before[name]), names.say(name, row.after[name])) for name in alone]
    if WITHIN_WHEN & changed:
        lines.append((_("Time of day"), names.when(row.before), names.when(row.after)))
    return lines


def _label(name: str) -> str:
    field = Booking._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)


class _Names:
    """Turns what History keeps into words; rooms and groups are looked up once for all lines."""

    def __init__(self, office: Office) -> None:
        self.office, self.halves = office, halves_of(office)
        self.language = get_language() or "th"
        rooms = {room.pk: room.name for room in office.rooms.all()}
        groups = {group.pk: group.name for group in office.groups.all()}
        self.special: dict[str, Callable[[Any], str]] = {
            "room_id": lambda key: rooms.get(key, ""),
            "group_id": lambda key: groups.get(key, ""),
            "date": lambda day: thai.format_date(date.fromisoformat(day), self.language, style="short"),
            "state": lambda state: str(State(state).label),
            "layout": lambda layout: str(Layout(layout).label),
        }

    def say(self, name: str, value: Any) -> str:
        if name in self.special:
            return self.special[name](value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return "–" if value in ("", None) else str(value)

    def when(self, facts: dict[str, Any]) -> str:
        start, end = (datetime.fromisoformat(facts[name]).astimezone(self.office.zone) for name in ("starts_at", "ends_at"))
        hours = Hours(start.time(), end.time())
        return when(slot_said(start.date(), Half(facts["half"]), hours, self.halves), self.language)
