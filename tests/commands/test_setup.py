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

    def start(**changed: str) -> int:
        facts = {**FACTS, **changed}
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{facts['id']}\n"))
        return main(words(**facts))

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


def test_setup_warns_of_a_check_digit_that_does_not_fit(
    capsys: pytest.CaptureFixture[str], setup_with: Callable[..., int]
) -> None:
    assert setup_with(id="1234567890122") == 0
    assert "may be mistyped" in capsys.readouterr().out


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
