"""What has to stand ready in the rooms: read only for people of the office."""

from dataclasses import dataclass
from datetime import date

from jonghong.bookings.queries import holding
from jonghong.offices.models import Office

PREPARED = ("id", "layout", "needs_sound", "needs_projector", "needs_drinks", "sign", "coordinator", "phone")


@dataclass(frozen=True)
class Preparation:
    """What a booking asks for, and whom to ask about it."""

    layout: str
    needs_sound: bool
    needs_projector: bool
    needs_drinks: bool
    sign: str
    coordinator: str
    phone: str


def preparations(office: Office, first: date, last: date, *, room_id: int | None = None) -> dict[int, Preparation]:
    """Return the preparation of each booking from ``first`` to ``last``, in all rooms or in one, by one query."""
    found = holding(office).filter(date__range=(first, last))
    if room_id is not None:
        found = found.filter(room=room_id)
    return {pk: Preparation(*facts) for pk, *facts in found.values_list(*PREPARED)}
