"""What History tells a person: what was done to his bookings by others, and what became of his requests.

A row concerns the person that ``History.concerns`` names. Rows of one act count as one, so that a series of fifty dates is one
line; where an act did several things, such as a closure that moves one booking and cancels another, each is a line of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from jonghong.bookings.models import History
from jonghong.notices.models import Reader
from jonghong.offices.models import Office
from jonghong.people.models import Membership

ON_A_PAGE = 50
MOST_COUNTED = 99
MOST_LISTED = 200  # acts that somebody reads of within ten minutes, at the very most
WHERE_AND_WHEN = ("room_id", "starts_at", "ends_at")


@dataclass(frozen=True)
class Notice:
    """What one act did that concerns a person: its first row, to how many of his bookings, and whether he has read of it."""

    row: History
    number: int
    is_new: bool


@dataclass(frozen=True)
class Page:
    """A page of notices, latest first; ``last_id`` is the key up to which they were seen when the page was made."""

    notices: list[Notice]
    last_id: int
    has_more: bool


def concerning(office: Office, person_id: int | None) -> QuerySet[History]:
    """Return the rows of history that concern a person of the office; none for nobody.

    The office is asked of the bookings: asked of the rows, it leads SQLite astray into all that was ever done there.
    """
    return History.objects.filter(booking__office=office, concerns=person_id) if person_id else History.objects.none()


def unread(office: Office, person_id: int) -> int:
    """Return how many acts somebody has not read of, one more than ``MOST_COUNTED`` for all above, by one query.

    It looks only at rows above the mark of the reader, along the index of what concerns him.
    """
    reader = Reader.objects.filter(person=person_id)
    mark = Coalesce(Subquery(reader.values("seen_id")), 0, output_field=BigIntegerField())
    acts = concerning(office, person_id).filter(pk__gt=mark).order_by().values("act").annotate(last=Max("pk"))
    known = acts.annotate(known=Subquery(reader.values("seen_acts"))).order_by("-last").values_list("act", "known")
    new = [act for act, seen in known[: MOST_COUNTED + MOST_LISTED] if str(act) not in (seen or ())]
    return min(len(new), MOST_COUNTED + 1)


def page_of(office: Office, person_id: int, number: int) -> Page:
    """Return a page of a person's notices, counted from 1, by four queries at most."""
    reader = Reader.objects.filter(person=person_id).first() or Reader()
    first = (number - 1) * ON_A_PAGE
    acts = concerning(office, person_id).order_by().values("act")
    acts = acts.annotate(first=Min("pk"), last=Max("pk"), number=Count("pk")).order_by("-last")
    found = list(acts[first : first + ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    parts = _parts(office, person_id, [each["act"] for each in shown if each["number"] > 1])
    told = [(each, *part) for each in shown for part in parts.get(each["act"], [(each["first"], each["number"])])]
    rows = rows_in_full(office, person_id, [first_row for _act, first_row, _alike in told])
    notices = [
        Notice(rows[first_row], rows_alike, each["last"] > reader.seen_id and str(each["act"]) not in reader.seen_acts)
        for each, first_row, rows_alike in told
    ]
    return Page(notices, max((each["last"] for each in shown), default=0), len(found) > ON_A_PAGE)


def _parts(office: Office, person_id: int, acts: Collection[UUID]) -> dict[UUID, list[tuple[int, int]]]:
    """Return, by act, what it did apart: the key of the first row of each and their number, by one query, none for no acts."""
    sides = [(f"before__{name}", f"after__{name}") for name in WHERE_AND_WHEN]
    facts = [KT(side) for pair in sides for side in pair]
    found = concerning(office, person_id).filter(act__in=acts).order_by("pk")
    alike: dict[UUID, dict[tuple[object, ...], list[int]]] = {}
    for act, key, verb, state, *places in found.values_list("act", "pk", "verb", KT("after__state"), *facts):
        what = (verb, state, places[::2] != places[1::2])
        alike.setdefault(act, {}).setdefault(what, []).append(key)
    return {act: [(keys[0], len(keys)) for keys in groups.values()] for act, groups in alike.items()}


def rows_in_full(office: Office, person_id: int, keys: list[int]) -> dict[int, History]:
    """Return rows that concern a person by their keys, each with its booking and who acted.

    ``actor_group`` is the short name of that person's group.
    """
    group = Membership.objects.filter(office=office, person=OuterRef("actor")).order_by("pk").values("group__short_name")[:1]
    found = concerning(office, person_id).filter(pk__in=keys).select_related("booking__room", "booking__group", "actor")
    return {row.pk: row for row in found.annotate(actor_group=Subquery(group))}
