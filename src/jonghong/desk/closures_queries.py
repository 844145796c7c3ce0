"""What the pages about closures show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext as _

from jonghong.bookings.entries import when
from jonghong.bookings.models import Booking, Closure, History, State
from jonghong.bookings.queries import rows_of_act, slot_of_booking
from jonghong.bookings.snapshots import from_snapshot
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock, thai
from jonghong.offices.models import Office
from jonghong.rooms.queries import rooms_of

PAST_SHOWN = 50


@dataclass(frozen=True)
class Shelves:
    """The closures of an office: those that hold now, those to come, and those that are over or were lifted, latest first."""

    present: list[Closure]
    coming: list[Closure]
    past: list[Closure]


def closures_of(office: Office) -> QuerySet[Closure]:
    """Return every closure of the office."""
    return Closure.objects.filter(office=office).select_related("room", "closed_by")


def shelves_of(office: Office) -> Shelves:
    """Return the closures as the list shows them."""
    now, found = clock.now(), closures_of(office)
    standing = found.filter(lifted_at=None, ends_at__gt=now)
    return Shelves(
        present=list(standing.filter(starts_at__lte=now)),
        coming=list(standing.filter(starts_at__gt=now)),
        past=list(found.exclude(lifted_at=None, ends_at__gt=now).order_by("-starts_at", "-pk")[:PAST_SHOWN]),
    )


def span_words(starts_at: datetime, ends_at: datetime, office: Office) -> str:
    """Return a stretch of time: ``1-4 มิ.ย. 2566`` for whole days, else with the hours."""
    language, zone = get_language() or "th", office.zone
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if starts.time() == ends.time() == time.min:
        last = ends.date() - timedelta(days=1)
        is_single = last == starts.date()
        return thai.format_date(last, language, style="full") if is_single else thai.format_span(starts.date(), last, language)
    first_day, last_day = (thai.format_date(moment.date(), language, style="short") for moment in (starts, ends))
    if starts.date() == ends.date():
        return (
            f"{thai.format_date(ends.date(), language, style='full')} {thai.format_hours(starts.time(), ends.time(), language)}"
        )
    return f"{first_day} {thai.format_time(starts.time())} – {last_day} {thai.format_time(ends.time())}"


@dataclass(frozen=True)
class Touched:
    """What a closure did with one booking: where and when it was, and in which words it stands since."""

    booking: Booking
    room: str
    slot: TimeSlot
    fate: str
    words: str


def touched_by(closure: Closure) -> list[Touched]:
    """Return what a closure did, by the time of the bookings, by two queries."""
    office = closure.office
    rooms = {room.pk: room.name for room in rooms_of(office)}
    return [_touched(row, office, rooms) for row in rows_of_act(office, closure.act)]


def _touched(row: History, office: Office, rooms: dict[int, str]) -> Touched:
    before, after = (Booking(**from_snapshot(facts)) for facts in (row.before, row.after))
    was, fate = slot_of_booking(before, office), fate_of(row)
    words = {"kept": _("stays"), "cancelled": _("cancelled")}.get(fate, "")
    if fate == "moved":
        slot, language = slot_of_booking(after, office), get_language() or "th"
        parts = [rooms[after.room_id], thai.format_date(slot.day, language, style="short"), when(slot, language)]
        words = _("moved to %(place)s") % {"place": " · ".join(parts)}
    return Touched(row.booking, rooms[before.room_id], was, fate, words)


def fate_of(row: History) -> str:
    """Return what became of a booking: kept, cancelled or moved."""
    if row.before == row.after:
        return "kept"
    return "cancelled" if row.after["state"] == State.CANCELLED else "moved"


def counts_of(touched: Sequence[Touched]) -> dict[str, int]:
    """Return how many bookings were kept, moved and cancelled."""
    fates = [each.fate for each in touched]
    return {fate: fates.count(fate) for fate in ("kept", "moved", "cancelled")}
