"""``jonghong import amss``, ``import table`` and ``import undo``."""

import gzip
import re
import sys
from pathlib import Path

import pytest

from jonghong.__main__ import main
from jonghong.audit.models import Record
from jonghong.bookings.models import Booking
from jonghong.bookings.tallies import carried_by_month, wrong_tallies
from jonghong.commands.moving_in import with_password
from jonghong.core import tables
from jonghong.moving import actions
from jonghong.moving.models import Kept, Run
from jonghong.offices.models import Office
from jonghong.people.models import Membership, Person, Role
from jonghong.rooms.models import Room
from tests import make
from tests.moving.amss_dumps import good, many
from tests.moving.amss_tables import V2, mysqldump, small_office

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [
    ("วันที่", "เวลา", "ห้อง", "เรื่อง", "กลุ่ม"),
    ("1/6/2566", "เช้า", "เพชร", "ประชุมงบ", "อำนวยการ"),
    ("", "", "เพชร", "ไม่มีวัน", ""),
]


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def dump(tmp_path: Path) -> str:
    file = tmp_path / "amss.sql.gz"
    file.write_bytes(gzip.compress(mysqldump(many(30))))
    return str(file)


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    file = tmp_path / "bookings.csv"
    file.write_bytes(tables.rows_to_csv(ROWS))
    return str(file)


def numbers(said: str, word: str) -> list[int]:
    """Return the numbers in the line of a table that begins with that word."""
    (line,) = [line for line in said.splitlines() if line.startswith("│ " + word)]
    return [int(number) for number in re.findall(r"\d+", line.replace(",", ""))]


def test_it_only_looks_unless_it_is_told_to_write(office: Office, dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "amss", "--dump", dump]) == 0
    said = capsys.readouterr().out
    assert ("ยังไม่มีอะไรเปลี่ยนแปลง" in said, "This only looked: nothing was changed." in said) == (True, True)
    assert numbers(said, "รวม · all") == [166, 166, 0]
    assert (Booking.objects.count(), Kept.objects.count(), Room.objects.count()) == (0, 0, 0)
    assert Person.objects.first() is None


def test_a_dump_comes_in_is_known_again_and_goes(office: Office, dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "amss", "--dump", dump, "--write"]) == 0
    run = Run.objects.get()
    assert f"Brought in; report {run.pk}." in capsys.readouterr().out
    assert (Booking.objects.count(), run.source, run.file, run.by) == (30, "amss", "amss.sql.gz", None)
    assert main(["import", "amss", "--dump", dump, "--write"]) == 0
    assert "There is nothing new" in capsys.readouterr().out
    assert main(["import", "undo", str(run.pk)]) == 0
    assert "This only looked" in capsys.readouterr().out
    assert Booking.objects.count() == 30
    assert main(["import", "undo", str(run.pk), "--write"]) == 0
    assert (Booking.objects.count(), Room.objects.count(), Person.objects.count(), wrong_tallies(office.pk)) == (0, 0, 0, [])
    assert main(["import", "undo", str(run.pk), "--write"]) == 0
    assert "It was taken back already." in capsys.readouterr().out
    acts = Record.objects.filter(act__startswith="moving").order_by("number").values_list("act", "actor_id")
    assert list(acts) == [("moving.brought-in", None), ("moving.taken-back", None)]


def test_what_something_stands_on_is_not_taken_back(office: Office, dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "amss", "--dump", dump, "--write"])
    Person.objects.update(activated_at=office_opened(office))
    assert main(["import", "undo", str(Run.objects.get().pk), "--write"]) == 1
    assert "something was built on it" in capsys.readouterr().err
    assert Booking.objects.count() == 30


def office_opened(office: Office) -> object:
    return Run.objects.get(office=office).made_at


def test_a_table_comes_in_with_its_report(
    office: Office, sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, book = tmp_path / "report.html", tmp_path / "report.XLSX"
    assert main(["import", "table", sheet, "--report", str(page)]) == 0
    assert main(["import", "table", sheet, "--write", "--report", str(book)]) == 0
    said = capsys.readouterr().out
    assert "T01" in said or "D01" in said
    assert ("<table" in page.read_text(encoding="utf-8"), book.read_bytes()[:2]) == (True, b"PK")
    made = Booking.objects.get()
    assert (made.title, made.room.name, made.half, made.group.name) == ("ประชุมงบ", "เพชร", "morning", "อำนวยการ")
    assert Kept.objects.filter(outcome="quarantined").count() == 1


def test_columns_may_be_kept_under_a_name(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(tables.rows_to_csv([("ก", "ข", "ค", "ง"), ("1/6/2566", "เช้า", "เพชร", "ประชุม")]))
    actions.keep_mapping(office=office, name="ของเรา", columns={0: "date", 1: "half", 2: "room", 3: "title"}, head=0)
    assert main(["import", "table", str(file), "--mapping", "ของเรา", "--write"]) == 0
    assert Booking.objects.get().title == "ประชุม"
    assert main(["import", "table", str(file), "--mapping", "อื่น"]) == 1
    assert "No columns are kept under the name อื่น" in capsys.readouterr().err


def test_sums_are_brought_forward(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sums.csv"
    file.write_bytes(tables.rows_to_csv([("ปี", *map(str, range(1, 13))), ("2560", *["3"] * 12)]))
    assert main(["import", "table", str(file), "--write"]) == 0
    assert "brought forward: 36 times in 12 months" in capsys.readouterr().out
    assert carried_by_month(office.pk) == {(2017, month): 3 for month in range(1, 13)}


def test_a_past_that_nobody_decided_is_told_of(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables_of = small_office(V2)
    tables_of.add("meeting_main", good(approve="0"))
    file = tmp_path / "amss.sql"
    file.write_bytes(mysqldump(tables_of))
    assert main(["import", "amss", "--dump", str(file)]) == 0
    said = capsys.readouterr().out
    assert "None of these bookings was ever decided over there. Those that are over come in as out of time" in said
    assert main(["import", "amss", "--dump", str(file), "--count-undecided", "--write"]) == 0
    assert "As was chosen, those that are over count as allowed." in capsys.readouterr().out
    assert Booking.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    ("words", "content", "said"),
    [
        (["amss", "--dump", "{}"], b"INSERT INTO meeting_main VALUES (1,", "line 1"),
        (["amss", "--dump", "{}"], b"CREATE TABLE t (a int);", "no bookings of AMSS++"),
        (["amss", "--dump", "{}"], b"\x1f\x8b\x08\x00broken", ""),
        (["amss", "--dump", "{}.gone"], b"", "cannot be opened"),
        (["amss", "--dsn", "postgresql://a@b/c"], b"", "cannot be used"),
        (["amss", "--dsn", "mysql://reader@127.0.0.1:1/amss"], b"", "could not be read"),
        (["amss", "--dsn", "mysql://[reader"], b"", "cannot be used"),
        (["table", "{}"], b"", "cannot be read as a table"),
        (["table", "{}"], b"<html><p>nothing</p></html>", "in this page"),
        (["table", "{}.gone"], b"", "cannot be opened"),
        (["undo", "99"], b"", "There is no report 99."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], content: bytes, said: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert main(["import", *(word.format(file) for word in words)]) == 1
    told = capsys.readouterr().err
    assert (said in told, "Traceback" in told, len(told.strip().splitlines())) == (True, False, 2)
    assert Run.objects.count() == 0


def test_a_report_of_another_kind_is_refused(
    office: Office, dump: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "amss", "--dump", dump, "--report", str(tmp_path / "r.pdf"), "--write"]) == 1
    assert ".html or .xlsx" in capsys.readouterr().err
    assert Run.objects.count() == 0


def test_the_password_of_a_database_is_never_needed_in_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMSS_IMPORT_PASSWORD", "s/e@c ret")
    assert with_password("mysql://reader@host:3307/amss") == "mysql://reader:s%2Fe%40c%20ret@host:3307/amss"
    assert with_password("mysql://reader:own@host/amss") == "mysql://reader:own@host/amss"
    monkeypatch.delenv("AMSS_IMPORT_PASSWORD")
    assert with_password("mysql://reader@host/amss") == "mysql://reader@host/amss"


@pytest.mark.parametrize(
    "words", [["amss"], ["amss", "--dump", "a", "--dsn", "b"], ["amss", "--dump", "a", "--source", ""], ["undo", "x"]]
)
def test_commands_that_make_no_sense(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["import", *words])
    assert caught.value.code == 2


def test_without_the_package_of_the_bar_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("rich.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.delitem(sys.modules, "jonghong.commands.moving_in")
    assert main(["import", "undo", "1"]) == 1
    assert "jonghong[amss]" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "said", "roles"), [([], "--roles gives", 0), (["--roles"], "is given that role", 1)])
def test_a_dump_gives_no_power_unless_it_is_told_to(
    office: Office, dump: str, capsys: pytest.CaptureFixture[str], words: list[str], said: str, roles: int
) -> None:
    assert main(["import", "amss", "--dump", dump, "--write", *words]) == 0
    assert said in capsys.readouterr().out
    assert Membership.objects.filter(office=office, role=Role.OFFICER).count() == roles
