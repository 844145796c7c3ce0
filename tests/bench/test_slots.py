from itertools import chain

import pytest

from bench import CLIENTS
from bench.actions import FIRST_DAY
from bench.posting import booked, booked_in_series
from bench.whole import SERIES_CLIENTS, Amounts

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("rounds", [Amounts.rounds, 2 * Amounts.rounds])
@pytest.mark.parametrize("rooms", [5, 25])
def test_no_two_deeds_of_a_run_ask_for_the_same_slot(rooms: int, rounds: int) -> None:
    amounts = Amounts(rounds=rounds)
    books = ((client, booked(client, number)) for client in range(CLIENTS) for number in range((rounds + 1) * amounts.bookings))
    series = (
        (client, slot)
        for client in range(SERIES_CLIENTS)
        for number in range((rounds + 1) * amounts.series)
        for slot in booked_in_series(number)
    )
    below = (
        (client, booked(client, number, first=FIRST_DAY))
        for client in range(CLIENTS)
        for number in range(rounds * amounts.bookings_below)
    )
    asked_for = [(client % rooms, slot) for client, slot in chain(books, series, below)]
    assert len(set(asked_for)) == len(asked_for)
