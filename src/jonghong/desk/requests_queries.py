"""Requests that wait for permission, as an officer looks through them: those that get in each other's way side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.bookings.queries import holding, pending, slot_of_booking
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.waiting.models import Waiter
from jonghong.waiting.queries import waiting

# More are looked through when these are answered; a form has to carry them all.
MOST_ASKS = 100
# By these a booking comes to wait; what an undone answer leaves has waited all along.
ASKING = [Verb.BOOK, Verb.CHANGE, Verb.TAKE_UP, Verb.SWAP]


@dataclass(frozen=True)
class Ask:
    """What one request asks for: one booking, or all that wait of a series, earliest first; since when it has waited."""

    bookings: list[Booking]
    slots: list[TimeSlot]
    since: datetime

    @property
    def first(self) -> Booking:
        """The booking that speaks for all of them."""
        return self.bookings[0]

    @property
    def value(self) -> str:
        """What its buttons send: each booking with the version that was shown."""
        return " ".join(seen(booking) for booking in self.bookings)

    @property
    def expires_at(self) -> datetime | None:
        """When the first of them is given up, by the wall clock of the office."""
        ends = [booking.expires_at for booking in self.bookings if booking.expires_at]
        return min(ends).astimezone(self.first.office.zone) if ends else None

    @property
    def rooms(self) -> list[str]:
        """The names of the rooms it asks for."""
        return list(dict.fromkeys(booking.room.name for booking in self.bookings))

    @property
    def cells(self) -> set[tuple[int, date]]:
        """The rooms and days it asks for."""
        return {(booking.room_id, booking.date) for booking in self.bookings}


def seen(booking: Booking) -> str:
    """Return a booking as it was shown, in one word: ``12.3``."""
    return f"{booking.pk}.{booking.version}"


def waiting_requests(office: Office) -> QuerySet[Booking]:
    """Return the bookings that wait for permission, those that were made first first."""
    return pending(office).order_by("created_at", "pk").select_related("room", "group", "organizer")


def asks_of(office: Office, bookings: Iterable[Booking]) -> list[Ask]:
    """Return the requests that these bookings belong to, the one that waits longest first, by one query."""
    together: dict[tuple[str, int | None], list[Booking]] = defaultdict(list)
    for booking in bookings:
        booking.office = office
        together["series" if booking.series_id else "alone", booking.series_id or booking.pk].append(booking)
    since = _waiting_since(office, [booking.pk for found in together.values() for booking in found])
    asks = [
        Ask(
            bookings=(one := sorted(found, key=lambda booking: (booking.starts_at, booking.pk))),
            slots=[slot_of_booking(booking, office) for booking in one],
            since=min(since.get(booking.pk, booking.created_at) for booking in one),
        )
        for found in together.values()
    ]
    return sorted(asks, key=lambda ask: ask.since)


def _waiting_since(office: Office, keys: Sequence[int]) -> dict[int, datetime]:
    """Return when each booking came to wait: the last time, where it did so more than once."""
    came = History.objects.filter(office=office, booking__in=keys, verb__in=ASKING, after__state=State.PENDING)
    rows = came.order_by("at", "pk").values_list("booking", "at", "before__state")
    return {booking: at for booking, at, before in rows if before != State.PENDING}


def side_by_side(asks: Sequence[Ask]) -> list[list[Ask]]:
    """Return the requests in bundles: who asks for the same room on the same day stands together, in order of asking."""
    bundle_of: dict[tuple[int, date], list[Ask]] = {}
    bundles: list[list[Ask]] = []
    for ask in asks:
        met = list({id(bundle): bundle for cell in ask.cells if (bundle := bundle_of.get(cell)) is not None}.values())
        bundle = met[0] if met else []
        if not met:
            bundles.append(bundle)
        for other in met[1:]:
            bundle += other
            bundles.remove(other)
        bundle.append(ask)
        bundle_of |= {cell: bundle for each in bundle for cell in each.cells}
    return [sorted(bundle, key=asks.index) for bundle in bundles]


def waiting_of(booking: Booking) -> Ask | None:
    """Return the request that a booking belongs to, as far as it waits; None where the booking itself does not."""
    if booking.state != State.PENDING:
        return None
    same = Q(series=booking.series_id) if booking.series_id else Q(pk=booking.pk)
    return asks_of(booking.office, waiting_requests(booking.office).filter(same))[0]


def beside(ask: Ask) -> list[Booking]:
    """Return what else stands in the same rooms on the same days, earliest first."""
    own, days = {booking.pk for booking in ask.bookings}, {day for _room, day in ask.cells}
    found = holding(ask.first.office).filter(date__in=days, room__in={room for room, _day in ask.cells})
    near = found.select_related("room", "group").order_by("starts_at", "pk")
    return [booking for booking in near if booking.pk not in own and (booking.room_id, booking.date) in ask.cells]


def queued_behind(office: Office, asks: Sequence[Ask]) -> dict[int, list[Waiter]]:
    """Return who waits in the queue for what each request has, in the order of joining, by the key of its first booking."""
    cells = {cell for ask in asks for cell in ask.cells}
    near = waiting(office).filter(room__in={room for room, _day in cells}, date__in={day for _room, day in cells})
    by_cell: dict[tuple[int, date], list[Waiter]] = defaultdict(list)
    for waiter in near.select_related("group", "person") if cells else []:
        by_cell[waiter.room_id, waiter.date].append(waiter)
    return {
        ask.first.pk: [
            waiter
            for booking in ask.bookings
            for waiter in by_cell[booking.room_id, booking.date]
            if waiter.starts_at < booking.ends_at and booking.starts_at < waiter.ends_at
        ]
        for ask in asks
    }


def waited(since: datetime) -> tuple[int, int, int]:
    """Return for how many days, hours and minutes something has waited."""
    minutes = max(0, int((clock.now() - since).total_seconds())) // 60
    return minutes // (24 * 60), minutes // 60 % 24, minutes % 60
