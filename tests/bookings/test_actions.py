"""What people do with bookings, on a real database."""

from datetime import date
from uuid import uuid4

import pytest

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History, Series, State, Verb
from jonghong.bookings.refusals import (
    AgainstRule,
    MayNot,
    NoSuchRoom,
    NothingToUndo,
    RoomTaken,
    Stale,
)
from jonghong.bookings.timeslots import days_between
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2023, 6, 1)


def test_book_writes_the_booking_its_history_and_the_count(place):
    (booking,) = place.book(title="ประชุมแผน", attendees=15)
    assert (booking.room, booking.title, booking.state) == (place.small, "ประชุมแผน", State.CONFIRMED)
    row = History.objects.get(booking=booking)
    assert (row.verb, row.actor_id, row.before) == (Verb.BOOK, place.clerk.person_id, {})
    assert (row.after["title"], row.after["starts_at"]) == ("ประชุมแผน", "2023-06-01T01:30:00+00:00")
    assert place.times() == {(2023, 6): 1}


def test_s5_four_days_in_one_request_when_the_third_is_cancelled(place):
    slots = [place.slot(Half.DAY, day) for day in days_between(DAY, date(2023, 6, 4))]
    bookings = place.book(*slots)
    assert {booking.series for booking in bookings} == {Series.objects.get()}
    assert place.times() == {(2023, 6): 4}
    actions.cancel(booking=bookings[2], by=place.clerk)
    assert place.times() == {(2023, 6): 3}
    states = list(Booking.objects.order_by("date").values_list("state", flat=True))
    assert states == ["confirmed", "confirmed", "cancelled", "confirmed"]


def test_book_refuses_all_days_when_one_is_taken(place):
    place.book(place.slot(day=date(2023, 6, 2)))
    with pytest.raises(RoomTaken) as refusal:
        place.book(*(place.slot(day=day) for day in days_between(DAY, date(2023, 6, 3))))
    assert [(holder.day, holder.group) for holder in refusal.value.holders] == [(date(2023, 6, 2), "นโยบายและแผน")]
    assert Booking.objects.count() == 1


def test_s4_even_an_administrator_is_refused_with_three_alternatives(place):
    place.book()
    administrator = rights_of(make.person(place.office, role=Role.ADMINISTRATOR))
    with pytest.raises(RoomTaken) as refusal:
        place.book(by=administrator)
    offers = refusal.value.alternatives
    assert [(offer.room, offer.half, offer.slots[0].day) for offer in offers] == [
        ("ใหญ่", Half.MORNING, DAY),
        ("เล็ก", Half.AFTERNOON, DAY),
        ("เล็ก", Half.MORNING, date(2023, 6, 2)),
    ]


def test_a_room_that_is_too_small_is_offered_last(place):
    place.book(room=place.large)
    with pytest.raises(RoomTaken) as refusal:
        place.book(room=place.large, attendees=90)
    offers = refusal.value.alternatives
    assert [(offer.room, offer.half) for offer in offers] == [
        ("ใหญ่", Half.AFTERNOON),
        ("ใหญ่", Half.MORNING),
        ("เล็ก", Half.MORNING),
    ]


def test_book_lets_halves_touch_and_exact_times_meet(place):
    place.book(place.slot(Half.MORNING))
    place.book(place.slot(Half.AFTERNOON))
    with pytest.raises(RoomTaken):
        place.book(place.slot(Half.DAY))


def test_book_twice_with_one_key_books_once(place):
    key = uuid4()
    assert place.book(key=key) == place.book(key=key)
    assert Booking.objects.count() == 1


def test_book_with_an_old_key_and_other_facts_books_again(place):
    key = uuid4()
    place.book(key=key)
    place.book(place.slot(Half.AFTERNOON), key=key)
    assert Booking.objects.count() == 2


def test_book_refuses_another_group_and_a_closed_room(place):
    with pytest.raises(AgainstRule):
        place.book(by=place.stranger)
    place.small.is_open = False
    place.small.save()
    with pytest.raises(AgainstRule):
        place.book()
    place.book(by=place.officer, room=place.large)


def test_change_moves_room_day_and_half(place):
    (booking,) = place.book()
    place.change(booking, room=place.large, slot=place.slot(Half.AFTERNOON, date(2023, 7, 3)), title="ย้ายแล้ว")
    booking.refresh_from_db()
    assert (booking.room, booking.date, booking.half, booking.title) == (place.large, date(2023, 7, 3), "afternoon", "ย้ายแล้ว")
    assert place.times() == {(2023, 6): 0, (2023, 7): 1}
    row = History.objects.get(booking=booking, verb=Verb.CHANGE)
    assert (row.before["room_id"], row.after["room_id"]) == (place.small.pk, place.large.pk)


def test_change_keeps_its_own_slot_out_of_the_check(place):
    (booking,) = place.book()
    place.change(booking, slot=place.slot(Half.DAY))
    assert Booking.objects.get().half == "day"


def test_change_is_refused_when_taken_stale_or_not_his(place):
    (booking,) = place.book()
    place.book(place.slot(Half.AFTERNOON))
    with pytest.raises(RoomTaken):
        place.change(booking, slot=place.slot(Half.DAY))
    with pytest.raises(MayNot):
        place.change(booking, by=place.stranger)
    with pytest.raises(AgainstRule):
        place.change(booking, group_id=place.groups[2].pk)
    place.change(booking, title="หนึ่ง")
    with pytest.raises(Stale):
        place.change(booking, title="สอง")
    place.large.is_open = False
    place.large.save()
    with pytest.raises(AgainstRule):
        place.change(Booking.objects.get(title="หนึ่ง"), room=place.large)


def test_change_sent_twice_changes_once(place):
    (booking,) = place.book()
    key = uuid4()
    assert place.change(booking, title="ใหม่", key=key) == place.change(booking, title="ใหม่", key=key)
    assert Booking.objects.get().version == 2


@pytest.mark.parametrize("who", ["clerk", "colleague", "officer"])
def test_s6_owner_own_group_and_officer_may_cancel(place, who):
    (booking,) = place.book()
    actions.cancel(booking=booking, by=getattr(place, who))
    assert Booking.objects.get().state == State.CANCELLED


def test_s6_another_group_may_not_cancel(place):
    (booking,) = place.book()
    with pytest.raises(MayNot):
        actions.cancel(booking=booking, by=place.stranger)
    assert Booking.objects.get().state == State.CONFIRMED


def test_cancel_twice_is_stale_unless_it_is_a_resend(place):
    (booking,) = place.book()
    key = uuid4()
    act = actions.cancel(booking=booking, by=place.clerk, key=key)
    assert actions.cancel(booking=booking, by=place.clerk, key=key) == act
    booking.refresh_from_db()
    with pytest.raises(Stale):
        actions.cancel(booking=booking, by=place.clerk)


def test_undo_takes_back_a_booking_a_change_and_a_cancellation(place):
    (booking,) = place.book()
    changed = place.change(booking, room=place.large, slot=place.slot(Half.DAY), title="ย้าย")
    undone = actions.undo(office=place.office, act=changed, by=place.clerk)
    booking.refresh_from_db()
    assert (booking.room, booking.half, booking.title) == (place.small, "morning", "ประชุม")
    assert actions.undo(office=place.office, act=changed, by=place.clerk) == undone
    cancelled = actions.cancel(booking=booking, by=place.clerk)
    actions.undo(office=place.office, act=cancelled, by=place.clerk)
    assert Booking.objects.get().state == State.CONFIRMED
    assert place.times() == {(2023, 6): 1}


def test_undo_of_a_booking_cancels_it(place):
    place.book()
    actions.undo(office=place.office, act=History.objects.get().act, by=place.clerk)
    assert Booking.objects.get().state == State.CANCELLED
    assert place.times() == {(2023, 6): 0}


def test_undo_is_refused_when_the_slot_went_to_somebody_else(place):
    (booking,) = place.book()
    act = actions.cancel(booking=booking, by=place.clerk)
    place.book(title="อีกเรื่อง")
    with pytest.raises(RoomTaken) as refusal:
        actions.undo(office=place.office, act=act, by=place.clerk)
    assert [holder.group for holder in refusal.value.holders] == ["นโยบายและแผน"]


def test_undo_is_refused_after_another_change_of_an_unknown_act_and_by_a_stranger(place):
    (booking,) = place.book()
    act = place.change(booking, title="หนึ่ง")
    with pytest.raises(MayNot):
        actions.undo(office=place.office, act=act, by=place.stranger)
    place.change(Booking.objects.get(), title="สอง")
    with pytest.raises(NothingToUndo):
        actions.undo(office=place.office, act=act, by=place.clerk)
    with pytest.raises(NothingToUndo):
        actions.undo(office=place.office, act=uuid4(), by=place.clerk)


def test_the_guard_answers_when_the_check_sees_nothing(place, monkeypatch):
    place.book()
    monkeypatch.setattr("jonghong.bookings.queries.Taken.holders", lambda *_words: [])
    with pytest.raises(RoomTaken):
        place.book()
    assert Booking.objects.count() == 1


def test_another_office_has_no_such_room_or_act(place):
    elsewhere = type(place)()
    (booking,) = elsewhere.book()
    act = History.objects.get(booking=booking).act
    with pytest.raises(NoSuchRoom):
        place.book(room=elsewhere.small)
    with pytest.raises(NothingToUndo):
        actions.undo(office=place.office, act=act, by=place.officer)
    assert elsewhere.times() == {(2023, 6): 1}
    assert place.times() == {}


def test_a_resend_after_undo_books_again_instead_of_saying_that_it_did(place):
    key = uuid4()
    place.book(key=key)
    actions.undo(office=place.office, act=History.objects.get().act, by=place.clerk)
    (again,) = place.book(key=key)
    assert (again.state, Booking.objects.filter(state=State.CONFIRMED).count()) == (State.CONFIRMED, 1)
    assert place.book(key=key) == [again]


def test_a_cancellation_sent_again_after_undo_cancels_again(place):
    (booking,) = place.book()
    key = uuid4()
    act = actions.cancel(booking=booking, by=place.clerk, key=key)
    actions.undo(office=place.office, act=act, by=place.clerk)
    booking.refresh_from_db()
    assert actions.cancel(booking=booking, by=place.clerk, key=key) != act
    assert Booking.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("day", [date(2666, 6, 1), date(1999, 1, 1)])
def test_a_day_out_of_reach_is_refused(place, day):
    with pytest.raises(AgainstRule):
        place.book(place.slot(day=day))
    (booking,) = place.book()
    with pytest.raises(AgainstRule):
        place.change(booking, slot=place.slot(day=day))
    assert place.times() == {(2023, 6): 1}


def test_an_officer_of_another_office_or_for_its_groups_is_refused(place):
    elsewhere = type(place)()
    with pytest.raises(MayNot):
        place.book(by=elsewhere.officer)
    with pytest.raises(AgainstRule):
        place.book(by=place.officer, group_id=elsewhere.groups[1].pk)
    place.groups[1].is_active = False
    place.groups[1].save()
    with pytest.raises(AgainstRule):
        place.book(by=place.officer)


def test_a_booking_in_a_closed_room_keeps_its_time_but_moves_to_no_other(place):
    (booking,) = place.book()
    place.office.rooms.update(is_open=False)
    place.change(booking, title="เรื่องใหม่")
    with pytest.raises(AgainstRule):
        place.change(Booking.objects.get(), slot=place.slot(Half.AFTERNOON))


def test_cancel_of_what_was_changed_meanwhile_is_stale(place):
    (booking,) = place.book()
    place.change(booking, title="ย้ายแล้ว")
    booking.refresh_from_db()
    with pytest.raises(Stale):
        actions.cancel(booking=booking, by=place.clerk, version=1)
    actions.cancel(booking=booking, by=place.clerk, version=2)


def test_alternatives_leave_days_off_out_unless_one_was_asked_for(place):
    friday, saturday = date(2023, 6, 9), date(2023, 6, 10)
    place.large.delete()
    for day in (friday, saturday):
        place.book(place.slot(Half.DAY, day))
    offers = {}
    for day in (friday, saturday):
        with pytest.raises(RoomTaken) as refusal:
            place.book(place.slot(Half.DAY, day))
        offers[day] = refusal.value.alternatives[0].slots[0].day
    assert offers == {friday: date(2023, 6, 12), saturday: date(2023, 6, 11)}
