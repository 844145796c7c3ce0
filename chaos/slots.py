"""Slots by number: each is one hour of one room, and no two share an instant. Only the standard library."""

from collections.abc import Sequence
from datetime import date, timedelta

FIRST_DAY = date(2024, 1, 1)  # the sample's bookings end before
HOURS = range(7, 19)
DAYS = 3285  # nine years: pages reach ten years ahead


def words(number: int, rooms: Sequence[int]) -> dict[str, str]:
    """Return what is typed into the form to ask for the slot of that number, from 0, or from -1 for the last one.

    Raises ValueError past the end.
    """
    there_are = DAYS * len(HOURS) * len(rooms)
    if not -there_are <= number < there_are:
        raise ValueError(f"there are only {there_are} slots")
    rest, room = divmod(number % there_are, len(rooms))
    days, hour = divmod(rest, len(HOURS))
    return {
        "room": str(rooms[room]),
        "on": (FIRST_DAY + timedelta(days)).isoformat(),
        "half": "exact",
        "starts": f"{HOURS[hour]:02}:00",
        "ends": f"{HOURS[hour] + 1:02}:00",
    }
