"""From the bytes of a dump to the year report: what comes out is what the office published, whatever the edition."""

from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from jonghong.bookings.models import Booking, State
from jonghong.bookings.tallies import times_by_month, wrong_tallies
from jonghong.moving import actions, dumps, previews
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Edition, Source
from jonghong.moving.models import Kept, Outcome, Run
from jonghong.offices.models import Office
from tests import make
from tests.moving.amss_dumps import NOW, everything, published, whole_office
from tests.moving.amss_tables import ALL, mysqldump

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
    assert wrong_tallies(office.pk) == []
    tasks = Kept.objects.exclude(task="").order_by("task").values_list("task", flat=True).distinct()
    assert list(tasks) == ["D17", "D18"]
    again = previews.preview(office, "amss", source, Choices())
    assert (again.new, again.changed, again.conflicts) == ([], [], [])
