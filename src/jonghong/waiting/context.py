"""What pages of every app may ask about queues: asked only by those that show it, for a page that does not costs nothing."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from jonghong.bookings.models import Booking
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.refusals import Alternative
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.bookings.verdicts import place_words
from jonghong.core import clock
from jonghong.people.access import PersonRequest
from jonghong.rooms.models import Room
from jonghong.waiting import queries
from jonghong.waiting.models import Waiter
from jonghong.waiting.queries import Offer, Queue, Wait


class Queues:
    """The queues of the office, as the visitor may know them."""

    def __init__(self, request: PersonRequest) -> None:
        self.request = request

    def is_ahead(self, slots: Sequence[TimeSlot]) -> bool:
        """Tell whether all of that is yet to begin, so that one can wait for it."""
        return min(slot.instants(self.request.office.zone)[0] for slot in slots) > clock.now()

    def before(self, room: Room, slots: Sequence[TimeSlot]) -> Queue:
        """Return who waits for a room at those times."""
        return queries.before(self.request.office, room.pk, slots, self.request.rights.person_id)

    def waiting_at(self, bookings: Sequence[Booking]) -> int:
        """Return how many others wait for what these bookings hold, by one query."""
        office = self.request.office
        held = [booking for booking in bookings if booking.starts_at > clock.now()]
        waiters = queries.waiting_for(office, [Place(booking.room_id, slot_of_booking(booking, office)) for booking in held])
        people = {waiter.person_id for waiter in waiters if any(_wants(waiter, booking) for booking in held)}
        return len(people - {self.request.rights.person_id})

    def address(self, room_id: int, slots: Sequence[TimeSlot]) -> str:
        """Return the words with which an address names a place."""
        return place_words(Alternative(room_id, "", None, tuple(slots)))

    @cached_property
    def offers(self) -> list[Offer]:
        """What is kept for the visitor."""
        person = self.request.rights.person_id
        return queries.offers_of(self.request.office, person) if person else []

    @cached_property
    def waits(self) -> list[Wait]:
        """The visitor's own places in queues."""
        person = self.request.rights.person_id
        return queries.waits_of(self.request.office, person) if person else []


def _wants(waiter: Waiter, booking: Booking) -> bool:
    is_then = waiter.starts_at < booking.ends_at and booking.starts_at < waiter.ends_at
    return waiter.room_id == booking.room_id and is_then


def queues(request: HttpRequest) -> dict[str, Any]:
    """Return ``queues`` for templates."""
    return {"queues": Queues(request)}  # type: ignore[arg-type]  # the middleware made it one
