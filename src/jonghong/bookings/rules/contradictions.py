"""Rules that go against each other, so that a room could never be booked."""

from collections.abc import Collection
from datetime import time

from django.utils.translation import gettext as _

from jonghong.bookings.rules.gates import length
from jonghong.bookings.rules.sentences import subject
from jonghong.bookings.rules.settings import Settings
from jonghong.core import thai
from jonghong.rooms.hours import Hours

# The largest figure of each rule, each in the unit of its name.
LARGEST = {
    "least_notice_hours": 2_000,
    "most_notice_days": 3_650,
    "longest_hours": 24,
    "longest_days": 1_000,
    "most_of_person": 10_000,
    "most_of_group": 10_000,
    "minutes_before": 480,
    "minutes_after": 480,
    "cancel_hours": 2_000,
    "request_hours": 2_000,
    "hold_hours": 2_000,
}


def contradictions(settings: Settings, room: str, groups_in_use: Collection[int]) -> dict[tuple[str, ...], str]:
    """Return what is wrong with the rules of a room, or of every room: the fields at odds, and a sentence."""
    found = {
        ("closes_at", "opens_at"): _never_open(settings, room),
        ("least_notice_hours", "most_notice_days"): _never_in_time(settings, room),
        ("groups",): _nobody_may(settings, room, groups_in_use),
    }
    return {fields: sentence for fields, sentence in found.items() if sentence}


def too_large(settings: Settings) -> dict[str, str]:
    """Return field -> sentence for figures beyond what anybody could mean."""
    words = _("Write a number that is not above %(limit_value)s.")
    return {
        name: words % {"limit_value": largest} for name, largest in LARGEST.items() if (getattr(settings, name) or 0) > largest
    }


def is_longer_than_open(settings: Settings) -> bool:
    """Tell whether a booking may last longer than the room is open, which is of no use and no harm."""
    opens, closes = settings.opens_at or time.min, settings.closes_at or time.max
    if not settings.longest_hours or opens >= closes:
        return False
    return length(Hours(opens, closes)).total_seconds() < settings.longest_hours * 3600


def _never_open(settings: Settings, room: str) -> str:
    opens, closes = settings.opens_at, settings.closes_at
    if opens is None or closes is None or opens < closes:
        return ""
    words = {"subject": subject(room), "opens": thai.format_time(opens), "closes": thai.format_time(closes)}
    return _("%(subject)s would open at %(opens)s and close at %(closes)s. Let it close after it opens.") % words


def _never_in_time(settings: Settings, room: str) -> str:
    hours, days = settings.least_notice_hours, settings.most_notice_days
    if not hours or not days or hours <= days * 24:
        return ""
    words = {"subject": subject(room), "hours": hours, "days": days}
    sentence = _(
        "%(subject)s would have to be booked %(hours)s hours before the meeting, yet at most %(days)s days ahead: never.",
    )
    return sentence % words


def _nobody_may(settings: Settings, room: str, groups_in_use: Collection[int]) -> str:
    if not settings.groups or not settings.groups.isdisjoint(groups_in_use):
        return ""
    return _("%(subject)s could be booked by no group that is in use. Tick at least one.") % {"subject": subject(room)}
