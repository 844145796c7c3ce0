"""The breaker, on a clock that stands still until it is moved."""

import threading

import pytest

from jonghong.core.breaker import FAILURES, OPEN_FOR, Breaker

pytestmark = pytest.mark.pure


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    return breaker


def test_failures_in_a_row_open_it() -> None:
    breaker = broken(Clock())
    assert breaker.is_open
    assert not breaker.lets_through()


def test_a_success_between_keeps_it_closed() -> None:
    breaker = Breaker(Clock())
    for ends_well in (False, False, True, False, False):
        assert breaker.lets_through()
        breaker.worked() if ends_well else breaker.failed()
    assert not breaker.is_open


def test_after_a_while_one_probe_is_let_through() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += OPEN_FOR
    assert not breaker.is_open
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]


def test_a_probe_that_works_closes_it() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += OPEN_FOR
    assert breaker.lets_through()
    breaker.worked()
    assert [breaker.lets_through() for _ in range(3)] == [True] * 3


def test_a_probe_that_fails_opens_it_again_at_once() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += OPEN_FOR
    assert breaker.lets_through()
    breaker.failed()
    assert not breaker.lets_through()
    clock.now += OPEN_FOR
    assert breaker.lets_through()


def test_a_probe_that_never_ends_is_followed_by_another() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += OPEN_FOR
    assert breaker.lets_through()
    clock.now += OPEN_FOR
    assert breaker.lets_through()


def test_of_many_threads_one_is_the_probe() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += OPEN_FOR
    gate, told = threading.Barrier(20), list[bool]()

    def probe() -> None:
        gate.wait()
        told.append(breaker.lets_through())

    threads = [threading.Thread(target=probe) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 19 + [True]


def test_each_further_failure_doubles_the_wait_up_to_the_longest() -> None:
    clock = Clock()
    breaker = Breaker(clock, after=2, first=10, longest=35)
    breaker.failed()
    was_open = [breaker.is_open]
    for wait in (10, 20, 35, 35):
        breaker.failed()
        clock.now += wait - 1
        was_open.append(breaker.is_open)
        clock.now += 1
        assert breaker.lets_through()
    assert was_open == [False, True, True, True, True]
    breaker.worked()
    breaker.failed()
    assert (breaker.is_open, breaker.has_failed) == (False, True)
