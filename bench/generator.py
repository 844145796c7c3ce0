"""Bookings as offices make them, as many as wanted: by chance, the same each time, and none overlaps another."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

FIRST_DAY, LAST_DAY = date(2016, 5, 3), date(2023, 12, 28)
SATURDAY = 5
# How often rooms are booked in each month, January first: budgets end in September, schools are closed in April and October.
SEASONS = (1.0, 1.0, 1.1, 0.6, 1.0, 1.1, 1.1, 1.4, 1.6, 0.7, 1.0, 0.9)
# What one day of a room holds, and how often: by the sample, one in ten takes exact hours.
MORNING, AFTERNOON, DAY, EXACT = "morning", "afternoon", "day", "exact"
DAYS = {(MORNING,): 42, (AFTERNOON,): 28, (DAY,): 10, (EXACT,): 10, (MORNING, AFTERNOON): 10}


@dataclass(frozen=True)
class Drawn:
    """One booking: the number of its room among all of the form, its day, its half, and a number to choose the rest by."""

    room: int
    day: date
    half: str
    chance: int


def drawn(rooms: int, bookings: int, *, seed: int = 2566) -> Iterator[Drawn]:
    """Yield just so many bookings of so many rooms, room after room and day after day.

    Raises ValueError where the rooms have not so many days.
    """
    chance, days = random.Random(seed), working_days()
    for room, number in enumerate(shares(rooms, bookings, chance)):
        yield from of_room(room, number, days, chance)


def shares(rooms: int, bookings: int, chance: random.Random) -> list[int]:
    """Return how many bookings each room gets: some rooms are liked twice as well as others."""
    weights = [chance.uniform(0.7, 1.3) for _ in range(rooms)]
    ends, total, so_far = [0], sum(weights), 0.0
    for weight in weights:
        so_far += weight
        ends.append(round(bookings * so_far / total))
    return [end - start for start, end in pairwise(ends)]


def of_room(room: int, number: int, days: Sequence[date], chance: random.Random) -> Iterator[Drawn]:
    """Yield just so many bookings of one room, in the order of their days."""
    # The greatest of these keys are a sample without repetition, by the weights (Efraimidis and Spirakis, 2006).
    order = sorted(days, key=lambda day: chance.random() ** (1 / SEASONS[day.month - 1]), reverse=True)
    kinds = chance.choices(list(DAYS), weights=list(DAYS.values()), k=len(order))
    chosen: list[tuple[date, tuple[str, ...]]] = []
    for day, halves in zip(order, kinds, strict=True):
        if number <= 0:
            break
        chosen.append((day, halves[:number]))
        number -= len(halves[:number])
    if number > 0:
        raise ValueError(f"room {room} has not so many days")
    for day, halves in sorted(chosen):
        for half in halves:
            yield Drawn(room, day, half, chance.randrange(1_000_000))


def working_days() -> list[date]:
    """Return every day from Monday to Friday."""
    days = (FIRST_DAY + timedelta(number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    return [day for day in days if day.weekday() < SATURDAY]
