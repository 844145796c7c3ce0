"""What the rows of imported bookings say besides, for the page of a booking."""

from typing import Any

from jonghong.bookings.models import Booking
from jonghong.moving import labels
from jonghong.moving.queries import legacy_facts
from jonghong.roster.reading import hide_numbers


def known_besides(*, booking: Booking, **_signal: Any) -> list[tuple[str, str]]:
    """Return what a row says and its booking does not, with no number by which somebody could be known.

    A receiver of ``bookings.signals.facts_asked``.
    """
    return [(labels.besides(name, "").label, hide_numbers(text)) for name, text in legacy_facts(booking).items() if text]
