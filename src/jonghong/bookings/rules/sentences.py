"""Each rule in one sentence: of a room, or with none of every room; empty where there is no such rule."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _, ngettext

from jonghong.bookings.models import DaysOff, Overfull
from jonghong.bookings.rules.settings import Settings
from jonghong.core import thai

Say = Callable[[Settings, str], str]


def subject(room: str) -> str:
    """Return what a sentence is about: a room of that name, or every room."""
    return _("Room %(room)s") % {"room": room} if room else _("Every room")


def opening_words(settings: Settings, room: str) -> str:
    """Say when the room opens and closes."""
    words = {"subject": subject(room)}
    if settings.opens_at:
        words["opens"] = thai.format_time(settings.opens_at)
    if settings.closes_at:
        words["closes"] = thai.format_time(settings.closes_at)
    if len(words) == 3:
        return _("%(subject)s can be booked from %(opens)s to %(closes)s.") % words
    if settings.opens_at:
        return _("%(subject)s can be booked from %(opens)s on.") % words
    return _("%(subject)s can be booked until %(closes)s.") % words if settings.closes_at else ""


def past_words(settings: Settings, room: str) -> str:
    """Say that what is over is not booked any more."""
    return _("%(subject)s: no booking of a time that is over.") % {"subject": subject(room)} if settings.refuses_past else ""


def least_notice_words(settings: Settings, room: str) -> str:
    """Say how long before the meeting it has to be booked."""
    hours = settings.least_notice_hours
    if not hours:
        return ""
    words = ngettext(
        "%(subject)s has to be booked at least %(num)s hour before the meeting.",
        "%(subject)s has to be booked at least %(num)s hours before the meeting.",
        hours,
    )
    return words % {"subject": subject(room), "num": hours}


def most_notice_words(settings: Settings, room: str) -> str:
    """Say how far ahead it can be booked."""
    days = settings.most_notice_days
    if not days:
        return ""
    words = ngettext(
        "%(subject)s can be booked at most %(num)s day ahead.",
        "%(subject)s can be booked at most %(num)s days ahead.",
        days,
    )
    return words % {"subject": subject(room), "num": days}


def longest_hours_words(settings: Settings, room: str) -> str:
    """Say how long one booking lasts at most."""
    hours = settings.longest_hours
    if not hours:
        return ""
    words = ngettext(
        "%(subject)s can be booked for at most %(num)s hour a day.",
        "%(subject)s can be booked for at most %(num)s hours a day.",
        hours,
    )
    return words % {"subject": subject(room), "num": hours}


def longest_days_words(settings: Settings, room: str) -> str:
    """Say how many days one request asks for at most."""
    days = settings.longest_days
    if not days:
        return ""
    words = ngettext(
        "%(subject)s can be booked for at most %(num)s day by one request.",
        "%(subject)s can be booked for at most %(num)s days by one request.",
        days,
    )
    return words % {"subject": subject(room), "num": days}


def person_words(settings: Settings, room: str) -> str:
    """Say how many bookings one person has ahead at most; of the room where that has a figure of its own."""
    most = settings.most_of_person
    if not most:
        return ""
    if "most_of_person" not in settings.own:
        return ngettext(
            "One person has at most %(num)s booking ahead, all rooms together.",
            "One person has at most %(num)s bookings ahead, all rooms together.",
            most,
        ) % {"num": most}
    words = ngettext(
        "%(subject)s: one person has at most %(num)s booking of it ahead.",
        "%(subject)s: one person has at most %(num)s bookings of it ahead.",
        most,
    )
    return words % {"subject": subject(room), "num": most}


def group_words(settings: Settings, room: str) -> str:
    """Say how many bookings one group has ahead at most; of the room where that has a figure of its own."""
    most = settings.most_of_group
    if not most:
        return ""
    if "most_of_group" not in settings.own:
        return ngettext(
            "One group has at most %(num)s booking ahead, all rooms together.",
            "One group has at most %(num)s bookings ahead, all rooms together.",
            most,
        ) % {"num": most}
    words = ngettext(
        "%(subject)s: one group has at most %(num)s booking of it ahead.",
        "%(subject)s: one group has at most %(num)s bookings of it ahead.",
        most,
    )
    return words % {"subject": subject(room), "num": most}


def buffer_words(settings: Settings, room: str) -> str:
    """Say how long the room stays free around each booking."""
    words = {"subject": subject(room), "before": settings.minutes_before, "after": settings.minutes_after}
    if settings.minutes_before and settings.minutes_after:
        return _("%(subject)s stays free %(before)s minutes before and %(after)s minutes after each booking.") % words
    if settings.minutes_before:
        return _("%(subject)s stays free %(before)s minutes before each booking.") % words
    return _("%(subject)s stays free %(after)s minutes after each booking.") % words if settings.minutes_after else ""


def days_off_words(settings: Settings, room: str) -> str:
    """Say what weekends and holidays mean."""
    words = {"subject": subject(room)}
    if settings.days_off == DaysOff.REFUSE:
        return _("%(subject)s: no booking on weekends and holidays.") % words
    if settings.days_off == DaysOff.ASK:
        return _("%(subject)s: who books it on a weekend or a holiday is asked once.") % words
    return _("%(subject)s can be booked on weekends and holidays, which are marked.") % words


def seats_words(settings: Settings, room: str) -> str:
    """Say what more people than seats mean."""
    words = {"subject": subject(room)}
    if settings.overfull == Overfull.REFUSE:
        return _("%(subject)s: no more people than seats.") % words
    return _("%(subject)s: who books it for more people than it has seats is told so.") % words


def groups_words(settings: Settings, room: str, names: Mapping[int, str]) -> str:
    """Say which groups may book; ``names`` are those of all groups, by key, in the office's order."""
    if not settings.groups:
        return ""
    chosen = ", ".join(name for key, name in names.items() if key in settings.groups)
    return _("%(subject)s is booked only by: %(groups)s.") % {"subject": subject(room), "groups": chosen}


def cancel_words(settings: Settings, room: str) -> str:
    """Say until when a booking can be cancelled."""
    hours = settings.cancel_hours
    if not hours:
        return ""
    words = ngettext(
        "%(subject)s: a booking can be cancelled until %(num)s hour before it starts.",
        "%(subject)s: a booking can be cancelled until %(num)s hours before it starts.",
        hours,
    )
    return words % {"subject": subject(room), "num": hours}


def request_words(settings: Settings, room: str) -> str:
    """Say when an unanswered request is given up."""
    hours = settings.request_hours
    if not hours:
        return ""
    words = ngettext(
        "%(subject)s: a request that nobody answers within %(num)s hour is given up.",
        "%(subject)s: a request that nobody answers within %(num)s hours is given up.",
        hours,
    )
    return words % {"subject": subject(room), "num": hours}


def hold_words(settings: Settings, room: str) -> str:
    """Say how long a place that came free is kept for the next in the queue."""
    hours = settings.hold_hours
    if not hours:
        return ""
    words = ngettext(
        "%(subject)s: when it comes free, it is kept for the first in the queue for %(num)s hour.",
        "%(subject)s: when it comes free, it is kept for the first in the queue for %(num)s hours.",
        hours,
    )
    return words % {"subject": subject(room), "num": hours}


# In the order in which people set and read them; each by the field that it is about (the first, of two).
SENTENCES: dict[str, Say] = {
    "opens_at": opening_words,
    "days_off": days_off_words,
    "refuses_past": past_words,
    "least_notice_hours": least_notice_words,
    "most_notice_days": most_notice_words,
    "longest_hours": longest_hours_words,
    "longest_days": longest_days_words,
    "most_of_person": person_words,
    "most_of_group": group_words,
    "minutes_before": buffer_words,
    "overfull": seats_words,
    "cancel_hours": cancel_words,
    "request_hours": request_words,
    "hold_hours": hold_words,
}
