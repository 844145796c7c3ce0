"""``jonghong import people``."""

from pathlib import Path

import pytest

from jonghong.__main__ import main
from jonghong.audit.models import Record
from jonghong.core import tables
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from jonghong.people.refusals import LastAdministrator
from jonghong.roster import actions
from jonghong.roster.models import Intake
from tests import make
from tests.roster.conftest import HEADS, row

pytestmark = pytest.mark.django_db(transaction=True)
DOUBTFUL = make.citizen_id(5)[:-1] + str((int(make.citizen_id(5)[-1]) + 1) % 10)


@pytest.fixture
def office() -> Office:
    return make.office()


def file(folder: Path, *rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> str:
    path = folder / "people.csv"
    path.write_bytes(tables.rows_to_csv([heads, *rows]))
    return str(path)


def test_a_list_is_brought_in_by_the_console(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        row(1, role="administrator"),
        row(2, group="พัสดุ"),
        (DOUBTFUL, "นาย ค", "อำนวยการ", "", ""),
        ("1", "นาย ง", "", "", ""),
    ]
    name = file(tmp_path, *rows)
    assert main(["import", "people", name, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Nothing was changed." in said
    assert not any(digits in said for digits in (make.citizen_id(1), DOUBTFUL))
    assert not Person.objects.exists()
    assert main(["import", "people", name]) == 0
    assert Person.objects.get().memberships.get().role == Role.ADMINISTRATOR
    assert main(["import", "people", name, "--new-groups", "--sure", "--rejected", str(tmp_path / "rest.csv")]) == 0
    assert Intake.objects.first().counts["new"] == 2
    assert Record.objects.filter(act="person.imported", actor_id=None).count() == 2
    rest = tables.read((tmp_path / "rest.csv").read_bytes())
    assert [one.cells[0] for one in rest.rows[1:]] == ["5"]
    assert main(["import", "people", name, "--rejected", str(tmp_path / "rest.xlsx"), "--dry-run"]) == 0
    assert len(tables.read((tmp_path / "rest.xlsx").read_bytes()).rows) == 2


def test_many_rows_that_are_not_taken_are_cut(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "people", file(tmp_path, *[("", f"นาย {number}", "", "", "") for number in range(60)])]) == 0
    assert "และอีก 10 แถว" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be opened"),
        (b"", "cannot be read as a table"),
        (b"a,b\n1,2\n", "The headings have to name"),
        ("เลขประจำตัวประชาชน,กลุ่ม\n1,2\n".encode(), "The headings have to name"),
    ],
)
def test_what_cannot_be_brought_in_is_said(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    path = tmp_path / "people.csv"
    if content is not None:
        path.write_bytes(content)
    assert main(["import", "people", str(path)]) == 1
    assert said in capsys.readouterr().err


def test_a_refusal_is_said(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_facts: object) -> None:
        raise LastAdministrator

    monkeypatch.setattr(actions, "bring_in", refuse)
    assert main(["import", "people", file(tmp_path, row(1))]) == 1
    assert "Not imported; nothing was changed." in capsys.readouterr().err


def test_there_has_to_be_an_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "people", file(tmp_path, row(1))]) == 1
    assert "jonghong setup" in capsys.readouterr().err


@pytest.mark.pure
@pytest.mark.parametrize("words", [["import"], ["import", "people"], ["import", "rooms", "x"]])
def test_what_to_bring_in_is_asked_for(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
