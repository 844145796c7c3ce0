"""Why a booking is refused: facts that carry the sentence people read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, gettext as _

from jonghong.audit.origin import deny
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import thai
from jonghong.core.fields import written
from jonghong.rooms.hours import Half, Hours

MOST_NAMED = 10  # days in one sentence


class Refused(Exception):
    """A rule stands against the act. The message names the rule and who can help."""


class MayNot(Refused):
    """The person has no right to this; the audit hears of it, however the page answers."""

    def __init__(self) -> None:
        deny()
        super().__init__(_("Only its owner, people of its group or a room officer may do this."))


class NoSuchRoom(Refused):
    """The office has no room of that number."""

    def __init__(self) -> None:
        super().__init__(_("There is no such room. Choose one of the list."))


@dataclass(frozen=True)
class Objection:
    """What one rule has against a wish: the rule's name, its sentence, who can lift it, and the slots that it minds.

    A rule that minds the wish as a whole names no slot.
    """

    code: str
    sentence: str
    lifted_by: str
    slots: tuple[TimeSlot, ...] = ()

    @property
    def slot(self) -> TimeSlot | None:
        """The first of the slots that it minds."""
        return self.slots[0] if self.slots else None


class AgainstRule(Refused):
    """Rules of the office or of the room stand against it; ``objections`` holds at least one."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__(" ".join(objection.sentence for objection in objections))
        self.objections = tuple(objections)


def reasons_of(refusal: Refused) -> list[str]:
    """Return what a refusal is counted under: the names of the rules that stood against it, else that of its own kind."""
    if isinstance(refusal, AgainstRule):
        return sorted({objection.code for objection in refusal.objections})
    return [type(refusal).__name__]


class NoTime(Refused):
    """No time was asked for at all."""

    def __init__(self) -> None:
        super().__init__(_("No day is left to book. Choose at least one."))


class Stale(Refused):
    """Somebody else changed the booking after the form was opened."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this booking in the meantime. Look at how it stands now, then change it again."))


class SeriesChanged(Stale):
    """Other dates of the series were changed after the form was opened: those in ``days``."""

    def __init__(self, days: Sequence[date]) -> None:
        super().__init__()
        self.days = sorted(days)
        words = {"days": ", ".join(written(day) for day in self.days[:MOST_NAMED])}
        self.args = (_("Dates of this series were changed in the meantime: %(days)s. Look at how they stand now.") % words,)


class NothingToUndo(Refused):
    """What was done has been changed again since, or there is no such act."""

    def __init__(self) -> None:
        super().__init__(_("This can no longer be undone, because the booking was changed again."))


@dataclass(frozen=True)
class Fate:
    """What became of a request: who did what to it last, when by the wall clock of the office, and whether it still waits."""

    title: str
    who: str
    did: str
    at: datetime
    waits: bool


class OutOfTime(Refused):
    """What a booking was before, a request or a place kept for somebody, would be over by now."""

    def __init__(self) -> None:
        super().__init__(_("Its time has run out in the meantime, so this can no longer be undone."))


class AlreadyDecided(Refused):
    """Nobody waits for that answer any more; ``fates`` tell what became of each request."""

    def __init__(self, fates: Sequence[Fate] = ()) -> None:
        super().__init__(_("This no longer waits for an answer: somebody decided it, or it was withdrawn."))
        self.fates = tuple(fates)


class StillHeld(Refused):
    """The place is only kept for somebody, who has to take it up first."""

    def __init__(self) -> None:
        super().__init__(_("This place is kept for somebody from the queue. First it has to be taken up or given up."))


@dataclass(frozen=True)
class Holder:
    """Who holds a slot, in words that anyone may read: the group or, of a private booking, just that the room is in use.

    ``kept_until`` is the office's wall time until which a place is only kept for somebody from the queue.
    """

    day: date
    hours: Hours
    group: str
    kept_until: datetime | None = None


@dataclass(frozen=True)
class Alternative:
    """Another room at the same time, or the same room at another."""

    room_id: int
    room: str
    seats: int | None
    slots: tuple[TimeSlot, ...]
    needs_permission: bool = False

    @property
    def half(self) -> Half:
        """The time of day that all its days share."""
        return self.slots[0].half


class RoomTaken(Refused):
    """Somebody holds the room at that time.

    ``holders`` are the bookings in the way, earliest first; ``alternatives`` at most three nearest offers;
    ``wanted`` is what was asked for, as such an offer, where that is known.
    """

    def __init__(
        self,
        room: str,
        holders: Sequence[Holder],
        alternatives: Sequence[Alternative] = (),
        wanted: Alternative | None = None,
    ) -> None:
        super().__init__(kept_words(room, holders) or _("Room %(room)s is already taken at that time.") % {"room": room})
        self.room = room
        self.holders = tuple(holders)
        self.alternatives = tuple(alternatives)
        self.wanted = wanted


def kept_words(room: str, holders: Sequence[Holder]) -> str:
    """Return the sentence about a room that is only kept for somebody from the queue; empty where somebody uses it."""
    until = max((holder.kept_until for holder in holders if holder.kept_until), default=None)
    if until is None or not all(holder.kept_until for holder in holders):
        return ""
    day = thai.format_date(until.date(), get_language() or "th", style="short")
    groups = ", ".join(dict.fromkeys(holder.group for holder in holders))
    moment = _("%(day)s %(time)s") % {"day": day, "time": thai.format_time(until.time())}
    words = {"room": room, "group": groups, "until": moment}
    return _("Room %(room)s is kept for %(group)s from the queue until %(until)s. You may join the queue.") % words
