"""How a booking stands at one moment: what a form says of it, and what History keeps of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from jonghong.bookings.models import Booking


@dataclass(frozen=True)
class Details:
    """What a booking says besides room and time."""

    title: str
    group_id: int
    attendees: int | None = None
    chair: str = ""
    coordinator: str = ""
    phone: str = ""
    layout: str = ""
    needs_sound: bool = False
    needs_projector: bool = False
    needs_drinks: bool = False
    sign: str = ""
    is_private: bool = False


# What History keeps of a booking, before and after.
TRACKED = ("room_id", "date", "half", "starts_at", "ends_at", "state", *Details.__dataclass_fields__)
TRACKED += ("series_id", "series_date", "expires_at")
DATES, INSTANTS = ("date", "series_date"), ("starts_at", "ends_at", "expires_at")


def snapshot(booking: Booking) -> dict[str, Any]:
    """Return what History keeps of a booking, ready for JSON: instants in UTC."""
    return {name: _plain(getattr(booking, name)) for name in TRACKED}


def from_snapshot(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a booking as they were when the snapshot was taken; an older one knows fewer of them."""
    instants = {name: datetime.fromisoformat(facts[name]) for name in INSTANTS if facts.get(name)}
    dates = {name: date.fromisoformat(facts[name]) for name in DATES if facts.get(name)}
    return {**facts, **instants, **dates}


def stands_as(booking: Booking, facts: dict[str, Any]) -> bool:
    """Tell whether a booking is still as it was when the snapshot was taken."""
    present = snapshot(booking)
    return all(present[name] == value for name, value in facts.items())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
