"""What the rules say about the free parts of a table: which of them can be booked by the visitor, and why not the others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils.translation import gettext as _, gettext_noop

from jonghong.bookings.models import Closure
from jonghong.bookings.rules.everywhere import closures_between
from jonghong.bookings.rules.gates import Gate
from jonghong.bookings.rules.settings import OfficeSettings, all_settings
from jonghong.bookings.timeslots import TimeSlot, wall_days
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Halves, Hours

HAS_ANY = """
SELECT EXISTS (SELECT 1 FROM bookings_ruleset WHERE office_id = %s),
    EXISTS (SELECT 1 FROM bookings_closure WHERE office_id = %s AND lifted_at IS NULL AND starts_at < %s AND ends_at > %s)"""

# A closure of the office is kept under this key.
EVERY_ROOM = 0
Closed = Mapping[tuple[int, date], list[tuple[Hours, str]]]
# What stands against a free part, in a word or two; the page behind it says more. Nobody wonders about what is over.
_REFUSALS: list[tuple[Callable[[Gate, TimeSlot], bool], str]] = [
    (Gate.is_over, gettext_noop("over")),
    (Gate.is_rest, gettext_noop("not on days off · Why?")),
    (Gate.is_outside_hours, gettext_noop("outside opening hours · Why?")),
    (Gate.is_too_soon, gettext_noop("too late to book · Why?")),
    (Gate.is_too_far, gettext_noop("cannot be booked yet · Why?")),
]


@dataclass(frozen=True)
class Outlook:
    """The rules and closures of an office through some days, as they concern one visitor.

    ``gates`` holds what rooms say about times, by their keys, ``closed`` the closed hours of a room or of the office on a day
    with the reason; ``barred`` are the rooms that are not for the visitor's groups.
    """

    halves: Halves
    gates: Mapping[int, Gate] = field(default_factory=dict)
    closed: Closed = field(default_factory=dict)
    barred: Collection[int] = ()

    def is_free(self, room_id: int, day: date) -> bool:
        """Tell whether a room with nothing booked on a day can be booked for any of it."""
        parts = self.judged(room_id, TimeSlot(day, Half.DAY, self.halves.day))
        return not self.closures(room_id, day) and any(not against for _part, against in parts)

    def closures(self, room_id: int, day: date) -> list[tuple[Hours, str]]:
        """Return the hours in which a room is closed on a day, each with the reason."""
        return [*self.closed.get((room_id, day), ()), *self.closed.get((EVERY_ROOM, day), ())] if self.closed else []

    def judged(self, room_id: int, part: TimeSlot) -> list[tuple[TimeSlot, str]]:
        """Return a free part, or the parts that it falls into, each with what stands against it in a word or two, if anything.

        A day that is refused as a whole may be free by halves, and a half from when the room opens or can still be prepared.
        """
        gate = self.gates.get(room_id)
        against = self._against(gate, room_id, part)
        if gate is None or room_id in self.barred:
            return [(part, against)]
        if part.half is Half.DAY:
            halves = [TimeSlot(part.day, half, self.halves.hours(half)) for half in (Half.MORNING, Half.AFTERNOON)]
            if not against and not gate.is_too_long(part) and not gate.is_over(halves[0]):
                return [(part, "")]
            judged = [each for half in halves for each in self.judged(room_id, half)]
            return judged if any(not words for _part, words in judged) else [(part, against)]
        rest = gate.clipped(part) if against else None
        return [(part, against)] if rest is None or self._against(gate, room_id, rest) else [(rest, "")]

    def _against(self, gate: Gate | None, room_id: int, part: TimeSlot) -> str:
        if room_id in self.barred:
            return _("not for your group · Why?")
        return next((_(words) for is_against, words in _REFUSALS if is_against(gate, part)), "") if gate else ""


def outlook_of(office: Office, halves: Halves, first: date, last: date, *, rights: Rights, rest: Collection[date]) -> Outlook:
    """Return what the rules and closures say from ``first`` to ``last``, both included; ``rest`` are the days off among these.

    One query where the office has neither, for most have neither; else one more for each. Nobody signed in has no group.
    """
    starts, ends = (datetime.combine(day, time.min, office.zone) for day in (first, last + timedelta(days=1)))
    instants = [connection.ops.adapt_datetimefield_value(instant) for instant in (ends, starts)]
    with connection.cursor() as cursor:
        cursor.execute(HAS_ANY, [office.pk, office.pk, *instants])
        has_rules, has_closures = cursor.fetchone()
    settings = all_settings(office) if has_rules else None
    closed = _closed_hours(closures_between(office, starts, ends), starts, ends) if has_closures else {}
    if settings is None:
        return Outlook(halves, closed=closed)
    gates, barred = _gates(settings, office, rights, rest)
    return Outlook(halves, gates, closed, barred)


def _gates(
    settings: OfficeSettings,
    office: Office,
    rights: Rights,
    rest: Collection[date],
) -> tuple[dict[int, Gate], frozenset[int]]:
    now = clock.now().astimezone(office.zone)
    rooms = list(office.rooms.values_list("pk", flat=True))
    gates = {room_id: Gate(settings.of(room_id), now, rest) for room_id in rooms}
    is_asked = rights.is_signed_in and not rights.is_officer
    barred = [
        room_id
        for room_id, gate in gates.items()
        if is_asked and gate.settings.groups and gate.settings.groups.isdisjoint(rights.group_ids)
    ]
    return gates, frozenset(barred)


def _closed_hours(closures: Iterable[Closure], starts: datetime, ends: datetime) -> Closed:
    """Return the hours of closures that lie between two moments, by the wall clock of these."""
    found: dict[tuple[int, date], list[tuple[Hours, str]]] = defaultdict(list)
    for closure in closures:
        stretch = (max(closure.starts_at, starts), min(closure.ends_at, ends))
        for slot in wall_days(*(instant.astimezone(starts.tzinfo) for instant in stretch)):
            found[closure.room_id or EVERY_ROOM, slot.day].append((slot.hours, closure.reason))
    return found
