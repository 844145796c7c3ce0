"""Which bookings somebody finds: words of the subject and what else narrows it down, within his office.

No second index is kept for the words: the office's own bookings are read along the index of their days
(docs/decisions/0010-search-without-a-second-index.md).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from jonghong.bookings.models import Booking, State
from jonghong.bookings.queries import bookings_of
from jonghong.finding import search_words
from jonghong.finding.search_words import Part
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room

ON_A_PAGE = 50
LAST_PAGE = 20
# Counting stops here, so that a word that stands everywhere costs no more than a rare one.
COUNTED = 200
PUBLIC_STATES = (State.CONFIRMED, State.PENDING)
COLUMNS = ("room", "group", "date", "half", "starts_at", "ends_at", "title", "is_private", "state")


class Holds(Lookup):
    """Whether a text holds a folded word, each database asked in its own language of patterns."""

    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask by GLOB; LIKE could not tell ๑ and 1 from other letters."""
        text, facts = self.process_lhs(compiler, connection)
        return f"{text} GLOB %s", [*facts, search_words.glob(self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask by a regular expression; LIKE could not either."""
        text, facts = self.process_lhs(compiler, connection)
        return f"{text} ~ %s", [*facts, search_words.regex(self.rhs)]


@dataclass(frozen=True)
class Wish:
    """What is searched for: all of it has to hold; an empty wish finds nothing."""

    words: tuple[str, ...] = ()
    room: Room | None = None
    group: Group | None = None
    person: Person | None = None
    since: date | None = None
    until: date | None = None
    state: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is searched for."""
        return self == Wish()


@dataclass(frozen=True)
class Hit:
    """A booking that was found, its subject in stretches."""

    booking: Booking
    parts: list[Part]


@dataclass(frozen=True)
class Found:
    """One page of what was found: from today on, the next first; then what is over, the latest first.

    ``number`` counts all pages, up to ``COUNTED``; ``is_counted`` tells whether these are all.
    """

    coming: list[Hit]
    past: list[Hit]
    number: int
    is_counted: bool
    page: int
    has_more: bool


def readable(rights: Rights) -> Q:
    """Return, for the database, whose subject somebody may read: what ``may_see_subject`` says of one booking."""
    if rights.is_officer:
        return Q()
    may = Q(is_private=False)
    return may | Q(organizer=rights.person_id) | Q(group__in=rights.group_ids) if rights.is_signed_in else may


def wanted(office: Office, wish: Wish, rights: Rights) -> QuerySet[Booking]:
    """Return the bookings of the office that somebody may find by that wish, in no order.

    Visitors find what stands; people of the office also what is cancelled or declined. Only they may ask for a person.
    """
    found = bookings_of(office).filter(readable(rights), *(Holds(F("title"), word) for word in wish.words))
    if not rights.is_signed_in:
        found = found.filter(state__in=PUBLIC_STATES)
        wish = replace(wish, person=None)
    asked = {
        "room": wish.room,
        "group": wish.group,
        "organizer": wish.person,
        "date__gte": wish.since,
        "date__lte": wish.until,
        "state": wish.state or None,
    }
    return found.filter(**{name: value for name, value in asked.items() if value is not None})


def search(office: Office, wish: Wish, *, rights: Rights, today: date, page: int = 1) -> Found:
    """Return one page of what somebody finds, by at most two queries; a page beyond the last is the last."""
    most = max(page * ON_A_PAGE, COUNTED) + 1
    found = wanted(office, wish, rights).only(*COLUMNS)
    coming = list(found.filter(date__gte=today).order_by("date", "starts_at", "pk")[:most])
    rows, left = coming, most - len(coming)
    if left:
        rows = coming + list(found.filter(date__lt=today).order_by("-date", "-starts_at", "-pk")[:left])
    page = min(page, max(1, -(-len(rows) // ON_A_PAGE)))
    first, end = (page - 1) * ON_A_PAGE, page * ON_A_PAGE
    hits = [Hit(booking, search_words.parts(booking.title, wish.words)) for booking in rows[first:end]]
    split = max(0, len(coming) - first)
    return Found(
        coming=hits[:split],
        past=hits[split:],
        number=min(len(rows), COUNTED),
        is_counted=len(rows) <= COUNTED,
        page=page,
        has_more=len(rows) > end,
    )
