"""Sheets, sums and saved pages all the way in: bookings in the tables here, once, however often they are brought."""

from pathlib import Path

import pytest
from django.test import Client

from jonghong.bookings.models import Booking
from jonghong.bookings.tallies import reported_by_month, wrong_tallies
from jonghong.core import tables
from jonghong.moving import actions, sheets
from jonghong.moving.choices import Choices
from jonghong.moving.models import Kept, Outcome, Run
from jonghong.offices.models import Office
from tests import make

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parents[1] / "reports" / "year_report_snapshot.csv"
HEAD = ["ที่", "วันที่", "เวลา", "ห้องประชุม", "เรื่อง", "กลุ่ม", "จำนวน", "ผู้จอง", "หมายเหตุ"]
EXAM = ["1", "1-4 มิ.ย. 2566", "เช้า-บ่าย", "ห้องประชุมเพชร", "รับสมัครสอบ", "กลุ่มบริหารงานบุคคล", "100 คน", "นางดี มี", "ใช้ไมค์"]
COUNCIL = ["2", "5/6/66", "08.30-12.00 น.", "เพชร", "ประชุมสภา", "บริหารงานบุคคล", "๒๐", "", ""]
UNCLEAR = ["3", "6/6/2023", "เช้า", "เพชร", "อบรม", "", "", "", ""]


@pytest.fixture
def office() -> Office:
    return make.office()


def bring_in(office: Office, content: bytes) -> Run:
    kind, source = sheets.read(content)
    return actions.bring_in(office=office, kind=kind, file="ทะเบียน.csv", source=source, choices=Choices())


def facts(office: Office) -> list[tuple[object, ...]]:
    rows = Booking.objects.filter(office=office).order_by("date", "pk")
    return list(rows.values_list("date__day", "room__name", "half", "title", "attendees", "state", "is_legacy"))


def test_a_sheet_of_bookings_comes_in(office: Office) -> None:
    run = bring_in(office, tables.rows_to_csv([HEAD, EXAM, COUNCIL, UNCLEAR]))
    exam = ("ห้องประชุมเพชร", "day", "รับสมัครสอบ", 100, "confirmed", True)
    council = (5, "ห้องประชุมเพชร", "morning", "ประชุมสภา", 20, "confirmed", True)
    assert facts(office) == [*((day, *exam) for day in (1, 2, 3, 4)), council]
    assert run.counts["bookings"] == {"rows": 3, "imported": 2, "quarantined": 1}
    assert set(Booking.objects.values_list("group__name", flat=True)) == {"กลุ่มบริหารงานบุคคล"}
    assert (reported_by_month(office.pk)[2023, 6], wrong_tallies(office.pk)) == (5, [])


def test_the_same_bookings_in_another_file_are_the_same(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([HEAD, EXAM, COUNCIL, UNCLEAR]))
    before = facts(office)
    run = bring_in(office, tables.rows_to_csv([["ทะเบียนใหม่"], HEAD, UNCLEAR, COUNCIL, EXAM]))
    assert facts(office) == before
    assert Kept.objects.filter(table="bookings").count() == 3
    assert (run.facts["new"], run.facts["conflicts"]) == (1, 0)  # the title of the other file


def test_a_saved_page_comes_in(office: Office) -> None:
    html = (
        "<p>ประจำเดือน มิถุนายน 2566<table><tr><th>วันที่<th>เพชร<th>มรกต<tr><td>พฤหัสบดีที่ 1 มิถุนายน"
        "<td>รับสมัครสอบ บุคคล (เช้า-บ่าย 100 คน) &lt;แก้ไข&gt;<td>บรรจุครู บุคคล (เช้า 20 คน)<br>บ่ายว่าง</table>"
    )
    bring_in(office, html.encode("cp874"))
    assert facts(office) == [
        (1, "เพชร", "day", "รับสมัครสอบ", 100, "confirmed", True),
        (1, "มรกต", "morning", "บรรจุครู", 20, "confirmed", True),
    ]
    again = bring_in(office, html.encode())
    assert (again.facts["new"], len(facts(office))) == (0, 2)


def test_sums_come_in_and_stand_in_the_year_report(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([HEAD, COUNCIL]))
    months = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."]
    content = tables.rows_to_csv([["ปี พ.ศ.", *months], ["2566", "34 ครั้ง", "42", "56", "38", "48", "71"], ["543", *"000000"]])
    run = bring_in(office, content)
    assert reported_by_month(office.pk) == {
        (2023, 1): 34,
        (2023, 2): 42,
        (2023, 3): 56,
        (2023, 4): 38,
        (2023, 5): 48,
        (2023, 6): 1,
    }
    outcomes = dict(Kept.objects.filter(run=run).values_list("table", "outcome"))
    assert run.counts["totals"] == {"rows": 2, "imported": 1, "quarantined": 1}
    assert outcomes["heading"] == Outcome.IMPORTED
    assert bring_in(office, content).facts["new"] == 0


def test_the_published_year_report_stands_here_as_it_was_published(office: Office, client: Client) -> None:
    published = SNAPSHOT.read_bytes()
    bring_in(office, published)
    assert client.get("/report.csv").content.decode().split() == published.decode().split()[:-1]  # all but the year 543
