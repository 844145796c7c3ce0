"""A private booking shows only that the room is in use, on whatever page somebody of another group, or nobody, comes to."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from jonghong.bookings.models import Booking, History
from jonghong.rooms.hours import Half
from jonghong.swaps.models import Swap
from jonghong.waiting.models import Waiter
from tests.bookings.conftest import DAY, Place
from tests.privacy.seeds import NOW

pytestmark = pytest.mark.django_db
MARKER = "ZQXLEAK"
SECRET: dict[str, Any] = {
    "title": f"สอบสวน {MARKER}",
    "chair": f"ประธาน {MARKER}",
    "coordinator": f"ผู้ประสาน {MARKER}",
    "phone": f"08-{MARKER}",
    "sign": f"ป้าย {MARKER}",
    "is_private": True,
}
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)')
MOST = 150  # pages; those at which it could show come first
SEEDS = """
/ /fiscal/ /today/ /2566/6/ /2566/6/1/ /2566/6/1/week/ /search/?q=สอบสวน&since=1/1/2566 /search/?q=ประธาน
/find/?on=1/6/66&until=4/6/66&half=day /notices/ /notices/count/ /swaps/ /waiting/ /mine/ /privacy/ /my/data/
"""


class Hidden(Place):
    """A place with a private booking by itself, in a series, cancelled, waiting for permission, and in a queue."""

    def __init__(self) -> None:
        super().__init__()
        (self.alone,) = self.book(**SECRET)
        days = [self.slot(Half.AFTERNOON, DAY.replace(day=day)) for day in (1, 2)]
        self.several = self.book(*days, **SECRET)
        self.large.needs_permission = True
        self.large.save()
        (self.asked,) = self.book(self.slot(day=DAY.replace(day=5)), room=self.large, **SECRET)
        (self.theirs,) = self.book(self.slot(day=DAY.replace(day=6)), by=self.stranger, group_id=self.groups[2].pk)
        self.change(self.alone, **SECRET)
        Waiter.objects.create(
            office=self.office,
            person=self.people["clerk"],
            group=self.groups[1],
            room=self.small,
            date=DAY.replace(day=6),
            half="morning",
            starts_at=self.theirs.starts_at,
            ends_at=self.theirs.ends_at,
            title=MARKER,
            joined_at=NOW,
        )
        Swap.objects.create(
            office=self.office,
            mine=self.theirs,
            theirs=self.alone,
            mine_version=1,
            theirs_version=2,
            rooms_only=True,
            asked_by=self.people["stranger"],
            asked_at=NOW,
        )

    def addresses(self) -> Iterable[str]:
        """Give every address at which something of it could show."""
        for booking in Booking.objects.all():
            yield from (f"/booking/{booking.pk}/{act}" for act in ("", "change/", "cancel/"))
            yield f"/swaps/ask/{booking.pk}/"
            yield f"/waiting/join/?room={booking.room_id}&on={booking.date}&half={booking.half}"
            yield f"/why/?room={booking.room_id}&on={booking.date}&half={booking.half}"
            yield f"/book/?room={booking.room_id}&on={booking.date}&half={booking.half}"
        yield from (f"/series/{row.series_id}/" for row in self.several)
        yield from (f"/swaps/{swap.pk}/" for swap in Swap.objects.all())
        yield from (f"/?done={act}" for act in History.objects.values_list("act", flat=True).distinct())


@pytest.fixture(autouse=True)
def _at() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place() -> Hidden:
    return Hidden()


def crawled(client: Client, first: Iterable[str]) -> dict[str, str]:
    """Return what stands on every page that links lead to."""
    waiting = list(dict.fromkeys(first))
    pages: dict[str, str] = {}
    while waiting and len(pages) < MOST:
        address = waiting.pop(0)
        if address in pages:
            continue
        response = client.get(address)
        is_text = not response.streaming
        pages[address] = response.content.decode(errors="replace") if is_text else ""
        assert response.status_code < 500, address
        waiting += [unescape(link) for link in LINK.findall(pages[address]) if not unescape(link).startswith("/static/")]
    return pages


def leaks(pages: dict[str, str]) -> list[str]:
    return [address for address, page in pages.items() if MARKER in page]


@pytest.mark.parametrize("name", ["", "stranger"])
def test_nobody_else_reads_anything_of_it(place: Hidden, name: str) -> None:
    pages = crawled(place.client(name), [*SEEDS.split(), *place.addresses()])
    assert len(pages) > 60
    assert leaks(pages) == []


def test_its_own_group_and_officers_do(place: Hidden) -> None:
    for name in ("colleague", "officer"):
        assert MARKER in place.client(name).get("/2566/6/").content.decode()


def test_a_race_that_is_lost_to_it_tells_nothing_of_it(place: Hidden) -> None:
    form = {
        "room": place.small.pk,
        "on": "2023-06-01",
        "half": "morning",
        "group": place.groups[2].pk,
        "title": "ประชุม",
        "attendees": "5",
    }
    response = place.client("stranger").post("/book/", form)
    assert (response.status_code, MARKER in response.content.decode()) == (409, False)


def test_moving_a_booking_onto_it_tells_nothing_of_it(place: Hidden) -> None:
    moved = {"room": place.small.pk, "on": "2023-06-01", "starts": "09.00", "ends": "10.00", "version": 1}
    response = place.client("stranger").post(f"/booking/{place.theirs.pk}/move/", moved)
    assert MARKER not in response.content.decode()


def test_a_copy_of_somebody_elses_data_holds_nothing_of_it(place: Hidden) -> None:
    copy = place.client("stranger").post("/my/data/copy/").content.decode()
    assert (MARKER in copy, "swaps.swap" in copy) == (False, True)
