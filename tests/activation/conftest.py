"""What tests of activation share."""

import re
from html import unescape
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Person, Role
from jonghong.post.models import Letter
from tests import make
from tests.people.conftest import client, office  # noqa: F401 - fixtures


@pytest.fixture
def officer(office: Office, client: Client) -> Person:  # noqa: F811 - a fixture asks for fixtures
    """Return a room officer, signed in."""
    made = make.person(office, group=0, role=Role.OFFICER, name="นายประเสริฐ วงศ์ใหญ่")
    client.force_login(made)
    return made


@pytest.fixture
def mail_on(settings: Settings) -> None:
    """Have a mail server."""
    settings.MAIL_FROM = "room@example.go.th"


def waiting(office: Office, name: str = "นายวิชัย ศรีสุข", *, group: int = 1, role: str = Role.CLERK) -> Person:  # noqa: F811
    """Return somebody who has not registered yet."""
    digits = make.citizen_id(next(make._numbers))
    return actions.enrol(office=office, name=name, citizen_id=digits, group=office.groups.all()[group], role=role)


def known(office: Office, name: str = "นายวิชัย ศรีสุข", **facts: Any) -> Person:  # noqa: F811
    """Return somebody who works here and was never in; the number is kept as ``typed_id``."""
    made = make.person(office, name=name, **facts)
    made.activated_at = None
    made.set_unusable_password()
    made.save()
    return made


def asked_of(queries: CaptureQueriesContext) -> list[str]:
    """Return what the database was asked, without the facts."""
    return [re.sub(r'"s\d+_x\d+"', "", " ".join(query["sql"].split()[:3])) for query in queries]


def headers_of(response: HttpResponseBase) -> list[tuple[str, str]]:
    """Return the headers of an answer but its number, which is another for each request."""
    return sorted((name, value) for name, value in response.headers.items() if name != "X-Request-Id")


def acts(office: Office) -> list[tuple[str, str, int | None]]:  # noqa: F811
    """Return what the audit tells of codes and requests: act, whom it is about, who did it."""
    told = Record.objects.filter(office=office, act__startswith="activation.").order_by("number")
    return list(told.values_list("act", "subject", "actor_id"))


def letters(office: Office) -> list[str]:  # noqa: F811
    """Return the texts that wait to go out."""
    return [letter.body for letter in Letter.objects.filter(office=office).order_by("pk")]


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
