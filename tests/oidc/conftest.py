"""What tests of signing in by a provider share."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.oidc import arrivals, providers
from tests import make
from tests.oidc.provider import CLIENT, SECRET, Provider, served


@pytest.fixture
def office(db: None) -> Office:
    """Return the office that is served."""
    return make.office()


@pytest.fixture
def client() -> Client:
    """Return a browser that reads English."""
    return english()


def english() -> Client:
    """Return another such browser."""
    client = Client()
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """Let the office sign in by a provider that proves citizen ids, under the name of ThaID, and by one that does not."""
    arrivals._described.cache_clear()
    with served() as one:
        settings.OIDC = {
            "PROVIDERS": "thaid,other",
            "THAID_ISSUER": one.url,
            "THAID_CLIENT_ID": CLIENT,
            "THAID_CLIENT_SECRET": SECRET,
            "OTHER_LABEL": "ของหน่วยงาน",
            "OTHER_ISSUER": one.url,
            "OTHER_CLIENT_ID": CLIENT,
            "OTHER_CLIENT_SECRET": SECRET,
            "OTHER_AUTH": "post",
        }
        yield one
    providers._read_once.cache_clear()


def set_out(client: Client, name: str = "thaid", goal: str = "/mine/") -> str:
    """Press the button and return the address to which the page leads."""
    return led_to(client.post(f"/sign-in/by/{name}/", {"next": goal}))


def led_to(answer) -> str:
    """Return the address to which the page of departure leads."""
    found = re.search(r'content="0; url=([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return unescape(found[1])


def way_back(address: str) -> str:
    """Do at the provider what a browser does, and return the address at which it comes back here."""
    back = requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
    return back.removeprefix("http://testserver")


def travel(client: Client, name: str = "thaid", goal: str = "/mine/"):
    """Go to the provider and come back."""
    return client.get(way_back(set_out(client, name, goal)))


def is_in(client: Client) -> bool:
    """Tell whether somebody is signed in."""
    return client.get("/password/").status_code == 200
