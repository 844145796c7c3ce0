"""Each rule in one sentence: of a room, or with none of every room; empty where there is no such rule."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _, ngettext_lazy

from jonghong.bookings.models import DaysOff, Overfull
from jonghong.bookings.rules.settings import Settings
from jonghong.core import thai

Say = Callable[[Settings, str], str]


def subject(room: str) -> str:
    """Return what a sentence is about: a room of that name, or every room."""
    return _("Room %(room)s") % {"room": room} if room else _("Every room")


def figure_words(name: str, words: Any, *, all_rooms: Any = None) -> Say:
    """Return what says a rule that is one figure, the setting of that name.

    ``words`` and ``all_rooms`` are of ``ngettext_lazy`` by "num"; the latter is said where no room has a figure of its own.
    """

    def say(settings: Settings, room: str) -> str:
        number = getattr(settings, name)
        if not number:
            return ""
        is_of_all = all_rooms is not None and name not in settings.own
        return str((all_rooms if is_of_all else words) % {"subject": subject(room), "num": number})

    return say


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


least_notice_words = figure_words(
    "least_notice_hours",
    ngettext_lazy(
        "%(subject)s has to be booked at least %(num)s hour before the meeting.",
        "%(subject)s has to be booked at least %(num)s hours before the meeting.",
        "num",
    ),
)
most_notice_words = figure_words(
    "most_notice_days",
    ngettext_lazy(
        "%(subject)s can be booked at most %(num)s day ahead.",
        "%(subject)s can be booked at most %(num)s days ahead.",
        "num",
    ),
)
longest_hours_words = figure_words(
    "longest_hours",
    ngettext_lazy(
        "%(subject)s can be booked for at most %(num)s hour a day.",
        "%(subject)s can be booked for at most %(num)s hours a day.",
        "num",
    ),
)
longest_days_words = figure_words(
    "longest_days",
    ngettext_lazy(
        "%(subject)s can be booked for at most %(num)s day by one request.",
        "%(subject)s can be booked for at most %(num)s days by one request.",
        "num",
    ),
)
person_words = figure_words(
    "most_of_person",
    ngettext_lazy(
        "%(subject)s: one person has at most %(num)s booking of it ahead.",
        "%(subject)s: one person has at most %(num)s bookings of it ahead.",
        "num",
    ),
    all_rooms=ngettext_lazy(
        "One person has at most %(num)s booking ahead, all rooms together.",
        "One person has at most %(num)s bookings ahead, all rooms together.",
        "num",
    ),
)
group_words = figure_words(
    "most_of_group",
    ngettext_lazy(
        "%(subject)s: one group has at most %(num)s booking of it ahead.",
        "%(subject)s: one group has at most %(num)s bookings of it ahead.",
        "num",
    ),
    all_rooms=ngettext_lazy(
        "One group has at most %(num)s booking ahead, all rooms together.",
        "One group has at most %(num)s bookings ahead, all rooms together.",
        "num",
    ),
)


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


cancel_words = figure_words(
    "cancel_hours",
    ngettext_lazy(
        "%(subject)s: a booking can be cancelled until %(num)s hour before it starts.",
        "%(subject)s: a booking can be cancelled until %(num)s hours before it starts.",
        "num",
    ),
)
request_words = figure_words(
    "request_hours",
    ngettext_lazy(
        "%(subject)s: a request that nobody answers within %(num)s hour is given up.",
        "%(subject)s: a request that nobody answers within %(num)s hours is given up.",
        "num",
    ),
)
hold_words = figure_words(
    "hold_hours",
    ngettext_lazy(
        "%(subject)s: when it comes free, it is kept for the first in the queue for %(num)s hour.",
        "%(subject)s: when it comes free, it is kept for the first in the queue for %(num)s hours.",
        "num",
    ),
)


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
