"""Notices in plain words: who did what to which of one's bookings, and what comes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext

from jonghong.bookings.entries import when
from jonghong.bookings.models import History, State, Verb
from jonghong.bookings.queries import wall_hours
from jonghong.bookings.timeslots import TimeSlot, slot_said
from jonghong.core import thai
from jonghong.notices.queries import WHERE_AND_WHEN, Notice
from jonghong.offices.models import Office
from jonghong.rooms.hours import Half
from jonghong.rooms.queries import halves_of, rooms_of


@dataclass(frozen=True)
class Line:
    """One notice as the page shows it; ``was`` is the place before a move, ``at`` the wall time of the office."""

    sentence: str
    remark: str
    place: str
    was: str
    others: str
    at: datetime
    href: str
    is_new: bool


class Writer:
    """Writes the notices of one page; rooms and halves are looked up once for all of them."""

    def __init__(self, office: Office) -> None:
        self.office, self.halves = office, halves_of(office)
        self.language = get_language() or "th"
        self.rooms: dict[int, str] = dict(rooms_of(office).values_list("pk", "name"))

    def line(self, notice: Notice) -> Line:
        """Return one notice in words."""
        row, others = notice.row, notice.number - 1
        return Line(
            sentence=sentence(row, self.title(row), self.moment(row.after.get("expires_at"))),
            remark=row.remark,
            place=self.place(row.after),
            was=self.place(row.before) if row.before and is_moved(row) else "",
            others=ngettext("and %(num)s more day", "and %(num)s more days", others) % {"num": others} if others else "",
            at=row.at.astimezone(self.office.zone),
            href=reverse("booking", kwargs={"booking_id": row.booking_id}),
            is_new=notice.is_new,
        )

    def title(self, row: History) -> str:
        """Return how the booking is spoken of."""
        return row.after.get("title") or row.booking.title or _("a room kept from the queue")

    def place(self, facts: dict[str, Any]) -> str:
        """Return where and when, as it was written down."""
        start, end = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
        day, hours = date.fromisoformat(facts["date"]), wall_hours(start, end, self.office)
        slot: TimeSlot = slot_said(day, Half(facts["half"]), hours, self.halves)
        words = [self.rooms.get(facts["room_id"], ""), thai.format_date(day, self.language, style="full")]
        return " · ".join([*words, when(slot, self.language)])

    def moment(self, text: str | None) -> str:
        """Return an instant that was written down, by the wall clock of the office."""
        if not text:
            return ""
        at = datetime.fromisoformat(text).astimezone(self.office.zone)
        words = {"day": thai.format_date(at.date(), self.language, style="short"), "time": thai.format_time(at.time())}
        return _("%(day)s %(time)s") % words


def sentence(row: History, title: str, until: str) -> str:
    """Return what was done, in one sentence; ``until`` is how long a place is kept."""
    words = {"who": who(row), "title": title, "until": until}
    if row.verb == Verb.LAPSE:
        return _lapsed(row) % words
    if row.verb == Verb.HOLD:
        return _held(row) % words
    if row.verb == Verb.CLOSE:
        return _closed(row) % words
    if row.verb == Verb.CHANGE:
        return _changed(row) % words
    return _done(row.verb) % words


def who(row: History) -> str:
    """Return who acted, with the group; the product itself where nobody did."""
    if row.actor is None:
        return _("the system")
    group: str = row.actor_group  # type: ignore[attr-defined]  # read along by queries.rows_in_full
    return f"{row.actor.name} ({group})" if group else row.actor.name


def is_moved(row: History) -> bool:
    """Tell whether a row tells of another room or time than before."""
    return any(row.before.get(name) != row.after.get(name) for name in WHERE_AND_WHEN)


def _lapsed(row: History) -> str:
    if row.before.get("state") == State.HELD:
        return _("Out of time: what was kept for you was not taken up, and goes to the next in the queue.")
    return _("Out of time: nobody answered your request “%(title)s”. Ask again if you still need the room.")


def _held(row: History) -> str:
    if row.booking.state == State.HELD:
        return _("The room is free and kept for you until %(until)s. Take it or give it up.")
    return _("The room became free and was kept for you until %(until)s.")


def _closed(row: History) -> str:
    if row.after.get("state") == State.CANCELLED:
        return _("The room is closed then: %(who)s cancelled your booking “%(title)s”")
    if row.after == row.before:
        return _("The room is closed then, and %(who)s lets your booking “%(title)s” stay")
    return _("The room is closed then: %(who)s moved your booking “%(title)s”")


def _changed(row: History) -> str:
    if is_moved(row):
        return _("%(who)s moved your booking “%(title)s”")
    return _("%(who)s changed your booking “%(title)s”")


def _done(verb: str) -> str:
    return {
        Verb.BOOK: _("%(who)s booked for you: “%(title)s”"),
        Verb.CANCEL: _("%(who)s cancelled your booking “%(title)s”"),
        Verb.UNDO: _("%(who)s took back what was done to your booking “%(title)s”"),
        Verb.APPROVE: _("Permitted: “%(title)s”, by %(who)s"),
        Verb.DECLINE: _("Not permitted: “%(title)s”, by %(who)s"),
        Verb.TAKE_UP: _("%(who)s took up what was kept for you: “%(title)s”"),
        Verb.GIVE_UP: _("%(who)s gave up what was kept for you"),
        Verb.ASK: _("%(who)s asks you for an exchange with “%(title)s”"),
        Verb.REFUSE: _("%(who)s does not agree to an exchange with “%(title)s”"),
        Verb.SWAP: _("%(who)s agreed: “%(title)s” was exchanged"),
    }.get(Verb(verb), _("%(who)s did something with your booking “%(title)s”"))
