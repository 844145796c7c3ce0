"""Series when many come at once: all dates of one, or none, whoever wins, and no date that stands in two places."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from jonghong.bookings import actions
from jonghong.bookings.actions.series import Revision, Scope, cancel_dates, change_series, in_scope, versions_of
from jonghong.bookings.actions.single import SeriesFacts
from jonghong.bookings.models import Booking
from jonghong.bookings.queries import bookings_of_series
from jonghong.bookings.timeslots import Place
from tests.race_course import PEOPLE, Course, at_once, findings

DATES = [date(2023, 6, 7) + timedelta(weeks=week) for week in range(10)]
RULE = "DTSTART;VALUE=DATE:20230607\nRRULE:FREQ=WEEKLY;COUNT=10"


def book_series(course: Course, number: int, *rooms: int) -> UUID:
    """Let one of the twenty book every Wednesday, in these rooms by turns."""
    places = [Place(course.rooms[rooms[turn % len(rooms)]].pk, course.slot(day)) for turn, day in enumerate(DATES)]
    return actions.book_places(
        office=course.office,
        by=course.rights(number),
        places=places,
        details=course.details(number),
        series=SeriesFacts(RULE),
    )


def first_of_series(course: Course) -> Booking:
    booking = Booking.objects.filter(series_date=DATES[0], state="confirmed").get()
    booking.office = course.office
    return booking


def mover(course: Course, number: int, room: int) -> Callable[[], UUID]:
    """Look at the series as it stands now, and return what moves all its dates to another room."""
    booking = first_of_series(course)
    assert booking.series is not None
    bookings = list(bookings_of_series(booking.series))
    standing = [each for each in in_scope(bookings, booking, Scope.ALL) if each.is_holding]
    return partial(
        change_series,
        booking=booking,
        by=course.rights(number),
        version=booking.version,
        seen=versions_of(bookings),
        revision=Revision(
            details=course.details(number),
            touched=frozenset(each.pk for each in standing),
            moved={each.pk: Place(course.rooms[room].pk, course.slot(each.date)) for each in standing},
        ),
    )


def names(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_twenty_series_for_the_same_dates_leave_one_whole(course: Course) -> None:
    results = at_once([partial(book_series, course, number, 0) for number in range(PEOPLE)])
    assert names(results) == {"UUID": 1, "RoomTaken": PEOPLE - 1}
    found = findings()
    assert (found["flaws"], found["held"]) == ([], len(DATES))


def test_series_that_take_rooms_by_turns_never_wait_in_a_ring(course: Course) -> None:
    turns = [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)]
    results = at_once([partial(book_series, course, number, *turns[number % 4]) for number in range(PEOPLE)])
    assert set(names(results)) == {"UUID", "RoomTaken"}
    found = findings()
    assert (found["flaws"], found["held"] % len(DATES)) == ([], 0)


def test_moving_a_series_and_booking_one_of_its_new_places_at_once(course: Course) -> None:
    book_series(course, 0, 0)
    for turn in range(6):
        there = 1 + turn % 2
        clash = course.slot(DATES[turn])
        results = at_once(
            [mover(course, 0, there), *(partial(course.book, number, there, clash) for number in (1, 2, 3))],
        )
        assert names(results) == {"UUID": 1, "RoomTaken": 3}
        assert len({each.room_id for each in Booking.objects.filter(series__isnull=False, state="confirmed")}) == 1
        assert findings()["flaws"] == []
        for booking in Booking.objects.filter(series=None, state="confirmed"):
            booking.office = course.office
            number = next(number for number, person in enumerate(course.people) if person.pk == booking.organizer_id)
            actions.cancel(booking=booking, by=course.rights(number))


def test_moving_a_series_and_cancelling_one_of_its_dates_at_once(course: Course) -> None:
    book_series(course, 0, 0)
    for turn in range(6):
        last = Booking.objects.filter(state="confirmed").latest("starts_at")
        last.office = course.office
        results = at_once(
            [
                mover(course, 0, 1 + turn % 2),
                partial(actions.cancel, booking=last, by=course.rights(0), version=last.version),
            ],
        )
        # Whoever comes second saw another series than the one that stands.
        assert names(results) in ({"UUID": 1, "SeriesChanged": 1}, {"UUID": 1, "Stale": 1}), results
        assert findings()["flaws"] == []


def test_cancelling_a_series_from_two_sides_at_once_cancels_each_date_once(course: Course) -> None:
    book_series(course, 0, 0)
    dates = list(Booking.objects.order_by("starts_at"))
    for booking in dates:
        booking.office = course.office
    results = at_once(
        [
            partial(cancel_dates, booking=dates[0], by=course.rights(0), scope=Scope.ALL, version=1),
            partial(cancel_dates, booking=dates[5], by=course.rights(0), scope=Scope.FOLLOWING, version=1),
        ],
    )
    assert "UUID" in names(results)
    found = findings()
    assert found["flaws"] == []
    assert found["held"] in {0, 5}
