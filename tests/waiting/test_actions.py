"""Queues: who joins, who is offered what, and what comes of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.actions.ground import writing
from jonghong.bookings.actions.series import Scope
from jonghong.bookings.models import Booking, History, RuleSet
from jonghong.bookings.refusals import AgainstRule, MayNot, NoSuchRoom, OutOfTime, RoomTaken, Stale
from jonghong.bookings.timeslots import Place
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half
from jonghong.waiting import actions as queue, queries
from jonghong.waiting.actions import MOST
from jonghong.waiting.models import Waiter
from jonghong.waiting.refusals import FreeNow, NotWaiting, TooLate, WaitsForMuch, YoursAlready
from tests import make
from tests.bookings.conftest import DAY
from tests.race_course import flaws
from tests.waiting.conftest import NOW, Hall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_flaws() -> Any:
    yield
    assert flaws() == []


def facts_of(booking: Booking) -> tuple[Any, ...]:
    return booking.organizer_id, booking.group_id, booking.half, booking.attendees, booking.title, booking.expires_at


def test_first_in_the_queue_is_kept_what_is_cancelled(hall: Hall) -> None:
    (booking,) = hall.book()
    (first,) = hall.join(title="ประชุมกลุ่ม")
    hall.join(by=hall.colleague, group=1)
    hall.cancel(booking)
    (kept,) = hall.held()
    until = NOW + timedelta(hours=24)
    assert facts_of(kept) == (first.person_id, first.group_id, "morning", 12, "", until)
    first.refresh_from_db()
    assert (first.state, first.booking_id, first.offered_at) == ("offered", kept.pk, NOW)
    assert hall.states() == ["offered", "waiting"]
    row = History.objects.get(verb="hold")
    assert (row.actor_id, row.concerns_id, row.booking_id) == (None, first.person_id, kept.pk)


def test_what_is_not_taken_up_in_time_goes_to_the_next(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.join(by=hall.colleague, group=1)
    hall.cancel(booking)
    clock.shift(timedelta(hours=24))
    actions.lapse_due(hall.office)
    (kept,) = hall.held()
    assert kept.organizer_id == hall.people["colleague"].pk
    # Never beyond the start: 23 hours and a half are left.
    assert kept.expires_at == kept.starts_at
    clock.shift(timedelta(hours=24))
    actions.lapse_due(hall.office)
    assert hall.held() == []
    assert hall.states() == ["offered", "offered"]
    assert hall.verbs() == ["book", "cancel", "hold", "lapse", "hold", "lapse"]


def test_nobody_books_what_ran_out_before_the_next_in_the_queue(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.join(by=hall.colleague, group=1)
    hall.cancel(booking)
    clock.shift(timedelta(hours=25))
    with translation.override("en"), pytest.raises(RoomTaken) as refusal:
        hall.book(by=hall.officer)
    group = hall.groups[1].short_name
    said = f"Room เล็ก is kept for {group} from the queue until 1 Jun 2566 08.30. You may join the queue."
    assert str(refusal.value) == said
    assert [(holder.group, f"{holder.kept_until}") for holder in refusal.value.holders] == [
        (group, "2023-06-01 08:30:00+07:00")
    ]
    # Not even the first in the queue, who missed his time.
    with pytest.raises(RoomTaken):
        hall.book(by=hall.stranger, group_id=hall.groups[2].pk)


def test_taking_up_makes_a_booking(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    hall.take_up(kept, title="ประชุมกลุ่ม", attendees=5)
    kept.refresh_from_db()
    assert (kept.state, kept.title, kept.attendees, kept.expires_at) == ("confirmed", "ประชุมกลุ่ม", 5, None)
    assert hall.times() == {(2023, 6): 1}


def test_taking_up_asks_where_the_room_asks_for_permission(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.small.needs_permission = True
    hall.small.save()
    hall.cancel(booking)
    (kept,) = hall.held()
    hall.take_up(kept)
    kept.refresh_from_db()
    assert kept.state == "pending"


def test_taking_up_is_not_too_late_for_notice_that_was_given_in_time(hall: Hall, clock: Traveller) -> None:
    RuleSet.objects.create(office=hall.office, least_notice_hours=40)
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    clock.shift(timedelta(hours=23))
    hall.take_up(kept)
    kept.refresh_from_db()
    assert kept.state == "confirmed"


def test_giving_up_goes_to_the_next_and_is_then_not_undone(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.join(by=hall.colleague, group=1)
    hall.cancel(booking)
    (kept,) = hall.held()
    act = actions.give_up(booking=kept, by=hall.stranger)
    (other,) = hall.held()
    assert other.organizer_id == hall.people["colleague"].pk
    with pytest.raises(RoomTaken):
        actions.undo(office=hall.office, act=act, by=hall.stranger)


def test_giving_up_is_undone_while_nobody_else_was_offered_it(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    act = actions.give_up(booking=kept, by=hall.stranger)
    assert hall.held() == []
    actions.undo(office=hall.office, act=act, by=hall.stranger)
    assert [each.pk for each in hall.held()] == [kept.pk]


def test_answering_is_for_what_is_kept_and_for_who_may(hall: Hall) -> None:
    (booking,) = hall.book()
    with pytest.raises(Stale):
        actions.give_up(booking=booking, by=hall.clerk)
    with pytest.raises(Stale):
        hall.take_up(booking, by=hall.clerk)
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    with pytest.raises(MayNot):
        actions.give_up(booking=kept, by=hall.clerk)
    with pytest.raises(Stale):
        actions.give_up(booking=kept, by=hall.stranger, version=kept.version + 1)


def test_each_gets_the_half_that_he_waits_for(hall: Hall) -> None:
    (booking,) = hall.book(hall.slot(Half.DAY))
    hall.join(hall.slot(Half.AFTERNOON))
    hall.join(hall.slot(Half.DAY), by=hall.officer, group=0)
    hall.join(hall.slot(Half.MORNING), by=hall.colleague, group=1)
    hall.cancel(booking)
    assert [(each.half, each.organizer_id) for each in hall.held()] == [
        ("morning", hall.people["colleague"].pk),
        ("afternoon", hall.people["stranger"].pk),
    ]


def test_whoever_waits_for_the_whole_day_gets_no_half_of_it(hall: Hall) -> None:
    morning, afternoon = hall.book(), hall.book(hall.slot(Half.AFTERNOON))
    hall.join(hall.slot(Half.DAY))
    hall.cancel(morning[0])
    assert hall.held() == []
    hall.cancel(afternoon[0])
    assert [each.half for each in hall.held()] == ["day"]


def test_who_left_the_group_or_the_office_is_passed_over(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.join(by=hall.colleague, group=1)
    hall.join(by=hall.officer, group=0)
    hall.people["stranger"].memberships.all().delete()
    hall.people["colleague"].is_active = False
    hall.people["colleague"].save()
    hall.cancel(booking)
    assert [each.organizer_id for each in hall.held()] == [hall.people["officer"].pk]
    assert hall.states() == ["waiting", "waiting", "offered"]


def test_who_frees_a_place_himself_is_not_offered_it(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    hall.take_up(kept)
    other = hall.book(hall.slot(Half.AFTERNOON))[0]
    hall.join(hall.slot(Half.DAY))
    hall.cancel(kept, by=hall.stranger)
    hall.cancel(other)
    assert [each.half for each in hall.held()] == ["day"]
    (day,) = hall.held()
    actions.give_up(booking=day, by=hall.stranger)
    assert hall.held() == []


def test_nothing_is_offered_of_what_has_begun(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    hall.join()
    clock.move_to(booking.starts_at)
    hall.cancel(booking)
    assert hall.held() == []


def test_office_and_room_say_how_long_a_place_is_kept(hall: Hall) -> None:
    RuleSet.objects.create(office=hall.office, hold_hours=4)
    RuleSet.objects.create(office=hall.office, room=hall.large, hold_hours=2)
    for room, hours in ((hall.small, 4), (hall.large, 2)):
        (booking,) = hall.book(room=room)
        hall.join(room=room)
        hall.cancel(booking)
        assert Booking.objects.get(room=room, state="held").expires_at == NOW + timedelta(hours=hours)


def test_moving_away_frees_for_the_queue_as_well(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.change(booking, room=hall.large)
    assert [each.room_id for each in hall.held()] == [hall.small.pk]


def test_other_rooms_days_and_offices_are_not_offered(hall: Hall) -> None:
    (booking,) = hall.book()
    (elsewhere,) = hall.book(room=hall.large)
    (later,) = hall.book(hall.slot(day=DAY + timedelta(days=1)))
    hall.join(room=hall.large)
    hall.join(hall.slot(day=DAY + timedelta(days=1)))
    other = Hall()
    other.book()
    other.join()
    hall.cancel(booking)
    assert (hall.held(), other.held()) == ([], [])
    assert {elsewhere.state, later.state} == {"confirmed"}


@pytest.mark.parametrize("number", [1, 3])
def test_cancelling_where_nobody_waits_asks_one_question_more(hall: Hall, number: int) -> None:
    bookings = hall.book(*[hall.slot(day=DAY + timedelta(days=n)) for n in range(number)])
    bookings[0].office = hall.office
    with CaptureQueriesContext(connection) as asked:
        actions.cancel_dates(booking=bookings[0], by=hall.clerk, scope=Scope.ALL)
    assert sum("waiting_waiter" in query["sql"] for query in asked) == 1


def test_cancelling_what_is_past_asks_the_queue_nothing(hall: Hall, clock: Traveller, django_assert_num_queries: Any) -> None:
    clock.move_to(NOW + timedelta(days=30))
    with django_assert_num_queries(0):
        assert queries.waiting_for(hall.office, [Place(hall.small.pk, hall.slot())]) == []


def test_joining_twice_keeps_the_place_in_the_queue(hall: Hall, clock: Traveller) -> None:
    hall.book()
    (first,) = hall.join()
    clock.shift(60)
    assert hall.join() == [first]
    assert Waiter.objects.get().joined_at == NOW


def test_joining_for_many_days_waits_for_those_that_are_taken(hall: Hall) -> None:
    days = [hall.slot(day=DAY + timedelta(days=n)) for n in range(4)]
    hall.book(days[1], days[3])
    assert [waiter.date for waiter in hall.join(*days)] == [days[1].day, days[3].day]


def test_joining_is_refused_for_what_is_free_one_s_own_or_begun(hall: Hall, clock: Traveller) -> None:
    with pytest.raises(FreeNow):
        hall.join()
    (booking,) = hall.book()
    with pytest.raises(YoursAlready):
        hall.join(by=hall.clerk, group=1)
    clock.move_to(booking.starts_at)
    with pytest.raises(TooLate):
        hall.join()
    assert Waiter.objects.count() == 0


def test_joining_is_refused_where_the_rules_refuse_booking(hall: Hall) -> None:
    hall.book()
    with pytest.raises(AgainstRule):
        hall.join(group=1)
    with pytest.raises(NoSuchRoom):
        hall.join(room=make.room(make.office()))
    with pytest.raises(MayNot):
        hall.join(by=rights_of(make.person(make.office())))
    assert Waiter.objects.count() == 0


def test_nobody_waits_for_more_than_a_hundred_places(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST == 100
    monkeypatch.setattr(queue, "MOST", 2)
    days = [hall.slot(day=DAY + timedelta(days=n)) for n in range(3)]
    hall.book(*days)
    hall.join(*days[:2])
    with pytest.raises(WaitsForMuch):
        hall.join(days[2])
    assert len(hall.join(*days[:2])) == 2
    assert Waiter.objects.count() == 2


def test_leaving_and_joining_again_puts_last(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    (first,) = hall.join()
    clock.shift(1)
    hall.join(by=hall.colleague, group=1)
    queue.leave(waiter=first, by=hall.stranger)
    with pytest.raises(NotWaiting):
        queue.leave(waiter=first, by=hall.stranger)
    clock.shift(1)
    hall.join()
    hall.cancel(booking)
    assert [each.organizer_id for each in hall.held()] == [hall.people["colleague"].pk]
    assert hall.states() == ["gone", "offered", "waiting"]


def test_nobody_leaves_for_another_or_what_he_was_offered(hall: Hall) -> None:
    (booking,) = hall.book()
    (first,) = hall.join()
    with pytest.raises(NotWaiting):
        queue.leave(waiter=first, by=hall.officer)
    hall.cancel(booking)
    with pytest.raises(NotWaiting):
        queue.leave(waiter=first, by=hall.stranger)
    assert hall.states() == ["offered"]


def test_queue_for_tells_who_waits_in_the_order_of_joining(hall: Hall, django_assert_num_queries: Any) -> None:
    hall.book(hall.slot(Half.DAY))
    hall.join(hall.slot(Half.AFTERNOON))
    hall.join(hall.slot(Half.DAY), by=hall.officer, group=0)
    hall.join(hall.slot(Half.MORNING), by=hall.colleague, group=1)
    with django_assert_num_queries(1):
        found = [(each.person.name, each.group.pk) for each in queries.queue_for(hall.office, hall.small.pk, hall.slot())]
    assert found == [(hall.people[who].name, hall.groups[group].pk) for who, group in (("officer", 0), ("colleague", 1))]


def test_a_queue_ends_when_its_time_begins(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    (waiter,) = hall.join()
    assert list(queries.queue_for(hall.office, hall.small.pk, hall.slot())) == [waiter]
    clock.move_to(booking.starts_at)
    assert list(queries.queue_for(hall.office, hall.small.pk, hall.slot())) == []
    assert queries.waits_of(hall.office, waiter.person_id) == []


def test_taking_up_undone_keeps_the_place_again(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    hall.take_up(kept)
    act = History.objects.get(verb="take_up").act
    actions.undo(office=hall.office, act=act, by=hall.stranger)
    assert [each.pk for each in hall.held()] == [kept.pk]
    assert [offer.booking.pk for offer in queries.offers_of(hall.office, hall.people["stranger"].pk)] == [kept.pk]


def test_what_ran_out_is_not_brought_back_by_undoing(hall: Hall, clock: Traveller) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    hall.take_up(kept)
    clock.shift(timedelta(hours=25))
    with pytest.raises(OutOfTime):
        actions.undo(office=hall.office, act=History.objects.get(verb="take_up").act, by=hall.stranger)
    hall.cancel(kept, by=hall.stranger)
    actions.undo(office=hall.office, act=History.objects.filter(verb="cancel").latest("pk").act, by=hall.stranger)
    kept.refresh_from_db()
    assert kept.state == "confirmed"


def test_giving_up_sent_twice_gives_up_once(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    (kept,) = hall.held()
    key = uuid4()
    first, second = (actions.give_up(booking=kept, by=hall.stranger, key=key) for _ in range(2))
    assert (first == second, hall.verbs().count("give_up")) == (True, 1)


def test_nothing_is_kept_of_what_somebody_holds(hall: Hall) -> None:
    (booking,) = hall.book()
    with writing(hall.office, hall.officer, {hall.small.pk}) as work:
        kept = actions.hold(
            work=work,
            place=Place(hall.small.pk, hall.slot()),
            rights=hall.stranger,
            group_id=hall.groups[2].pk,
            attendees=None,
            until=booking.starts_at,
        )
    assert (kept, hall.verbs()) == (None, ["book"])


def test_nothing_lapses_before_its_time(hall: Hall) -> None:
    (booking,) = hall.book()
    hall.join()
    hall.cancel(booking)
    actions.lapse_due(hall.office)
    assert len(hall.held()) == 1


def test_a_waiter_is_written_as_day_half_and_person(hall: Hall) -> None:
    hall.book()
    (waiter,) = hall.join()
    assert str(waiter) == f"2023-06-01 morning · {waiter.person_id}"
