"""Requests that nobody answers, and places that nobody takes up: each is given up in its time, and never before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import Traveller

from jonghong.bookings import actions, lapsing
from jonghong.bookings.models import Booking, History, RuleSet, State, Verb
from jonghong.bookings.refusals import AlreadyDecided
from jonghong.bookings.signals import slots_freed
from jonghong.bookings.timeslots import Place as Spot
from jonghong.rooms.hours import Half
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from tests.desk.guarded import DAY, NOW, Guarded

pytestmark = pytest.mark.django_db
NOON = datetime(2023, 6, 1, 5, 0, tzinfo=UTC)  # 12.00 in the office, when the morning ends


@pytest.fixture
def freed() -> Iterator[list[Spot]]:
    """Give the list of the places that were given free since."""
    heard: list[Spot] = []

    def hear(sender: Any, freed: list[Spot], **facts: Any) -> None:
        heard.extend(freed)

    slots_freed.connect(hear)
    yield heard
    slots_freed.disconnect(hear)


def let_wait(place: Guarded, hours: int | None, room: Any = None) -> None:
    """Let requests of the office, or of one room, wait so many hours."""
    RuleSet.objects.create(office=place.office, room=room, request_hours=hours)


def test_a_request_waits_until_its_time_is_over(place: Guarded) -> None:
    assert place.ask().expires_at == NOON


def test_a_request_waits_as_long_as_the_office_lets_it(place: Guarded) -> None:
    let_wait(place, 24)
    assert place.ask().expires_at == NOW + timedelta(hours=24)
    assert place.ask(day=DAY - timedelta(days=2), half=Half.AFTERNOON).expires_at == datetime(2023, 5, 30, 9, 30, tzinfo=UTC)


def test_a_room_lets_requests_wait_longer_than_the_office(place: Guarded) -> None:
    let_wait(place, 2)
    let_wait(place, 30, place.large)
    assert place.ask().expires_at == NOW + timedelta(hours=30)


def test_a_request_for_what_is_over_waits_until_it_is_answered(place: Guarded) -> None:
    booking = place.ask(day=DAY - timedelta(days=30))
    assert booking.expires_at is None
    lapsing.look_once()
    assert place.states() == ["pending"]
    let_wait(place, 5)
    assert place.ask(day=DAY - timedelta(days=29)).expires_at == NOW + timedelta(hours=5)


def test_a_request_of_many_days_asks_for_the_rules_once(place: Guarded) -> None:
    let_wait(place, 24)
    asked = []
    for days in (2, 8):
        with CaptureQueriesContext(connection) as queries:
            place.ask_for(*(DAY + timedelta(days=10 * days + number) for number in range(days)))
        asked.append(sum("bookings_ruleset" in query["sql"] for query in queries.captured_queries))
    assert asked[0] == asked[1]


def test_never_decided_and_past_is_out_of_time(place: Guarded, clock: Traveller, freed: list[Spot]) -> None:
    booking = place.ask()
    clock.move_to(NOON - timedelta(seconds=1))
    actions.lapse_due(place.office)
    assert (place.states(), freed) == (["pending"], [])
    clock.move_to(NOON)
    actions.lapse_due(place.office)
    assert (place.states(), freed) == (["lapsed"], [Spot(place.large.pk, place.slot())])
    row = place.last()
    assert (row.verb, row.actor, row.concerns_id, row.at) == (Verb.LAPSE, None, place.clerk.person_id, NOON)
    assert (row.before["state"], row.after["state"], place.times()) == ("pending", "lapsed", {(2023, 6): 0})
    with translation.override("en"), pytest.raises(AlreadyDecided) as refusal:
        actions.approve(bookings=[booking], by=place.officer)
    assert [(fate.who, fate.did) for fate in refusal.value.fates] == [("the system", "out of time")]


def test_an_answer_that_comes_when_time_is_over_comes_too_late(place: Guarded, clock: Traveller) -> None:
    booking = place.ask()
    clock.move_to(NOON)
    with translation.override("en"), pytest.raises(AlreadyDecided) as refusal:
        actions.approve(bookings=[booking], by=place.officer)
    assert [(fate.did, fate.waits) for fate in refusal.value.fates] == [("out of time", False)]
    actions.lapse_due(place.office)
    assert place.states() == ["lapsed"]


def test_what_is_answered_in_time_does_not_lapse(place: Guarded, clock: Traveller) -> None:
    one, other = place.ask(), place.ask(Half.AFTERNOON)
    actions.approve(bookings=[one], by=place.officer)
    actions.decline(bookings=[other], by=place.officer)
    clock.move_to(NOON + timedelta(days=1))
    actions.lapse_due(place.office)
    assert place.states() == ["confirmed", "declined"]


def test_a_place_that_nobody_takes_up_is_cancelled_and_goes_to_the_next(
    place: Guarded, clock: Traveller, freed: list[Spot]
) -> None:
    booking = place.ask(day=DAY + timedelta(days=20))
    spot = place.slot(day=DAY + timedelta(days=20))
    for by, group in ((place.stranger, 2), (place.officer, 0)):
        queue.join(office=place.office, by=by, room_id=place.large.pk, slots=[spot], need=Need(place.groups[group].pk))
    actions.decline(bookings=[booking], by=place.officer)
    (held,) = Booking.objects.filter(state=State.HELD)
    freed.clear()
    assert held.expires_at is not None
    clock.move_to(held.expires_at)
    lapsing.look_once()
    assert place.states() == ["declined", "cancelled", "held"]
    assert freed == [Spot(place.large.pk, spot)]
    assert Booking.objects.get(state=State.HELD).organizer_id == place.officer.person_id
    row = History.objects.filter(booking=held).latest("pk")
    assert (row.verb, row.concerns_id) == (Verb.LAPSE, place.stranger.person_id)


def test_every_office_is_looked_at(place: Guarded, clock: Traveller) -> None:
    other = Guarded()
    place.ask()
    other.ask()
    clock.move_to(NOON)
    lapsing.look_once()
    assert (place.states(), other.states()) == (["lapsed"], ["lapsed"])


def test_nothing_is_written_when_nothing_is_due(place: Guarded, django_assert_num_queries: Any) -> None:
    place.ask()
    with django_assert_num_queries(1) as asked:
        actions.lapse_due(place.office)
    assert [query["sql"][:6] for query in asked.captured_queries] == ["SELECT"]


def test_what_is_out_of_time_is_free_for_the_next_booking_at_once(place: Guarded, clock: Traveller) -> None:
    let_wait(place, 1)
    place.ask()
    clock.shift(timedelta(hours=1))
    place.ask(by="stranger")
    assert place.states() == ["lapsed", "pending"]
