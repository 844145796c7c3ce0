from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("contact", "named"),
    [
        ("ict@office.example", "mailto:ict@office.example"),
        ("mailto:ict@office.example", "mailto:ict@office.example"),
        ("https://office.example/tell", "https://office.example/tell"),
    ],
)
@time_machine.travel(datetime(2026, 5, 25, 2, 30, tzinfo=UTC))
def test_whom_to_write_to_is_named(client: Client, settings: Settings, contact: str, named: str) -> None:
    make.office()
    settings.SECURITY_CONTACT = contact
    response = client.get("/.well-known/security.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode().splitlines() == [
        f"Contact: {named}",
        "Expires: 2027-05-25T00:00:00Z",
        "Preferred-Languages: th, en",
        "Canonical: http://testserver/.well-known/security.txt",
    ]


def test_nobody_is_named_where_the_settings_name_nobody(client: Client) -> None:
    make.office()
    assert client.get("/.well-known/security.txt").status_code == 404
