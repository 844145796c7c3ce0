"""The first administrator of a real office."""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from jonghong.__main__ import main
from jonghong.commands import setup
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from tests import make

FACTS = {"office": "สำนักงาน  ทดสอบ", "short": "สทส.", "name": "สมศรี ใจดี", "id": "1-2345-67890-12-1"}
pytestmark = pytest.mark.django_db(transaction=True)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def setup_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that starts the command with these facts, the number on standard input, and returns its exit code."""

    def start(*options: str, **changed: str) -> int:
        facts = {**FACTS, **changed}
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{facts['id']}\n"))
        return main([*words(**facts), *options])

    return start


def words(**facts: str) -> list[str]:
    return ["setup", *(f"--{name}={'-' if name == 'id' else value}" for name, value in facts.items() if value)]


def test_setup_makes_an_office_whose_administrator_registers_with_the_code(
    capsys: pytest.CaptureFixture[str], setup_with: Callable[..., int]
) -> None:
    assert setup_with() == 0
    said = capsys.readouterr().out
    office, person = Office.objects.get(), Person.objects.get()
    assert (office.name, office.short_name, office.is_sample) == ("สำนักงาน ทดสอบ", "สทส.", False)
    assert list(person.memberships.values_list("group__name", "role")) == [("อำนวยการ", Role.ADMINISTRATOR)]
    assert ("1234567890121" in said, "x-xxxx-xxxx0-12-1" in said) == (False, True)
    assert "jonghong administrator" in said
    (code,) = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", said)
    registered = Client().post(
        "/register/", {"username": FACTS["id"], "code": code, "password": make.PASSWORD, "repeat": make.PASSWORD}
    )
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD), registered.content.decode()


def test_setup_refuses_a_second_office(capsys: pytest.CaptureFixture[str], setup_with: Callable[..., int]) -> None:
    make.office()
    assert setup_with() == 1
    assert "There is an office in this database already" in capsys.readouterr().err
    assert Office.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"id": "123"}, "thirteen digits"),
        ({"id": "12345678901 2x"}, "thirteen digits"),
        ({"office": "ก" * 201}, "--office"),
        ({"short": "\u200b"}, "--short"),
        ({"name": "\0"}, "--name"),
        ({"office": ""}, "--office is missing"),
        ({"id": ""}, "--id - is missing"),
    ],
)
def test_setup_makes_nothing_when_a_fact_is_wrong(
    changed: dict[str, str], complaint: str, capsys: pytest.CaptureFixture[str], setup_with: Callable[..., int]
) -> None:
    assert setup_with(**changed) == 1
    assert complaint in capsys.readouterr().err
    assert (Office.objects.count(), Person.objects.count()) == (0, 0)


DOUBTFUL = "1234567890122"


def test_setup_takes_a_doubtful_id_only_of_who_is_sure(
    capsys: pytest.CaptureFixture[str], setup_with: Callable[..., int]
) -> None:
    assert setup_with(id=DOUBTFUL) == 1
    said = capsys.readouterr()
    assert ("add --sure" in said.err, DOUBTFUL in said.out + said.err) == (True, False)
    assert (Office.objects.count(), Person.objects.count()) == (0, 0)
    assert setup_with("--sure", id=DOUBTFUL) == 0
    assert Person.objects.get().citizen_last4 == "0122"


@pytest.mark.parametrize(
    ("typed", "last4"),
    [
        ([DOUBTFUL, "yes"], "0122"),
        ([DOUBTFUL, " ใช่ "], "0122"),
        ([DOUBTFUL, "1-2345-67890-12-2"], "0122"),
        ([DOUBTFUL, FACTS["id"]], "0121"),
        ([DOUBTFUL, "no", "1234567890123", "1234567890124", "yes"], "0124"),
        ([DOUBTFUL, "12", "yes", FACTS["id"]], "0121"),
        (["yes", "123", "", FACTS["id"]], "0121"),
    ],
)
def test_setup_asks_again_for_a_doubtful_id_on_a_terminal(
    typed: list[str], last4: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(typed)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(setup, "getpass", lambda _question: next(answers))
    assert main(words(**{**FACTS, "id": ""})) == 0
    assert (Person.objects.get().citizen_last4, list(answers)) == (last4, [])


def test_setup_begins_anew_after_what_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([DOUBTFUL, "12", DOUBTFUL, "yes"])
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(setup, "getpass", answered)
    assert main(words(**{**FACTS, "id": ""})) == 0
    assert asked == [setup.QUESTIONS[name] for name in ("id", "again", "id", "again")]


def test_setup_judges_each_answer_when_it_is_typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(f"\n{'ก' * 201}\nสำนักงาน\nสนง.\nสมศรี ใจดี\n"))
    monkeypatch.setattr(setup, "getpass", lambda _question: FACTS["id"])
    assert main(["setup"]) == 0
    said = capsys.readouterr().out
    asked = [said.count(setup.QUESTIONS[name]) for name in ("office", "short", "name")]
    assert (asked, said.count("please type it again")) == ([3, 1, 1], 2)
    assert said.index("please type it again") < said.index(setup.QUESTIONS["short"])
    assert Office.objects.get().name == "สำนักงาน"


def test_setup_asks_for_what_is_missing_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(f"{FACTS['name']}\n"))
    monkeypatch.setattr(setup, "getpass", lambda question: FACTS["id"] if question == setup.QUESTIONS["id"] else "")
    assert main(words(**{**FACTS, "name": "", "id": ""})) == 0
    assert Person.objects.get().name == FACTS["name"]
    assert setup.QUESTIONS["name"] in capsys.readouterr().out


def test_setup_ends_when_the_terminal_is_closed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    assert main(words(**{**FACTS, "name": ""})) == 1
    assert "nothing was changed" in capsys.readouterr().err


@pytest.mark.pure
@pytest.mark.parametrize("number", [FACTS["id"], "1234567890121", "-1"])
def test_setup_takes_no_number_as_an_argument(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["setup", f"--id={number}"])
    said = capsys.readouterr().err
    assert "read from standard input with --id -" in said
    assert FACTS["id"] not in said
