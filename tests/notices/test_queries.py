"""What is new to whom, however late it shows itself, and with how many questions."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from time_machine import Traveller

from jonghong.bookings.models import Booking, History, Verb
from jonghong.bookings.snapshots import snapshot
from jonghong.notices.actions import SETTLED, mark_read
from jonghong.notices.models import Reader
from jonghong.notices.queries import MOST_COUNTED, ON_A_PAGE, concerning, page_of, unread
from jonghong.people.permissions import Rights
from tests.bookings.conftest import DAY
from tests.notices.conftest import NOW, Hall

pytestmark = pytest.mark.django_db


def row(hall: Hall, booking: Booking, number: int | None = None, name: str = "clerk", **facts: Any) -> History:
    """Write a row of history as a verb would, with a key of its own where one is named."""
    words = {"act": uuid4(), "verb": Verb.CHANGE, "at": NOW, "before": {}, "after": snapshot(booking), **facts}
    return History.objects.create(pk=number, office=hall.office, booking=booking, concerns=hall.people[name], **words)


def read(hall: Hall, name: str = "clerk") -> None:
    """Open the first page and have it marked as read."""
    page = page_of(hall.office, hall.person_of(name), 1)
    mark_read(office=hall.office, by=getattr(hall, name), last_id=page.last_id)


def new(hall: Hall, name: str = "clerk") -> int:
    return unread(hall.office, hall.person_of(name))


def test_what_others_do_is_new_until_it_is_read(hall: Hall) -> None:
    first, second = hall.book(), hall.book(hall.slot(day=DAY + timedelta(days=1)))
    assert new(hall) == 0
    hall.cancel(first[0])
    assert (new(hall), new(hall, "colleague"), new(hall, "officer")) == (1, 0, 0)
    read(hall)
    assert new(hall) == 0
    hall.cancel(second[0])
    assert new(hall) == 1


def test_a_series_is_one_notice(hall: Hall) -> None:
    booking = hall.book()[0]
    act = uuid4()
    others = [hall.book(hall.slot(day=DAY + timedelta(days=n)))[0] for n in (1, 2)]
    for each in (booking, *others):
        row(hall, each, act=act)
    assert new(hall) == 1
    (notice,) = page_of(hall.office, hall.person_of("clerk"), 1).notices
    assert (notice.row.booking_id, notice.number, notice.is_new) == (booking.pk, 3, True)


def test_a_row_that_shows_itself_late_is_still_new(hall: Hall, clock: Traveller) -> None:
    booking = hall.book()[0]
    row(hall, booking, 1000)
    row(hall, booking, 1010)
    read(hall)
    reader = Reader.objects.get()
    assert (reader.seen_id, str(reader)) == (0, f"{reader.person_id} · 0")
    # Of a transaction that began before and ended after.
    row(hall, booking, 1005)
    assert new(hall) == 1
    assert [notice.is_new for notice in page_of(hall.office, hall.person_of("clerk"), 1).notices] == [False, True, False]
    read(hall)
    assert new(hall) == 0
    assert len(Reader.objects.get().seen_acts) == 3
    clock.move_to(NOW + SETTLED + timedelta(seconds=1))
    row(hall, booking, 1020, at=NOW + SETTLED)
    read(hall)
    reader = Reader.objects.get()
    assert (new(hall), reader.seen_id, len(reader.seen_acts)) == (0, 1010, 1)


def test_reading_marks_only_what_was_shown(hall: Hall) -> None:
    booking = hall.book()[0]
    shown = row(hall, booking)
    row(hall, booking)
    mark_read(office=hall.office, by=hall.clerk, last_id=shown.pk)
    assert new(hall) == 1
    mark_read(office=hall.office, by=hall.clerk, last_id=0)
    assert new(hall) == 1


def test_nobody_reads_nothing(hall: Hall) -> None:
    mark_read(office=hall.office, by=Rights(office_id=hall.office.pk), last_id=99)
    assert Reader.objects.count() == 0


def test_of_another_office_nothing_is_told(hall: Hall) -> None:
    other = Hall()
    booking = other.book()[0]
    row(other, booking)
    foreign = row(other, booking)
    History.objects.filter(pk=foreign.pk).update(concerns=hall.person_of("clerk"))
    assert new(hall) == 0
    assert page_of(hall.office, hall.person_of("clerk"), 1).notices == []
    assert new(other) == 1


def test_more_than_ninety_nine_are_counted_as_one_more(hall: Hall) -> None:
    booking = hall.book()[0]
    for _ in range(MOST_COUNTED + 5):
        row(hall, booking)
    assert new(hall) == MOST_COUNTED + 1
    first, third = (page_of(hall.office, hall.person_of("clerk"), number) for number in (1, 3))
    assert (len(first.notices), first.has_more, len(third.notices), third.has_more) == (ON_A_PAGE, True, 4, False)


@pytest.mark.parametrize("number", [1, 3, 10_000])
def test_bell_asks_one_question_and_the_page_three(hall: Hall, number: int, django_assert_num_queries: Any) -> None:
    booking = hall.book()[0]
    facts = snapshot(booking)
    History.objects.bulk_create(
        History(
            office=hall.office,
            act=uuid4(),
            verb=Verb.CHANGE,
            booking=booking,
            at=NOW,
            actor=hall.people["officer"],
            concerns=hall.people["clerk"],
            before=facts,
            after=facts,
        )
        for _ in range(number)
    )
    person = hall.person_of("clerk")
    with django_assert_num_queries(1):
        assert unread(hall.office, person) == min(number, MOST_COUNTED + 1)
    with django_assert_num_queries(3):
        page = page_of(hall.office, person, 1)
    assert len(page.notices) == min(number, ON_A_PAGE)
    read(hall)
    with django_assert_num_queries(1):
        assert unread(hall.office, person) == 0


@pytest.mark.sqlite  # PostgreSQL reads a table of ten rows as a whole
def test_notices_are_read_along_what_concerns_somebody_and_not_through_all_history(hall: Hall) -> None:
    acts = concerning(hall.office, hall.person_of("clerk")).order_by().values("act").distinct()
    assert "history_that_concerns" in acts.explain()
