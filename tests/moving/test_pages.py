"""The assistant that moves a former system in, page by page: what it takes, says, asks and refuses."""

import gzip
import re
from datetime import date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jonghong.bookings import actions as bookings
from jonghong.bookings.models import Booking, History, State
from jonghong.core import clock
from jonghong.core.pace import PACES, buckets
from jonghong.core.tables import read_all, rows_to_csv, rows_to_xlsx
from jonghong.moving import progress, receiving, views
from jonghong.moving.models import Kept, Mapping, Outcome, Run, Upload
from jonghong.moving.offers import Offers, wish_of
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person, Role
from jonghong.people.permissions import rights_of
from jonghong.rooms.models import Room
from tests import make
from tests.moving.amss_dumps import good
from tests.moving.amss_tables import V2, Tables, mysqldump, small_office
from tests.office_pages import HOSTILE

pytestmark = pytest.mark.django_db
START, QUARANTINE = "/office/moving/", "/office/moving/quarantine/"
HEADS = ("วันที่", "เวลา", "ห้อง", "กลุ่ม", "เรื่อง", "จำนวนคน")
SUMS = ("ปี", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
GROUP = "นโยบายและแผน"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    """Keep progress in a folder of its own: numbers of uploads come again in the next test."""
    settings.DATA = tmp_path
    (tmp_path / "moving").mkdir()


@pytest.fixture
def office() -> Office:
    """Return the office that is served."""
    return make.office()


@pytest.fixture
def administrator(office: Office) -> Person:
    """Return its administrator."""
    return make.person(office, group=0, role=Role.ADMINISTRATOR)


@pytest.fixture
def client(administrator: Person) -> Client:
    """Return the administrator's browser, which speaks English."""
    return browser_of(administrator)


def browser_of(person: Person) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(person)
    return client


def row(day: str, room: str = "เพชร", title: str = "ประชุมงานแผน", time: str = "เช้า", people: str = "20") -> tuple[str, ...]:
    """Return a row of a table of bookings."""
    return (day, time, room, GROUP, title, people)


def table(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """Return a table of bookings as a file."""
    return SimpleUploadedFile("จองห้อง.csv", rows_to_csv([HEADS, *rows]))


def dump(*rows: dict[str, str | None], name: str = "amss.sql") -> SimpleUploadedFile:
    """Return a dump of a small office with these bookings."""
    tables: Tables = small_office(V2)
    for each in rows:
        tables.add("meeting_main", each)
    content = mysqldump(tables)
    return SimpleUploadedFile(name, gzip.compress(content) if name.endswith(".gz") else content)


def soon() -> date:
    """Return a Monday some weeks ahead."""
    return clock.now().date() + timedelta(days=28 - clock.now().weekday())


def send(client: Client, file: SimpleUploadedFile) -> Any:
    return client.post(START, {"file": file})


def step(name: str) -> str:
    """Return the address of a step of the source that waits."""
    return f"{START}{Upload.objects.get().pk}/{name}/"


def text_of(response: Any) -> str:
    """Return what people read on a page."""
    page = response.content.decode().partition("<main")[2].partition("</main")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def seal(client: Client) -> str:
    """Return the seal of what the check shows now."""
    found = re.search(r'name="seal" value="([^"]*)"', client.get(step("check")).content.decode())
    return found[1] if found else ""


def import_all(client: Client, file: SimpleUploadedFile) -> Run:
    """Walk all the steps as they are proposed, and return the import."""
    assert send(client, file).status_code == 303
    begun = client.post(step("check"), {"seal": seal(client)})
    assert begun.status_code == 303, text_of(begun)
    led = client.get(begun["Location"])
    assert led.status_code == 302, text_of(led)
    return Run.objects.get(pk=int(led["Location"].split("/")[-2]))


def mistake(response: Any) -> str:
    """Return what is wrong with the file."""
    assert response.status_code == 422
    return unescape(re.search(r'<p class="mistake" id="id_file_error">(.*?)</p>', response.content.decode())[1])


def filled(page: Any) -> dict[str, str]:
    """Return what a page's form to mend a row is filled in with."""
    html = page.content.decode()
    texts = re.findall(r'<input[^>]*? name="(\w+)"(?: value="([^"]*)")?', html)
    found = {name: unescape(value) for name, value in texts if name != "csrfmiddlewaretoken"}
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if name not in {"remark", "place"}}


def test_dump_is_known_by_itself(client: Client) -> None:
    sent = send(client, dump(good(), name="whatever.bin"))
    assert sent["Location"] == step("mapping")
    assert "AMSS++ 4.3 to 6.1" in text_of(client.get(step("check")))


def test_packed_dump_is_read(client: Client) -> None:
    assert send(client, dump(good(), name="amss.sql.gz")).status_code == 303
    assert (Upload.objects.get().kind, Upload.objects.get().file) == ("amss", "amss.sql.gz")


def test_table_workbook_sums_and_page_are_known_by_themselves(client: Client) -> None:
    sums = rows_to_csv([SUMS, ("2559", *["1"] * 12)])
    workbook = rows_to_xlsx([HEADS, row("1/6/2565")], sheet="จอง")
    for content, kind, goes_to in (
        (workbook, "table", "columns"),
        (sums, "totals", "check"),
        (page_of_month(), "page", "mapping"),
    ):
        Upload.objects.all().delete()
        sent = send(client, SimpleUploadedFile("x", content))
        assert sent.status_code == 303, mistake(sent)
        assert (Upload.objects.get().kind, sent["Location"]) == (kind, step(goes_to))
        assert client.get(step("check")).status_code == 200


def page_of_month() -> bytes:
    """Return the public page of a month as a browser saves it."""
    return (
        "<html><head><meta charset='utf-8'></head><body><h2>เดือน มิถุนายน 2566</h2><table><tr><th>วันที่</th><th>เพชร</th></tr>"
        "<tr><td>1</td><td>ประชุมครู แผน (เช้า 20 คน)</td></tr><tr><td>2</td><td>ว่าง</td></tr></table></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty. Choose another."),
        (b"  \r\n", "Nothing stands in this file."),
        (gzip.compress(b"-- nothing", mtime=0)[:-4], "This file ends too early"),
        (b"\x1f\x8b", "This file ends too early"),
        (b"\x1f\x8b" + b"x" * 99, "This packed file is damaged."),
        (b"INSERT INTO `meeting_main` (`id`, `room`) VALUES (1,2", "This file ends too early"),
        (b"INSERT INTO `meeting_main` VALUES (1,2);", "This file has rows, and nowhere the names of their columns."),
        (b"CREATE TABLE `blog` (`id` int);\nINSERT INTO `blog` VALUES (1);\n", "There are no bookings of AMSS++ in this file."),
        (b"<html><body><p>Hello</p></body></html>", "No table of a month was found in this page."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file"),
        (b"PK\x03\x04broken", "This file cannot be read."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\xff\xfe\xfd", "This is a picture"),
    ],
)
def test_file_that_is_no_source_is_refused_in_a_sentence(client: Client, content: bytes, said: str) -> None:
    assert mistake(send(client, SimpleUploadedFile("x.sql", content))).startswith(said)
    assert not Upload.objects.exists()


def test_packed_file_that_unpacks_to_too_much_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = dump(good(), name="amss.sql.gz")
    monkeypatch.setattr(receiving, "MOST_UNPACKED", 1_000)
    assert mistake(send(client, packed)).startswith("This file unpacks to too much.")


def test_no_file_and_a_file_that_is_too_large_are_refused(client: Client) -> None:
    assert mistake(client.post(START, {})) == "Choose a file."
    large = SimpleUploadedFile("x.sql", b"-- MySQL dump\n" + b"-" * 10_000_000)
    assert mistake(send(client, large)).startswith("This file is too large.")
    assert send(client, SimpleUploadedFile("x.sql", b"-" * 11_500_000)).status_code == 413


@pytest.mark.parametrize("name", HOSTILE)
def test_name_of_a_file_is_only_shown(client: Client, name: str) -> None:
    file = table(row("1/6/2565"))
    file.name = name
    sent = send(client, file)
    # Of some names nothing is left, and a file without a name is none.
    page = sent if sent.status_code == 422 else client.get(step("check"))
    assert page.status_code in {200, 422}
    assert "<script>alert" not in page.content.decode()


def test_columns_can_be_said_otherwise_and_kept_under_a_name(client: Client) -> None:
    send(client, table(row("1/6/2565")))
    page = client.get(step("columns"))
    assert re.findall(r'<option value="(\w+)" selected', page.content.decode())[1:] == [
        *("date", "half", "room", "group", "title", "attendees"),
    ]
    chosen = {"head": "0", "column_0": "date", "column_2": "room", "column_4": "title", "name": "ของกลุ่มแผน"}
    assert client.post(step("columns"), chosen)["Location"] == step("mapping")
    assert Mapping.objects.get().columns == {"head": 0, "columns": {"0": "date", "2": "room", "4": "title"}}
    send(client, table(row("2/6/2565")))
    saved = client.post(step("columns"), {"mapping": Mapping.objects.get().pk})
    assert saved["Location"] == step("columns")
    selected = re.findall(r'<option value="(\w+)" selected', client.get(step("columns")).content.decode())
    assert selected[-3:] == ["date", "room", "title"]
    assert client.post(step("columns"), {name: said for name, said in chosen.items() if name != "name"}).status_code == 303
    assert Mapping.objects.count() == 1
    client.post(step("columns"), {"mapping": Mapping.objects.get().pk, "do": "forget"})
    assert not Mapping.objects.exists()
    assert client.post(step("columns"), {"mapping": "1x"}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"head": "0"}, "Choose the column that holds the date. Choose the column that holds the room."),
        ({"head": "0", "column_0": "date", "column_1": "date", "column_2": "room"}, "Two columns hold this."),
        ({"head": "1", "column_0": "date", "column_2": "room"}, "No bookings stand below this row."),
        ({"head": "9", "column_0": "date", "column_2": "room"}, "Choose one that is offered."),
        ({"head": "x", "column_0": "\0", "column_2": "room"}, "Choose one that is offered."),
        ({"head": "0", "column_0": "date", "column_2": "room", "name": "ก" * 61}, "Write at most 60 characters"),
    ],
)
def test_columns_that_tell_too_little_are_asked_for_again(client: Client, typed: dict[str, str], said: str) -> None:
    send(client, table(row("1/6/2565")))
    answer = client.post(step("columns"), typed)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_columns_are_asked_of_tables_alone(client: Client) -> None:
    send(client, dump(good()))
    assert client.get(step("columns"))["Location"] == step("mapping")
    send(client, SimpleUploadedFile("x.csv", rows_to_csv([SUMS, ("2559", *["1"] * 12)])))
    assert client.get(step("mapping"))["Location"] == step("check")


def test_groups_and_rooms_become_what_was_said(client: Client, office: Office) -> None:
    here = make.room(office, name="ห้องใหญ่")
    group = office.groups.get(name=GROUP)
    send(client, dump(good()))
    page = client.get(step("mapping"))
    assert re.findall(r"<legend>([^\s<]+)", page.content.decode()) == [
        *("กลุ่มอำนวยการ", "กลุ่มนโยบายและแผน", "ห้องประชุมเพชร", "ห้องประชุมมรกต", "ห้องประชุมเก่า"),
    ]
    typed = {
        "group_0": "",
        "group_name_0": "กลุ่มใหม่",
        "group_short_0": "ใหม่",
        "group_1": group.pk,
        "room_0": here.pk,
        "room_1": "",
        "room_name_1": "มรกตใหม่",
        "room_hue_1": "22",
        "room_seats_1": "45",
        "room_2": "",
        "room_name_2": "เก่า",
    }
    assert client.post(step("mapping"), typed)["Location"] == step("check")
    client.post(step("check"), {"seal": seal(client)})
    assert list(Room.objects.order_by("pk").values_list("name", "hue", "capacity", "is_open")) == [
        ("ห้องใหญ่", 230, None, True),
        ("มรกตใหม่", 22, 45, True),
        ("เก่า", 230, None, False),
    ]
    assert Booking.objects.get().room == here
    assert list(Group.objects.filter(office=office).order_by("pk").values_list("name", "short_name"))[3:] == [("กลุ่มใหม่", "ใหม่")]


def test_new_rooms_and_groups_of_one_name_become_one(client: Client, office: Office) -> None:
    send(client, dump(good(), good(room="2", book_date="2023-05-11", book_date_end="2023-05-11")))
    typed = {"room_0": "", "room_name_0": "รวม", "room_1": "", "room_name_1": "รวม", "room_2": "", "room_name_2": "เก่า"}
    groups = {"group_0": "", "group_name_0": "กลุ่มรวม", "group_1": "", "group_name_1": "กลุ่มรวม"}
    assert client.post(step("mapping"), typed | groups)["Location"] == step("check")
    client.post(step("check"), {"seal": seal(client)})
    assert {each.room.name for each in Booking.objects.select_related("room")} == {"รวม"}
    assert Room.objects.count() == 2
    assert office.groups.filter(name="กลุ่มรวม").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"room_0": "999"}, "Choose one that is offered."),
        ({"room_name_0": ""}, "Fill this in."),
        ({"room_name_0": "ใหญ่"}, "There is one of this name already."),
        ({"room_name_0": "ก" * 81}, "Write at most 80 characters"),
        ({"room_seats_0": "มาก"}, "Write a whole number"),
        ({"room_hue_0": "1"}, "Choose one that is offered."),
        ({"group_short_0": "ก" * 41}, "Write at most 40 characters"),
        ({"room_name_0": "ก\0ข"}, "There is a character in it that cannot be kept."),
    ],
)
def test_groups_and_rooms_with_mistakes_are_asked_for_again(
    client: Client, office: Office, typed: dict[str, str], said: str
) -> None:
    make.room(office, name="ใหญ่")
    other = make.room(make.office(), name="ของเขา")
    send(client, table(row("1/6/2565")))
    right = {"room_0": "", "room_name_0": "เพชร", "group_0": office.groups.get(name=GROUP).pk}
    answer = client.post(step("mapping"), right | typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert client.post(step("mapping"), right | {"room_0": other.pk}).status_code == 422


def test_check_adds_up_and_shows_the_rows_behind_each_number(client: Client) -> None:
    send(client, table(row("1/6/2565"), row("วันไหน", title="ประชุมวันไหน")))
    text = text_of(client.get(step("check")))
    assert "bookings 2 1 1 Total 3 2 1" in text
    assert "T01 The date cannot be read." in text
    behind = text_of(client.get(step("rows") + "?table=bookings&code=T01"))
    assert "1 row" in behind
    assert "ประชุมวันไหน" in behind
    for query in ("?page=99", "?code=D99&table=x", "?only=new", "?only=__class__", "?page=x&code=%00"):
        assert client.get(step("rows") + query).status_code == 200


def test_long_lists_of_rows_are_paged(client: Client) -> None:
    send(client, table(*(row("วันไหน", title=f"ที่ {number}") for number in range(60))))
    first, second = (client.get(step("rows") + f"?code=T01&page={page}") for page in (1, 2))
    assert [text_of(page).count("เรื่อง ที่ ") for page in (first, second)] == [50, 10]
    assert "code=T01&amp;page=2" in first.content.decode()
    assert "code=T01&amp;page=1" in second.content.decode()


def test_import_writes_what_was_shown_and_is_reported(client: Client, administrator: Person) -> None:
    run = import_all(client, table(row("1/6/2565"), row("วันไหน")))
    assert (run.kind, run.by, run.file) == ("table", administrator, "จองห้อง.csv")
    assert not Upload.objects.exists()
    assert list(Booking.objects.values_list("title", "date", "is_legacy")) == [("ประชุมงานแผน", date(2022, 6, 1), True)]
    text = text_of(client.get(f"{START}runs/{run.pk}/"))
    assert "1 row waits in quarantine." in text
    assert "bookings 2 1 1 Total 3 2 1" in text
    assert "จองห้อง.csv" in text_of(client.get(START))
    behind = client.get(f"{START}runs/{run.pk}/rows/?code=T01&table=bookings")
    assert f"/office/moving/rows/{Kept.objects.get(reason='T01').pk}/" in behind.content.decode()
    assert "There are no such rows." in text_of(client.get(f"{START}runs/{run.pk}/rows/?code=%00&table=%00&page=x"))


def test_whole_office_is_brought_in(client: Client) -> None:
    run = import_all(client, dump(good(), good(book_date="0000-00-00", book_date_end="0000-00-00")))
    text = text_of(client.get(f"{START}runs/{run.pk}/"))
    assert "AMSS++ 4.3 to 6.1" in text
    assert "bookings 2 1 1" in text


def test_report_is_given_out_as_page_and_workbook(client: Client) -> None:
    run = import_all(client, table(row("1/6/2565"), row("วันไหน", title="ประชุมวันไหน")))
    page, book = (client.get(f"{START}runs/{run.pk}/report.{kind}") for kind in ("html", "xlsx"))
    assert page["Content-Disposition"] == f'attachment; filename="moving-in-{run.pk}.html"'
    assert "ประชุมวันไหน" in page.content.decode()
    assert any("ประชุมวันไหน" in cell for sheet in read_all(book.content) for line in sheet.rows for cell in line.cells)
    assert client.get(f"{START}runs/{run.pk}/report.pdf").status_code == 404


def test_what_would_be_imported_is_given_out_too(client: Client) -> None:
    send(client, table(row("1/6/2565"), row("วันไหน", title="ประชุมวันไหน")))
    base = step("report.").removesuffix("/")
    page, book = (client.get(base + kind) for kind in ("html", "xlsx"))
    assert page["Content-Disposition"] == 'attachment; filename="what-moving-in-would-do.html"'
    assert "ประชุมวันไหน" in page.content.decode()
    assert any("ประชุมวันไหน" in cell for sheet in read_all(book.content) for line in sheet.rows for cell in line.cells)
    assert client.get(base + "pdf").status_code == 404
    client.post(step("drop"))
    assert client.get(base + "html")["Location"] == START + "?gone=1"


def test_import_under_another_seal_shows_the_check_again(client: Client) -> None:
    send(client, table(row("1/6/2565")))
    for wrong in ({"seal": "x"}, {"seal": "ก" * 500}, {}):
        answer = client.post(step("check"), wrong)
        led = client.get(answer["Location"])
        shown = led if led.status_code == 200 else client.get(led["Location"])
        assert "This is what would be imported now." in text_of(shown)
    assert not Run.objects.exists()


def test_office_that_changed_meanwhile_shows_the_check_again(client: Client, office: Office, administrator: Person) -> None:
    send(client, table(row("1/6/2565")))
    seen = seal(client)
    make.room(office, name="เพชร")
    assert client.post(step("check"), {"seal": seen})["Location"] == step("check") + "?news=1"
    with pytest.raises(progress.Ended) as ended:
        views._bring_in(Upload.objects.get(), rights_of(administrator), seen, lambda _done, _total: None)
    assert ended.value.fact == "changed"
    assert not Run.objects.exists()


def test_who_ruled_over_there_is_named_and_gets_the_role_only_when_ticked(client: Client) -> None:
    send(client, dump(good()))
    page = client.get(step("check"))
    named = re.findall(r'name="roles" value="(\d)"> <span>(.*?) <small class="muted">(.*?)</small>', page.content.decode())
    assert [(place, role) for place, _name, role in named] == [("0", "Administrator"), ("1", "Room officer")]
    client.post(step("check"), {"seal": seal(client), "roles": ["1"]})
    roles = set(Person.objects.exclude(memberships=None).values_list("name", "memberships__role"))
    assert (named[1][1], "officer") in roles
    assert (named[0][1], "clerk") in roles
    run = Run.objects.get()
    assert [role for _pk, role in run.facts["proposed"]] == ["administrator"]
    assert "Who ruled over there" in text_of(client.get(f"{START}runs/{run.pk}/"))


def test_role_of_somebody_else_cannot_be_sent(client: Client) -> None:
    send(client, dump(good()))
    for wrong in ("2", "x", "-1", "\0"):
        assert client.post(step("check"), {"seal": seal(client), "roles": [wrong]})["Location"] == step("check") + "?news=1"
    assert not Run.objects.exists()


def test_import_wants_to_be_sure_who_does_it(client: Client) -> None:
    send(client, table(row("1/6/2565")))
    seen = seal(client)
    session = client.session
    session["sure_at"] = 0
    session.save()
    assert client.post(step("check"), {"seal": seen})["Location"].startswith("/confirm/?next=")
    assert not Run.objects.exists()


def test_second_press_leads_to_what_the_first_one_did(client: Client) -> None:
    send(client, table(row("1/6/2565")))
    address, seen = step("check"), seal(client)
    client.post(address, {"seal": seen})
    for again in (client.post(address, {"seal": seen}), client.get(address), client.get(address.replace("check", "progress"))):
        assert again["Location"] == f"{START}runs/{Run.objects.get().pk}/"
    assert Booking.objects.count() == 1


def test_nothing_new_is_not_imported_again(client: Client) -> None:
    import_all(client, table(row("1/6/2565")))
    send(client, table(row("1/6/2565")))
    text = text_of(client.get(step("check")))
    assert "With this file nothing would change." in text
    assert "Rows that are here already" in text
    assert "Import now" not in text
    send(client, table(row("1/6/2565"), row("2/6/2565", title="ใหม่")))
    assert "ใหม่" in text_of(client.get(step("rows") + "?only=new"))
    assert "ประชุมงานแผน" in text_of(client.get(step("rows") + "?only=same"))


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("", "The server was stopped while the import ran."),
        ("failed", "The import failed. The server's log tells why."),
        ("refused", "ไม่ได้ เพราะอย่างนี้"),
    ],
)
def test_import_that_came_to_nothing_is_told_honestly(client: Client, office: Office, fact: str, said: str) -> None:
    send(client, table(row("1/6/2565")))
    upload = Upload.objects.get()
    teller = progress._Teller(office.pk, upload.pk)
    teller.tell(1, 2)
    teller.end(fact, "ไม่ได้ เพราะอย่างนี้" if fact == "refused" else "")
    page = client.get(step("progress"))
    assert said in text_of(page)
    assert "Nothing was written: everything here is as it was before." in text_of(page)
    assert step("check") in page.content.decode()
    teller.end("changed")
    assert client.get(step("progress"))["Location"] == step("check") + "?news=1"


def test_import_that_runs_shows_its_bar_and_lets_nothing_else_begin(client: Client, office: Office) -> None:
    send(client, table(row("1/6/2565")))
    assert client.get(step("progress"))["Location"] == step("check")
    upload, seen, shown = Upload.objects.get(), seal(client), []

    def meanwhile(tell: progress.Tell) -> None:
        shown.append(client.get(step("progress")))
        tell(1, 1000)
        progress._Teller(office.pk, upload.pk).tell(5, 1000)
        shown.append(client.get(step("progress"), headers={"HX-Request": "true"}))
        for name in ("columns", "mapping", "check", "rows"):
            assert client.get(step(name))["Location"] == step("progress")
        assert client.post(step("drop"))["Location"] == step("progress")
        other = browser_of(make.person(office, group=0, role=Role.ADMINISTRATOR))
        send(other, table(row("3/6/2565")))
        waiting = Upload.objects.exclude(pk=upload.pk).get()
        address = f"{START}{waiting.pk}/check/"
        theirs = re.search(r'name="seal" value="([^"]*)"', other.get(address).content.decode())[1]
        busy = other.post(address, {"seal": theirs})
        assert busy["Location"] == address + "?busy=1"
        assert "Another import of this office is running, or being taken back." in text_of(other.get(busy["Location"]))
        waiting.delete()

    assert progress.begin(office.pk, upload.pk, meanwhile)
    assert [page.status_code for page in shown] == [200, 200]
    assert 'http-equiv="refresh"' in shown[0].content.decode()
    assert 'hx-trigger="every 1s"' in shown[0].content.decode()
    assert seen
    assert Upload.objects.get() == upload


def test_source_that_is_gone_leads_to_the_start(client: Client, office: Office) -> None:
    send(client, table(row("1/6/2565")))
    address = step("check")
    Upload.objects.update(expires_at=clock.now())
    for path in (address, address.replace("check", "progress")):
        assert client.get(path)["Location"] == START + "?gone=1"
    assert "That file is here no longer" in text_of(client.get(START + "?gone=1"))
    for path in (f"{START}0/check/", f"{START}99999999999999999999/mapping/"):
        assert client.get(path)["Location"] == START + "?gone=1"


def test_source_that_waits_is_shown_and_can_be_deleted(client: Client) -> None:
    send(client, table(row("1/6/2565")))
    assert "จองห้อง.csv has been waiting since" in text_of(client.get(START))
    assert client.post(step("drop"))["Location"] == START
    assert not Upload.objects.exists()


def test_second_tab_replaces_the_source_of_the_first(client: Client) -> None:
    send(client, table(row("1/6/2565")))
    first = step("check")
    send(client, table(row("2/6/2565")))
    assert Upload.objects.count() == 1
    assert client.get(first)["Location"] == START + "?gone=1"


def test_source_of_another_administrator_is_not_found(client: Client, office: Office) -> None:
    send(client, table(row("1/6/2565")))
    other = browser_of(make.person(office, group=0, role=Role.ADMINISTRATOR))
    for name in ("columns", "mapping", "check", "progress", "rows"):
        assert other.get(step(name)).status_code == 404
    assert other.post(step("drop")).status_code == 404


def test_published_table_is_compared_before_and_after(client: Client) -> None:
    published = rows_to_csv([SUMS, ("2565", *["0"] * 5, "1", "3", *["0"] * 5), ("ปีไหน", *["1"] * 12)])
    send(client, table(row("1/6/2565"), row("1/7/2565")))
    before = client.post(step("compare"), {"file": SimpleUploadedFile("p.csv", published)})
    run = import_all(client, table(row("1/6/2565"), row("1/7/2565")))
    after = client.post(f"{START}runs/{run.pk}/compare/", {"file": SimpleUploadedFile("p.csv", published)})
    for page in (before, after):
        assert page.status_code == 200
        assert "May 0 Jun 1 Jul 1 published 3 Aug 0" in text_of(page)
        assert page.content.decode().count('class="differs"') == 1


def test_published_table_that_is_none_is_refused_in_a_sentence(client: Client) -> None:
    run = import_all(client, table(row("1/6/2565")))
    send(client, table(row("2/6/2565")))
    for address in (step("compare"), f"{START}runs/{run.pk}/compare/"):
        assert client.get(address).status_code == 302
        assert mistake(client.post(address)) == "Choose a file."
        for content in (b"a,b\n1,2\n", b"\0\0", b"x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rows_to_csv([SUMS])):
            said = mistake(client.post(address, {"file": SimpleUploadedFile("p.csv", content)}))
            assert said.endswith(".")


def test_row_in_quarantine_is_mended_and_joins_the_history(client: Client, office: Office) -> None:
    import_all(client, table(row("วันไหน", title="ประชุมวันไหน")))
    kept = Kept.objects.get(reason="T01")
    assert "The date cannot be read." in text_of(client.get(QUARANTINE))
    page = client.get(f"{START}rows/{kept.pk}/")
    assert "ประชุมวันไหน" in text_of(page)
    typed = filled(page)
    assert (typed["title"], typed["on"]) == ("ประชุมวันไหน", "")
    room = Room.objects.filter(name="เพชร").first() or make.room(office, name="เพชร")
    right = {"on": "3/6/2565", "room": room.pk, "group": office.groups.get(name=GROUP).pk, "state": "confirmed"}
    hours = {"starts": "08.30", "ends": "12.00"}
    answer = client.post(f"{START}rows/{kept.pk}/", typed | right | hours)
    assert answer["Location"] == f"{QUARANTINE}?done={kept.pk}", text_of(answer)
    kept.refresh_from_db()
    assert kept.outcome == Outcome.MENDED
    made = Booking.objects.get()
    assert (made.title, made.date, made.state, made.half) == ("ประชุมวันไหน", date(2022, 6, 3), State.CONFIRMED, "morning")
    assert "mended and imported" in text_of(client.get(answer["Location"]))
    assert reverse("booking", kwargs={"booking_id": made.pk}) in client.get(f"{START}rows/{kept.pk}/").content.decode()
    # Sent once more, as by Back.
    assert client.post(f"{START}rows/{kept.pk}/", typed | right | hours)["Location"] == f"{START}rows/{kept.pk}/"
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "31/2/2565"}, "There is no day 31"),
        ({"on": ""}, "Fill this in."),
        ({"until": "1/6/2565"}, "The last day comes before the first."),
        ({"until": "1/6/2566"}, "One request spans at most 60 days."),
        ({"starts": "25.00"}, "Write a time such as 08.30."),
        ({"starts": "9" * 5000}, "Write a time such as 08.30."),
        ({"starts": ""}, "Fill this in."),
        ({"starts": "13.00"}, "The meeting ends before it starts."),
        ({"room": "0"}, "Choose one that is offered."),
        ({"group": ""}, "Fill this in."),
        ({"state": "held"}, "Choose one that is offered."),
        ({"title": "ก\0"}, "There is a character in it that cannot be kept."),
        ({"title": "ก" * 251}, "Write at most 250 characters"),
        ({"attendees": "-1"}, "Write a number that is not below 1."),
    ],
)
def test_row_with_mistakes_is_asked_for_again(client: Client, office: Office, typed: dict[str, str], said: str) -> None:
    import_all(client, table(row("วันไหน")))
    kept, room = Kept.objects.get(reason="T01"), make.room(office)
    right = {"title": "ก", "on": "3/6/2565", "starts": "08.30", "ends": "12.00", "state": "confirmed", "room": room.pk}
    answer = client.post(f"{START}rows/{kept.pk}/", right | {"group": office.groups.first().pk} | typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Booking.objects.exists()


def test_request_that_is_over_lapses_when_it_is_mended(client: Client, office: Office) -> None:
    import_all(client, table(row("วันไหน")))
    kept, room = Kept.objects.get(reason="T01"), make.room(office)
    right = {"title": "ก", "on": "3/6/2565", "until": "4/6/2565", "starts": "13.00", "ends": "15.00", "state": "pending"}
    client.post(f"{START}rows/{kept.pk}/", right | {"room": room.pk, "group": office.groups.first().pk})
    assert [(each.state, each.half) for each in Booking.objects.all()] == [(State.LAPSED, "afternoon")] * 2


def test_row_is_set_aside_with_a_remark(client: Client) -> None:
    import_all(client, table(row("วันไหน")))
    kept = Kept.objects.get(reason="T01")
    for wrong in ("", "ก" * 251, "ก\0"):
        answer = client.post(f"{START}rows/{kept.pk}/set-aside/", {"remark": wrong})
        assert answer.status_code == 422
        assert 'id="id_remark_error"' in answer.content.decode()
    assert client.post(f"{START}rows/{kept.pk}/settle/")["Location"] == f"{START}rows/{kept.pk}/"
    client.post(f"{START}rows/{kept.pk}/set-aside/", {"remark": "ซ้ำกับแฟ้มกระดาษ"})
    kept.refresh_from_db()
    assert kept.outcome == Outcome.SET_ASIDE
    assert "Set aside: ซ้ำกับแฟ้มกระดาษ" in text_of(client.get(f"{START}rows/{kept.pk}/"))
    assert "Nothing waits here." in text_of(client.get(QUARANTINE))
    # There it is found again, and its own page leads back there.
    assert "Were set aside (1)" in text_of(client.get(QUARANTINE))
    aside = client.get(f"{QUARANTINE}?show=aside")
    assert f'href="{START}rows/{kept.pk}/"' in aside.content.decode()
    assert f'href="{QUARANTINE}?show=aside"' in client.get(f"{START}rows/{kept.pk}/").content.decode()
    assert client.post(f"{START}rows/{kept.pk}/set-aside/", {"remark": "อีกครั้ง"})["Location"] == f"{START}rows/{kept.pk}/"


def test_row_that_was_set_aside_is_put_back_and_can_be_mended(client: Client, office: Office) -> None:
    import_all(client, table(row("วันไหน")))
    kept = Kept.objects.get(reason="T01")
    address = f"{START}rows/{kept.pk}/"
    assert "Put it back into quarantine" not in text_of(client.get(address))
    assert client.post(address + "put-back/")["Location"] == address
    client.post(address + "set-aside/", {"remark": "พลาด"})
    assert "Put it back into quarantine" in text_of(client.get(address))
    back = client.post(address + "put-back/")
    assert back["Location"] == f"{QUARANTINE}?done={kept.pk}"
    assert "The row stands as: in quarantine." in text_of(client.get(back["Location"]))
    page = client.get(address)
    assert ("Set aside: พลาด" in text_of(page), "Save and import" in text_of(page)) == (False, True)
    Kept.objects.update(cells="")
    client.post(address + "set-aside/", {"remark": "เก่าแล้ว"})
    assert "Put it back into quarantine" not in text_of(client.get(address))
    assert "What stood in this row was deleted." in text_of(client.post(address + "put-back/"))
    Kept.objects.update(outcome=Outcome.QUARANTINED, settled_at=None)
    # Pressed once more, by him or another: it is as he wanted it.
    other = browser_of(make.person(office, role="officer"))
    assert client.post(address + "put-back/")["Location"] == other.post(address + "put-back/")["Location"] == address


def test_who_comes_second_reads_that_somebody_saw_to_the_row(client: Client, office: Office) -> None:
    import_all(client, table(row("วันไหน")))
    kept = Kept.objects.get(reason="T01")
    client.post(f"{START}rows/{kept.pk}/set-aside/", {"remark": "ซ้ำ"})
    other = browser_of(make.person(office, role="officer"))
    for address in ("", "set-aside/", "settle/", "move/"):
        answer = other.post(f"{START}rows/{kept.pk}/{address}", {"remark": "อีกครั้ง"})
        assert (answer.status_code, "Somebody has seen to this row" in text_of(answer)) == (409, True), address


def test_clash_ahead_is_moved_by_one_press(client: Client, office: Office) -> None:
    room, other = make.room(office, name="เพชร", capacity=40), make.room(office, name="ทับทิม", capacity=40)
    import_all(client, table(row(soon().isoformat(), title="ก่อน"), row(soon().isoformat(), title="หลัง")))
    kept = Kept.objects.get(task="D17")
    page = client.get(QUARANTINE + "?show=tasks").content.decode()
    offered = re.findall(r'name="place" value="([^"]*)"', page)
    assert offered[0].startswith(f"{other.pk} {soon()} morning")
    moved = client.post(f"{START}rows/{kept.pk}/move/", {"place": offered[0]})
    assert moved["Location"] == f"{QUARANTINE}?show=tasks&done={kept.pk}"
    titles = {each.title: each.room for each in Booking.objects.select_related("room")}
    assert titles in ({"ก่อน": room, "หลัง": other}, {"หลัง": room, "ก่อน": other})
    assert "Nothing waits here." in text_of(client.get(QUARANTINE + "?show=tasks"))


def test_place_that_is_taken_by_now_is_refused(client: Client, office: Office) -> None:
    make.room(office, name="เพชร")
    other = make.room(office, name="ทับทิม")
    import_all(client, table(row(soon().isoformat(), title="ก่อน"), row(soon().isoformat(), title="หลัง")))
    kept, before = Kept.objects.get(task="D17"), Booking.objects.count()
    place = f"{other.pk} {soon()} morning 08:30 12:00"
    import_all(client, table(row(soon().isoformat(), room="ทับทิม", title="เร็วกว่า")))
    answer = client.post(f"{START}rows/{kept.pk}/move/", {"place": place})
    assert answer.status_code == 409
    assert "Nothing was changed" in text_of(answer)
    for wrong in ("", "keep", "x", f"999999 {soon()} morning 08:30 12:00", f"{other.pk} {soon()} morning 12:00 08:30"):
        assert client.post(f"{START}rows/{kept.pk}/move/", {"place": wrong}).status_code in {303, 409}
    assert Booking.objects.count() == before + 1


def test_booking_ahead_in_a_closed_room_is_moved_or_stays(client: Client, office: Office) -> None:
    make.room(office, name="เพชร", is_open=False)
    other = make.room(office, name="ทับทิม", capacity=40)
    days = [soon() + timedelta(days=number) for number in (0, 1)]
    import_all(client, table(*(row(day.isoformat(), title=str(day)) for day in days)))
    moved, stays = Kept.objects.filter(task="D18").order_by("pk")
    page = client.get(f"{START}rows/{moved.pk}/").content.decode()
    place = re.findall(r'name="place" value="([^"]*)"', page)[0]
    assert place.startswith(f"{other.pk} ")
    assert client.post(f"{START}rows/{moved.pk}/move/", {"place": place}).status_code == 303
    assert client.post(f"{START}rows/{stays.pk}/settle/").status_code == 303
    assert not Kept.objects.filter(settled_at=None, task="D18").exists()
    assert {each.title: each.room.name for each in Booking.objects.select_related("room")} == {
        str(days[0]): "ทับทิม",
        str(days[1]): "เพชร",
    }
    assert "Seen to on" in text_of(client.get(f"{START}rows/{stays.pk}/"))
    # Sent once more.
    assert client.post(f"{START}rows/{moved.pk}/move/", {"place": place})["Location"] == f"{START}rows/{moved.pk}/"
    assert client.post(f"{START}rows/{stays.pk}/settle/").status_code == 303


def test_lists_are_narrowed_by_code_and_paged(client: Client) -> None:
    import_all(client, table(*(row("วันไหน", title=f"ที่ {number}") for number in range(60)), row("1/6/2565", time="99")))
    first = client.get(QUARANTINE + "?code=T01")
    assert text_of(first).count("เรื่อง ที่ ") == 50
    assert "show=quarantine&amp;code=T01&amp;page=2" in first.content.decode()
    assert text_of(client.get(QUARANTINE + "?code=T01&page=2")).count("เรื่อง ที่ ") == 10
    for query in ("?code=D99", "?page=99", "?show=x&code=%00", "?done=999", "?done=x", "?page=9999999999999"):
        assert client.get(QUARANTINE + query).status_code == 200


def test_row_shows_what_it_said_word_for_word_but_ids(client: Client) -> None:
    number = make.citizen_id(77)
    import_all(client, dump(good(objective=f"<b>ประชุม</b> {number}", book_date="0000-00-00", book_date_end="0000-00-00")))
    kept = Kept.objects.get(reason="D01")
    page = client.get(f"{START}rows/{kept.pk}/").content.decode()
    assert number not in page
    assert "&lt;b&gt;ประชุม&lt;/b&gt;" in page
    assert "0000-00-00" in page


def test_officer_sees_to_rows_but_moves_nothing_in(client: Client, office: Office) -> None:
    run = import_all(client, table(row("วันไหน")))
    kept = Kept.objects.get(reason="T01")
    officer = browser_of(make.person(office, role=Role.OFFICER))
    assert officer.get(QUARANTINE).status_code == 200
    assert officer.get(f"{START}rows/{kept.pk}/").status_code == 200
    assert 'href="/office/moving/quarantine/"' in officer.get("/office/rooms/").content.decode()
    for path in (START, f"{START}runs/{run.pk}/", f"{START}runs/{run.pk}/report.html"):
        answer = officer.get(path)
        assert answer.status_code == 403
        assert "Only an administrator brings in the data of a former system." in text_of(answer)


def test_other_offices_rows_and_runs_are_not_found(client: Client, office: Office) -> None:
    run = import_all(client, table(row("วันไหน"), row("1/6/2565")))
    kept = Kept.objects.get(reason="T01")
    other = make.office()
    Kept.objects.update(office=other)
    Run.objects.update(office=other)
    for path in (
        f"rows/{kept.pk}/",
        f"runs/{run.pk}/",
        f"runs/{run.pk}/rows/",
        f"runs/{run.pk}/report.html",
        f"runs/{run.pk}/undo/",
    ):
        assert client.get(START + path).status_code == 404
    for path in ("", "move/", "settle/", "set-aside/", "put-back/"):
        assert client.post(f"{START}rows/{kept.pk}/{path}", {"remark": "x"}).status_code == 404
    assert "Nothing waits here." in text_of(client.get(QUARANTINE))
    assert "Nothing was imported yet." in text_of(client.get(START))


def test_import_is_taken_back(client: Client) -> None:
    run = import_all(client, table(row("1/6/2565"), row("วันไหน")))
    address = f"{START}runs/{run.pk}/undo/"
    assert "Take it back now" in text_of(client.get(address))
    begun = client.post(address)
    assert begun["Location"] == address + "progress/"
    assert client.get(begun["Location"])["Location"] == f"{START}runs/{run.pk}/"
    assert (Booking.objects.count(), Kept.objects.count(), Room.objects.count()) == (0, 0, 0)
    assert "This import was taken back on" in text_of(client.get(f"{START}runs/{run.pk}/"))
    assert "taken back" in text_of(client.get(START))
    # Sent once more, or come back to by Back.
    assert client.post(address)["Location"] == client.get(address)["Location"] == f"{START}runs/{run.pk}/"


def test_import_that_something_was_built_on_says_what(client: Client, administrator: Person) -> None:
    run = import_all(client, table(row(soon().isoformat())))
    booking = Booking.objects.get()
    booking.office = administrator.office
    bookings.cancel(booking=booking, by=rights_of(administrator))
    answer = client.get(f"{START}runs/{run.pk}/undo/")
    assert "1 booking was changed here since. Nothing was changed. Back" in text_of(answer)
    answer = client.get(client.post(f"{START}runs/{run.pk}/undo/")["Location"])
    assert "1 booking was changed here since." in text_of(answer)
    assert "Nothing was changed: everything here is as it was before." in text_of(answer)
    assert History.objects.exists()


def test_sums_that_give_way_to_bookings_are_named(client: Client) -> None:
    import_all(client, SimpleUploadedFile("ยอด.csv", rows_to_csv([SUMS, ("2559", *["2"] * 12)])))
    send(client, table(row("1/6/2559")))
    assert "Sums brought forward that give way (1)" in text_of(client.get(step("check")))
    assert "June 2559 2" in text_of(client.get(step("check")))
    run = import_all(client, table(row("1/6/2559")))
    assert "June 2559 2" in text_of(client.get(f"{START}runs/{run.pk}/"))


def test_booking_ahead_that_is_over_there_no_more_asks_for_a_hand(client: Client) -> None:
    ahead = {"book_date": str(soon()), "book_date_end": str(soon()), "rec_date": f"{clock.now():%Y-%m-%d} 09:00:00"}
    import_all(client, dump(good(id="900"), good(id="901", objective="ประชุมที่หายไป", **ahead)))
    send(client, dump(good(id="900")))
    assert "Rows ahead that are over there no more" in text_of(client.get(step("check")))
    client.post(step("check"), {"seal": seal(client)})
    assert "the former system no longer has it" in text_of(client.get(QUARANTINE + "?show=tasks"))
    kept = Kept.objects.get(task="T12")
    page = text_of(client.get(f"{START}rows/{kept.pk}/"))
    assert "Cancel the booking if it was cancelled over there, or leave it as it is." in page
    assert "What became of it here ประชุมที่หายไป" in page
    client.post(f"{START}rows/{kept.pk}/settle/")
    assert "Nothing waits here." in text_of(client.get(QUARANTINE + "?show=tasks"))


def test_sums_are_brought_forward(client: Client) -> None:
    run = import_all(client, SimpleUploadedFile("ยอด.csv", rows_to_csv([SUMS, ("2559", *["2"] * 12)])))
    assert "12 months are brought forward" in text_of(client.get(f"{START}runs/{run.pk}/"))
    assert run.kind == "totals"
    assert client.get(f"{START}runs/{run.pk}/undo/").status_code == 200


def test_right_that_was_lost_meanwhile_ends_the_import(client: Client, office: Office) -> None:
    send(client, table(row("1/6/2565")))
    clerk = rights_of(make.person(office))
    with pytest.raises(progress.Ended) as ended:
        views._bring_in(Upload.objects.get(), clerk, "", lambda _done, _total: None)
    assert ended.value.fact == "refused"
    assert ended.value.sentence == str(MayNotMoveIn())
    assert not Run.objects.exists()


def test_row_is_not_mended_into_a_room_that_is_held(client: Client, office: Office) -> None:
    room = make.room(office, name="เพชร")
    import_all(client, table(row(soon().isoformat()), row("วันไหน")))
    kept = Kept.objects.get(reason="T01")
    facts = {"title": "ก", "on": soon().isoformat(), "starts": "08.30", "ends": "12.00", "state": "confirmed", "room": room.pk}
    answer = client.post(f"{START}rows/{kept.pk}/", facts | {"group": office.groups.first().pk})
    assert answer.status_code == 422
    assert "is already taken at that time" in text_of(answer)
    assert Booking.objects.count() == 1


def test_closed_time_is_offered_to_no_row(client: Client, office: Office, administrator: Person) -> None:
    taken = make.room(office, name="เพชร")
    closed, free = make.room(office, name="ทับทิม"), make.room(office, name="มรกต")
    import_all(client, table(row(soon().isoformat(), title="ก่อน"), row(soon().isoformat(), title="หลัง")))
    start = datetime.combine(soon(), time(), office.zone)
    span: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(days=1), "reason": "ซ่อม", "decisions": {}}
    days = {"starts_at": start + timedelta(days=1), "ends_at": start + timedelta(days=30)}
    bookings.close(office=office, by=rights_of(administrator), room=closed, **span)
    bookings.close(office=office, by=rights_of(administrator), room=None, **span | days)
    page = client.get(QUARANTINE + "?show=tasks").content.decode()
    offered = [place.split()[:3] for place in re.findall(r'name="place" value="([^"]*)"', page)]
    assert sorted(offered) == [[str(taken.pk), str(soon()), "afternoon"], [str(free.pk), str(soon()), "morning"]]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"room_id": "1"},
        {"room_id": "1", "first": "2031-06-02", "start": "12:00", "end": "08:30"},
        {"first": "x", "start": "y"},
    ],
)
def test_row_that_says_too_little_is_offered_nothing(office: Office, told: dict[str, str]) -> None:
    assert wish_of(told, office) is None


def test_row_of_the_past_is_offered_nothing(office: Office) -> None:
    room = make.room(office)
    told = {"room_id": str(room.pk), "first": "2020-06-01", "last": "2020-06-02", "start": "08:30", "end": "12:00"}
    wish = wish_of(told, office)
    assert wish
    assert len(wish.slots) == 2
    assert Offers(office, [wish]).best(wish) == []
    assert Offers(office, []).best(wish) == []


def test_row_changed_on_both_sides_stays_on_the_list_until_it_is_seen_to(client: Client, administrator: Person) -> None:
    import_all(client, dump(good(id="900", objective="ประชุมเดิม")))
    booking = Booking.objects.get()
    booking.office = administrator.office
    kept = Kept.objects.get(table="meeting_main")
    # Whoever changes it here leaves an act of their own.
    told = {"office": booking.office, "booking": booking, "act": uuid4(), "verb": "change", "at": clock.now()}
    History.objects.create(**told, actor=administrator)
    send(client, dump(good(id="900", objective="ประชุมที่แก้ทางโน้น")))
    assert "ประชุมที่แก้ทางโน้น" in text_of(client.get(step("rows") + "?only=conflicts"))
    client.post(step("check"), {"seal": seal(client)})
    listed = text_of(client.get(QUARANTINE + "?show=tasks"))
    assert "It was changed in the former system since" in listed
    page = text_of(client.get(f"{START}rows/{kept.pk}/"))
    assert "ประชุมที่แก้ทางโน้น" in page
    assert "ประชุมเดิม" in page
    assert client.post(f"{START}rows/{kept.pk}/settle/").status_code == 303
    assert "Nothing waits here." in text_of(client.get(QUARANTINE + "?show=tasks"))


def test_what_has_no_field_here_is_shown_beside_the_row(client: Client) -> None:
    import_all(client, SimpleUploadedFile("x.csv", rows_to_csv([(*HEADS, "อาหารว่าง"), (*row("1/6/2565"), "กาแฟ")])))
    page = text_of(client.get(f"{START}rows/{Kept.objects.get(table='bookings').pk}/"))
    assert "Kept from the former system อาหารว่าง กาแฟ" in page
    assert "As it stood there วันที่ 1/6/2565 เวลา เช้า" in page


def test_pages_that_judge_everything_anew_are_paced(client: Client, administrator: Person) -> None:
    send(client, table(row("1/6/2565")))
    while buckets.take(("previews", administrator.pk), PACES["previews"].person) is None:
        pass
    for name in ("check", "mapping", "rows", "compare"):
        answer = client.get(step(name))
        assert (answer.status_code, answer.has_header("Retry-After")) == (429, True)
    # How far it is may be asked for again and again.
    assert client.get(step("progress")).status_code == 302


def test_more_rows_than_the_pages_take_are_sent_to_the_console(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_ROWS", 5)
    said = mistake(send(client, dump(good())))
    assert said == "This file has more than 5 rows. It is brought in on the server: jonghong import amss --dump FILE.sql"
