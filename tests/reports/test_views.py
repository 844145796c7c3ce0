"""The year report as visitors, people of the office and machines see it."""

from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jonghong.bookings import tallies
from jonghong.bookings.models import MonthTally
from jonghong.core.pagecache import store
from jonghong.offices.models import Office
from jonghong.offices.versions import raise_version
from jonghong.people.models import Role
from tests import make
from tests.reports.table import table_of, texts

pytestmark = pytest.mark.django_db

TODAY = "2023-05-25T02:00:00+00:00"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
PAGES = ["report", "report-fiscal", "report-csv", "fiscal-csv"]


def count(office: Office, times: dict[tuple[int, int], int]) -> None:
    """Let the office have had so many bookings in these months."""
    for (year, month), number in times.items():
        MonthTally.objects.create(office=office, month=tallies.month_number(year, month), times=number)


@pytest.fixture
def office() -> Office:
    made = make.office()
    make.room(made)
    count(made, {(2023, 6): 71, (2023, 7): 1, (2022, 10): 27})
    return made


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


def browser() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


def browser_of(office: Office, role: str = Role.CLERK) -> Client:
    client = browser()
    client.force_login(make.person(office, role=role))
    return client


@pytest.fixture
def visitor(office: Office) -> Client:
    return browser()


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def test_report_by_calendar_year(visitor: Client) -> None:
    heading, this_year, last_year, sums = table_of(visitor.get("/"))
    assert texts(heading) == ["Year (BE)", *MONTHS, "Total"]
    assert texts(this_year) == ["2566", *["free"] * 5, "71 uses", "1 use", *["free"] * 5, "72"]
    assert texts(last_year) == ["2565", *["free"] * 9, "27 uses", "free", "free", "27"]
    assert texts(sums) == ["All years", *["0"] * 5, "71", "1", "0", "0", "27", "0", "0", "99"]


def test_every_month_leads_to_its_table(visitor: Client) -> None:
    _heading, this_year, last_year, sums = table_of(visitor.get("/"))
    for year, row in ((2566, this_year), (2565, last_year)):
        assert [address for _text, address in row] == ["", *(f"/{year}/{month}/" for month in range(1, 13)), ""]
    assert {address for _text, address in sums} == {""}


def test_report_by_fiscal_year(visitor: Client) -> None:
    heading, this_year = table_of(visitor.get("/fiscal/"))
    fiscal = [*MONTHS[9:], "Quarter 1", *MONTHS[:3], "Quarter 2", *MONTHS[3:6], "Quarter 3", *MONTHS[6:9], "Quarter 4"]
    assert texts(heading) == ["Fiscal year", *fiscal, "Total"]
    assert [texts(this_year)[n] for n in (0, 1, 4, 11, 12, 13, 16, 17)] == [
        "2566",
        "27 uses",
        "27",
        "71 uses",
        "71",
        "1 use",
        "1",
        "99",
    ]
    assert [this_year[n][1] for n in (1, 3, 5, 15)] == ["/2565/10/", "/2565/12/", "/2566/1/", "/2566/9/"]


def test_fiscal_report_says_when_its_year_runs(visitor: Client) -> None:
    assert "Fiscal year 2566 runs from 1 October 2565 to 30 September 2566." in text(visitor.get("/fiscal/"))
    assert "runs from" not in text(visitor.get("/"))


def test_fiscal_report_sums_all_years(office: Office, visitor: Client) -> None:
    count(office, {(2021, 10): 3})
    *_rows, sums = table_of(visitor.get("/fiscal/"))
    assert texts(sums) == ["All years", "30", "0", "0", "30", *["0"] * 6, "71", "71", "1", "0", "0", "1", "102"]


@pytest.mark.parametrize(("path", "current"), [("/", "/"), ("/fiscal/", "/fiscal/")])
def test_switch_marks_the_kind_of_year_that_is_shown(visitor: Client, path: str, current: str) -> None:
    switch = text(visitor.get(path)).split('class="switch"')[1].split("</nav>")[0]
    links = {line.split('"')[1]: "aria-current" in line for line in switch.splitlines() if "<a " in line}
    assert links == {"/": current == "/", "/fiscal/": current == "/fiscal/"}


def test_months_are_named_in_thai_unless_asked(visitor: Client) -> None:
    visitor.cookies.clear()
    heading = table_of(visitor.get("/fiscal/"))[0]
    assert [texts(heading)[n] for n in (1, 5, 15)] == ["ต.ค.", "ม.ค.", "ก.ย."]


def test_links_tell_the_whole_month_and_this_one_is_marked(visitor: Client) -> None:
    page = text(visitor.get("/"))
    assert 'aria-label="June 2566: 71 uses"' in page
    assert 'aria-label="January 2565: free"' in page
    assert page.count('aria-current="date"') == 1
    assert 'href="/2566/5/" data-heat="0" data-month="May" aria-current="date"' in page


def test_heat_is_darkest_in_the_busiest_month(visitor: Client) -> None:
    page = text(visitor.get("/"))
    heats = {f'href="/{month}/" data-heat="{heat}"' in page for month, heat in [("2566/6", 10), ("2566/7", 1), ("2565/10", 4)]}
    assert heats == {True}


def test_button_leads_a_visitor_through_signing_in(visitor: Client) -> None:
    page = text(visitor.get("/"))
    assert f'class="btn primary" href="{reverse("sign-in")}?next=/month/">Sign in to book' in page
    assert "Book a room" not in page


def test_button_leads_people_to_this_month(office: Office) -> None:
    page = text(browser_of(office).get("/"))
    assert f'class="btn primary" href="{reverse("this-month")}">Book a room' in page
    assert "Sign in to book" not in page


def test_report_asks_the_database_at_most_eight_times(office: Office, django_assert_max_num_queries) -> None:
    client = browser_of(office)
    with django_assert_max_num_queries(8):
        client.get("/")


def test_report_asks_the_database_thrice_and_once_when_kept(visitor: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):  # office, version, tallies
        visitor.get("/fiscal/")
    with django_assert_num_queries(1):  # version
        visitor.get("/fiscal/")


@pytest.mark.parametrize(
    ("role", "has_room", "advice", "step"),
    [
        ("", True, "No room has been booked yet.", 'href="/month/">Open the month table'),
        ("", False, "A room officer signs in and adds them", ""),
        (Role.CLERK, False, "A room officer signs in and adds them", ""),
        (Role.OFFICER, False, "Add the rooms of your office", ">Add rooms"),
        (Role.OFFICER, True, "No room has been booked yet.", 'href="/month/">Open the month table'),
    ],
)
def test_empty_report_says_what_to_do_next(role: str, has_room: bool, advice: str, step: str) -> None:
    office = make.office()
    if has_room:
        make.room(office)
    response = (browser_of(office, role) if role else browser()).get("/")
    assert advice in text(response)
    assert step in text(response)
    assert [texts(row) for row in table_of(response)[1:]] == [["2566", *["free"] * 12, "0"]]


@pytest.mark.parametrize("name", PAGES)
def test_report_hides_other_offices(visitor: Client, name: str) -> None:
    before = visitor.get(reverse(name))
    count(make.office(), {(2019, 1): 88, (2023, 6): 5})
    store.clear()
    assert visitor.get(reverse(name)).content == before.content


def test_empty_report_knows_no_rooms_of_other_offices() -> None:
    make.office()
    make.room(make.office())
    assert "There are no rooms yet." in text(browser().get("/"))


@pytest.mark.parametrize("name", PAGES)
def test_report_is_304_until_something_changes(visitor: Client, name: str) -> None:
    first = visitor.get(reverse(name))
    again = visitor.get(reverse(name), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_open_page_knows_its_etag(visitor: Client) -> None:
    response = visitor.get("/")
    assert f'data-live data-etag="{response["ETag"]}"' in text(response)
    unlike = visitor.get("/?utm=1")
    assert "data-live" not in text(unlike)
    assert table_of(unlike) == table_of(response)


@pytest.mark.parametrize("name", PAGES)
def test_report_shows_a_booking_at_once(place, name: str) -> None:
    before = browser().get(reverse(name))
    place.book()
    after = browser().get(reverse(name), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.content != before.content


def test_report_stands_when_a_booking_is_rolled_back(place) -> None:
    before = browser().get("/")
    with transaction.atomic():
        place.book()
        transaction.set_rollback(True)
    assert browser().get("/", headers={"If-None-Match": before["ETag"]}).status_code == 304


def test_report_stands_when_another_office_books(visitor: Client, place) -> None:
    before = visitor.get("/")
    place.book()
    assert visitor.get("/", headers={"If-None-Match": before["ETag"]}).status_code == 304


def test_report_follows_the_name_of_the_office(office: Office, visitor: Client) -> None:
    assert f"Use of meeting rooms, {office.short_name}" in text(visitor.get("/"))
    with transaction.atomic():
        Office.objects.update(short_name="สพป.ใหม่")
        raise_version(office.pk)
    assert "Use of meeting rooms, สพป.ใหม่" in text(visitor.get("/"))


@pytest.mark.parametrize(
    ("path", "instant", "newest"),
    [
        ("/", "2023-12-31T16:59:59+00:00", "2566"),
        ("/", "2023-12-31T17:00:00+00:00", "2567"),
        ("/fiscal/", "2023-09-30T16:59:59+00:00", "2566"),
        ("/fiscal/", "2023-09-30T17:00:00+00:00", "2567"),
    ],
)
def test_a_year_begins_at_midnight_of_the_office(visitor: Client, path: str, instant: str, newest: str) -> None:
    visitor.get(path)
    with time_machine.travel(instant, tick=False):
        assert texts(table_of(visitor.get(path))[1])[0] == newest


def test_csv(visitor: Client) -> None:
    response = visitor.get("/report.csv")
    assert response.content == (
        b"buddhist_year,1,2,3,4,5,6,7,8,9,10,11,12\r\n2566,0,0,0,0,0,71,1,0,0,0,0,0\r\n2565,0,0,0,0,0,0,0,0,0,27,0,0\r\n"
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="report.csv"'


def test_fiscal_csv(visitor: Client) -> None:
    response = visitor.get("/fiscal.csv")
    assert response.content == b"fiscal_year,10,11,12,1,2,3,4,5,6,7,8,9\r\n2566,27,0,0,0,0,0,0,0,71,1,0,0\r\n"
    assert response["Content-Disposition"] == 'attachment; filename="fiscal.csv"'


@pytest.mark.parametrize("name", PAGES)
def test_report_is_only_read(visitor: Client, name: str) -> None:
    assert visitor.post(reverse(name)).status_code == 405
    assert visitor.head(reverse(name)).status_code == 200


def test_report_of_this_year_alone_needs_no_sums() -> None:
    office = make.office()
    count(office, {(date(2023, 6, 1).year, 6): 3})
    assert "<tfoot" not in text(browser().get("/"))
