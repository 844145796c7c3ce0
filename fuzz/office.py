"""The verbs against a model of an office that is too simple to be wrong: whatever people do in whatever order, both agree.

``model.py`` is the model; ``./jonghong fuzz office 1000000`` takes as many steps as one likes.
"""

import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed as seeded, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fuzz.model import HOLDING, Closed, ModelBooking, ModelOffice, Refusal, Slot
from fuzz.tallies import SEED, Tally
from jonghong.bookings import actions
from jonghong.bookings.actions.closures import Choice, touched
from jonghong.bookings.actions.series import Scope
from jonghong.bookings.models import Booking, History
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.refusals import Refused
from jonghong.bookings.snapshots import Details, snapshot
from jonghong.bookings.tallies import times_by_month
from jonghong.bookings.timeslots import TimeSlot, slot_of
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.queries import halves_of
from jonghong.waiting import queries
from jonghong.waiting.actions import Need, join
from tests import make

MOST_CLOSURES = 3
STEPS_OF_ONE = 100  # an office lives for so many steps
START = datetime(2023, 5, 30, 2, 0, tzinfo=UTC)
DAYS = [date(2023, 5, 31), date(2023, 6, 1), date(2023, 6, 2)]
TIMES = [
    (Half.MORNING, None),
    (Half.AFTERNOON, None),
    (Half.DAY, None),
    (Half.EXACT, Hours(time(9), time(10))),
    (Half.EXACT, Hours(time(11), time(14))),
]
people, rooms, numbers = st.integers(0, 3), st.integers(0, 2), st.integers(0, 10**6)
times = st.sampled_from(TIMES)
spans = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True).map(sorted)


class Office(RuleBasedStateMachine):
    """One office, in a transaction that is rolled back, and the model beside it."""

    tally = Tally("steps")

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        self.office = make.office()
        self.rooms = [make.room(self.office, needs_permission=number == 2) for number in range(3)]
        roles = [(1, Role.CLERK), (1, Role.CLERK), (2, Role.CLERK), (0, Role.OFFICER)]
        self.people = [make.person(self.office, group=group, role=role) for group, role in roles]
        self.rights = [rights_of(person) for person in self.people]
        self.number_of_room = {room.pk: number for number, room in enumerate(self.rooms)}
        self.number_of_person = {person.pk: number for number, person in enumerate(self.people)}
        self.number_of_group = {group.pk: number for number, group in enumerate(self.office.groups.all())}
        self.model = ModelOffice(START, timedelta(hours=24))
        self.keys: list[int] = []
        self.held: list[int] = []
        self.acts: list[UUID] = []
        self.titles = 0

    def teardown(self) -> None:
        for booking in Booking.objects.filter(office=self.office):
            before: dict[str, Any] = {}
            for row in History.objects.filter(booking=booking).order_by("pk"):
                assert row.before == before
                before = row.after
            assert before == snapshot(booking)
        self.clock.stop()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # What people do

    @rule(by=people, room=rooms, days=spans, when=times)
    def book(self, by: int, room: int, days: list[date], when: Any) -> None:
        slots = [self.slot(day, when) for day in days]
        details = self.details(by)
        self.both(
            lambda: actions.book(
                office=self.office, by=self.rights[by], room_id=self.rooms[room].pk, slots=slots, details=details
            ),
            lambda: self.model.book(by, room, [self.plain(slot) for slot in slots], details.title),
        )

    @precondition(lambda self: self.keys)
    @rule(by=people, number=numbers, room=rooms, day=st.sampled_from(DAYS), when=times)
    def change(self, by: int, number: int, room: int, day: date, when: Any) -> None:
        number %= len(self.keys)
        booking, slot = self.booking(number), self.slot(day, when)
        details = self.details(by, group_id=booking.group_id)
        self.both(
            lambda: actions.change(
                booking=booking,
                by=self.rights[by],
                version=booking.version,
                room_id=self.rooms[room].pk,
                slot=slot,
                details=details,
            ),
            lambda: self.model.change(by, number, room, self.plain(slot), details.title),
        )

    @precondition(lambda self: self.keys)
    @rule(by=people, number=numbers)
    def cancel(self, by: int, number: int) -> None:
        number %= len(self.keys)
        booking = self.booking(number)
        self.both(
            lambda: actions.cancel(booking=booking, by=self.rights[by], version=booking.version),
            lambda: self.model.cancel(by, [number]),
        )

    @precondition(lambda self: self.keys)
    @rule(by=people, number=numbers)
    def cancel_request(self, by: int, number: int) -> None:
        number %= len(self.keys)
        booking = self.booking(number)
        mates = Booking.objects.filter(series=booking.series_id, state__in=HOLDING) if booking.series_id else None
        keys = list(mates.order_by("starts_at").values_list("pk", flat=True)) if mates else []
        self.both(
            lambda: (
                actions.cancel_dates(booking=booking, by=self.rights[by], scope=Scope.ALL)
                if keys
                else actions.cancel(booking=booking, by=self.rights[by])
            ),
            lambda: self.model.cancel(by, [self.keys.index(key) for key in keys] or [number]),
        )

    @precondition(lambda self: self.keys)
    @rule(by=people, some=st.lists(numbers, min_size=1, max_size=4), is_allowed=st.booleans())
    def decide(self, by: int, some: list[int], is_allowed: bool) -> None:
        chosen = sorted({number % len(self.keys) for number in some})
        bookings = [self.booking(number) for number in chosen]
        verb = actions.approve if is_allowed else actions.decline
        self.both(
            lambda: verb(bookings=bookings, by=self.rights[by], remark="เหตุผล"),
            lambda: self.model.decide(by, chosen, "confirmed" if is_allowed else "declined"),
        )

    @precondition(lambda self: len(self.keys) > 1)
    @rule(asker=people, by=people, mine=numbers, theirs=numbers, rooms_only=st.booleans())
    def exchange(self, asker: int, by: int, mine: int, theirs: int, rooms_only: bool) -> None:
        mine %= len(self.keys)
        theirs %= len(self.keys)
        if mine == theirs:
            return
        one, other = self.booking(mine), self.booking(theirs)
        self.both(
            lambda: actions.exchange(
                mine=one,
                theirs=other,
                asker=self.rights[asker],
                by=self.rights[by],
                rooms_only=rooms_only,
                versions=(one.version, other.version),
            ),
            lambda: self.model.exchange(asker, by, mine, theirs, rooms_only=rooms_only),
        )

    @precondition(lambda self: self.acts)
    @rule(by=people, number=numbers)
    def undo(self, by: int, number: int) -> None:
        number %= len(self.acts)
        self.both(
            lambda: actions.undo(office=self.office, act=self.acts[number], by=self.rights[by]),
            lambda: self.model.undo(by, number),
        )

    @precondition(lambda self: self.keys)
    @rule(by=people, number=numbers)
    def join(self, by: int, number: int) -> None:
        """Wait for what somebody has, which is what people wait for."""
        booking = self.booking(number % len(self.keys))
        slot, room = slot_of_booking(booking, self.office), self.number_of_room[booking.room_id]
        need = Need(group_id=self.rights[by].group_ids[0])
        self.both(
            lambda: join(office=self.office, by=self.rights[by], room_id=booking.room_id, slots=[slot], need=need),
            lambda: self.model.join(by, room, self.plain(slot)),
        )

    @precondition(lambda self: self.held)
    @rule(by=people, number=numbers)
    def take_up(self, by: int, number: int) -> None:
        number = self.held[number % len(self.held)]
        booking, details = self.booking(number), self.details(by)
        details = replace(details, group_id=booking.group_id)
        self.both(
            lambda: actions.take_up(booking=booking, by=self.rights[by], version=booking.version, details=details),
            lambda: self.model.take_up(by, number, details.title),
        )

    @precondition(lambda self: self.held)
    @rule(by=people, number=numbers)
    def give_up(self, by: int, number: int) -> None:
        number = self.held[number % len(self.held)]
        booking = self.booking(number)
        self.both(
            lambda: actions.give_up(booking=booking, by=self.rights[by], version=booking.version),
            lambda: self.model.give_up(by, number),
        )

    @rule(
        by=st.sampled_from([0, 3, 3]),
        room=st.sampled_from([None, 0, 1, 2]),
        day=st.sampled_from(DAYS),
        when=times,
        keeps=st.booleans(),
    )
    def close(self, by: int, room: int | None, day: date, when: Any, keeps: bool) -> None:
        if len(self.model.closures) >= MOST_CLOSURES:  # else nothing can be booked any more
            return
        start, end = self.slot(day, when).instants(self.office.zone)
        closed = None if room is None else self.rooms[room]
        found = touched(self.office, closed, start, end, now=self.model.now)
        decisions = {each: Choice.KEEP if keeps and each.state != "held" else Choice.CANCEL for each in found}
        self.both(
            lambda: actions.close(
                office=self.office,
                by=self.rights[by],
                room=closed,
                starts_at=start,
                ends_at=end,
                reason="ซ่อม",
                decisions=decisions,
            ),
            lambda: self.model.close(by, Closed(room, start, end), keeps=keeps),
        )

    @rule(hours=st.sampled_from([1, 6, 20]))
    def let_pass(self, hours: int) -> None:
        self.traveller.shift(timedelta(hours=hours))
        self.model.let_pass(self.model.now + timedelta(hours=hours))
        actions.lapse_due(self.office)
        self.learn()

    # What must hold

    @invariant()
    def both_agree(self) -> None:
        assert [
            self.as_model(booking) for booking in Booking.objects.filter(office=self.office).order_by("pk")
        ] == self.model.bookings
        waiting = queries.waiting(self.office).values_list("person", "room", "starts_at", "ends_at")
        people, rooms = self.number_of_person, self.number_of_room
        queue = [(people[person], rooms[room], start, end) for person, room, start, end in waiting]
        assert queue == self.model.queue()
        assert {month: times for month, times in times_by_month(self.office.pk).items() if times} == self.model.times()

    def both(self, verb: Callable[[], Any], model: Callable[[], None]) -> None:
        """Let the verb and the model do the same; both do it, or both refuse it for the same reason."""
        kept, expected = deepcopy(self.model), ""
        try:
            model()
        except Refusal as refusal:
            self.model, expected = kept, refusal.name
        try:
            act = verb()
        except Refused as refusal:
            assert type(refusal).__name__ == expected, refusal
            self.tally.note(expected)
        else:
            assert expected == ""
            self.tally.note("done")
            if len(self.model.acts) > len(self.acts):
                self.acts.append(act)
        self.learn()

    def learn(self) -> None:
        """Know every booking by its place in the list."""
        self.keys = list(Booking.objects.filter(office=self.office).order_by("pk").values_list("pk", flat=True))
        self.held = [number for number, booking in enumerate(self.model.bookings) if booking.state == "held"]

    def booking(self, number: int) -> Booking:
        booking = Booking.objects.get(pk=self.keys[number])
        booking.office = self.office
        return booking

    def details(self, by: int, **facts: Any) -> Details:
        self.titles += 1
        return Details(**{"title": f"{self.titles}", "group_id": self.rights[by].group_ids[0], **facts})

    def slot(self, day: date, when: tuple[Half, Hours | None]) -> TimeSlot:
        return slot_of(day, when[0], halves_of(self.office), when[1])

    def plain(self, slot: TimeSlot) -> Slot:
        return Slot(slot.day, *slot.instants(self.office.zone), slot.half.value)

    def as_model(self, booking: Booking) -> ModelBooking:
        return ModelBooking(
            room=self.number_of_room[booking.room_id],
            day=booking.date,
            start=booking.starts_at,
            end=booking.ends_at,
            half=booking.half,
            state=booking.state,
            owner=self.number_of_person[booking.organizer_id or 0],
            group=self.number_of_group[booking.group_id],
            title=booking.title,
            expires=booking.expires_at,
        )


def run(steps: int, *, share: int = 0) -> Tally:
    """Take about so many steps; raises what went wrong, with the steps that led to it."""

    class Share(Office):
        tally = Tally("steps beside a model")

    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    with Share.tally.running():
        run_state_machine_as_test(
            seeded(SEED + share)(Share),
            settings=settings(
                max_examples=max(1, steps // STEPS_OF_ONE),
                stateful_step_count=STEPS_OF_ONE,
                deadline=None,
                # Making a failing example smaller takes minutes; ask for it with JONGHONG_SHRINK=1.
                phases=[Phase.generate, *([Phase.shrink] if os.environ.get("JONGHONG_SHRINK") else [])],
                database=None,
                suppress_health_check=checks,
            ),
        )
    return Share.tally
