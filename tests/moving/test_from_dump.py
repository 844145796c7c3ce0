"""From the bytes of a dump to the year report: what comes out is what the office published, whatever the edition."""

from collections import Counter
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from jonghong.bookings.models import Booking, State
from jonghong.bookings.tallies import times_by_month, wrong_tallies
from jonghong.moving import actions, dumps, previews
from jonghong.moving.choices import Choices, RoomChoice
from jonghong.moving.facts import Edition, Source
from jonghong.moving.models import Kept, Outcome, Run
from jonghong.offices.models import Office
from jonghong.rooms.models import Room
from tests import make
from tests.moving.amss_dumps import NOW, ahead, everything, published, whole_office
from tests.moving.amss_tables import ALL, V2, mysqldump, small_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Settings) -> Office:
    """Give an office of the day on which every case is judged, so that some of them are still ahead."""
    settings.CLOCK_STARTS_AT = NOW.replace(tzinfo=ZoneInfo("Asia/Bangkok")).isoformat()
    return make.office()


def bring_in(office: Office, source: Source) -> Run:
    return actions.bring_in(office=office, kind="amss", file="amss.sql", source=source, choices=Choices(), by=None)


def test_the_year_report_is_the_published_one(office: Office) -> None:
    run = bring_in(office, dumps.read(BytesIO(mysqldump(whole_office()))))
    assert run.counts["meeting_main"] == {"rows": 3529, "imported": 3526, "quarantined": 3}
    assert times_by_month(office.pk) == published()
    assert Booking.objects.filter(state=State.CONFIRMED).count() == 3526
    assert Kept.objects.filter(outcome=Outcome.QUARANTINED).count() == 3


@pytest.mark.parametrize("edition", ALL)
def test_every_dirty_case_comes_in_or_waits_in_quarantine(office: Office, edition: Edition) -> None:
    source = everything(edition).source()
    run = bring_in(office, source)
    assert {table: of["rows"] for table, of in run.counts.items()} == {
        table: len(rows) for table, rows in source.tables.items()
    }
    assert Kept.objects.count() == source.size
    kept = Counter(Kept.objects.values_list("table", "outcome"))
    for table, of in run.counts.items():
        taken = kept[table, Outcome.IMPORTED] + kept[table, Outcome.LINKED]
        assert (taken, kept[table, Outcome.QUARANTINED]) == (of["imported"], of["quarantined"]), table
    assert wrong_tallies(office.pk) == []
    tasks = Kept.objects.exclude(task="").order_by("task").values_list("task", flat=True).distinct()
    assert list(tasks) == ["D17", "D18"]
    again = previews.preview(office, "amss", source, Choices())
    assert (again.new, again.changed, again.conflicts) == ([], [], [])


def test_a_room_that_was_made_again_is_one_open_room(office: Office) -> None:
    tables = small_office(V2)
    tables.add("meeting_room", {"room_code": "4", "room_name": "ห้องประชุมเก่า", "active": "1"})
    tables.add("meeting_main", ahead(room="3"))
    tables.add("meeting_main", ahead(room="4", objective="อีกเรื่อง"))
    bring_in(office, tables.source())
    assert [room.is_open for room in Room.objects.filter(office=office, name="ห้องประชุมเก่า")] == [True]
    assert list(Kept.objects.exclude(task="").values_list("key", "task")) == [("2", "D17")]


@pytest.mark.parametrize("is_here", [False, True])
def test_two_rooms_that_are_given_one_name_are_one_room(office: Office, is_here: bool) -> None:
    tables = small_office(V2)
    for code in ("1", "2"):
        tables.add("meeting_main", ahead(room=code, objective=code))
    if is_here:
        make.room(office, name="ห้องรวม")
    choices = Choices(rooms={code: RoomChoice(name="ห้องรวม") for code in ("1", "2")})
    actions.bring_in(office=office, kind="amss", file="amss.sql", source=tables.source(), choices=choices, by=None)
    assert Room.objects.filter(office=office, name="ห้องรวม").count() == 1
    assert list(Kept.objects.exclude(task="").values_list("key", "task")) == [("2", "D17")]
