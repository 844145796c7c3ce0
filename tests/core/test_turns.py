"""Turns: first come, first served, and whoever finds the row full is told at once."""

from threading import Thread
from time import monotonic

import pytest

from jonghong.core.turns import Turns

pytestmark = pytest.mark.pure


def test_so_many_go_in_and_the_next_is_turned_away() -> None:
    turns = Turns(inside=2, waiting=0)
    assert [turns.enter(0) for _ in range(3)] == [True, True, False]
    turns.leave()
    assert [turns.enter(0), turns.is_full] == [True, True]


def test_each_change_is_told_in_its_order() -> None:
    told: list[tuple[int, int]] = []
    turns = Turns(inside=1, waiting=1, tell=lambda inside, waiting: told.append((inside, waiting)))
    assert [turns.enter(0), turns.enter(0)] == [True, False]
    turns.leave()
    assert told == [(1, 0), (1, 1), (1, 0), (0, 0)]


def test_who_waits_too_long_leaves_the_row() -> None:
    turns = Turns(inside=1, waiting=1)
    assert [turns.enter(0), turns.is_full] == [True, False]
    assert [turns.enter(0.01) for _ in range(2)] == [False, False]
    turns.leave()
    assert turns.enter(0)


def test_the_row_is_served_in_its_order_and_nobody_passes_it() -> None:
    turns = Turns(inside=1, waiting=5)
    turns.enter(0)
    came: list[int] = []

    def wait(number: int) -> None:
        assert turns.enter(60)
        came.append(number)
        turns.leave()

    threads = [Thread(target=wait, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        deadline = monotonic() + 60
        while len(turns._row) <= number:
            assert monotonic() < deadline
    assert turns.is_full
    assert not turns.enter(60)  # the row is full: no time is lost
    turns.leave()
    for thread in threads:
        thread.join()
    assert came == [0, 1, 2, 3, 4]
    assert turns.enter(0)


def test_a_turn_that_is_handed_over_as_the_time_ends_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(inside=1, waiting=1)
    turns.enter(0)

    class Late:
        """A lock that is handed over just after it was given up."""

        def acquire(self, timeout: float = -1) -> bool:
            if timeout >= 0:
                turns.leave()
            return timeout < 0

        def release(self) -> None:
            """Hand over."""

    monkeypatch.setattr("jonghong.core.turns.Lock", Late)
    assert turns.enter(1)
    turns.leave()
    assert turns.enter(0)
