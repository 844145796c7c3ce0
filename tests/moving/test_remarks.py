"""What is said of an import as a whole: sums that are not used, and numbers that are no parts of the whole."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from jonghong.bookings.tallies import reported_by_month
from jonghong.core import tables
from jonghong.moving import actions, remarks, reporting, sheets
from jonghong.moving.choices import Choices
from jonghong.moving.models import Upload
from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make
from tests.moving.plans import booking, bring_in, usual
from tests.moving.test_pages import SUMS

pytestmark = pytest.mark.django_db
TWO_MONTHS = (
    "The sums of 2 months are not used: bookings of these months stand here, and they count. "
    "1 of the rows that count as imported holds such a sum."
)
ONE_MONTH = (
    "The sum of 1 month is not used: bookings of that month stand here, and they count. "
    "1 of the rows that count as imported holds such a sum."
)
SEVERAL = "A row may stand under several of these: their numbers may add up to more than the rows."


@pytest.fixture
def office() -> Office:
    """Return an office with bookings in May and June of 2023."""
    made = make.office()
    bring_in(made, usual(*(booking(str(month), first=date(2023, month, 1)) for month in (5, 6))))
    return made


def sums(*of_months: str) -> bytes:
    return tables.rows_to_csv([SUMS, ("2566", *of_months), ("2565", *["0"] * 12)])


def test_sums_that_are_not_used_are_told_of_on_the_pages_and_in_the_reports(office: Office) -> None:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(make.person(office, group=0, role=Role.ADMINISTRATOR))
    client.post("/office/moving/", {"file": SimpleUploadedFile("sums.csv", sums(*["7"] * 12))})
    page = client.get(f"/office/moving/{Upload.objects.get().pk}/check/").content.decode()
    assert (TWO_MONTHS in page, "10 months are brought forward" in page) == (True, True)
    kind, source = sheets.read(sums(*["7"] * 12))
    run = actions.bring_in(office=office, kind=kind, file="sums.csv", source=source, choices=Choices())
    assert run.counts["totals"] == {"rows": 2, "imported": 2, "quarantined": 0}
    assert sorted(run.facts["left_out"].items()) == [("2023-05", 7), ("2023-06", 7)]
    assert TWO_MONTHS in client.get(f"/office/moving/runs/{run.pk}/").content.decode()
    with translation.override("en"):
        report = reporting.of_run(run)
        book = openpyxl.load_workbook(BytesIO(reporting.as_xlsx(report)))
        html = reporting.as_html(report)
    assert (report.remarks, f"<p>{TWO_MONTHS}</p>" in html) == ((TWO_MONTHS,), True)
    assert [row[0] for row in book.worksheets[0].values][-1] == TWO_MONTHS


def test_sums_that_lie_over_bookings_alone_bring_nothing_forward(office: Office) -> None:
    before = reported_by_month(office.pk)
    kind, source = sheets.read(sums(*["0"] * 5, "9", *["0"] * 6))
    run = actions.bring_in(office=office, kind=kind, file="sums.csv", source=source, choices=Choices())
    assert (run.facts["carried"], reported_by_month(office.pk)) == ({}, before)
    with translation.override("en"):
        assert remarks.of_run(run) == [ONE_MONTH]
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(make.person(office, group=0, role=Role.ADMINISTRATOR))
    client.post("/office/moving/", {"file": SimpleUploadedFile("sums.csv", sums(*["0"] * 5, "8", *["0"] * 6))})
    page = client.get(f"/office/moving/{Upload.objects.get().pk}/check/").content.decode()
    assert (ONE_MONTH in page, "brought forward into the year report" in page) == (True, False)


def test_numbers_that_are_no_parts_are_said_to_be_none(office: Office) -> None:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(make.person(office, group=0, role=Role.ADMINISTRATOR))
    heads = ["วันที่", "ห้อง", "เรื่อง", "กลุ่ม"]
    for rows, is_said in (([["1/6/2565", "เพชร", "อบรม", "แผน"]], False), ([["32/6/2565", "เพชร", "", ""]], True)):
        content = tables.rows_to_csv([heads, *rows, *rows[:is_said]])
        client.post("/office/moving/", {"file": SimpleUploadedFile("rooms.csv", content)})
        upload = Upload.objects.get()
        assert (SEVERAL in client.get(f"/office/moving/{upload.pk}/check/").content.decode()) == is_said
        report = client.get(f"/office/moving/{upload.pk}/report.html").content.decode()
        assert (SEVERAL in report) == is_said
