from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from bench.fill import add_rooms, load
from bench.generator import SEASONS, drawn, working_days
from jonghong.bookings.models import Booking, History
from jonghong.bookings.snapshots import stands_as
from tests import make


@pytest.mark.pure
def test_just_so_many_are_drawn_and_the_same_each_time() -> None:
    found = list(drawn(20, 9_000))
    assert len(found) == 9_000
    assert found == list(drawn(20, 9_000))
    assert {each.room for each in found} == set(range(20))


@pytest.mark.pure
def test_only_a_morning_and_an_afternoon_share_a_day_of_a_room() -> None:
    days: dict[tuple[int, date], list[str]] = {}
    for each in drawn(20, 9_000):
        days.setdefault((each.room, each.day), []).append(each.half)
    assert {tuple(halves) for halves in days.values()} == {
        ("morning",),
        ("afternoon",),
        ("day",),
        ("exact",),
        ("morning", "afternoon"),
    }


@pytest.mark.pure
def test_it_looks_like_use() -> None:
    found = list(drawn(20, 9_000))
    months = Counter(each.day.month for each in found)
    assert months[9] > 2 * months[4]
    assert max(each.day.weekday() for each in found) == 4
    assert len(SEASONS) == 12
    rooms = Counter(each.room for each in found)
    assert max(rooms.values()) > 1.3 * min(rooms.values())
    assert all(one.room < two.room or one.day <= two.day for one, two in pairwise(found))


@pytest.mark.pure
def test_more_than_a_room_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not so many days"):
        list(drawn(1, 2 * len(working_days())))


@pytest.mark.django_db
def test_what_is_drawn_is_written_past_the_guard_with_its_history() -> None:
    office = make.office()
    for _ in range(2):
        make.person(office)
    rooms = add_rooms(office, 3)
    load(rooms, list(drawn(3, 90)))
    assert Booking.objects.filter(office=office, state="confirmed").count() == 90
    histories = list(History.objects.select_related("booking").order_by("pk"))
    assert len(histories) == 90
    assert [row.booking_id for row in histories if not stands_as(row.booking, row.after)] == []
    assert all(row.actor_id == row.booking.organizer_id for row in histories)
    first = Booking.objects.earliest("pk")
    first.pk, first.room = None, add_rooms(office, 1)[0]
    first.save()
    assert first.pk == Booking.objects.latest("pk").pk > histories[-1].booking_id
