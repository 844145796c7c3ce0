"""What pages of every app may ask about exchanges: asked only by those that show it, for a page that does not costs nothing."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jonghong.bookings.models import Booking
from jonghong.bookings.permissions import may_change, may_see_subject
from jonghong.bookings.refusals import Holder
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock
from jonghong.people.access import PersonRequest
from jonghong.swaps import queries
from jonghong.swaps.models import Swap
from jonghong.swaps.queries import Deal


class Swaps:
    """The exchanges of the office, as the visitor may know them."""

    def __init__(self, request: PersonRequest) -> None:
        self.request = request

    def may_ask(self, booking: Booking) -> bool:
        """Tell whether the visitor may ask for an exchange with a booking."""
        return queries.may_ask(booking, self.request.rights)

    def may_ask_at(self, slots: Sequence[TimeSlot], holders: Sequence[Holder]) -> bool:
        """Tell whether somebody holds such a time whom the visitor, once he looks closer, might ask."""
        starts = min(slot.instants(self.request.office.zone)[0] for slot in slots)
        is_held = any(holder.kept_until is None for holder in holders)
        return self.request.rights.is_signed_in and is_held and starts > clock.now()

    def about(self, booking: Booking) -> list[Swap]:
        """Return the open exchanges with a booking, for who may change it."""
        return queries.swaps_about(booking) if may_change(self.request.rights, booking) else []

    def deal(self, swap: Swap) -> Deal:
        """Return what an exchange comes to."""
        return queries.deal_of(swap.mine, swap.theirs, self.request.office, rooms_only=swap.rooms_only)

    def party(self, booking: Booking) -> str:
        """Return whose a booking is and what it is about, as far as the visitor may read that."""
        if not may_see_subject(self.request.rights, booking):
            return _("In use")
        return " · ".join(filter(None, [booking.group.short_name, booking.title]))

    def may_answer(self, swap: Swap) -> bool:
        """Tell whether the visitor may agree, or not."""
        return queries.may_answer(swap, self.request.rights)

    def changes(self, swap: Swap) -> list[str]:
        """Return what was done to the two bookings since."""
        return queries.changes_since(swap, self.request.rights)

    @cached_property
    def number_asked(self) -> int:
        """For how many exchanges the visitor is asked."""
        return queries.number_asked(self.request.office, self.request.rights)


def swaps(request: HttpRequest) -> dict[str, Any]:
    """Return ``swaps`` for templates."""
    return {"swaps": Swaps(request)}  # type: ignore[arg-type]  # the middleware made it one
