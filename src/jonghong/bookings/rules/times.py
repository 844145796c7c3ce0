"""Rules about when and how long a room is booked."""

from collections.abc import Callable

from jonghong.bookings.refusals import Objection
from jonghong.bookings.rules.sentences import SENTENCES
from jonghong.bookings.rules.wishes import Lifter, Wish
from jonghong.bookings.timeslots import TimeSlot


def within_opening_hours(wish: Wish) -> Objection | None:
    """A meeting lies within the hours in which the room is open."""
    return _minds("within_opening_hours", "opens_at", wish, wish.gate.is_outside_hours)


def not_in_the_past(wish: Wish) -> Objection | None:
    """What is over is not booked any more, where the office says so."""
    return _minds("not_in_the_past", "refuses_past", wish, wish.gate.is_over)


def with_notice(wish: Wish) -> Objection | None:
    """A room is booked some hours before the meeting, so that it can be prepared."""
    return _minds("with_notice", "least_notice_hours", wish, wish.gate.is_too_soon)


def not_too_far_ahead(wish: Wish) -> Objection | None:
    """A room is booked only so many days ahead."""
    return _minds("not_too_far_ahead", "most_notice_days", wish, wish.gate.is_too_far)


def not_too_long(wish: Wish) -> Objection | None:
    """One booking lasts only so many hours."""
    return _minds("not_too_long", "longest_hours", wish, wish.gate.is_too_long)


def not_too_many_days(wish: Wish) -> Objection | None:
    """One request asks only for so many days, in whatever rooms."""
    most = wish.settings.longest_days
    days = {slot.day for slot in wish.slots} | {place.slot.day for place in wish.adds or ()}
    if not most or len(days) <= most:
        return None
    return _against("not_too_many_days", "longest_days", wish)


def not_on_a_day_off(wish: Wish) -> Objection | None:
    """Weekends and holidays are not booked, where the office refuses them."""
    return _minds("not_on_a_day_off", "days_off", wish, wish.gate.is_rest)


def _minds(code: str, field: str, wish: Wish, is_against: Callable[[TimeSlot], bool]) -> Objection | None:
    """Return what a rule has against the slots that go against it, if any."""
    slots = tuple(filter(is_against, wish.slots))
    return _against(code, field, wish, slots) if slots else None


def _against(code: str, field: str, wish: Wish, slots: tuple[TimeSlot, ...] = ()) -> Objection:
    return Objection(code, SENTENCES[field](wish.settings, wish.room.name), Lifter.OFFICER.value, slots)
