"""Bookings that came from a former system: by which acts of history they are known again.

A request that came in has one act, under which each of its bookings was made; what was decided about it, and each time it was
written again since it changed over there, are acts named after that one. Any other act is somebody's who uses this system.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar
from uuid import UUID, uuid5

from jonghong.bookings.models import Booking, History, Verb
from jonghong.offices.models import Office

AT_ONCE = 500  # names in one statement
MOST_AGAIN = 50  # times that one request is written again

T = TypeVar("T")


def act_of_decision(act: UUID) -> UUID:
    """Return the act by which an imported request was decided, or went out of time."""
    return uuid5(act, "decided")


def act_of_rewriting(act: UUID, number: int) -> UUID:
    """Return the act by which an imported request was written again the first, second ... time."""
    return uuid5(act, f"again {number}")


def is_own(act: UUID, other: UUID) -> bool:
    """Tell whether an act is the import's own, by which a request came in, was decided or written again."""
    if other in {act, act_of_decision(act)}:
        return True
    return any(other == act_of_rewriting(act, number) for number in range(1, MOST_AGAIN + 1))


def bookings_of_acts(office: Office, acts: Collection[UUID]) -> dict[UUID, list[Booking]]:
    """Return the bookings of each request, a day each, in the order of their days."""
    found: dict[UUID, list[Booking]] = {act: [] for act in acts}
    for some in in_parts(acts):
        rows = History.objects.filter(office=office, act__in=some).select_related("booking")
        for row in rows.order_by("booking__date", "booking_id"):
            found[row.act].append(row.booking)
    return found


def touched(office: Office, acts: Collection[UUID]) -> dict[UUID, list[int]]:
    """Return of which requests bookings were changed here since, each with the keys of these bookings."""
    found: dict[UUID, set[int]] = {}
    for some in in_parts(acts):
        made = History.objects.filter(office=office, act__in=some).order_by()
        act_of = dict(made.values_list("booking_id", "act"))
        for keys in in_parts(act_of):
            rows = History.objects.filter(office=office, booking__in=keys).exclude(act__in=some).order_by()
            rows = rows.exclude(verb=Verb.LAPSE, actor=None)  # no hand: the house itself gave it up in time
            for booking_id, other in rows.values_list("booking_id", "act"):
                if not is_own(act_of[booking_id], other):
                    found.setdefault(act_of[booking_id], set()).add(booking_id)
    return {act: sorted(keys) for act, keys in found.items()}


def in_parts(things: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Give things so many at a time."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
