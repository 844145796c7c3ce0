"""Asking for an exchange and answering, on a real database, alone and at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.utils import translation

from jonghong.bookings import actions as booking_actions
from jonghong.bookings.models import Booking, Closure, History, State, Verb
from jonghong.bookings.refusals import AgainstRule, MayNot
from jonghong.bookings.snapshots import snapshot
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room
from jonghong.swaps import actions, queries
from jonghong.swaps.models import Stand, Swap
from jonghong.swaps.refusals import AlreadyAsked, ChangedSince, NotForSwap, NotOpen, WouldNotPass
from tests.bookings.conftest import Place
from tests.race_course import Course, at_once, findings

DAY, NEXT = date(2031, 6, 2), date(2031, 6, 3)


class Two(Place):
    """A clerk's booking of a morning in the small room, and a stranger's in the large one."""

    def __init__(self) -> None:
        super().__init__()
        (self.mine,) = self.book(self.slot(day=DAY))
        (self.theirs,) = self.book(self.slot(day=DAY), by=self.stranger, room=self.large, group_id=self.groups[2].pk)

    def ask(self, **facts: Any) -> Swap:
        self.again()
        said = {"mine": self.mine, "theirs": self.theirs, "by": self.clerk, "rooms_only": True, "message": "คนมากกว่าที่คิด"}
        return actions.ask(**{**said, **facts})

    def again(self) -> None:
        """Read the two anew, as a page does."""
        for booking in (self.mine, self.theirs):
            booking.refresh_from_db()
            booking.office = self.office

    def rooms(self) -> list[Room]:
        self.again()
        return [self.mine.room, self.theirs.room]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def two(db: None) -> Two:
    return Two()


def test_ask_is_written_and_read_by_the_holder(two):
    swap = two.ask()
    assert (swap.state, swap.asked_by_id, swap.mine_version, swap.theirs_version) == (Stand.OPEN, two.clerk.person_id, 1, 1)
    row = History.objects.get(verb=Verb.ASK)
    assert (row.booking, row.concerns_id, row.remark, row.before) == (
        two.theirs,
        two.stranger.person_id,
        "คนมากกว่าที่คิด",
        row.after,
    )
    assert queries.number_asked(two.office, two.stranger) == 1
    assert queries.number_asked(two.office, two.clerk) == 0


def test_accept_moves_both_at_once_and_undo_moves_them_back(two):
    before = [snapshot(booking) for booking in Booking.objects.order_by("pk")]
    swap = two.ask()
    act = actions.accept(swap=swap, by=two.stranger, remark="ตกลง")
    assert two.rooms() == [two.large, two.small]
    swap.refresh_from_db()
    assert (swap.state, swap.act, swap.answered_by_id, swap.remark) == (Stand.ACCEPTED, act, two.stranger.person_id, "ตกลง")
    assert {row.concerns_id for row in History.objects.filter(act=act)} == {two.clerk.person_id, None}
    booking_actions.undo(office=two.office, act=act, by=two.stranger)
    assert [snapshot(booking) for booking in Booking.objects.order_by("pk")] == before


def test_accept_of_room_and_time_exchanges_both(two):
    two.change(two.mine, slot=two.slot(Half.AFTERNOON, NEXT))
    actions.accept(swap=two.ask(rooms_only=False), by=two.stranger)
    assert two.rooms() == [two.large, two.small]
    assert [(each.date, each.half) for each in (two.mine, two.theirs)] == [(DAY, "morning"), (NEXT, "afternoon")]


def test_accept_sent_twice_exchanges_once(two):
    swap = two.ask()
    assert actions.accept(swap=swap, by=two.stranger) == actions.accept(swap=swap, by=two.stranger)
    with pytest.raises(NotOpen):
        actions.accept(swap=swap, by=two.officer)
    assert two.rooms() == [two.large, two.small]


def test_decline_is_read_by_who_asked_and_nothing_moves(two):
    swap = two.ask(by=two.colleague)
    actions.decline(swap=swap, by=two.stranger, remark="ใช้ห้องใหญ่")
    row = History.objects.get(verb=Verb.REFUSE)
    assert (row.booking, row.concerns_id, row.remark) == (two.mine, two.colleague.person_id, "ใช้ห้องใหญ่")
    assert two.rooms() == [two.small, two.large]
    for again in (actions.decline, actions.accept):
        with pytest.raises(NotOpen):
            again(swap=swap, by=two.stranger)
    two.ask()


def test_decline_where_the_other_was_cancelled_needs_no_word(two):
    swap = two.ask()
    booking_actions.cancel(booking=two.mine, by=two.clerk)
    actions.decline(swap=queries.swaps_of(two.office).get(pk=swap.pk), by=two.stranger)
    assert not History.objects.filter(verb=Verb.REFUSE).exists()


def test_withdraw_is_for_who_asked_and_his_group(two):
    swap = two.ask()
    with pytest.raises(MayNot):
        actions.withdraw(swap=swap, by=two.stranger)
    actions.withdraw(swap=swap, by=two.colleague)
    with pytest.raises(NotOpen):
        actions.withdraw(swap=swap, by=two.clerk)
    with pytest.raises(NotOpen):
        actions.accept(swap=swap, by=two.stranger)


def test_only_who_may_change_it_answers(two):
    swap, elsewhere = two.ask(), Place()
    for by in (two.clerk, two.colleague, elsewhere.officer, Rights(), Rights(office_id=two.office.pk)):
        for verb in (actions.accept, actions.decline):
            with pytest.raises(MayNot):
                verb(swap=swap, by=by)
    actions.accept(swap=swap, by=two.officer)


def test_an_officer_who_asked_does_not_answer_himself(two):
    (mine,) = two.book(two.slot(Half.DAY, NEXT), by=two.officer, room=two.small, group_id=two.groups[0].pk)
    swap = two.ask(mine=mine, by=two.officer, rooms_only=False)
    for verb in (actions.accept, actions.decline):
        with pytest.raises(MayNot):
            verb(swap=swap, by=two.officer)
    actions.withdraw(swap=swap, by=two.officer)


@pytest.mark.parametrize("what", ["cancel", "change"])
@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_accept_after_a_change_does_nothing_and_says_what_changed(two, what, whose):
    swap, booking = two.ask(), getattr(two, whose)
    by = two.clerk if whose == "mine" else two.stranger
    if what == "cancel":
        booking_actions.cancel(booking=booking, by=by)
    else:
        two.change(booking, by=by, slot=two.slot(Half.DAY, NEXT), group_id=booking.group_id)
    with pytest.raises(ChangedSince, match=booking.group.short_name):
        actions.accept(swap=swap, by=two.stranger)
    swap.refresh_from_db()
    assert (swap.state, swap.act) == (Stand.VOID, None)
    assert two.rooms() == [two.small, two.large]


def test_accept_where_who_asked_has_left_does_nothing(two):
    swap = two.ask()
    two.people["clerk"].memberships.all().delete()
    Booking.objects.filter(pk=two.mine.pk).update(organizer=None)
    with pytest.raises(ChangedSince):
        actions.accept(swap=swap, by=two.stranger)
    assert two.rooms() == [two.small, two.large]


def test_accept_against_a_rule_does_nothing_and_waits_on(two):
    swap = two.ask()
    Closure.objects.create(
        office=two.office,
        room=two.small,
        starts_at=two.mine.starts_at,
        ends_at=two.mine.ends_at,
        reason="ซ่อม",
        act="12345678-1234-5678-1234-567812345678",
        closed_by=two.people["officer"],
        closed_at=datetime(2023, 1, 1, tzinfo=UTC),
    )
    with pytest.raises(AgainstRule, match="ซ่อม"):
        actions.accept(swap=swap, by=two.stranger)
    swap.refresh_from_db()
    assert swap.state == Stand.OPEN


def test_ask_twice_is_refused_either_way_until_a_booking_changed(two):
    first = two.ask()
    with pytest.raises(AlreadyAsked):
        two.ask(rooms_only=False)
    with pytest.raises(AlreadyAsked):
        two.ask(mine=two.theirs, theirs=two.mine, by=two.stranger)
    two.change(two.mine, slot=two.slot(day=DAY), title="เรื่องใหม่")
    second = two.ask()
    first.refresh_from_db()
    assert (first.state, second.state) == (Stand.VOID, Stand.OPEN)


def test_ask_sent_twice_is_asked_for_once(two):
    assert two.ask() == two.ask()
    assert (Swap.objects.count(), History.objects.filter(verb=Verb.ASK).count()) == (1, 1)
    with pytest.raises(AlreadyAsked):
        two.ask(message="ขอร้อง")


def test_ask_sent_twice_at_once_is_asked_for_once(course):
    swap = pair(course)
    actions.withdraw(swap=swap, by=course.rights(0))
    ask = partial(actions.ask, mine=swap.mine, theirs=swap.theirs, by=course.rights(0), rooms_only=True)
    answers = at_once([ask] * 4)
    assert (kinds(answers), len(set(answers))) == ({"Swap": 4}, 1)
    assert Swap.objects.filter(state=Stand.OPEN).count() == 1


def test_ask_refuses_what_cannot_be_exchanged(two):
    (own,) = two.book(two.slot(day=NEXT))
    for facts in (
        {"mine": two.theirs, "theirs": two.mine},
        {"theirs": two.mine},
        {"theirs": own},
        {"by": two.stranger},
    ):
        with pytest.raises(NotForSwap):
            two.ask(**facts)
    other = Two()
    for facts in ({"theirs": other.theirs}, {"mine": other.mine}, {"by": other.clerk}, {"by": Rights()}):
        with pytest.raises(MayNot):
            two.ask(**facts)
    for state in (State.PENDING, State.HELD, State.CANCELLED):
        Booking.objects.filter(pk=two.theirs.pk).update(state=state)
        with pytest.raises(NotForSwap, match="confirmed"):
            two.ask()
    assert Swap.objects.count() == 0


def test_what_has_begun_is_neither_asked_for_nor_agreed_to(two):
    swap = two.ask()
    Booking.objects.filter(pk=two.mine.pk).update(starts_at=datetime(2023, 6, 1, tzinfo=UTC))
    with pytest.raises(NotOpen, match="begun"):
        actions.accept(swap=swap, by=two.stranger)
    with pytest.raises(NotForSwap, match="begun"):
        two.ask()
    assert queries.number_asked(two.office, two.stranger) == 0


def test_ask_refuses_what_would_not_pass(two):
    two.book(two.slot(Half.AFTERNOON, DAY), by=two.officer, room=two.large, group_id=two.groups[0].pk)
    two.change(two.mine, slot=two.slot(Half.AFTERNOON, DAY))
    with pytest.raises(WouldNotPass, match="taken"):
        two.ask()
    two.ask(rooms_only=False)
    (same_room,) = two.book(two.slot(day=NEXT), room=two.large)
    with pytest.raises(WouldNotPass, match="same room"):
        two.ask(mine=same_room)


def test_ask_refuses_a_room_that_is_closed_for_good(two):
    Room.objects.filter(pk=two.small.pk).update(is_open=False)
    two.mine.room.refresh_from_db()
    with pytest.raises(WouldNotPass, match="closed"):
        two.ask()


def test_outlook_judges_an_imported_booking_by_its_group(two):
    Booking.objects.filter(pk=two.theirs.pk).update(organizer=None)
    Room.objects.filter(pk=two.large.pk).update(needs_permission=True)
    two.theirs = Booking.objects.select_related("room", "organizer").get(pk=two.theirs.pk)
    found = queries.outlook(two.mine, two.theirs, two.clerk, rooms_only=True)
    assert (found.reasons, found.asks) == ((), (two.large.name,))


# At once


def pair(held: Course, numbers: tuple[int, int] = (0, 1)) -> Swap:
    """Return an exchange of two bookings that two of the twenty made."""
    bookings = []
    for room, number in enumerate(numbers):
        held.book(number, room, held.slot(DAY))
        booking = Booking.objects.latest("pk")
        booking.office = held.office
        bookings.append(booking)
    return actions.ask(mine=bookings[0], theirs=bookings[1], by=held.rights(numbers[0]), rooms_only=True)


def kinds(answers: list[Any]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def test_two_agree_at_once_and_it_is_done_once(course):
    swap = pair(course)
    answers = at_once([partial(actions.accept, swap=swap, by=course.rights(1)) for _turn in range(4)])
    assert (kinds(answers), len(set(answers))) == ({"UUID": 4}, 1)
    assert [booking.room for booking in Booking.objects.order_by("pk")] == [course.rooms[1], course.rooms[0]]
    assert findings()["flaws"] == []


def test_agree_and_cancel_at_once(course):
    swap = pair(course)
    accepted, _cancelled = at_once(
        [
            partial(actions.accept, swap=swap, by=course.rights(1)),
            partial(booking_actions.cancel, booking=swap.mine, by=course.rights(0), version=1),
        ],
    )
    rooms = [booking.room for booking in Booking.objects.order_by("pk")]
    mine = Booking.objects.get(pk=swap.mine_id)
    if isinstance(accepted, ChangedSince):
        assert (mine.state, rooms) == (State.CANCELLED, course.rooms[:2])
    else:
        assert (mine.state, rooms) == (State.CONFIRMED, course.rooms[1::-1])
    assert findings()["flaws"] == []


def test_agree_and_change_at_once(course):
    swap = pair(course)
    accepted, changed = at_once(
        [
            partial(actions.accept, swap=swap, by=course.rights(1)),
            partial(course.change, 1, swap.theirs, 2, course.slot(DAY)),
        ],
    )
    assert {type(accepted).__name__, type(changed).__name__} in ({"UUID", "Stale"}, {"ChangedSince", "UUID"})
    assert findings()["flaws"] == []


def test_ask_at_once_and_only_one_waits(course):
    swap = pair(course)
    actions.withdraw(swap=swap, by=course.rights(0))
    works = [
        partial(actions.ask, mine=swap.mine, theirs=swap.theirs, by=course.rights(0), rooms_only=True, message=f"{number}")
        for number in range(4)
    ]
    assert kinds(at_once(works)) == {"Swap": 1, "AlreadyAsked": 3}
    assert Swap.objects.filter(state=Stand.OPEN).count() == 1


def test_agree_decline_and_withdraw_at_once(course):
    swap = pair(course)
    answers = at_once(
        [
            partial(actions.accept, swap=swap, by=course.rights(1)),
            partial(actions.decline, swap=swap, by=course.rights(1)),
            partial(actions.withdraw, swap=swap, by=course.rights(0)),
        ],
    )
    assert kinds(answers)["NotOpen"] == 2
    assert findings()["flaws"] == []


def test_exchanges_in_a_ring_never_wait_for_each_other(course):
    for number in range(3):
        course.book(number, number, course.slot(DAY))
    bookings = list(Booking.objects.order_by("pk"))
    for booking in bookings:
        booking.office = course.office
    ring = [
        actions.ask(mine=bookings[number], theirs=bookings[(number + 1) % 3], by=course.rights(number), rooms_only=True)
        for number in range(3)
    ]
    answers = at_once(
        [partial(actions.accept, swap=each, by=course.rights((number + 1) % 3)) for number, each in enumerate(ring)]
    )
    assert kinds(answers) == {"UUID": 1, "ChangedSince": 2}
    assert findings()["flaws"] == []
