"""What tests of the second step share."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from jonghong.factors import actions, totp
from jonghong.offices.models import Office
from jonghong.people.models import Person
from tests import make
from tests.factors.authenticator import Device

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of the vectors in RFC 6238: 12345678901234567890


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    """Spare the seconds that ten hashes of the product's strength take, in each of many tests."""
    settings.PASSWORD_HASHERS = ["tests.factors.hashing.Quick"]


@pytest.fixture
def office(db: None) -> Office:
    """Return the office that is served, in which officers need a second step."""
    return make.office(officers_need_factor=True)


@pytest.fixture
def client() -> Client:
    """Return a browser at a name that passkeys work at, which reads English."""
    return browser()


def browser() -> Client:
    """Return one more such browser."""
    client = Client(headers={"host": "localhost"})
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def clock():
    """Let time stand still until a test moves it."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def code_now(secret: str = SECRET, *, later: int = 0) -> str:
    """Return what the app shows, so many steps from now."""
    from jonghong.core.clock import machine_now

    return totp.code_at(secret, totp.step_of(machine_now().timestamp()) + later)


def with_app(person: Person, secret: str = SECRET) -> Person:
    """Set up an app with a code of two steps ago, which leaves those of now unused."""
    actions.set_up_app(person=person, secret=secret, code=code_now(secret, later=-1))
    return person


def sign_in(client: Client, person: Person, goal: str = "/mine/"):
    """Type number and password."""
    typed = {"username": person.typed_id, "password": make.PASSWORD, "next": goal}  # type: ignore[attr-defined]
    return client.post("/sign-in/", typed)


def sign_in_by_app(client: Client, person: Person, goal: str = "/mine/"):
    """Sign in by both steps; the code of the app is that of the step that ``with_app`` left unused."""
    sign_in(client, person, goal)
    return client.post("/second-step/", {"way": "app", "code": code_now(), "next": goal})


def is_in(client: Client) -> bool:
    """Tell whether the browser's session is somebody's altogether."""
    return client.get("/my/security/").status_code == 200


def enrol_passkey(client: Client, device: Device, **fields: Any):
    """Let the browser set up a passkey of that device."""
    options = client.post("/my/security/passkey/ask/").json()
    return client.post("/my/security/passkey/", {"name": "มือถือ", "answer": device.make(options), **fields})


def answer_by_passkey(client: Client, device: Device, path: str = "/second-step/", **changed: Any):
    """Let the browser answer with the passkey of that device."""
    options = client.post("/second-step/passkey/").json()
    return client.post(path, {"way": "passkey", "answer": device.use(options, **changed), "next": "/mine/"})


def acts_of(office: Office) -> list[tuple[str, int | None, dict[str, Any]]]:
    """Return what the audit holds: act, who, facts; without what belongs to signing in itself."""
    from jonghong.audit.models import Record

    found = Record.objects.filter(office=office, act__startswith="factor.")
    return list(found.values_list("act", "actor_id", "facts"))
