"""The sample office shows what the founding document shows."""

from datetime import date, time
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from jonghong.bookings.models import Booking, MonthTally
from jonghong.offices.models import Holiday
from tests import reports
from tests.reports.table import table_of, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

SNAPSHOT = Path(reports.__file__).with_name("year_report_snapshot.csv").read_bytes()
# The row of the year 543 is bad dates of the old system; no such row is shown.
LINES = [line for line in SNAPSHOT.splitlines(keepends=True) if not line.startswith(b"543,")]
PUBLISHED = {row[0]: row[1:] for row in ([int(number) for number in line.split(b",")] for line in LINES[1:])}
THEN = "2023-05-25T02:00:00+00:00"
LATER = "2026-11-22T02:00:00+00:00"


def shown(times: int) -> str:
    return f"{times} ครั้ง" if times else "ว่าง"


@pytest.mark.parametrize(("instant", "empty_years"), [(THEN, []), (LATER, ["2569", "2568", "2567"])])
def test_s1_year_report_is_as_published(instant: str, empty_years: list[str]) -> None:
    with time_machine.travel(instant, tick=False):
        _heading, *rows, sums = table_of(Client().get("/"))
    published = [[str(year), *map(shown, months), str(sum(months))] for year, months in PUBLISHED.items()]
    empty = [[year, *["ว่าง"] * 12, "0"] for year in empty_years]
    assert [texts(row) for row in rows] == empty + published
    assert texts(sums)[1:] == [*(str(sum(column)) for column in zip(*PUBLISHED.values(), strict=True)), "3,526"]


def test_s1_every_month_of_the_report_is_a_link() -> None:
    with time_machine.travel(THEN, tick=False):
        _heading, *rows, _sums = table_of(Client().get("/"))
    addresses = [[address for _text, address in row] for row in rows]
    assert addresses == [["", *(f"/{year}/{month}/" for month in range(1, 13)), ""] for year in PUBLISHED]


def test_s1_csv_is_as_published() -> None:
    assert Client().get("/report.csv").content == b"".join(LINES)


def test_s1_row_sums() -> None:
    sums = {year: sum(months) for year, months in PUBLISHED.items()}
    assert sums == {2566: 324, 2565: 476, 2564: 382, 2563: 590, 2562: 553, 2561: 546, 2560: 536, 2559: 119}
    assert Booking.objects.count() == sum(MonthTally.objects.values_list("times", flat=True)) == 3526


def test_s9_fiscal_years() -> None:
    with time_machine.travel(THEN, tick=False):
        _heading, *rows, _sums = table_of(Client().get("/fiscal/"))
    said = {cells[0]: cells for cells in map(texts, rows)}
    assert (said["2563"][-1], said["2566"][-1]) == ("652", "428")
    assert [said["2566"][n] for n in (4, 8, 12, 16)] == ["117", "132", "157", "22"]


def test_s2_first_days_of_june_2566() -> None:
    facts = ("date", "room__name", "title", "group__short_name", "half", "attendees", "is_private")
    found = Booking.objects.filter(date__range=(date(2023, 6, 1), date(2023, 6, 4))).order_by("date", "room__position")
    exam = ("เพชร", "รับสมัครสอบ ครูผู้ช่วย", "บุคคล", "day", 100, False)
    assert list(found.values_list(*facts)) == [
        (date(2023, 6, 1), *exam),
        (date(2023, 6, 1), "ไพลิน", "ประชุมการบริหารจัดการข้อมูลสารสนเทศ ปีการศึกษา 2566", "แผน", "day", 50, False),
        (date(2023, 6, 1), "มรกต", "บรรจุข้าราชการครูและบุคลากรทางการศึกษา ตำแหน่งครูผู้ช่วย", "บุคคล", "morning", 20, False),
        (date(2023, 6, 2), *exam),
        (date(2023, 6, 3), *exam),
        (date(2023, 6, 4), *exam),
    ]
    series = set(found.filter(room__name="เพชร").values_list("series", flat=True))
    assert len(series) == 1
    assert None not in series


def test_s7_wednesday_news_leaves_holidays_out() -> None:
    news = Booking.objects.filter(date__range=(date(2023, 8, 1), date(2023, 12, 31))).order_by("date")
    days = list(news.values_list("date", flat=True))
    assert [sum(day.month == month for day in days) for month in (8, 9, 10, 11, 12)] == [4, 4, 4, 5, 4]
    assert {day.weekday() for day in days} == {2}
    assert days[0] == date(2023, 8, 9)
    assert list(Holiday.objects.filter(date=date(2023, 8, 2)).values_list("name", flat=True)) == ["วันเข้าพรรษา"]
    assert {(booking.title, booking.half, booking.series_id) for booking in news} == {
        ("พุธเช้า ข่าว สพฐ.", "exact", news[0].series_id)
    }
    zone = news[0].office.zone
    hours = {(booking.starts_at.astimezone(zone).time(), booking.ends_at.astimezone(zone).time()) for booking in news}
    assert hours == {(time(8), time(9))}
