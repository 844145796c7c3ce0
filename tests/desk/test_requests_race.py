"""Answers that race: whatever two people do to one request at once, one outcome stands and its history tells it."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History, RuleSet, Verb
from jonghong.people.models import Membership, Person, Role
from jonghong.people.permissions import rights_of
from tests.desk.guarded import NOW
from tests.race_course import DAYS, Course, at_once, findings


class Desk:
    """The course, with one room that asks for permission and two officers."""

    def __init__(self, course: Course) -> None:
        self.office, self.rooms = course.office, course.rooms
        self.book, self.change, self.slot, self.rights = course.book, course.change, course.slot, course.rights
        self.rooms[0].needs_permission = True
        self.rooms[0].save()
        self.officers = []
        for number in range(2):
            facts = {"name": f"เจ้าหน้าที่ {number}", "citizen_key": f"o{number}", "password": "!"}
            officer = Person.objects.create(office=self.office, **facts)
            Membership.objects.create(office=self.office, person=officer, group=course.groups[0], role=Role.OFFICER)
            self.officers.append(rights_of(officer))

    def ask(self, number: int, *days: date) -> list[Booking]:
        """Let one of the twenty ask for the guarded room."""
        act = self.book(number, 0, *(self.slot(day) for day in days))
        return [row.booking for row in History.objects.filter(act=act).select_related("booking__office").order_by("pk")]


@pytest.fixture
def desk(course: Course) -> Desk:
    return Desk(course)


def names(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def verbs(booking: Booking) -> list[str]:
    return list(History.objects.filter(booking=booking).order_by("pk").values_list("verb", flat=True))


def test_one_officer_permits_while_the_other_does_not(desk: Desk) -> None:
    for day in DAYS:
        (booking,) = desk.ask(1, day)
        works = [
            partial(actions.approve, bookings=[booking], by=desk.officers[0]),
            partial(actions.decline, bookings=[booking], by=desk.officers[1]),
        ]
        results = at_once(works)
        assert names(results) == ["AlreadyDecided", "UUID"]
        state, verb = ("confirmed", Verb.APPROVE) if names(results[:1]) == ["UUID"] else ("declined", Verb.DECLINE)
        booking.refresh_from_db()
        assert (booking.state, verbs(booking)) == (state, [Verb.BOOK, verb])
        (refusal,) = [result for result in results if not hasattr(result, "hex")]
        assert [fate.did for fate in refusal.fates] == [Verb(verb).label]
    assert findings()["flaws"] == []


def test_two_officers_permit_the_same_requests(desk: Desk) -> None:
    bookings = desk.ask(1, *DAYS)
    works = [partial(actions.approve, bookings=bookings, by=desk.officers[number % 2]) for number in range(6)]
    results = at_once(works)
    assert Counter(names(results)) == {"UUID": 1, "AlreadyDecided": 5}
    assert {tuple(verbs(booking)) for booking in bookings} == {(Verb.BOOK, Verb.APPROVE)}
    assert findings()["flaws"] == []


def test_requests_are_answered_in_opposite_order_and_overlapping(desk: Desk) -> None:
    bookings = desk.ask(1, *DAYS)
    works = [
        partial(actions.approve, bookings=bookings[:3], by=desk.officers[0]),
        partial(actions.decline, bookings=bookings[:1:-1], by=desk.officers[1]),
    ]
    results = at_once(works)
    assert names(results) == ["UUID", "UUID"]
    assert sorted(len(verbs(booking)) for booking in bookings) == [2] * 5
    assert findings()["flaws"] == []


def test_the_asker_withdraws_while_an_officer_permits(desk: Desk) -> None:
    for day in DAYS:
        (booking,) = desk.ask(1, day)
        works = [
            partial(actions.approve, bookings=[booking], by=desk.officers[0]),
            partial(actions.cancel, booking=booking, by=desk.rights(1)),
        ]
        approved, cancelled = at_once(works)
        booking.refresh_from_db()
        if names([approved]) == ["UUID"]:
            # Whoever withdraws after that withdraws what stands; or he reads that it was changed.
            assert (names([cancelled])[0], booking.state) in {("UUID", "cancelled"), ("Stale", "confirmed")}
        else:
            assert (names([approved, cancelled]), booking.state) == (["AlreadyDecided", "UUID"], "cancelled")
    assert findings()["flaws"] == []


def test_the_asker_moves_away_while_an_officer_permits_what_he_saw(desk: Desk) -> None:
    for day in DAYS:
        (booking,) = desk.ask(1, day)
        works = [
            partial(actions.approve, bookings=[booking], versions={booking.pk: booking.version}, by=desk.officers[0]),
            partial(desk.change, 1, booking, 1, desk.slot(day)),
        ]
        approved, moved = at_once(works)
        assert names([approved, moved]) in (["AlreadyDecided", "UUID"], ["Stale", "UUID"])
        booking.refresh_from_db()
        assert (booking.state, booking.room) == ("confirmed", desk.rooms[0 if names([approved]) == ["UUID"] else 1])
    assert findings()["flaws"] == []


def test_a_request_lapses_while_it_is_permitted(desk: Desk) -> None:
    RuleSet.objects.create(office=desk.office, request_hours=1)
    with time_machine.travel(NOW):
        bookings = desk.ask(1, *DAYS)
    works: list[Callable[[], Any]] = [partial(actions.lapse_due, desk.office) for _ in range(3)]
    with time_machine.travel(NOW + timedelta(hours=2)):
        results = at_once([partial(actions.approve, bookings=bookings, by=desk.officers[0]), *works])
    assert names(results) == ["AlreadyDecided", "NoneType", "NoneType", "NoneType"]
    assert {tuple(verbs(booking)) for booking in bookings} == {(Verb.BOOK, Verb.LAPSE)}
    assert findings()["flaws"] == []


def test_what_is_declined_is_booked_by_one_of_many_at_once(desk: Desk) -> None:
    (booking,) = desk.ask(1, DAYS[0])
    works = [partial(actions.decline, bookings=[booking], by=desk.officers[0])]
    works += [partial(desk.book, number, 0, desk.slot(DAYS[0])) for number in range(2, 9)]
    results = at_once(works)
    assert names(results[:1]) == ["UUID"]
    assert Counter(names(results[1:])) in ({"RoomTaken": 7}, {"RoomTaken": 6, "UUID": 1})
    assert findings()["flaws"] == []
