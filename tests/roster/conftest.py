"""What tests of lists of people share."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jonghong.core.tables import rows_to_csv, rows_to_xlsx
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.roster.models import Upload
from tests import make

HEADS = ("เลขประจำตัวประชาชน", "ชื่อ-สกุล", "กลุ่ม", "บทบาท", "อีเมล")
START = "/office/people/import/"


@pytest.fixture
def office(db: None) -> Office:
    """Return the office that is served."""
    return make.office()


@pytest.fixture
def client() -> Client:
    """Return a browser that reads English."""
    client = Client()
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def officer(office: Office, client: Client) -> Person:
    """Return a room officer, signed in."""
    made = make.person(office, group=0, role=Role.OFFICER, name="นายประเสริฐ วงศ์ใหญ่")
    client.force_login(made)
    return made


@pytest.fixture
def administrator(office: Office, client: Client) -> Person:
    """Return an administrator, signed in."""
    made = make.person(office, group=0, role=Role.ADMINISTRATOR, name="นางสาวสมศรี ใจงาม")
    client.force_login(made)
    return made


def row(number: int, name: str = "", group: str = "นโยบายและแผน", role: str = "", email: str = "") -> tuple[str, ...]:
    """Return a row of a list, about the synthetic person of that number."""
    return (make.citizen_id(number), name or f"นายคนที่ {number}", group, role, email)


def as_csv(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> SimpleUploadedFile:
    """Return a file of these rows."""
    return SimpleUploadedFile("รายชื่อ.csv", rows_to_csv([heads, *rows]))


def as_xlsx(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> SimpleUploadedFile:
    """Return a workbook of these rows."""
    return SimpleUploadedFile("รายชื่อ.xlsx", rows_to_xlsx([heads, *rows], sheet="รายชื่อ"))


def send(client: Client, file: Any) -> Any:
    """Send a file as the first step."""
    return client.post(START, {"file": file})


def step(client: Client, name: str, **typed: Any) -> Any:
    """Send the form of the list that waits: columns, check or drop."""
    return client.post(f"{START}{Upload.objects.get().pk}/{name}/", typed)


def columns(*kinds: str, head: int = 0, group: Any = "") -> dict[str, Any]:
    """Return what the form about columns sends."""
    return {"head": head, "group": group, **{f"column_{place}": kind for place, kind in enumerate(kinds)}}


USUAL = columns("citizen_id", "name", "group", "role", "email")


def bring_in(client: Client, file: Any, **decided: Any) -> Any:
    """Walk all the steps with usual columns, and return the answer to the last."""
    send(client, file)
    assert step(client, "columns", **USUAL).status_code == 303
    step(client, "check", do="again", **decided)
    return step(client, "check", do="import", seal=seal(client), **decided)


def seal(client: Client) -> str:
    """Return the seal of the plan that is shown now."""
    page = client.get(f"{START}{Upload.objects.get().pk}/check/")
    return str(page.context["plan"].seal) if page.context else _seal(page)


def _seal(page: Any) -> str:
    return str(page.content.decode().partition('name="seal" value="')[2].partition('"')[0])


def rights(person: Person) -> Rights:
    return rights_of(person)
