"""Closing a room or the office for a time, opening it again, and taking that back."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.actions import closures
from jonghong.bookings.actions.closures import Choice, Decision, NothingToClose, NotMoved, Undecided
from jonghong.bookings.models import Booking, Closure, History, State, Verb
from jonghong.bookings.refusals import AgainstRule, MayNot, NoSuchRoom, NothingToUndo, RoomTaken
from jonghong.bookings.signals import slots_freed
from jonghong.bookings.snapshots import snapshot
from jonghong.bookings.timeslots import Place as At
from jonghong.people.models import Membership, Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from tests import make
from tests.bookings.conftest import Place
from tests.race_course import DAYS, Course, at_once, findings

DAY, NEXT = date(2031, 6, 2), date(2031, 6, 3)


@pytest.fixture
def traveller() -> Iterator[Traveller]:
    with time_machine.travel(datetime(2026, 5, 25, tzinfo=UTC), tick=True) as traveller:
        yield traveller


def wall(place: Place, day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), place.office.zone)


def close(place: Place, decisions: Mapping[Booking, Decision] | None = None, **facts: Any) -> Any:
    """Close the small room on DAY, unless it is said otherwise."""
    said = {
        "office": place.office,
        "by": place.officer,
        "room": place.small,
        "starts_at": wall(place, DAY),
        "ends_at": wall(place, NEXT),
        "reason": "ซ่อมเครื่องปรับอากาศ",
    }
    return actions.close(**{**said, **facts}, decisions=decisions or {})


def booked(place: Place, half: Half = Half.MORNING, day: date = DAY, **facts: Any) -> Booking:
    (booking,) = place.book(place.slot(half, day), **facts)
    return booking


def rows() -> list[dict[str, Any]]:
    """Return every booking as it stands, but for the number of its changes."""
    return [{"pk": booking.pk, **snapshot(booking)} for booking in Booking.objects.order_by("pk")]


@pytest.mark.django_db
def test_close_a_room_in_which_nothing_stands(place):
    version = place.office.version
    act = close(place)
    closure = Closure.objects.get()
    assert (closure.act, closure.room, closure.reason, closure.closed_by_id) == (
        act,
        place.small,
        "ซ่อมเครื่องปรับอากาศ",
        place.officer.person_id,
    )
    assert (closure.starts_at, closure.ends_at, closure.lifted_at) == (wall(place, DAY), wall(place, NEXT), None)
    place.office.refresh_from_db()
    assert place.office.version == version + 1
    with pytest.raises(AgainstRule, match="ซ่อมเครื่องปรับอากาศ"):
        booked(place)
    booked(place, room=place.large)
    booked(place, day=NEXT)


@pytest.mark.django_db
def test_close_does_nothing_while_a_booking_is_undecided(place):
    one, other = booked(place), booked(place, Half.AFTERNOON)
    with pytest.raises(Undecided) as refusal:
        close(place, {one: Choice.CANCEL})
    assert refusal.value.bookings == [one, other]
    assert (Closure.objects.count(), History.objects.filter(verb=Verb.CLOSE).count()) == (0, 0)
    assert {booking.state for booking in Booking.objects.all()} == {State.CONFIRMED}


@pytest.mark.django_db
def test_close_takes_no_decision_for_a_booking_that_was_changed_since(place):
    booking = booked(place)
    place.change(booking, slot=place.slot(day=DAY), attendees=19)
    with pytest.raises(Undecided):
        close(place, {booking: Choice.CANCEL})
    booking.refresh_from_db()
    close(place, {booking: Choice.CANCEL})


@pytest.mark.django_db
def test_close_keeps_moves_and_cancels_what_was_decided_in_one_act(place):
    kept, moving, cancelled = booked(place), booked(place, Half.AFTERNOON), booked(place, day=NEXT)
    decisions: dict[Booking, Decision] = {
        kept: Choice.KEEP,
        moving: At(place.large.pk, place.slot(Half.AFTERNOON, DAY)),
        cancelled: Choice.CANCEL,
    }
    act = close(place, decisions, ends_at=wall(place, NEXT, 20))
    assert [(booking.room, booking.state) for booking in Booking.objects.order_by("pk")] == [
        (place.small, State.CONFIRMED),
        (place.large, State.CONFIRMED),
        (place.small, State.CANCELLED),
    ]
    told = History.objects.filter(act=act).order_by("booking")
    assert [(row.verb, row.concerns_id, row.remark, row.before == row.after) for row in told] == [
        (Verb.CLOSE, place.clerk.person_id, "ซ่อมเครื่องปรับอากาศ", True),
        (Verb.CLOSE, place.clerk.person_id, "ซ่อมเครื่องปรับอากาศ", False),
        (Verb.CLOSE, place.clerk.person_id, "ซ่อมเครื่องปรับอากาศ", False),
    ]
    assert place.times() == {(2031, 6): 2}


@pytest.mark.django_db
def test_close_the_office_touches_every_room_and_no_other_office(place):
    one, other = booked(place), booked(place, room=place.large)
    elsewhere = booked(Place())
    with pytest.raises(Undecided) as refusal:
        close(place, room=None)
    assert refusal.value.bookings == [one, other]
    close(place, {one: Choice.KEEP, other: Choice.CANCEL, elsewhere: Choice.CANCEL}, room=None)
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.CONFIRMED
    with pytest.raises(AgainstRule):
        booked(place, Half.AFTERNOON, room=place.large)
    booked(Place(), Half.AFTERNOON)


@pytest.mark.django_db
def test_close_leaves_alone_what_is_over_and_what_only_meets_it(place):
    booked(place, day=date(2023, 6, 1))
    booked(place, Half.AFTERNOON)
    meeting = booked(place, day=NEXT)
    close(place, starts_at=wall(place, date(2023, 1, 1)), ends_at=datetime(2031, 6, 2, 13, tzinfo=place.office.zone))
    with pytest.raises(Undecided) as refusal:
        close(place, starts_at=wall(place, NEXT), ends_at=wall(place, NEXT, 10))
    assert refusal.value.bookings == [meeting]


@pytest.mark.django_db
def test_close_ignores_decisions_for_bookings_outside(place):
    outside = booked(place, day=NEXT)
    close(place, {outside: Choice.CANCEL})
    outside.refresh_from_db()
    assert outside.state == State.CONFIRMED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends"), [((NEXT, 0), (DAY, 0)), ((DAY, 8), (DAY, 8)), ((date(2020, 1, 1), 0), (date(2020, 1, 2), 0))]
)
def test_close_refuses_a_time_that_is_none_or_is_over(place, starts, ends):
    with pytest.raises(NothingToClose):
        close(place, starts_at=wall(place, *starts), ends_at=wall(place, *ends))
    assert Closure.objects.count() == 0


@pytest.mark.django_db
def test_close_is_for_officers_of_the_office_and_its_rooms(place):
    other = Place()
    for by in (place.clerk, other.officer, Rights(), Rights(office_id=place.office.pk)):
        with pytest.raises(MayNot):
            close(place, by=by)
    with pytest.raises(NoSuchRoom):
        close(place, room=other.small)
    booking = booked(place)
    with pytest.raises(NoSuchRoom):
        close(place, {booking: At(other.small.pk, place.slot(day=DAY))})
    assert Closure.objects.count() == 0


@pytest.mark.django_db
def test_close_refuses_a_move_into_the_closed_time_and_to_a_taken_place(place):
    booking = booked(place)
    with pytest.raises(NotMoved, match="ซ่อม"):
        close(place, {booking: At(place.small.pk, place.slot(Half.AFTERNOON, DAY))})
    held = booked(place, room=place.large)
    with pytest.raises(NotMoved) as refusal:
        close(place, {booking: At(place.large.pk, place.slot(day=DAY))})
    assert isinstance(refusal.value.reason, RoomTaken)
    assert (refusal.value.booking, [holder.group for holder in refusal.value.reason.holders]) == (
        booking,
        [held.group.short_name],
    )
    assert (Closure.objects.count(), History.objects.filter(verb=Verb.CLOSE).count()) == (0, 0)


@pytest.mark.django_db
def test_close_gives_no_place_to_two(place):
    one, other = booked(place), booked(place, Half.AFTERNOON)
    with pytest.raises(NotMoved) as refusal:
        close(
            place,
            {
                one: At(place.large.pk, place.slot(Half.DAY, NEXT)),
                other: At(place.large.pk, place.slot(Half.AFTERNOON, NEXT)),
            },
        )
    assert refusal.value.booking == other
    assert Closure.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("asks", [True, False])
def test_close_leaves_a_request_waiting_where_the_new_room_asks_too(place, asks):
    Room.objects.filter(pk=place.small.pk).update(needs_permission=True)
    Room.objects.filter(pk=place.large.pk).update(needs_permission=asks)
    booking = booked(place)
    close(place, {booking: At(place.large.pk, place.slot(day=NEXT))})
    booking.refresh_from_db()
    assert booking.state == (State.PENDING if asks else State.CONFIRMED)
    assert booking.expires_at == (booking.ends_at if asks else None)
    assert booking.date == NEXT


@pytest.mark.django_db
def test_close_keeps_an_earlier_end_of_a_request(place):
    Room.objects.filter(office=place.office).update(needs_permission=True)
    booking = booked(place)
    early = datetime(2031, 5, 1, tzinfo=UTC)
    Booking.objects.update(expires_at=early)
    close(place, {booking: At(place.large.pk, place.slot(day=NEXT))})
    booking.refresh_from_db()
    assert (booking.state, booking.expires_at) == (State.PENDING, early)


@pytest.mark.django_db
def test_a_place_kept_for_somebody_can_only_be_given_up(place):
    booking = booked(place)
    Booking.objects.update(state=State.HELD, expires_at=datetime(2031, 6, 1, tzinfo=UTC))
    for decision in (Choice.KEEP, At(place.large.pk, place.slot(day=DAY))):
        with pytest.raises(Undecided):
            close(place, {booking: decision})
    close(place, {booking: Choice.CANCEL})
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED


@pytest.mark.django_db
def test_close_sent_twice_closes_once_and_again_after_it_was_opened(place):
    key, booking = uuid4(), booked(place)
    act = close(place, {booking: Choice.CANCEL}, key=key)
    assert close(place, {booking: Choice.CANCEL}, key=key) == act
    assert Closure.objects.count() == 1
    actions.reopen(closure=Closure.objects.get(), by=place.officer)
    assert close(place, key=key) != act
    assert Closure.objects.count() == 2


@pytest.mark.django_db
def test_reopen_lets_the_room_be_booked_and_changes_nothing_else(place):
    booking = booked(place)
    close(place, {booking: Choice.CANCEL})
    closure = Closure.objects.get()
    with pytest.raises(MayNot):
        actions.reopen(closure=closure, by=place.clerk)
    actions.reopen(closure=closure, by=place.officer)
    closure.refresh_from_db()
    lifted = closure.lifted_at
    assert lifted is not None
    actions.reopen(closure=closure, by=place.officer)
    closure.refresh_from_db()
    assert closure.lifted_at == lifted
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED
    booked(place)


@pytest.mark.django_db
def test_reopen_offers_on_what_gets_free(place, traveller):
    heard: list[At] = []

    def hear(sender: Any, work: Any, freed: list[At], **_facts: Any) -> None:
        heard.extend(freed)

    slots_freed.connect(hear)
    try:
        traveller.move_to(datetime(2031, 5, 1, tzinfo=UTC))
        close(place, room=None, starts_at=wall(place, DAY, 13), ends_at=wall(place, NEXT, 12))
        assert heard == []
        actions.reopen(closure=Closure.objects.get(), by=place.officer)
    finally:
        slots_freed.disconnect(hear)
    assert [(at.room_id, at.slot.day, at.slot.hours) for at in heard] == [
        (room.pk, day, hours)
        for room in (place.small, place.large)
        for day, hours in ((DAY, Hours(time(13), time.max)), (NEXT, Hours(time(0), time(12))))
    ]


@pytest.mark.django_db
def test_reopen_of_a_time_that_is_over_offers_nothing(place):
    close(place)
    Closure.objects.update(starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC))
    actions.reopen(closure=Closure.objects.get(), by=place.officer)
    assert Closure.objects.get().lifted_at is not None


@pytest.mark.django_db
def test_undo_puts_all_of_it_back(place):
    kept, moving, cancelled = booked(place), booked(place, Half.AFTERNOON), booked(place, day=NEXT)
    before, times = rows(), place.times()
    decisions: dict[Booking, Decision] = {
        kept: Choice.KEEP,
        moving: At(place.large.pk, place.slot(Half.AFTERNOON, DAY)),
        cancelled: Choice.CANCEL,
    }
    act = close(place, decisions, ends_at=wall(place, NEXT, 20))
    assert rows() != before
    undone = actions.undo(office=place.office, act=act, by=place.officer)
    assert (rows(), place.times()) == (before, times)
    assert Closure.objects.get().lifted_at is not None
    assert [row.booking for row in History.objects.filter(act=undone).order_by("booking")] == [kept, moving, cancelled]
    assert actions.undo(office=place.office, act=act, by=place.officer) == undone


@pytest.mark.django_db
def test_undo_opens_what_touched_no_booking(place):
    act = close(place)
    with pytest.raises(MayNot):
        actions.undo(office=place.office, act=act, by=place.clerk)
    other = rights_of(make.person(place.office, role=Role.OFFICER))
    actions.undo(office=place.office, act=act, by=other)
    assert Closure.objects.get().lifted_at is not None
    booked(place)
    actions.undo(office=place.office, act=act, by=other)


@pytest.mark.django_db
def test_undo_is_the_closers_own_even_where_he_is_no_officer_any_more(place):
    act = close(place)
    Membership.objects.filter(person=place.people["officer"]).update(role=Role.CLERK)
    actions.undo(office=place.office, act=act, by=rights_of(place.people["officer"]))
    assert Closure.objects.get().lifted_at is not None


@pytest.mark.django_db
def test_undo_of_a_closure_is_not_for_whose_booking_it_cancelled(place):
    booking = booked(place)
    act = close(place, {booking: Choice.CANCEL})
    with pytest.raises(MayNot):
        actions.undo(office=place.office, act=act, by=place.clerk)
    assert Closure.objects.get().lifted_at is None


@pytest.mark.django_db
def test_undo_is_refused_where_the_old_place_is_taken_or_closed_again(place):
    booking = booked(place)
    act = close(place, {booking: Choice.CANCEL})
    actions.reopen(closure=Closure.objects.get(), by=place.officer)
    second = close(place, room=None)
    with pytest.raises(AgainstRule):
        actions.undo(office=place.office, act=act, by=place.officer)
    actions.undo(office=place.office, act=second, by=place.officer)
    booked(place)
    with pytest.raises(RoomTaken):
        actions.undo(office=place.office, act=act, by=place.officer)


@pytest.mark.django_db
def test_undo_of_a_change_to_a_kept_booking_where_it_stayed(place):
    booking = booked(place)
    close(place, {booking: Choice.KEEP})
    change = place.change(booking, slot=place.slot(day=DAY), title="เรื่องใหม่")
    actions.undo(office=place.office, act=change, by=place.clerk)
    booking.refresh_from_db()
    assert booking.title == "ประชุม"


@pytest.mark.django_db
def test_undo_of_a_closure_leaves_a_kept_booking_that_was_changed_since(place):
    booking = booked(place)
    act = close(place, {booking: Choice.KEEP})
    place.change(booking, slot=place.slot(day=DAY), title="เรื่องใหม่")
    actions.undo(office=place.office, act=act, by=place.officer)
    booking.refresh_from_db()
    assert booking.title == "เรื่องใหม่"


@pytest.mark.django_db
def test_undo_of_an_act_that_changed_nothing_is_refused(place):
    with pytest.raises(NothingToUndo):
        actions.undo(office=place.office, act=uuid4(), by=place.officer)
    assert closures.closure_of(place.office, uuid4()) is None


# At once


def officer_of(held: Course) -> Rights:
    person = held.people[0]
    Membership.objects.filter(person=person).update(role=Role.OFFICER)
    return rights_of(person)


def closing(held: Course, by: Rights, decisions: Mapping[Booking, Decision] | None = None, room: int | None = 0) -> Any:
    zone = held.office.zone
    return actions.close(
        office=held.office,
        by=by,
        room=None if room is None else held.rooms[room],
        starts_at=datetime.combine(FUTURE[0], time(0), zone),
        ends_at=datetime.combine(FUTURE[-1], time(23), zone),
        reason="ซ่อม",
        decisions=decisions or {},
    )


FUTURE = [day.replace(year=2031) for day in DAYS]


def test_close_and_book_at_once_never_close_over_an_unseen_booking(course):
    by = officer_of(course)
    seen = set()
    for turn in range(6):
        day = FUTURE[turn % len(FUTURE)]
        works = [partial(course.book, number, 0, course.slot(day)) for number in range(1, 4)]
        answers = at_once([partial(closing, course, by, None, None if turn % 2 else 0), *works])
        names = [type(answer).__name__ for answer in answers]
        standing = list(Booking.objects.filter(state=State.CONFIRMED))
        if names[0] == "Undecided":
            assert answers[0].bookings == standing
            assert len(standing) == 1
            actions.cancel(booking=standing[0], by=by)
        else:
            assert (names, standing) == (["UUID", *["AgainstRule"] * 3], [])
            actions.reopen(closure=Closure.objects.latest("pk"), by=by)
        seen.add(names[0])
    assert findings()["flaws"] == []
    assert seen <= {"Undecided", "UUID"}


def test_close_and_move_in_at_once(course):
    by = officer_of(course)
    course.book(1, 1, course.slot(FUTURE[0]))
    booking = Booking.objects.get()
    for _turn in range(5):
        booking.refresh_from_db()
        closed, came = at_once(
            [partial(closing, course, by), partial(course.change, 1, booking, 0, course.slot(FUTURE[0]))],
        )
        booking.refresh_from_db()
        if isinstance(closed, Undecided):
            assert booking.room == course.rooms[0]
            course.change(1, booking, 1, course.slot(FUTURE[0]))
        else:
            assert (type(came).__name__, booking.room) == ("AgainstRule", course.rooms[1])
            actions.reopen(closure=Closure.objects.latest("pk"), by=by)
    assert findings()["flaws"] == []


def test_two_closures_and_bookings_into_the_place_of_a_move_at_once(course):
    by = officer_of(course)
    course.book(1, 0, course.slot(FUTURE[0]))
    booking = Booking.objects.get()
    move = {booking: At(course.rooms[1].pk, course.slot(FUTURE[0]))}
    answers = at_once(
        [
            partial(closing, course, by, move),
            partial(closing, course, by, {booking: Choice.CANCEL}, None),
            partial(course.book, 2, 1, course.slot(FUTURE[0])),
            partial(course.book, 3, 1, course.slot(FUTURE[0])),
        ],
    )
    allowed = {"UUID", "Undecided", "NotMoved", "RoomTaken", "AgainstRule"}
    assert {type(answer).__name__ for answer in answers} <= allowed
    assert findings()["flaws"] == []
