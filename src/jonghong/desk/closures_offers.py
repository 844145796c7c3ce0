"""What could become of the bookings in a time that closes: for each, free places that are promised to no other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import combinations

from jonghong.bookings.actions.closures import Choice
from jonghong.bookings.models import Booking, State
from jonghong.bookings.queries import LOOK_AHEAD, alternatives, slot_of_booking, taken
from jonghong.bookings.refusals import Holder
from jonghong.bookings.rules import closures_between
from jonghong.bookings.timeslots import Place, TimeSlot, wall_days
from jonghong.desk.closures_forms import Span, words_of
from jonghong.offices.models import Office
from jonghong.rooms.models import Room
from jonghong.rooms.queries import rooms_of

MOST = 3


@dataclass
class Offer:
    """A free place for one booking: in another room at the same time, or at another. ``is_shared``: offered to two."""

    room: Room
    slot: TimeSlot
    is_same_time: bool
    is_shared: bool = False

    @property
    def words(self) -> str:
        """What its radio button sends."""
        return words_of(Place(self.room.pk, self.slot))

    def overlaps(self, other: "Offer") -> bool:
        """Tell whether not both of them can be had."""
        return self.room == other.room and self.slot.overlaps(other.slot)


@dataclass
class Row:
    """A booking in a time that closes: what it is offered, what is chosen for it, and what is wrong with that."""

    booking: Booking
    slot: TimeSlot
    chosen: str = ""
    mistake: str = ""
    is_new: bool = False
    offers: list[Offer] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its radio buttons, good for the booking as it was read."""
        return f"to-{self.booking.pk}-{self.booking.version}"

    @property
    def is_held(self) -> bool:
        """Whether the place is only kept for somebody, so that it can only be given up."""
        return bool(self.booking.state == State.HELD)


class Offers:
    """The free places of an office beside a time that closes. What is promised to one booking is free for no other."""

    def __init__(self, office: Office, span: Span, bookings: Sequence[Booking]) -> None:
        self.rooms = {room.pk: room for room in rooms_of(office)}
        for room in self.rooms.values():
            room.office = office
        closed = list(wall_days(span.starts_at.astimezone(office.zone), span.ends_at.astimezone(office.zone)))
        days = [booking.date for booking in bookings]
        self.last_closed = closed[-1].day
        self.first, self.last = min(days), max([*days, self.last_closed]) + LOOK_AHEAD
        self.held = taken(office, self.first, self.last, but=[booking.pk for booking in bookings])
        for room_id in [span.room.pk] if span.room else self.rooms:
            for slot in closed:
                self.promise(Place(room_id, slot))
        self._respect_closures(office)

    def promise(self, place: Place) -> None:
        """Offer that place to nobody else."""
        holder = Holder(place.slot.day, place.slot.hours, "")
        self.held.by_cell.setdefault((place.room_id, place.slot.day), []).append((place.slot, holder))

    def offer(self, row: Row, place: Place) -> Offer | None:
        """Return a place as an offer for a booking; None where it is not free."""
        room, day = self.rooms.get(place.room_id), place.slot.day
        if (
            room is None
            or not room.is_open
            or not self.first <= day <= self.last
            or not self.held.is_free(room.pk, [place.slot])
        ):
            return None
        return Offer(room, place.slot, is_same_time=place.slot == row.slot)

    def best(self, row: Row) -> list[Offer]:
        """Return what is free for a booking, best first: near its time or, where nothing is, after what is closed."""
        return self._near(row, row.slot) or self._near(row, replace(row.slot, day=self.last_closed))

    def _near(self, row: Row, slot: TimeSlot) -> list[Offer]:
        room, attendees = self.rooms[row.booking.room_id], row.booking.attendees
        found = alternatives(room, [slot], held=self.held, rooms=self.rooms.values(), attendees=attendees)
        return [Offer(self.rooms[each.room_id], each.slots[0], is_same_time=each.slots[0] == row.slot) for each in found]

    def _respect_closures(self, office: Office) -> None:
        starts = datetime.combine(self.first, time.min, office.zone)
        ends = datetime.combine(self.last + timedelta(days=1), time.min, office.zone)
        for closure in closures_between(office, starts, ends):
            stretch = (
                instant.astimezone(office.zone) for instant in (max(starts, closure.starts_at), min(ends, closure.ends_at))
            )
            for slot in wall_days(*stretch):
                for room_id in [closure.room_id] if closure.room_id else self.rooms:
                    self.promise(Place(room_id, slot))


def rows_of(office: Office, bookings: Sequence[Booking]) -> list[Row]:
    """Return a row for each booking."""
    return [Row(booking, slot_of_booking(booking, office)) for booking in bookings]


def lay_out(
    rows: Sequence[Row], offers: Offers, places: Mapping[str, Place], *, proposes: Collection[str], anywhere: bool
) -> None:
    """Give each row its offers; those that were chosen (``places``, by the rows' names) stay so while they are free.

    To the rows named in ``proposes`` that have no choice yet, another room at the same time that seats everybody is proposed;
    ``anywhere``, the best that there is.
    """
    movable = [row for row in rows if not row.is_held]
    for row in movable:
        if place := places.get(row.name):
            _choose(row, offers, offers.offer(row, place))
    for row in movable:
        if row.name in proposes and not row.chosen:
            best = (offer for offer in offers.best(row) if anywhere or is_good(row, offer))
            _choose(row, offers, next(best, None))
    for row in movable:
        row.offers = [*row.offers, *offers.best(row)][:MOST]
    _mark_shared(movable)


def is_good(row: Row, offer: Offer) -> bool:
    """Tell whether a place may be proposed for a booking: nothing but the room changes, and it has the seats."""
    return offer.is_same_time and (offer.room.capacity or 0) >= (row.booking.attendees or 0)


def _choose(row: Row, offers: Offers, offer: Offer | None) -> None:
    """Choose that offer for a row, and promise it to no other; with none, nothing is chosen."""
    row.chosen, row.offers = "", []
    if offer:
        offers.promise(Place(offer.room.pk, offer.slot))
        row.chosen, row.offers = offer.words, [offer]


def _mark_shared(rows: Sequence[Row]) -> None:
    """Mark what several bookings are offered: only one of them can have it."""
    by_cell: dict[tuple[int, object], list[tuple[Row, Offer]]] = {}
    for row in rows:
        for offer in row.offers:
            by_cell.setdefault((offer.room.pk, offer.slot.day), []).append((row, offer))
    for pairs in by_cell.values():
        for (row, offer), (other_row, other) in combinations(pairs, 2):
            if row is not other_row and offer.overlaps(other):
                offer.is_shared = other.is_shared = True


def choose_rest(rows: Sequence[Row], choice: Choice) -> None:
    """Choose the same for every row that has no choice yet and may have that one."""
    for row in rows:
        if not row.chosen and (choice is Choice.CANCEL or not row.is_held):
            row.chosen = choice.value
