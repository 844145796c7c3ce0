"""The pages on which a list of people is brought in."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jonghong.audit.models import Record
from jonghong.core import tables
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from jonghong.roster import actions
from jonghong.roster.models import Intake, Upload
from tests import make
from tests.office_pages import HOSTILE, mistakes
from tests.people.conftest import number_of
from tests.roster.conftest import HEADS, START, USUAL, as_csv, as_xlsx, bring_in, columns, row, seal, send, step

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def told(response: Any) -> list[str]:
    return [unescape(said) for said in re.findall(r'<p class="note bad" role="alert">(.*?)</p>', response.content.decode())]


def figures(response: Any) -> list[int]:
    """Return new, changed, unchanged, not taken, leaving, new groups."""
    return [int(number.replace(",", "")) for number in re.findall(r"<dd>([\d,]+)</dd>", text(response))]


def check(client: Client) -> Any:
    return client.get(f"{START}{Upload.objects.get().pk}/check/")


def steps(upload: int, intake: int) -> list[str]:
    """Return the address of every step."""
    of_upload = [f"{START}{upload}/{name}/" for name in ("columns", "check", "drop")]
    return [START, f"{START}template/", *of_upload, f"{START}reports/{intake}/", f"{START}reports/{intake}/rejected.csv"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_goes_from_the_file_to_the_report(office: Office, client: Client, officer: Person, kind: str) -> None:
    there = make.person(office, name="นาย เดิม")
    rows = [row(1, "นายวิชัย", email="w@example.go.th"), row(2, "นางรัตนา", "กลุ่มพัสดุ"), ("12", "นาย ข", "อำนวยการ", "", "")]
    rows.append((number_of(there), "นาย ใหม่", "อำนวยการ", "", ""))
    sent = send(client, (as_csv if kind == "csv" else as_xlsx)(*rows))
    assert sent.status_code == 303
    page = text(client.get(sent["Location"]))
    assert ("นายวิชัย" in page, make.citizen_id(1) in page, f"xxxxxxxxx{make.citizen_id(1)[-4:]}" in page) == (True, False, True)
    checked = client.get(step(client, "columns", **USUAL)["Location"])
    assert figures(checked) == [1, 1, 0, 2, 0, 0]
    assert "นาย เดิม → นาย ใหม่" in text(checked)
    again = step(client, "check", do="again", group_0="new")
    assert figures(client.get(again["Location"])) == [2, 1, 0, 1, 0, 1]
    done = step(client, "check", do="import", group_0="new", seal=seal(client))
    assert done["Location"] == f"{START}reports/{Intake.objects.get().pk}/"
    report = client.get(done["Location"])
    assert figures(report) == [2, 1, 0, 1, 0, 1]
    assert "The citizen ID has not 13 digits." in text(report)
    assert not Upload.objects.exists()
    assert Person.objects.filter(office=office).count() == 4


def test_the_first_page_shows_what_waits_and_what_was_before(client: Client, officer: Person) -> None:
    page = client.get(START)
    assert "Go on with it" not in text(page)
    bring_in(client, as_csv(row(1)))
    send(client, as_csv(row(2)))
    page = client.get(START)
    assert "Go on with it" in text(page)
    assert f"{START}reports/{Intake.objects.get().pk}/" in text(page)
    assert step(client, "drop")["Location"] == START
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"\n", "Nothing stands in this file."),
        (b"PK\x03\x04x", "This file cannot be read."),
        (b"<html><table></table></html>", "This is a web page under another name."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file or one with a password."),
        (b"," * 200 + b"x", "Row 1 has more than 100 columns."),
        (b'a\n"' + b"x,\n" * 100_000, "The cell in row 2, column 1 is too long."),
        (b"x\n" * 20_001, "A file may have 20,000 rows."),
        (b"x" * 10_000_001, "This file is too large."),
        (b"\x89PNG\r\n\x1a\n", "This file cannot be read."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(client: Client, officer: Person, content: bytes, said: str) -> None:
    response = send(client, SimpleUploadedFile("x.xlsx", content))
    assert mistakes(response)["file"].startswith(said)
    assert not Upload.objects.exists()


def test_a_cell_that_is_too_long_rejects_its_row_alone(client: Client, officer: Person) -> None:
    remark = "x" * 10_000
    rows = [(*row(1), remark), (*row(2)[:2], "ก" * 10_000, "", ""), row(3)]
    send(client, as_csv(*rows, heads=(*HEADS, "หมายเหตุ")))
    step(client, "columns", **USUAL, column_5="")
    page = text(client.get(f"{START}{Upload.objects.get().pk}/check/"))
    assert page.count("A cell holds more than 2,000 characters.") == 1
    assert step(client, "check", do="import", seal=seal(client)).status_code == 303
    made = Intake.objects.get()
    assert (made.counts["new"], made.counts["rejected"]) == (2, 1)
    assert "A cell holds more than 2,000 characters." in text(client.get(f"{START}reports/{made.pk}/"))


def test_a_missing_file_is_asked_for(client: Client, officer: Person) -> None:
    assert mistakes(client.post(START)) == {"file": "Choose a file."}
    assert mistakes(client.post(START, {"file": "text"})) == {"file": "Choose a file."}


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_cells_go_through_all_pages_as_text(client: Client, officer: Person, typed: str) -> None:
    name = typed[:100] + "ก"
    cells = (make.citizen_id(1), name, typed[:1_900], typed[:1_900], typed[:1_900])
    assert send(client, as_csv(cells, row(2), heads=(*HEADS[:4], typed[:1_900]))).status_code == 303
    for address in (f"{START}{Upload.objects.get().pk}/columns/",):
        assert client.get(address).status_code == 200
    assert step(client, "columns", **USUAL).status_code == 303
    page = check(client)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert step(client, "check", do="import", seal=seal(client)).status_code == 303
    report = client.get(f"{START}reports/{Intake.objects.get().pk}/")
    assert report.status_code == 200
    assert "<script>alert" not in report.content.decode()
    assert figures(report)[:4] == [1, 0, 0, 1]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_fields_give_no_error(client: Client, officer: Person, typed: str) -> None:
    send(client, as_csv(row(1), row(2, group="ใหม่")))
    number = Upload.objects.get().pk
    for field in ("head", "group", "column_0", "column_4"):
        assert client.post(f"{START}{number}/columns/", {**USUAL, field: typed}).status_code in {303, 422}
    step(client, "columns", **USUAL)
    for field in ("group_0", "sure", "leaving", "seal", "do", "is_sure_of_all"):
        assert step(client, "check", **{field: typed}).status_code in {303, 422}
        assert step(client, "check", **{"do": "import", field: typed}).status_code in {303, 422}
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (columns("", "name", "group"), "Choose the column that holds the citizen ID."),
        (columns("citizen_id", "", "group"), "Choose the column that holds the name."),
        (columns("citizen_id", "surname", "group"), "Choose the column that holds the name."),
    ],
)
def test_columns_that_are_needed_are_asked_for(client: Client, officer: Person, typed: dict[str, Any], wrong: str) -> None:
    send(client, as_csv(row(1)))
    response = step(client, "columns", **typed)
    assert (response.status_code, told(response)) == (422, [wrong])


def test_columns_are_told_what_is_wrong_beside_them(client: Client, officer: Person) -> None:
    send(client, as_csv(row(1)))
    assert mistakes(step(client, "columns", **columns("citizen_id", "name", "name", head=1))) == {
        "column_1": "Two columns hold this. Choose one of them.",
        "column_2": "Two columns hold this. Choose one of them.",
        "group": "Choose a group here, or the column that holds the groups.",
        "head": "No people stand below this row.",
    }
    assert set(mistakes(step(client, "columns", **columns("x", head=7, group=-1)))) == {"column_0", "head", "group"}


def test_a_table_without_headings_and_groups_is_understood_by_hand(office: Office, client: Client, officer: Person) -> None:
    send(
        client, SimpleUploadedFile("x.csv", tables.rows_to_csv([(make.citizen_id(1), "นาย ก"), (make.citizen_id(2), "นาย ข")]))
    )
    group = office.groups.all()[2]
    assert "Column B" in text(client.get(f"{START}{Upload.objects.get().pk}/columns/"))
    assert step(client, "columns", **columns("citizen_id", "name", head=-1, group=group.pk)).status_code == 303
    step(client, "check", do="import", seal=seal(client))
    assert group.memberships.count() == 2


def test_a_single_row_without_headings(client: Client, officer: Person) -> None:
    send(client, SimpleUploadedFile("x.csv", tables.rows_to_csv([HEADS])))
    assert client.get(f"{START}{Upload.objects.get().pk}/columns/").status_code == 200


def test_other_sheets_are_named(client: Client, officer: Person) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    book.active.append(row(1))
    book.create_sheet("ลาออก").append(["x"])
    content = BytesIO()
    book.save(content)
    send(client, SimpleUploadedFile("x.xlsx", content.getvalue()))
    assert "Not read: ลาออก." in text(client.get(f"{START}{Upload.objects.get().pk}/columns/"))


def test_a_formula_that_nobody_worked_out_rejects_its_row_and_says_so(client: Client, officer: Person) -> None:
    book = openpyxl.Workbook()
    for line in (HEADS, row(1), ("=A2", *row(2)[1:]), (row(3)[0], row(3)[1], "=C2"), row(4)):
        book.active.append(line)
    content = BytesIO()
    book.save(content)
    send(client, SimpleUploadedFile("x.xlsx", content.getvalue()))
    step(client, "columns", **USUAL)
    page = check(client)
    assert figures(page)[:4] == [2, 0, 0, 2]
    said = "This cell is a formula that nobody has worked out: open the file in Excel and save it."
    assert (text(page).count(said), "There is no" in text(page)) == (2, False)


def test_another_head_begins_the_other_questions_anew(client: Client, officer: Person) -> None:
    send(client, as_csv(row(1, group="ใหม่"), row(2)))
    step(client, "columns", **USUAL)
    step(client, "check", do="again", group_0="new")
    step(client, "columns", **columns("citizen_id", "name", "group", "role", "email"))
    assert figures(check(client))[5] == 1
    step(client, "columns", **columns("citizen_id", "name", "group", "role", "email", head=1))
    assert figures(check(client))[5] == 0


def test_ticks_decide_about_doubtful_numbers_and_leavers(office: Office, client: Client, officer: Person) -> None:
    digits = make.citizen_id(1)
    doubtful = (digits[:-1] + str((int(digits[-1]) + 1) % 10), "นาย ก", "อำนวยการ", "", "")
    leaves, chief = make.person(office, name="นาย ลา"), make.person(office, role=Role.ADMINISTRATOR, name="นาง ใหญ่")
    send(client, as_csv(doubtful))
    step(client, "columns", **USUAL)
    page = check(client)
    assert figures(page) == [0, 0, 0, 1, 0, 0]
    assert doubtful[0] not in text(page)
    assert re.findall(r'name="leaving" value="(\d+)"', text(page)) == [str(leaves.pk)]
    assert "Not in your hands here: นาง ใหญ่, นายประเสริฐ วงศ์ใหญ่" in text(page)
    assert "With these choices nothing would change." in text(page)
    for wrong in (chief.pk, officer.pk, 0):
        assert step(client, "check", do="again", leaving=wrong).status_code == 422
    step(client, "check", do="again", sure=2, leaving=leaves.pk)
    page = check(client)
    assert figures(page) == [1, 0, 0, 0, 1, 0]
    assert page.content.decode().count(" checked") == 2
    step(client, "check", do="import", sure=2, leaving=leaves.pk, seal=seal(client))
    assert not Person.objects.get(pk=leaves.pk).is_active
    assert "นาย ลา" in text(client.get(f"{START}reports/{Intake.objects.get().pk}/"))


def test_what_is_imported_is_what_was_shown(client: Client, officer: Person) -> None:
    send(client, as_csv(row(1), row(2, group="ใหม่")))
    step(client, "columns", **USUAL)
    shown = seal(client)
    answer = step(client, "check", do="import", group_0="new", seal=shown)
    assert answer["Location"].endswith("/check/?news=1")
    assert not Intake.objects.exists()
    assert "This is what would change now." in text(client.get(answer["Location"]))
    assert "/reports/" in step(client, "check", do="import", group_0="new", seal=seal(client))["Location"]


def test_a_change_between_look_and_lock_is_noticed(client: Client, officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(**_facts: Any) -> None:
        raise actions.ChangedMeanwhile

    send(client, as_csv(row(1)))
    step(client, "columns", **USUAL)
    monkeypatch.setattr(actions, "bring_in_upload", changed)
    assert step(client, "check", do="import", seal=seal(client))["Location"].endswith("?news=1")


def test_the_last_button_pressed_twice_leads_to_one_report(client: Client, officer: Person) -> None:
    send(client, as_csv(row(1)))
    step(client, "columns", **USUAL)
    address, sealed = f"{START}{Upload.objects.get().pk}/check/", seal(client)
    answers = [client.post(address, {"do": "import", "seal": sealed})["Location"] for _ in range(2)]
    assert answers == [f"{START}reports/{Intake.objects.get().pk}/"] * 2
    for back in (address, address.replace("check", "columns")):
        assert client.get(back)["Location"] == answers[0]


def test_who_gives_offices_away_has_to_be_sure(client: Client, administrator: Person) -> None:
    send(client, as_csv(row(1, role="officer")))
    step(client, "columns", **USUAL)
    session = client.session
    session["sure_at"] = 0
    session.save()
    answer = step(client, "check", do="import", seal=seal(client))
    assert answer["Location"].startswith("/confirm/?")
    assert not Intake.objects.exists()


def test_a_refusal_of_the_verb_is_said_and_nothing_is_done(office: Office, client: Client, administrator: Person) -> None:
    Person.objects.filter(pk=administrator.pk).update(activated_at=None)
    other = make.person(office, role=Role.ADMINISTRATOR, name="นาง ใหญ่")
    send(client, as_csv(row(1)))
    step(client, "columns", **USUAL)
    step(client, "check", do="again", leaving=other.pk)
    answer = step(client, "check", do="import", leaving=other.pk, seal=seal(client))
    assert answer.status_code == 422
    assert "last administrator" in told(answer)[0]
    assert (Upload.objects.count(), Intake.objects.count()) == (1, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_that_were_not_taken_are_downloaded_with_reasons(client: Client, officer: Person, kind: str) -> None:
    bring_in(client, as_csv(row(1), (make.citizen_id(2)[:-1], "=cmd()", "อำนวยการ", "", ""), row(1)))
    intake = Intake.objects.get()
    address = f"{START}reports/{intake.pk}/rejected.{kind}"
    answer = client.get(address)
    table = tables.read(answer.content)
    assert table.rows[0].cells == ("Row in the file", "Why it was not taken", *HEADS)
    assert table.rows[1].cells == (
        "3",
        "The citizen ID has not 13 digits.",
        "x" * 8 + make.citizen_id(2)[8:12],
        "=cmd()",
        "อำนวยการ",
    )
    assert table.rows[2].cells[:2] == ("4", "This person stands in the same group in row 2 already.")
    assert answer["Content-Disposition"] == f'attachment; filename="rejected-{intake.pk}.{kind}"'
    assert answer["Cache-Control"] == "no-store"
    assert Record.objects.filter(act="export.made", subject=f"intake:{intake.pk}").count() == 1
    if kind == "csv":
        assert "'=cmd()" in answer.content.decode()
    assert send(client, SimpleUploadedFile(f"x.{kind}", answer.content)).status_code == 303
    assert client.get(f"{START}reports/{intake.pk}/rejected.exe").status_code == 404
    Intake.objects.update(rejected="")
    assert client.get(address).status_code == 404
    assert "are forgotten now" in text(client.get(f"{START}reports/{intake.pk}/"))


def test_the_empty_table_is_understood_and_its_example_is_not_taken(client: Client, officer: Person) -> None:
    for language in ("th", "en"):
        client.cookies["language"] = language
        answer = client.get(f"{START}template/")
        assert answer["Content-Disposition"] == 'attachment; filename="staff.xlsx"'
        assert b"1234567890121" not in answer.content
        sent = send(client, SimpleUploadedFile("x.xlsx", answer.content))
        form = client.get(sent["Location"]).content.decode()
        chosen = re.findall(r'<option value="(\w+)" selected>', form)
        assert [kind for kind in chosen if not kind.isdigit()] == [
            "citizen_id",
            "prefix",
            "given",
            "surname",
            "group",
            "role",
            "email",
        ]
        step(client, "columns", **columns(*chosen[1:]))
        assert figures(check(client))[:4] == [0, 0, 0, 1]


def test_long_lists_are_cut_on_pages_and_said_to_be(client: Client, officer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from jonghong.roster import pages

    monkeypatch.setattr(pages, "MOST_ROWS", 2)
    bring_in(client, as_csv(*(row(number) for number in range(5)), *((str(number), "", "", "", "") for number in range(4))))
    page = text(client.get(f"{START}reports/{Intake.objects.get().pk}/"))
    assert ("and 3 more" in page, "and 2 more" in page) == (True, True)


def test_another_officers_and_another_offices_lists_are_not_found(office: Office, client: Client, officer: Person) -> None:
    colleague, foreigner = make.person(office, role=Role.OFFICER), make.person(make.office(), role=Role.OFFICER)
    send(client, as_csv(row(1)))
    bring_in(client, as_csv(row(2), ("", "x", "", "", "")))
    send(client, as_csv(row(1)))
    step(client, "columns", **USUAL)
    upload, intake = Upload.objects.get(), Intake.objects.get()
    for person, sees_report in ((colleague, True), (foreigner, False)):
        client.force_login(person)
        for name in ("columns", "check"):
            assert client.get(f"{START}{upload.pk}/{name}/").status_code in {302, 403, 404}
            assert client.post(f"{START}{upload.pk}/{name}/").status_code in {302, 303, 403, 404}
        client.post(f"{START}{upload.pk}/drop/")
        assert (client.get(f"{START}reports/{intake.pk}/").status_code == 200) == sees_report
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_a_list_of_yesterday_is_gone(client: Client, officer: Person) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(officer)
        send(client, as_csv(row(1)))
        clock.shift(timedelta(days=1))
        client.force_login(officer)
        number = Upload.objects.get().pk
        for answer in (client.get(f"{START}{number}/columns/"), client.post(f"{START}{number}/check/")):
            assert answer["Location"] == f"{START}?gone=1"
        page = text(client.get(f"{START}?gone=1"))
        assert ("Go on with it" in page, "That file is here no longer" in page) == (False, True)


@pytest.mark.parametrize("number", [0, 1, 2**63, 10**30])
def test_a_list_that_nobody_knows_leads_to_the_first_step(client: Client, officer: Person, number: int) -> None:
    answers = [client.get(f"{START}{number}/{name}/") for name in ("columns", "check")]
    assert [answer.get("Location") for answer in answers] == [f"{START}?gone=1"] * 2


def test_a_file_deleted_twice_is_told_of(client: Client, officer: Person) -> None:
    send(client, as_csv(row(1)))
    drop = f"{START}{Upload.objects.get().pk}/drop/"
    assert [client.post(drop)["Location"] for _time in range(2)] == [START, f"{START}?gone=1"]


def test_strangers_and_clerks_and_deputies_are_kept_out(office: Office, client: Client, officer: Person) -> None:
    bring_in(client, as_csv(row(1), ("", "x", "", "", "")))
    send(client, as_csv(row(2)))
    addresses = steps(Upload.objects.get().pk, Intake.objects.get().pk)
    client.logout()
    for address in addresses:
        assert client.get(address)["Location"].startswith("/sign-in/")
    client.force_login(make.person(office))
    for address in addresses:
        assert client.get(address).status_code in {403, 405}
        assert client.post(address).status_code in {403, 405}
    assert Upload.objects.count() == 1


def test_looking_changes_nothing_but_the_audit(client: Client, officer: Person) -> None:
    bring_in(client, as_csv(row(1), ("", "x", "", "", "")))
    send(client, as_csv(row(2)))
    before = [*Upload.objects.values_list(), *Intake.objects.values_list(), *Person.objects.values_list("pk", "name")]
    for address in steps(Upload.objects.get().pk, Intake.objects.get().pk):
        assert client.get(address).status_code in {200, 405}
    assert before == [*Upload.objects.values_list(), *Intake.objects.values_list(), *Person.objects.values_list("pk", "name")]
