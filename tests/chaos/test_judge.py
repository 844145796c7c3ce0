"""The judge of faults finds what is planted; else a clean verdict would say nothing."""

import json
from collections.abc import Callable
from datetime import date, time
from math import inf
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from chaos import slots
from chaos.judge import Verdict, judge
from chaos.ledger import TAKEN, TITLE, UNKNOWN, Ledger, Page
from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History, MonthTally
from jonghong.bookings.snapshots import Details
from jonghong.rooms.hours import Hours
from tests.audit.test_audit import by_hand
from tests.race_course import Course


class Case:
    """A course with three bookings, acknowledged as clients write it down."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course = course
        self.rooms = [room.pk for room in course.rooms]
        self.facts = {"office": course.office.pk, "rooms": self.rooms, "versions": {}}
        self.ledger = Ledger(folder / "ledger")
        self.page = Page(self.ledger.folder)
        self.keys = [str(uuid4()) for _slot in range(3)]
        for slot, key in enumerate(self.keys):
            self.page.sent(key=key, slot=slot, clerk=0)
            self.page.answered(key=key, status=TAKEN, act=str(self.book(slot, key)))

    def book(self, slot: int, key: str) -> Any:
        words = slots.words(slot, self.rooms)
        hours = Hours(time.fromisoformat(words["starts"]), time.fromisoformat(words["ends"]))
        return actions.book(
            office=self.course.office,
            by=self.course.rights(0),
            room_id=int(words["room"]),
            slots=[self.course.slot(date.fromisoformat(words["on"]), "exact", hours)],
            details=Details(title=TITLE + key, group_id=self.course.groups[0].pk),
        )

    def told(self, slot: int, *statuses: int) -> str:
        """Write down what was said to one more wish, and return its key."""
        key = str(uuid4())
        for status in statuses:
            self.page.sent(key=key, slot=slot, clerk=0)
            self.page.answered(key=key, status=status, act=str(uuid4()) if status == TAKEN else "")
        return key

    def verdict(self) -> Verdict:
        return judge(self.facts, self.ledger.wishes())


@pytest.fixture
def case(course: Course, tmp_path: Path) -> Case:
    return Case(course, tmp_path)


def test_what_holds_is_clean(case: Case) -> None:
    case.told(50, 409)
    case.told(51, UNKNOWN)
    case.told(52, 503)
    key = case.told(53, UNKNOWN)
    case.book(53, key)
    assert (case.verdict(), case.verdict().is_clean) == (Verdict(unheard=1), True)
    assert [wish.slot for wish in case.ledger.unknown()] == [51, 52, 53]
    assert (case.ledger.taken(), case.ledger.next_slot(), case.ledger.refused()) == (3, 54, {409: 1, 503: 1, UNKNOWN: 2})


def test_what_was_said_last_counts_in_whichever_file_it_stands(case: Case) -> None:
    key = case.told(7, 503)
    for name in ("0", "z"):  # before and after all others
        (case.ledger.folder / f"{name}.jsonl").write_text(
            json.dumps({"key": key, "slot": 7, "clerk": 0, "at": inf})
            + "\n"
            + json.dumps({"key": key, "status": 409, "at": inf})
            + "\n"
        )
        assert case.ledger.unknown() == []
        assert (case.ledger.next_slot(), case.ledger.slot_apart()) == (8, -1)


def test_a_line_that_is_half_written_is_left_for_later(case: Case) -> None:
    (case.ledger.folder / "half.jsonl").write_text('{"key": "1", "sl', encoding="utf-8")
    assert case.verdict().is_clean


def test_an_invented_acknowledgement_is_lost(case: Case) -> None:
    key = case.told(9, TAKEN)
    assert [words.split()[0] for words in case.verdict().lost] == [key]


def test_a_booking_that_went_is_lost(case: Case) -> None:
    History.objects.filter(booking__title=TITLE + case.keys[1]).delete()
    Booking.objects.filter(title=TITLE + case.keys[1]).delete()
    found = case.verdict()
    assert [words.split()[0] for words in found.lost] == [case.keys[1]]
    assert len(found.torn) == 2  # its record, and the count of its month


def moved(case: Case) -> None:
    Booking.objects.filter(title=TITLE + case.keys[0]).update(room=case.rooms[4])


def under_another_act(case: Case) -> None:
    History.objects.filter(booking__title=TITLE + case.keys[0]).update(act=uuid4())


@pytest.mark.parametrize("plant", [moved, under_another_act])
def test_what_stands_otherwise_than_acknowledged_is_lost(case: Case, plant: Callable[[Case], None]) -> None:
    plant(case)
    assert [words.split()[0] for words in case.verdict().lost] == [case.keys[0]]


def test_a_doubled_row_is_found_behind_the_guard(case: Case) -> None:
    booking = Booking.objects.get(title=TITLE + case.keys[0])
    booking.pk = None
    with connection.cursor() as cursor:
        # As if the guard had never been: on SQLite a trigger, on PostgreSQL a constraint.
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bookings_booking'")
            guards = cursor.fetchall()
            for name, _statement in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            booking.save()
            for _name, statement in guards:
                cursor.execute(statement)
        else:
            booking.state = "cancelled"
            booking.save()
    found = case.verdict()
    overlap = ["1 overlap"] if connection.vendor == "sqlite" else []
    assert found.double == [*overlap, f"{case.keys[0]} stands 2 times"]
    assert f"booking {booking.pk} has no history" in found.torn


def test_a_refused_wish_that_stands_is_found(case: Case) -> None:
    key = case.told(20, 507)
    case.book(20, key)
    assert case.verdict().double == [f"{key} was refused with [507], and stands"]


def test_a_booking_that_nobody_asked_for_is_found(case: Case) -> None:
    key = str(uuid4())
    case.book(21, key)
    assert case.verdict().double == [f"{key} was never asked for"]


def test_a_resend_that_met_its_own_booking_is_found(case: Case) -> None:
    key = case.told(22, UNKNOWN, 409)
    assert case.verdict().double == [f"{key} was taken for another's"]


def without_history(case: Case) -> None:
    History.objects.filter(booking__title=TITLE + case.keys[2]).delete()


def with_another_count(case: Case) -> None:
    MonthTally.objects.update(times=7)


def with_a_version_that_stayed(case: Case) -> None:
    MonthTally.objects.update(version=2)


TEARS = [
    (without_history, {"torn": 2, "lost": 1, "broken": 0}),
    (with_another_count, {"torn": 1, "lost": 0, "broken": 0}),
    (with_a_version_that_stayed, {"torn": 1, "lost": 0, "broken": 0}),
]


@pytest.mark.parametrize(("tear", "expected"), TEARS)
def test_a_torn_booking_is_found(case: Case, tear: Callable[[Case], None], expected: dict[str, int]) -> None:
    tear(case)
    found = case.verdict()
    assert {name: len(getattr(found, name)) for name in expected} == expected


def test_a_booking_without_its_record_is_found(case: Case) -> None:
    last = Record.objects.latest("number")
    by_hand("DELETE FROM audit_record WHERE id = %s", last.pk)
    found = case.verdict()
    assert (found.torn, len(found.broken)) == ([f"{last.subject} has no record of 1"], 1)


def test_a_record_of_nothing_is_found(case: Case) -> None:
    audit.record(office_id=case.course.office.pk, act=Act.BOOKING, actor_id=None, subject=f"act:{UUID(int=7)}", bookings=1)
    assert case.verdict().torn == [f"act:{UUID(int=7)} is recorded, and nothing was done"]


def test_every_slot_is_another(case: Case) -> None:
    words = [tuple(slots.words(number, case.rooms).values()) for number in range(2000)]
    assert len(set(words)) == len(words)
    last = slots.DAYS * len(slots.HOURS) * len(case.rooms)
    assert slots.words(last - 1, case.rooms)["on"] == "2032-12-28"
    assert slots.words(-1, case.rooms) == slots.words(last - 1, case.rooms)
    for beyond in (last, -last - 1):
        with pytest.raises(ValueError, match="there are only"):
            slots.words(beyond, case.rooms)
