"""What tests of activation share."""

import re
from html import unescape

import pytest
from django.test import Client

from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Person, Role
from tests import make
from tests.people.conftest import client, office  # noqa: F401 - fixtures


@pytest.fixture
def officer(office: Office, client: Client) -> Person:  # noqa: F811 - a fixture asks for fixtures
    """Return a room officer, signed in."""
    made = make.person(office, group=0, role=Role.OFFICER, name="นายประเสริฐ วงศ์ใหญ่")
    client.force_login(made)
    return made


def waiting(office: Office, name: str = "นายวิชัย ศรีสุข", *, group: int = 1, role: str = Role.CLERK) -> Person:  # noqa: F811
    """Return somebody who has not registered yet."""
    digits = make.citizen_id(next(make._numbers))
    return actions.enrol(office=office, name=name, citizen_id=digits, group=office.groups.all()[group], role=role)


def text(response) -> str:
    return unescape(response.content.decode())


def told(response) -> list[str]:
    return [unescape(said) for said in re.findall(r'<p class="note bad" role="alert">(.*?)</p>', response.content.decode())]


def slips(response) -> dict[str, str]:
    """Return name -> code of the slips on the page."""
    page = text(response)
    return dict(zip(re.findall(r"<h2>(.*?)</h2>", page), re.findall(r"<strong>(\w{4}-\w{4})</strong>", page), strict=True))


def latest(response) -> str:
    """Return the last code that the form on the page knows of."""
    (value,) = re.findall(r'name="latest" value="(\d+)"', text(response))
    return str(value)
