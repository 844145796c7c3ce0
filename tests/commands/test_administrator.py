"""An office whose administrators are gone gets one again."""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from jonghong.__main__ import main
from jonghong.audit.models import Record
from jonghong.core import schema
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Person, Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "1-2345-67890-12-1"


@pytest.fixture
def appoint(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that starts the command with this number on standard input."""

    def start(number: str = NUMBER, name: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        return main(["administrator", "--id=-", *([f"--name={name}"] if name else [])])

    return start


@pytest.fixture
def office() -> Office:
    return make.office(officers_need_factor=False)


def registers(number: str, said: str) -> None:
    """Take the printed code into use."""
    (code,) = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", said)
    Client().post("/register/", {"username": number, "code": code, "password": make.PASSWORD, "repeat": make.PASSWORD})


def test_somebody_new_is_put_on_the_list(
    office: Office, appoint: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert appoint(name="สมศรี  ใจดี") == 0
    said = capsys.readouterr().out
    person = Person.objects.get(office=office)
    assert (person.name, list(person.memberships.values_list("role", flat=True))) == ("สมศรี ใจดี", [Role.ADMINISTRATOR])
    assert "1234567890121" not in said
    registers(NUMBER, said)
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)
    assert {"person.enrolled", "activation.issued"} <= set(Record.objects.values_list("act", flat=True))


def test_somebody_who_left_and_lost_the_second_step_is_back(
    office: Office, appoint: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    person = make.person(office, group=1, has_factor=True)
    actions.leave(person=person)
    assert appoint(person.typed_id) == 0  # type: ignore[attr-defined]
    person.refresh_from_db()
    assert (person.is_active, person.has_factor) == (True, False)
    assert not person.has_usable_password()
    registers(person.typed_id, capsys.readouterr().out)  # type: ignore[attr-defined]
    assert Person.objects.get(pk=person.pk).check_password(make.PASSWORD)
    assert list(person.memberships.values_list("group__name", "role")) == [("นโยบายและแผน", Role.ADMINISTRATOR)]
    taken = Record.objects.get(act="factor.removed")
    assert (taken.actor_id, taken.network, taken.subject) == (None, "console", f"person:{person.pk}")


@pytest.mark.parametrize(
    ("number", "name", "words"),
    [
        ("123", "x", "thirteen digits"),
        (NUMBER[:-1] + "2", "x", "--sure"),
        (NUMBER, "ก" * 151, "too long"),
        (NUMBER, "", "--name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changed(
    office: Office, appoint: Callable[..., int], capsys: pytest.CaptureFixture[str], number: str, name: str, words: str
) -> None:
    assert appoint(number, name) == 1
    assert words in capsys.readouterr().err
    assert not Person.objects.exists()


def test_without_an_office_there_is_setup(appoint: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert appoint(name="x") == 1
    assert "jonghong setup" in capsys.readouterr().err


def test_the_tables_have_to_stand(office: Office, appoint: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["people 0009_more"])
    assert appoint(name="x") == 1


def test_somebody_who_works_here_keeps_what_they_had(office: Office, appoint: Callable[..., int]) -> None:
    person = make.person(office, group=2)
    assert appoint(person.typed_id) == 0  # type: ignore[attr-defined]
    person.refresh_from_db()
    assert (person.is_active, person.check_password(make.PASSWORD)) == (True, True)
    assert list(person.memberships.values_list("group__name", "role")) == [("บริหารงานบุคคล", Role.ADMINISTRATOR)]
