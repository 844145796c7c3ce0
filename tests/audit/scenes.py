"""An office in which every verb of the oldest apps can be done: what stands ready before, and the verbs by name."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from jonghong.bookings import actions as bookings
from jonghong.bookings.actions.closures import Choice
from jonghong.bookings.actions.series import Revision, Scope, versions_of
from jonghong.bookings.models import Booking, Closure, State
from jonghong.bookings.rules.settings import NOTHING
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import Place, TimeSlot, slot_of
from jonghong.core import clock
from jonghong.offices import actions as offices
from jonghong.offices.models import Holiday
from jonghong.people import actions as people
from jonghong.people.models import Person, Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms import actions as rooms
from jonghong.rooms.hours import Half
from jonghong.rooms.queries import halves_of
from jonghong.swaps import actions as swaps
from jonghong.swaps.models import Swap
from jonghong.waiting import actions as waiting
from jonghong.waiting.actions import Need
from jonghong.waiting.models import Waiter
from tests import make
from tests.people.conftest import number_of

DAY = date(2031, 6, 2)  # a Monday
HALVES: dict[str, Any] = {
    "morning_starts": time(8),
    "morning_ends": time(12),
    "afternoon_starts": time(13),
    "afternoon_ends": time(17),
}
PASSWORD = "ลมหนาวพัดมาแล้ว-เก้าโมงเช้า"
Verb = Callable[[], Any]


class Scene:
    """Two rooms, one that asks for permission, a clerk, another of another group, and an officer."""

    def __init__(self) -> None:
        self.office = make.office()
        self.clerk, self.other = make.person(self.office), make.person(self.office, group=2)
        self.officer = make.person(self.office, group=0, role=Role.ADMINISTRATOR)
        make.person(self.office, group=0, role=Role.ADMINISTRATOR)
        self.small, self.large = make.room(self.office), make.room(self.office)
        self.guarded = make.room(self.office, needs_permission=True)
        self.group = self.office.groups.all()[1]

    @cached_property
    def by(self) -> Rights:
        return rights_of(self.clerk)

    @cached_property
    def them(self) -> Rights:
        return rights_of(self.other)

    @cached_property
    def officers(self) -> Rights:
        return rights_of(self.officer)

    def slot(self, days: int = 0) -> TimeSlot:
        return slot_of(DAY + timedelta(days), Half.MORNING, halves_of(self.office))

    def details(self, by: Rights, title: str = "ประชุม") -> Details:
        return Details(title=title, group_id=by.group_ids[0])

    def booking(self, *days: int, room: Any = None, by: Rights | None = None) -> Booking:
        by = by or self.by
        room_id = (room or self.small).pk
        slots = [self.slot(day) for day in days or (0,)]
        act = bookings.book(office=self.office, by=by, room_id=room_id, slots=slots, details=self.details(by))
        found = Booking.objects.filter(history__act=act).order_by("pk")[0]
        found.office = self.office
        return found

    def own(self, person: Person) -> Booking:
        found = Booking.objects.filter(organizer=person).order_by("-pk")[0]
        found.office = self.office
        return found

    def act(self) -> Any:
        return self.booking().history.get().act

    # What each verb wants to stand ready, and then does.

    def book(self) -> Verb:
        return lambda: self.booking(0, 1)

    def book_places(self) -> Verb:
        places = [Place(self.small.pk, self.slot()), Place(self.large.pk, self.slot())]
        return lambda: bookings.book_places(office=self.office, by=self.by, places=places, details=self.details(self.by))

    def change(self) -> Verb:
        found, details = self.booking(), self.details(self.by, "อื่น")
        place: dict[str, Any] = {"room_id": self.large.pk, "slot": self.slot(1)}
        return lambda: bookings.change(booking=found, by=self.by, version=found.version, details=details, **place)

    def cancel(self) -> Verb:
        found = self.booking()
        return lambda: bookings.cancel(booking=found, by=self.by)

    def cancel_with_a_queue(self) -> Verb:
        found = self.booking(by=self.them)
        self._wait()
        return lambda: bookings.cancel(booking=found, by=self.them)

    def cancel_dates(self) -> Verb:
        found = self.booking(0, 1, 2)
        return lambda: bookings.cancel_dates(booking=found, by=self.by, scope=Scope.ALL)

    def cancel_these(self) -> Verb:
        found = self.booking(0, 1)
        return lambda: bookings.cancel_these(office=self.office, by=self.officers, bookings=[found])

    def change_series(self) -> Verb:
        found = self.booking(0, 1)
        every = list(Booking.objects.filter(series=found.series))
        revision = Revision(
            details=self.details(self.by, "ใหม่"),
            changed=("title",),
            touched=frozenset(each.pk for each in every),
            added=(Place(self.small.pk, self.slot(5)),),
        )
        seen = versions_of(every)
        return lambda: bookings.change_series(booking=found, by=self.by, version=1, seen=seen, revision=revision)

    def approve(self) -> Verb:
        found = self.booking(room=self.guarded)
        return lambda: bookings.approve(bookings=[found], by=self.officers)

    def decline(self) -> Verb:
        found = self.booking(room=self.guarded)
        return lambda: bookings.decline(bookings=[found], by=self.officers, remark="ไม่ว่าง")

    def close(self) -> Verb:
        found = self.booking()
        return lambda: self._close({found: Choice.CANCEL})

    def close_what_is_free(self) -> Verb:
        return lambda: self._close({})

    def reopen(self) -> Verb:
        self._close({})
        closure = Closure.objects.select_related("office").get(office=self.office)
        return lambda: bookings.reopen(closure=closure, by=self.officers)

    def undo(self) -> Verb:
        act = self.act()
        return lambda: bookings.undo(office=self.office, act=act, by=self.by)

    def exchange(self) -> Verb:
        pair: dict[str, Any] = {"mine": self.booking(), "theirs": self.booking(room=self.large, by=self.them)}
        sides: dict[str, Any] = {"asker": self.by, "by": self.them, "rooms_only": True, "versions": (1, 1)}
        return lambda: bookings.exchange(**pair, **sides)

    def note(self) -> Verb:
        from jonghong.bookings.models import Verb as Verbs

        found = self.booking()
        return lambda: bookings.note(booking=found, by=self.them, verb=Verbs.ASK)

    def take_up(self) -> Verb:
        found = self._held()
        return lambda: bookings.take_up(booking=found, by=self.by, version=found.version, details=self.details(self.by))

    def give_up(self) -> Verb:
        found = self._held()
        return lambda: bookings.give_up(booking=found, by=self.by)

    def lapse_due(self) -> Verb:
        found = self._held()
        Booking.objects.filter(pk=found.pk).update(expires_at=clock.now())
        return lambda: bookings.lapse_due(self.office)

    def lapse_nothing(self) -> Verb:
        return lambda: bookings.lapse_due(self.office)

    def load(self) -> Verb:
        start, end = self.slot().instants(self.office.zone)
        one = Booking(
            office=self.office,
            room=self.small,
            group=self.group,
            organizer=self.clerk,
            date=DAY,
            half=Half.MORNING.value,
            starts_at=start,
            ends_at=end,
            state=State.CONFIRMED,
            title="ประชุม",
            created_at=start,
        )
        return lambda: bookings.load(office=self.office, bookings=[one])

    def set_rules(self) -> Verb:
        facts: dict[str, Any] = {**NOTHING, "least_notice_hours": 2}
        return lambda: bookings.set_rules(office=self.office, by=self.officers, room=None, facts=facts)

    def set_rules_of_a_room(self) -> Verb:
        facts: dict[str, Any] = {**NOTHING, "least_notice_hours": 2}
        return lambda: bookings.set_rules(office=self.office, by=self.officers, room=self.small, facts=facts)

    def join(self) -> Verb:
        self.booking(by=self.them)
        return self._wait

    def leave_queue(self) -> Verb:
        self.booking(by=self.them)
        (waiter,) = self._wait()
        return lambda: waiting.leave(waiter=Waiter.objects.select_related("office").get(pk=waiter.pk), by=self.by)

    def ask(self) -> Verb:
        pair: dict[str, Any] = {"mine": self.booking(), "theirs": self.booking(room=self.large, by=self.them)}
        return lambda: swaps.ask(**pair, by=self.by, rooms_only=True)

    def accept(self) -> Verb:
        swap = self._asked()
        return lambda: swaps.accept(swap=swap, by=self.them)

    def decline_swap(self) -> Verb:
        swap = self._asked()
        return lambda: swaps.decline(swap=swap, by=self.them)

    def decline_swap_of_what_is_gone(self) -> Verb:
        swap = self._asked()
        bookings.cancel(booking=self.own(self.clerk), by=self.by)
        return lambda: swaps.decline(swap=Swap.objects.select_related("office").get(pk=swap.pk), by=self.them)

    def withdraw(self) -> Verb:
        swap = self._asked()
        return lambda: swaps.withdraw(swap=swap, by=self.by)

    def open_office(self) -> Verb:
        def open_another() -> None:
            self.office = offices.open_office(name="สำนักงานใหม่", short_name="สนง.ใหม่")

        return open_another

    def change_office(self) -> Verb:
        return lambda: offices.change_office(office=self.office, name="ใหม่", short_name="ใหม่", **HALVES)

    def require_factor(self) -> Verb:
        return lambda: offices.require_factor(office=self.office, is_required=True)

    def require_second(self) -> Verb:
        return lambda: offices.require_second(office=self.office, is_required=True)

    def add_group(self) -> Verb:
        return lambda: offices.add_group(office=self.office, name="กลุ่มใหม่", short_name="ใหม่")

    def change_group(self) -> Verb:
        return lambda: offices.change_group(group=self.group, name="กลุ่มอื่น", short_name="อื่น", is_active=False)

    def move_group(self) -> Verb:
        return lambda: offices.move_group(group=self.group, direction="up")

    def add_holiday(self) -> Verb:
        return lambda: offices.add_holiday(office=self.office, date=DAY, name="วันหยุด")

    def change_holiday(self) -> Verb:
        holiday = Holiday.objects.create(office=self.office, date=DAY, name="วันหยุด")
        return lambda: offices.change_holiday(holiday=holiday, date=DAY, name="วันหยุดอื่น")

    def remove_holiday(self) -> Verb:
        holiday = Holiday.objects.create(office=self.office, date=DAY, name="วันหยุด")
        return lambda: offices.remove_holiday(holiday=holiday)

    def add_drafted_holidays(self) -> Verb:
        return lambda: offices.add_drafted_holidays(office=self.office, days=[(DAY, "วันหยุด")])

    def add_room(self) -> Verb:
        return lambda: rooms.add_room(office=self.office, name="ห้องใหม่")

    def change_room(self) -> Verb:
        facts: dict[str, Any] = {"capacity": 9, "hue": 22, "is_open": False, "needs_permission": False, "equipment": ["จอ"]}
        return lambda: rooms.change_room(room=self.small, name="ห้องอื่น", **facts)

    def move_room(self) -> Verb:
        return lambda: rooms.move_room(room=self.small, direction="down")

    def set_equipment(self) -> Verb:
        return lambda: rooms.set_equipment(room=self.small, equipment=["จอ"])

    def set_photo(self) -> Verb:
        return lambda: rooms.set_photo(room=self.small, photo=b"WebP")

    def remove_photo(self) -> Verb:
        return lambda: rooms.remove_photo(room=self.small)

    def enrol(self) -> Verb:
        facts: dict[str, Any] = {
            "name": "นายใหม่ ทดสอบ",
            "citizen_id": make.citizen_id(77),
            "group": self.group,
            "actor": self.officers,
        }
        return lambda: people.enrol(office=self.office, **facts)

    def change_person(self) -> Verb:
        roles = {self.group.pk: Role.OFFICER.value}
        return lambda: people.change_person(person=self.clerk, name="ชื่ออื่น", roles=roles, actor=self.officers)

    def leave(self) -> Verb:
        return lambda: people.leave(person=self.clerk, actor=self.officers)

    def come_back(self) -> Verb:
        people.leave(person=self.clerk)
        return lambda: people.come_back(person=self.clerk, actor=self.officers)

    def activate(self) -> Verb:
        facts: dict[str, Any] = {
            "citizen_id": number_of(self.clerk),
            "code": people.issue_code(person=self.clerk),
            "password": PASSWORD,
        }
        return lambda: people.activate(office=self.office, **facts)

    def change_password(self) -> Verb:
        return lambda: people.change_password(person=self.clerk, current=make.PASSWORD, new=PASSWORD)

    def issue_code(self) -> Verb:
        return lambda: people.issue_code(person=self.clerk, issued_by=self.officers)

    def issue_codes(self) -> Verb:
        return lambda: people.issue_codes(office=self.office, people=[self.clerk, self.other], issued_by=self.officers)

    def revoke_code(self) -> Verb:
        people.issue_code(person=self.clerk)
        return lambda: people.revoke_code(person=self.clerk, actor=self.officers)

    def name_deputy(self) -> Verb:
        return lambda: people.name_deputy(office=self.office, person=self.clerk, starts_on=DAY, ends_on=DAY, by=self.officers)

    def end_deputy(self) -> Verb:
        deputy = self.name_deputy()()
        return lambda: people.end_deputy(deputy=deputy, by=self.officers)

    def end_deputy_twice(self) -> Verb:
        deputy = self.name_deputy()()
        people.end_deputy(deputy=deputy, by=self.officers)
        return lambda: people.end_deputy(deputy=deputy, by=self.officers)

    def _close(self, decisions: dict[Booking, Any]) -> None:
        start, end = self.slot().instants(self.office.zone)
        span: dict[str, Any] = {"starts_at": datetime.combine(DAY, time(0), self.office.zone), "ends_at": end}
        bookings.close(office=self.office, by=self.officers, room=self.small, reason="ซ่อม", decisions=decisions, **span)
        assert start < end

    def _wait(self) -> list[Waiter]:
        need = Need(self.by.group_ids[0], 10, "ประชุม")
        return waiting.join(office=self.office, by=self.by, room_id=self.small.pk, slots=[self.slot()], need=need)

    def _held(self) -> Booking:
        self.cancel_with_a_queue()()
        return self.own(self.clerk)

    def _asked(self) -> Swap:
        swap: Swap = self.ask()()
        swap.office = self.office
        return swap
