"""What the page of the audit asks: some of the records of an office, and who and what they speak of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.queries import records_of
from jonghong.bookings.models import History
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room

ON_A_PAGE = 50
UUID_LIKE = re.compile("[0-9a-f-]{36}")
# By how the names of acts begin.
KINDS = {
    "booking": gettext_lazy("Bookings and queues"),
    "office": gettext_lazy("Rooms, rules and the office"),
    "person": gettext_lazy("People and roles"),
    "activation": gettext_lazy("Activation codes"),
    "entry": gettext_lazy("Signing in and refusals"),
    "factor": gettext_lazy("Second steps"),
    "view": gettext_lazy("Looking at data of others"),
    "privacy": gettext_lazy("Personal data"),
    "export": gettext_lazy("Exports"),
    "audit": gettext_lazy("The audit itself"),
    "keys": gettext_lazy("Keys"),
}
# Who signed in when, and who looked at whom, is for administrators; what became of bookings and the office also for officers.
OF_OFFICERS = ("booking", "office", "person", "activation")


@dataclass(frozen=True)
class Wish:
    """Which records are asked for: of a kind, done by or to a person, on some days; ``before`` a number, newest first."""

    kind: str = ""
    person: Person | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Names:
    """What the numbers in records stand for, read at this moment: erased people are numbers alone.

    ``places`` are groups by their short names, as facts tell of the roles in them.
    """

    people: Mapping[int, str] = field(default_factory=dict)
    rooms: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    bookings: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def person(self, pk: int | None) -> str:
        """Return what somebody is called; nobody known is the system."""
        if pk is None:
            return _("nobody known")
        return self.people.get(pk) or _("person no. %(number)s") % {"number": pk}

    def subject(self, text: str) -> str:
        """Return what a subject is called; nothing for what has no name of its own."""
        kind, _colon, number = text.partition(":")
        if kind == "person" and number.isdecimal():
            return self.person(int(number))
        names = {"room": self.rooms, "group": self.groups}.get(kind)
        return names.get(int(number), "") if names and number.isdecimal() else ""


def kinds_for(rights: Rights) -> dict[str, str]:
    """Return the kinds of acts that somebody may see, with their words."""
    seen = KINDS if rights.is_administrator else OF_OFFICERS
    return {kind: str(KINDS[kind]) for kind in seen}


def seen_records(office: Office, wish: Wish, rights: Rights) -> QuerySet[Record]:
    """Return the records that somebody asks for and may see, the newest first."""
    kinds = [wish.kind] if wish.kind else list(kinds_for(rights))
    found = records_of(office).filter(act__in=acts_of(kinds)) if kinds != list(KINDS) else records_of(office)
    if wish.person:
        found = found.filter(about(wish.person.pk))
    if wish.since:
        found = found.filter(at__gte=_begin(wish.since, office))
    if wish.until:
        found = found.filter(at__lt=_begin(wish.until + timedelta(days=1), office))
    if wish.before:
        found = found.filter(number__lt=wish.before)
    return found.order_by("-number")


def acts_of(kinds: Iterable[str]) -> list[str]:
    """Return the acts of these kinds."""
    wanted = set(kinds)
    return [act for act in Act.values if act.partition(".")[0] in wanted]


def about(person_id: int) -> Q:
    """Return, for the database, which records tell what somebody did, or what was done to them or shown of them."""
    # The keys of those that a list showed stand among the facts.
    shown = Q(act=Act.PEOPLE_VIEWED, facts__people__regex=rf"[\[ ,]{person_id}[\],]")
    return Q(actor_id=person_id) | Q(subject=f"person:{person_id}") | shown


def names_for(office: Office, records: Iterable[Record], people: Iterable[Person]) -> Names:
    """Return the names that some records need, by at most three queries beyond those of ``people``, who are known."""
    subjects: dict[str, set[str]] = {}
    for record in records:
        kind, _colon, number = record.subject.partition(":")
        subjects.setdefault(kind, set()).add(number)
        places = {place for name in ("was", "roles") if isinstance(held := record.facts.get(name), dict) for place in held}
        if places:
            subjects["group"] = subjects.get("group", set()) | places
    rooms = Room.objects.filter(office=office, pk__in=_numbers(subjects.get("room"))) if "room" in subjects else []
    groups = list(Group.objects.filter(office=office, pk__in=_numbers(subjects.get("group")))) if "group" in subjects else []
    return Names(
        people={person.pk: person.name for person in people},
        rooms={room.pk: room.name for room in rooms},
        groups={group.pk: group.name for group in groups},
        places={str(group.pk): group.short_name for group in groups},
        bookings=_bookings(office, subjects.get("act", set())),
    )


def _bookings(office: Office, acts: set[str]) -> dict[str, int]:
    """Return the first booking that each act touched."""
    if not acts:
        return {}
    rows = History.objects.filter(office=office, act__in=[UUID(act) for act in acts if UUID_LIKE.fullmatch(act)])
    rows = rows.order_by("-booking")
    return {str(act): booking for act, booking in rows.values_list("act", "booking")}


def _numbers(texts: set[str] | None) -> list[int]:
    return [int(text) for text in texts or () if text.isdecimal()]


def _begin(day: date, office: Office) -> datetime:
    return datetime.combine(day, time.min, office.zone)
