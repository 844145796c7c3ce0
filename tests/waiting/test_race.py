"""Queues when many come at once: real threads, each with a connection of its own, on either database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking
from jonghong.bookings.refusals import RoomTaken, Stale
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from jonghong.waiting.models import Waiter
from jonghong.waiting.refusals import FreeNow
from tests.race_course import Course, at_once, course, flaws  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2023, 6, 20)
ROUNDS = 8


class Ring(Course):
    """A course with a queue."""

    def join(self, number: int, *slots: Any) -> Any:
        return queue.join(
            office=self.office,
            by=self.rights(number),
            room_id=self.rooms[0].pk,
            slots=slots,
            need=Need(self.groups[number].pk, None, f"ประชุมคนที่ {number}"),
        )

    def cancel(self, number: int, booking: Booking) -> Any:
        return actions.cancel(booking=booking, by=self.rights(number))

    def take_up(self, number: int, booking: Booking, key: Any = None) -> Any:
        return actions.take_up(
            booking=booking,
            by=self.rights(number),
            version=booking.version,
            details=self.details(number),
            key=key,
        )

    def standing(self, day: date) -> list[tuple[str, str, int | None]]:
        """Return state, half and the number of the holder of what stands on a day."""
        numbers = {person.pk: number for number, person in enumerate(self.people)}
        found = Booking.objects.filter(date=day, state__in=["confirmed", "held", "pending"]).order_by("starts_at")
        return [(each.state, each.half, numbers[each.organizer_id]) for each in found]

    def only(self, **facts: Any) -> Booking:
        found = Booking.objects.get(**facts)
        found.office = self.office
        return found


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(datetime(2023, 6, 1, 3, tzinfo=UTC), tick=False) as traveller:
        yield traveller
        assert flaws() == []


@pytest.fixture
def ring(course: Course) -> Ring:  # noqa: F811 - the fixture that is imported
    made = Ring.__new__(Ring)
    made.__dict__.update(course.__dict__)
    return made


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results if isinstance(result, Exception))


def test_whoever_books_while_it_is_cancelled_does_not_get_before_the_queue(ring: Ring) -> None:
    for number in range(ROUNDS):
        day = DAY + timedelta(days=number)
        slot = ring.slot(day)
        ring.book(0, 0, slot)
        ring.join(1, slot)
        booking = ring.only(date=day, state="confirmed")
        results = at_once([partial(ring.cancel, 0, booking), *(partial(ring.book, n, 0, slot) for n in (2, 3, 4))])
        assert kinds(results) == ["RoomTaken"] * 3
        assert ring.standing(day) == [("held", "morning", 1)]


def test_neighbouring_halves_cancelled_at_once_go_to_who_waits_for_either_or_both(ring: Ring) -> None:
    for number in range(ROUNDS):
        day = DAY + timedelta(days=number)
        morning, afternoon, whole = ring.slot(day), ring.slot(day, "afternoon"), ring.slot(day, "day")
        ring.book(0, 0, morning)
        ring.book(1, 0, afternoon)
        ring.join(2, whole if number % 2 else morning)
        ring.join(3, afternoon)
        ring.join(4, whole)
        first, second = Booking.objects.filter(date=day).order_by("starts_at")
        first.office = second.office = ring.office
        results = at_once([partial(ring.cancel, 0, first), partial(ring.cancel, 1, second)])
        assert kinds(results) == []
        if number % 2:
            # The afternoon freed first goes to who wants just that; freed last, the whole day to who was first.
            assert ring.standing(day) in ([("held", "day", 2)], [("held", "afternoon", 3)])
        else:
            assert ring.standing(day) == [("held", "morning", 2), ("held", "afternoon", 3)]


def test_joining_while_it_is_cancelled_is_offered_it_or_told_that_it_is_free(ring: Ring) -> None:
    for number in range(ROUNDS):
        day = DAY + timedelta(days=number)
        slot = ring.slot(day)
        ring.book(0, 0, slot)
        booking = ring.only(date=day)
        cancelled, joined = at_once([partial(ring.cancel, 0, booking), partial(ring.join, 1, slot)])
        assert not isinstance(cancelled, Exception)
        if isinstance(joined, FreeNow):
            assert ring.standing(day) == []
        else:
            assert ring.standing(day) == [("held", "morning", 1)]
        assert Waiter.objects.filter(date=day, state="waiting").count() == 0


def test_joining_twice_at_once_gives_one_place_in_the_queue(ring: Ring) -> None:
    slot = ring.slot(DAY)
    ring.book(0, 0, slot)
    results = at_once([partial(ring.join, 1, slot) for _ in range(6)])
    assert kinds(results) == []
    assert Waiter.objects.count() == 1


def test_taking_up_twice_at_once_makes_one_booking(ring: Ring) -> None:
    slot = ring.slot(DAY)
    for is_same_form in (True, False):
        ring.book(0, 0, slot)
        ring.join(1, slot)
        ring.cancel(0, ring.only(state="confirmed"))
        kept, key = ring.only(state="held"), uuid4()
        results = at_once([partial(ring.take_up, 1, kept, key if is_same_form else uuid4()) for _ in range(4)])
        assert kinds(results) == ([] if is_same_form else ["Stale"] * 3)
        assert len({result for result in results if not isinstance(result, Exception)}) == 1
        assert ring.standing(DAY) == [("confirmed", "morning", 1)]
        ring.cancel(1, ring.only(state="confirmed"))


def test_taking_up_what_has_just_run_out_is_refused_and_the_next_gets_it(ring: Ring, clock: Traveller) -> None:
    for number in range(ROUNDS):
        day = DAY + timedelta(days=number)
        slot = ring.slot(day)
        ring.book(0, 0, slot)
        ring.join(1, slot)
        ring.join(2, slot)
        ring.cancel(0, ring.only(date=day, state="confirmed"))
        kept = ring.only(date=day, state="held")
        clock.shift(timedelta(hours=24))
        results = at_once(
            [
                partial(ring.take_up, 1, kept),
                partial(actions.lapse_due, ring.office),
                partial(actions.lapse_due, ring.office),
                partial(ring.book, 3, 0, slot),
            ],
        )
        assert kinds(results) == [RoomTaken.__name__, Stale.__name__]
        assert ring.standing(day) == [("held", "morning", 2)]
        actions.give_up(booking=ring.only(date=day, state="held"), by=ring.rights(2))


def test_leaving_while_it_is_cancelled_is_in_time_or_refused(ring: Ring) -> None:
    for number in range(ROUNDS):
        day = DAY + timedelta(days=number)
        slot = ring.slot(day)
        ring.book(0, 0, slot)
        (waiter,) = ring.join(1, slot)
        ring.join(2, slot)
        booking = ring.only(date=day)
        cancelled, left = at_once(
            [partial(ring.cancel, 0, booking), partial(queue.leave, waiter=waiter, by=ring.rights(1))],
        )
        assert not isinstance(cancelled, Exception)
        assert ring.standing(day) == [("held", "morning", 1 if isinstance(left, Exception) else 2)]
