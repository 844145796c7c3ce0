"""Bookings as tables show them, with what the visitor may see of each; and what is free, as links that book it.

Reading is one query of plain values, and everything that is shown is put into words here: a month has up to 600 halves, and
looking things up while rendering is what costs.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext, pgettext

from jonghong.bookings.models import Booking, State
from jonghong.bookings.permissions import may_change, may_see_subject
from jonghong.bookings.queries import holding, wall_hours
from jonghong.bookings.rules import Outlook
from jonghong.bookings.timeslots import TimeSlot, free_parts, slot_said
from jonghong.core import thai
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of

# What is read of each booking; the first fields of an Entry are these, in this order.
COLUMNS: tuple[str, ...] = ("id", "room_id", "date", "half", "starts_at", "ends_at", "title", "group__short_name", "attendees")
COLUMNS += ("is_private", "organizer_id", "group_id", "state", "version", "expires_at", "is_legacy")
# A place that is only kept for somebody is taken up before it is changed.
CHANGEABLE = {State.PENDING.value, State.CONFIRMED.value}


@dataclass(slots=True)
class Entry:
    """A booking as a table needs it. ``state_words`` is empty for what is confirmed, ``edit`` where he may not change it."""

    id: int
    room_id: int
    date: date
    half: str
    starts_at: datetime
    ends_at: datetime
    title: str
    group: str
    attendees: int | None
    is_private: bool
    organizer_id: int | None
    group_id: int
    state: str
    version: int
    expires_at: datetime | None
    is_legacy: bool
    hours: Hours
    when: str = ""
    people: str = ""
    state_words: str = ""
    is_mine: bool = False
    is_subject_shown: bool = True
    edit: str = ""
    href: str = ""


@dataclass(slots=True)
class Free:
    """A part of a day that nobody holds: a link that books it or, grey, one that says why it cannot be booked.

    An ``Entry`` has no such link, which tells the two apart.
    """

    href: str
    words: str
    label: str
    is_whole: bool
    hours: Hours
    is_grey: bool = False


def read_entries(office: Office, first: date, last: date, rights: Rights, *, room_id: int | None = None) -> list[Entry]:
    """Return what stands from ``first`` to ``last``, both included, in all rooms or in one, earliest first, by one query."""
    # A request's rights are a lazy stand-in that costs at every look; the copy is the real thing.
    rights = copy(rights) if rights.is_signed_in else Rights()
    language, halves, names = get_language() or "th", halves_of(office), half_names()
    states = {state.value: str(state.label) for state in State if state != State.CONFIRMED}
    edit, in_use = _("Edit %(title)s"), _("In use")
    entries = []
    for values in _entered(office.pk, first, last, *(() if room_id is None else (room_id,))):
        hours = wall_hours(values[4], values[5], office)
        entry = Entry(*values, hours=hours)  # type: ignore[misc]  # the columns are the first fields
        entry.state_words = states.get(entry.state, "")
        if entry.state == State.HELD:
            _say_kept(entry, office, language)
        if rights.is_signed_in:
            entry.is_mine = entry.organizer_id == rights.person_id
            may_edit = entry.state in CHANGEABLE and may_change(rights, entry)
            entry.edit = edit % {"title": entry.title} if may_edit else ""
        # The former system knew whole hours only and spoke of halves; the true hours stand on the booking's own page.
        said = Half(entry.half) if entry.is_legacy else slot_said(entry.date, Half(entry.half), hours, halves).half
        entry.when = names.get(said) or thai.format_hours(hours.start, hours.end, language)
        if not may_see_subject(rights, entry):
            entry.title, entry.group, entry.attendees, entry.is_private = in_use, "", None, False
            entry.is_subject_shown = False
        if entry.attendees:
            entry.people = ngettext("%(num)s person", "%(num)s people", entry.attendees) % {"num": entry.attendees}
        entries.append(entry)
    return entries


@Prepared
def _entered(office: int, first: date, last: date, *rooms: int) -> QuerySet[Booking, tuple[Any, ...]]:
    """Return the columns of what stands in these rooms; where none are named, in all of them."""
    found = holding(office).filter(date__range=(first, last))
    return (found.filter(room__id__in=rooms) if rooms else found).order_by("starts_at", "pk").values_list(*COLUMNS)


def counts_of(entries: Sequence[Entry]) -> tuple[int, int]:
    """Return how many bookings are firm and how many wait for permission; what is only kept for somebody is neither."""
    states = [entry.state for entry in entries]
    return states.count(State.CONFIRMED), states.count(State.PENDING)


def _say_kept(entry: Entry, office: Office, language: str) -> None:
    """Say for whom a place is kept and until when, for it has no subject yet."""
    entry.title = _("Kept for %(group)s") % {"group": entry.group}
    if entry.expires_at:
        until = entry.expires_at.astimezone(office.zone)
        words = {"day": thai.format_date(until.date(), language, style="short"), "time": thai.format_time(until.time())}
        entry.state_words = _("until %(day)s %(time)s") % words


def when(slot: TimeSlot, language: str) -> str:
    """Return how people speak of a time of day: เช้า, บ่าย, เช้า-บ่าย, or the hours themselves."""
    return half_names().get(slot.half) or thai.format_hours(slot.hours.start, slot.hours.end, language)


def half_names() -> dict[Half, str]:
    """Return what the halves are called in the visitor's language."""
    return {
        Half.MORNING: pgettext("half of the day", "morning"),
        Half.AFTERNOON: pgettext("half of the day", "afternoon"),
        Half.DAY: pgettext("half of the day", "whole day"),
    }


def _start(item: Entry | Free) -> time:
    return item.hours.start


class CellWriter:
    """Writes what a room has on a day, with what all cells share looked up once.

    ``back`` is the page to which booking leads back; without it, to the month. With an ``outlook`` it knows what the rules of
    the office and its closures refuse.
    """

    def __init__(self, halves: Halves, *, back: str = "", outlook: Outlook | None = None) -> None:
        self.halves = halves
        self.outlook = outlook or Outlook(halves)
        self.language = get_language()
        self.book, self.why = reverse("book"), reverse("why")
        self.back = f"&next={quote(back)}" if back else ""
        self.free = {Half.DAY: _("free"), Half.MORNING: _("morning free"), Half.AFTERNOON: _("afternoon free")}
        self.free_between = _("free %(hours)s")
        self.closed, self.closed_between = _("closed: %(reason)s"), _("closed %(hours)s: %(reason)s")

    def cell(self, room: Room, day: date, words: str, entries: list[Entry]) -> list[Entry | Free]:
        """Return the bookings of a room on a day and, while it is open, what is free, in the order of the day."""
        if not room.is_open:
            return list(entries)
        closures = self.outlook.closures(room.id, day)
        taken = [*(entry.hours for entry in entries), *(hours for hours, _reason in closures)]
        free: list[Free] = [self.closure(room, day, words, hours, reason) for hours, reason in closures]
        for part in free_parts(day, self.halves, taken):
            free += [self.free_part(room, words, *judged) for judged in self.outlook.judged(room.id, part)]
        if not free or not (entries or closures):
            return [*entries, *free]
        mixed: list[Entry | Free] = [*entries, *free]
        return sorted(mixed, key=_start)

    def is_free(self, room: Room, day: date, entries: Sequence[Entry]) -> bool:
        """Tell whether nothing is booked in a room on a day and something of it can be."""
        return room.is_open and not entries and self.outlook.is_free(room.pk, day)

    def free_part(self, room: Room, day_words: str, part: TimeSlot, against: str = "") -> Free:
        """Return the link that books a free part, or where something is ``against`` that, the one that says why.

        ``day_words`` tell the day to who only hears it.
        """
        href = f"?room={room.id}&on={part.day.isoformat()}&half={part.half.value}"
        words = self.free.get(part.half, "")
        if part.half is Half.EXACT:
            href += f"&starts={part.hours.start:%H:%M}&ends={part.hours.end:%H:%M}"
            words = self.free_between % {"hours": thai.format_hours(part.hours.start, part.hours.end, self.language)}
        if against:
            words = against
        href = (self.why if against else self.book) + href + self.back
        return Free(href, words, f"{words} {room.name} {day_words}", part.half is Half.DAY, part.hours, bool(against))

    def closure(self, room: Room, day: date, day_words: str, hours: Hours, reason: str) -> Free:
        """Return what is shown of hours in which a room is closed, to anyone: until when, and the reason."""
        is_whole = hours.start <= self.halves.day.start and hours.end >= self.halves.day.end
        said = {"hours": thai.format_hours(hours.start, hours.end, self.language), "reason": reason}
        words = (self.closed if is_whole else self.closed_between) % said
        href = f"{self.why}?room={room.id}&on={day.isoformat()}&half={Half.DAY.value}{self.back}"
        return Free(href, words, f"{words} {room.name} {day_words}", is_whole, hours, is_grey=True)
