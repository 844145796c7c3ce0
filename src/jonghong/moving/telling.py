"""What the rows of imported bookings say besides, for the page of a booking."""

from typing import Any

from jonghong.bookings.models import Booking
from jonghong.moving import labels
from jonghong.moving.queries import extra_of, legacy_row
from jonghong.roster.reading import hide_numbers


def known_besides(*, booking: Booking, **_signal: Any) -> list[tuple[str, str]]:
    """Return what a row says and its booking does not, with no number by which somebody could be known.

    A receiver of ``bookings.signals.facts_asked``.
    """
    row = legacy_row(booking)
    return [(labels.beside(name, row.table), hide_numbers(text)) for name, text in extra_of(row).items() if text] if row else []
