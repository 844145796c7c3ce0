"""Rules that hold in every office: how far ahead, for whom, and in which rooms anybody books."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jonghong.bookings.models import Closure
from jonghong.bookings.permissions import may_book_for
from jonghong.bookings.refusals import Objection
from jonghong.bookings.rules.wishes import Lifter, Wish
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Group, Office

YEARS_IN_REACH = 10


def within_reach(wish: Wish) -> Objection | None:
    """A day lies within ten years of today, so that a slip of the hand does not book in 2666."""
    far = tuple(slot for slot in wish.slots if not is_within_reach(slot.day, today=wish.today))
    return Objection("within_reach", reach_words(), Lifter.NOBODY.value, far) if far else None


def for_own_group(wish: Wish) -> Objection | None:
    """People book for their own groups, officers for any, and only for groups that are in use."""
    if not wish.is_new_group or wish.group_id is None:
        return None
    if may_book_for(wish.by, wish.group_id) and group_in_use(wish.office.pk, wish.group_id):
        return None
    words = _("You book for your own group. For another, ask one of its clerks or a room officer.")
    return Objection("for_own_group", words, Lifter.CLERK.value)


def room_is_open(wish: Wish) -> Objection | None:
    """The room takes bookings."""
    if wish.room.is_open:
        return None
    words = _("Room %(room)s is closed for booking. A room officer can open it.") % {"room": wish.room.name}
    return Objection("room_is_open", words, Lifter.NOBODY.value)


def outside_closures(wish: Wish) -> Objection | None:
    """Neither the room nor the office is closed at that time."""
    starts, ends = min(start for start, _end in wish.instants), max(end for _start, end in wish.instants)
    closed = closures_of_room(wish.office.pk, wish.room.pk, starts, ends)
    slots: list[TimeSlot] = []
    reasons: dict[str, None] = {}
    for slot, (start, end) in zip(wish.slots, wish.instants, strict=True) if closed else ():
        found = {closure.reason: None for closure in closed if closure.starts_at < end and closure.ends_at > start}
        slots += [slot] if found else []
        reasons |= found
    words = {"room": wish.room.name, "reason": ", ".join(reasons)}
    sentence = _("Room %(room)s is closed at that time: %(reason)s") % words
    return Objection("outside_closures", sentence, Lifter.NOBODY.value, tuple(slots)) if slots else None


@Prepared
def closures_of_room(office: int, room: int, starts: datetime, ends: datetime) -> QuerySet[Closure]:
    """Return the closures of a room, and of the whole office, at that time."""
    return closures_between(office, starts, ends).filter(Q(room=None) | Q(room=room))


def closures_between(office: Office | int, starts: datetime, ends: datetime) -> QuerySet[Closure]:
    """Return the closures of the office and its rooms that share an instant with that time and were not lifted."""
    return Closure.objects.filter(office=office, lifted_at=None, starts_at__lt=ends, ends_at__gt=starts)


def reach_words() -> str:
    """Return what is said of a day out of reach."""
    return _("Rooms are booked within %(years)s years of today. Check the year.") % {"years": YEARS_IN_REACH}


def is_within_reach(day: date, *, today: date) -> bool:
    """Tell whether a day lies within ten years of today."""
    return abs(day.year - today.year) <= YEARS_IN_REACH


@Prepared
def group_in_use(office: int, group: int) -> QuerySet[Group, int]:
    """Return the key of a group in whose name bookings may be made: one of this office, and not given up."""
    return Group.objects.filter(office=office, pk=group, is_active=True).values_list("pk", flat=True)
