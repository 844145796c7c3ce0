"""An office in plain lists: what must be true of it whatever people do. Slow, small, and without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

HOLDING = {"pending", "confirmed", "held"}
OFFICER = 3  # the others are clerks: 0 and 1 of one group, 2 of another
GROUPS = (1, 1, 2, 0)
PERMISSION_ROOM = 2


class Refusal(Exception):
    """What the model refuses, by the name of the exception that the verb is to raise."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class ModelBooking:
    """A booking as the model knows it."""

    room: int
    day: date
    start: datetime
    end: datetime
    half: str
    state: str
    owner: int
    group: int
    title: str
    expires: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.state in HOLDING


@dataclass(frozen=True)
class Slot:
    """A time of one day; ``half`` is how people speak of it."""

    day: date
    start: datetime
    end: datetime
    half: str


@dataclass
class Act:
    """What one request did: for each booking, by its place in the list, how it stood before (None: not at all) and after."""

    by: int
    rows: list[tuple[int, ModelBooking | None, ModelBooking]]
    undos: list[int] = field(default_factory=list)
    closed: "Closed | None" = None


@dataclass
class Waiter:
    """Somebody in the queue for a place."""

    person: int
    room: int
    slot: Slot


@dataclass
class Closed:
    """A time in which a room, or with None every room, takes no bookings."""

    room: int | None
    start: datetime
    end: datetime
    is_lifted: bool = False

    @property
    def rooms(self) -> set[int]:
        return {0, 1, 2} if self.room is None else {self.room}


@dataclass
class ModelOffice:
    """Rooms 0, 1 and 2 (which asks for permission), four people, and what they did so far."""

    now: datetime
    hold_for: timedelta
    bookings: list[ModelBooking] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    waiters: list[Waiter] = field(default_factory=list)
    freed: list[tuple[int, date]] = field(default_factory=list)
    closures: list[Closed] = field(default_factory=list)

    # What people do

    def book(self, by: int, room: int, slots: list[Slot], title: str) -> None:
        self.lapse({room})
        for slot in slots:
            self._require_open(room, slot.start, slot.end)
        for slot in slots:
            self._require_free(room, slot)
        rows: list[tuple[int, ModelBooking | None, ModelBooking]] = []
        for slot in slots:
            self.bookings.append(
                self._placed(ModelBooking(room, slot.day, slot.start, slot.end, slot.half, "", by, GROUPS[by], title), by)
            )
            rows.append((len(self.bookings) - 1, None, self.bookings[-1]))
        self._done(by, rows)

    def change(self, by: int, number: int, room: int, slot: Slot, title: str) -> None:
        self.lapse({self.bookings[number].room, room})
        was = self._standing(by, number)
        if was.state == "held":
            raise Refusal("StillHeld")
        stays = (room, slot.start, slot.end) == (was.room, was.start, was.end)
        if not stays:
            self._require_open(room, slot.start, slot.end)
        self._require_free(room, slot, but={number})
        moved = replace(was, room=room, day=slot.day, start=slot.start, end=slot.end, half=slot.half, title=title)
        self._done(by, [self._put(number, moved if stays else self._placed(moved, by))])

    def cancel(self, by: int, numbers: list[int]) -> None:
        self.lapse({self.bookings[number].room for number in numbers})
        for number in numbers:
            self._standing(by, number)
        self._done(by, [self._put(number, replace(self.bookings[number], state="cancelled")) for number in numbers])

    def decide(self, by: int, numbers: list[int], state: str) -> None:
        self.lapse({self.bookings[number].room for number in numbers})
        if by != OFFICER:
            raise Refusal("MayNot")
        waiting = [number for number in sorted(set(numbers)) if self.bookings[number].state == "pending"]
        if not waiting:
            raise Refusal("AlreadyDecided")
        self._done(by, [self._put(number, replace(self.bookings[number], state=state, expires=None)) for number in waiting])

    def exchange(self, asker: int, by: int, mine: int, theirs: int, *, rooms_only: bool) -> None:
        self.lapse({self.bookings[mine].room, self.bookings[theirs].room})
        for number, person in sorted([(mine, asker), (theirs, by)]):
            self._standing(person, number)
        if "held" in {self.bookings[mine].state, self.bookings[theirs].state}:
            raise Refusal("Stale")
        moved = {}
        for number, other in ((mine, theirs), (theirs, mine)):
            booking, place = self.bookings[number], self.bookings[other]
            time = booking if rooms_only else place
            there = replace(booking, room=place.room, day=time.day, start=time.start, end=time.end, half=time.half)
            self._require_open(there.room, there.start, there.end)
            moved[number] = self._placed(there, by)
        self._rearrange(by, moved)

    def undo(self, by: int, number: int) -> None:
        act = self.acts[number]
        changed = [row for row in act.rows if row[1] != row[2]]
        if not changed and not act.closed:
            raise Refusal("NothingToUndo")
        rooms = {self.bookings[row].room for row, _before, _after in act.rows} | {row[1].room for row in act.rows if row[1]}
        self.lapse(rooms | (act.closed.rooms if act.closed else set()))
        if any(self._stands(self.acts[undo]) for undo in act.undos):
            return
        if act.closed:
            self._lift(act, by)
        put_back = {}
        for row, before, after in sorted(changed, key=lambda row: (self.bookings[row[0]].start, row[0])):
            may_undo = act.by == by or self._may_change(by, self.bookings[row])
            if not may_undo or (is_answer(before, after) and by != OFFICER):
                raise Refusal("MayNot")
            if self.bookings[row] != after:
                raise Refusal("NothingToUndo")
            put_back[row] = before or replace(after, state="cancelled")
            now, then = self.bookings[row], put_back[row]
            stays = now.holds and (now.room, now.start, now.end) == (then.room, then.start, then.end)
            if then.state in {"pending", "held"} and then.expires and then.expires <= self.now:
                raise Refusal("OutOfTime")
            if then.holds and not stays:
                self._require_open(then.room, then.start, then.end)
        told = [(row, self.bookings[row], self.bookings[row]) for row, before, after in act.rows if before == after]
        self._rearrange(by, put_back, told)
        act.undos.append(len(self.acts) - 1)

    def take_up(self, by: int, number: int, title: str) -> None:
        self.lapse({self.bookings[number].room})
        was = self._standing(by, number)
        if was.state != "held":
            raise Refusal("Stale")
        self._require_open(was.room, was.start, was.end)
        self._done(by, [self._put(number, self._placed(replace(was, title=title), by))])

    def give_up(self, by: int, number: int) -> None:
        self.cancel(by, [number])

    def close(self, by: int, closed: Closed, *, keeps: bool) -> None:
        if by != OFFICER:
            raise Refusal("MayNot")
        seen = list(self.bookings)
        self.lapse(closed.rooms)
        if closed.end <= max(closed.start, self.now):
            raise Refusal("NothingToClose")
        rows: list[tuple[int, ModelBooking | None, ModelBooking]] = []
        for number, booking in enumerate(self.bookings):
            overlaps = booking.start < closed.end and booking.end > max(closed.start, self.now)
            if booking.holds and booking.room in closed.rooms and overlaps:
                if booking not in seen[number : number + 1]:
                    raise Refusal("Undecided")
                stays = keeps and booking.state != "held"
                rows.append((number, booking, booking) if stays else self._put(number, replace(booking, state="cancelled")))
        self.closures.append(closed)
        self.acts.append(Act(by, rows, closed=closed))
        self._offer(by)

    def join(self, by: int, room: int, slot: Slot) -> None:
        self.lapse({room})
        self._require_open(room, slot.start, slot.end)
        if slot.start <= self.now:
            raise Refusal("TooLate")
        if self.free(room, slot):
            raise Refusal("FreeNow")
        in_the_way = [b for b in self.bookings if b.holds and b.room == room and b.start < slot.end and slot.start < b.end]
        if all(booking.owner == by for booking in in_the_way):
            raise Refusal("YoursAlready")
        if not any(
            (waiter.person, waiter.room, waiter.slot.start, waiter.slot.end) == (by, room, slot.start, slot.end)
            for waiter in self.waiters
        ):
            self.waiters.append(Waiter(by, room, slot))
        self._offer(by)

    def let_pass(self, until: datetime) -> None:
        self.now = until
        self.lapse({0, 1, 2})
        self._offer(None)

    def queue(self) -> list[tuple[int, int, datetime, datetime]]:
        """Return who waits for a time that is yet to come."""
        waiting = [waiter for waiter in self.waiters if waiter.slot.start > self.now]
        return [(waiter.person, waiter.room, waiter.slot.start, waiter.slot.end) for waiter in waiting]

    # What follows from it

    def lapse(self, rooms: Iterable[int]) -> None:
        for number, booking in enumerate(self.bookings):
            is_due = booking.expires is not None and booking.expires <= self.now
            if is_due and booking.room in rooms and booking.state in {"pending", "held"}:
                self._put(number, replace(booking, state="lapsed" if booking.state == "pending" else "cancelled"))
        self._offer(None)

    def free(self, room: int, slot: Slot, but: Iterable[int] = ()) -> bool:
        return not any(
            booking.holds and booking.room == room and booking.start < slot.end and slot.start < booking.end
            for number, booking in enumerate(self.bookings)
            if number not in but
        )

    def times(self) -> dict[tuple[int, int], int]:
        days = [booking.day for booking in self.bookings if booking.state == "confirmed"]
        return {(day.year, day.month): sum(other.month == day.month for other in days) for day in days}

    def _offer(self, by: int | None) -> None:
        while self.freed:
            freed, self.freed = self.freed, []
            for waiter in list(self.waiters):
                if waiter.person != by:
                    self._offer_to(waiter, freed)

    def _offer_to(self, waiter: Waiter, freed: list[tuple[int, date]]) -> None:
        slot = waiter.slot
        if (waiter.room, slot.day) not in freed or slot.start <= self.now or not self.free(waiter.room, slot):
            return
        if self._is_closed(waiter.room, slot.start, slot.end):
            return
        until = min(self.now + self.hold_for, slot.start)
        group = GROUPS[waiter.person]
        held = ModelBooking(waiter.room, slot.day, slot.start, slot.end, slot.half, "held", waiter.person, group, "", until)
        self.bookings.append(held)
        self.waiters.remove(waiter)

    def _lift(self, act: Act, by: int) -> None:
        closed = act.closed
        assert closed
        if by not in {OFFICER, act.by}:
            raise Refusal("MayNot")
        if closed.is_lifted:
            return
        closed.is_lifted = True
        if closed.end > self.now:
            self.freed += [(room, closed.start.date()) for room in sorted(closed.rooms)]

    def _is_closed(self, room: int, start: datetime, end: datetime) -> bool:
        return any(
            not closed.is_lifted and room in closed.rooms and closed.start < end and start < closed.end
            for closed in self.closures
        )

    def _require_open(self, room: int, start: datetime, end: datetime) -> None:
        if self._is_closed(room, start, end):
            raise Refusal("AgainstRule")

    def _require_free(self, room: int, slot: Slot, but: Iterable[int] = ()) -> None:
        if not self.free(room, slot, but):
            raise Refusal("RoomTaken")

    def _may_change(self, by: int, booking: ModelBooking) -> bool:
        return by in {OFFICER, booking.owner} or GROUPS[by] == booking.group

    def _standing(self, by: int, number: int) -> ModelBooking:
        booking = self.bookings[number]
        if not self._may_change(by, booking):
            raise Refusal("MayNot")
        if not booking.holds:
            raise Refusal("Stale")
        return booking

    def _placed(self, booking: ModelBooking, by: int) -> ModelBooking:
        if booking.room != PERMISSION_ROOM or by == OFFICER:
            return replace(booking, state="confirmed", expires=None)
        return replace(booking, state="pending", expires=booking.end if booking.end > self.now else None)

    def _rearrange(self, by: int, moved: dict[int, ModelBooking], told: Sequence[Any] = ()) -> None:
        for booking in moved.values():
            if booking.holds:
                self._require_free(booking.room, Slot(booking.day, booking.start, booking.end, booking.half), but=moved)
        self._done(by, [*(self._put(number, booking) for number, booking in moved.items()), *told])

    def _put(self, number: int, booking: ModelBooking) -> tuple[int, ModelBooking, ModelBooking]:
        was, self.bookings[number] = self.bookings[number], booking
        stays = booking.holds and (was.room, was.start, was.end) == (booking.room, booking.start, booking.end)
        if was.holds and not stays:
            self.freed.append((was.room, was.day))
        return number, was, booking

    def _done(self, by: int, rows: Sequence[tuple[int, ModelBooking | None, ModelBooking]]) -> None:
        self.acts.append(Act(by, list(rows)))
        self._offer(by)

    def _stands(self, act: Act) -> bool:
        return bool(act.rows) and all(self.bookings[number] == after for number, _before, after in act.rows)


def is_answer(before: ModelBooking | None, after: ModelBooking) -> bool:
    """Tell whether that is an officer's word about a request, or the taking back of it."""
    if before is None or (before.room, before.start, before.end) != (after.room, after.start, after.end):
        return False
    return before.state != after.state and {before.state, after.state} <= {"pending", "confirmed", "declined"}
