"""The journey through the door, below the page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory

from jonghong.offices.models import Office
from jonghong.people import actions, signin
from jonghong.people.models import Person, Role, Session
from jonghong.people.sessions import digest
from tests import make
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
UNKNOWN = make.citizen_id(999_999)


def prove(office: Office, digits: str, password: str = make.PASSWORD) -> Person | None:
    return signin.OwnPassword().authenticate(RequestFactory().post("/"), signin.Claim(office, digits, password))


def sign_in(client: Client, person: Person):
    return client.post("/sign-in/", {"username": number_of(person), "password": make.PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def test_right_password_proves_the_person(office: Office) -> None:
    person = make.person(office)
    assert prove(office, number_of(person)) == person
    assert prove(office, number_of(person), "something else again") is None


def test_nobody_else_is_proven_and_each_costs_one_hash(office: Office, hash_runs: list[str]) -> None:
    left = make.person(office, active=False)
    waiting = actions.enrol(office=office, name="ก", citizen_id=UNKNOWN, group=office.groups.all()[0])
    foreigner = make.person(make.office())
    here = make.person(office)
    for digits in (number_of(left), UNKNOWN, number_of(foreigner), make.citizen_id(888_888)):
        hash_runs.clear()
        assert prove(office, digits) is None
        assert hash_runs == ["checked"]
    hash_runs.clear()
    assert prove(office, number_of(here), "something else again") is None
    assert hash_runs == ["checked"]
    assert waiting.activated_at is None


def test_claim_is_never_printed(office: Office) -> None:
    claim = signin.Claim(office, UNKNOWN, make.PASSWORD)
    assert UNKNOWN not in f"{claim} {claim!r}"
    assert make.PASSWORD not in f"{claim} {claim!r}"


def test_session_gets_a_new_key_and_keeps_no_number(office: Office, client: Client) -> None:
    person = make.person(office)
    sign_in(client, make.person(office))
    before = str(client.session.session_key)
    sign_in(client, person)
    assert client.session.session_key != before
    assert number_of(person) not in str(dict(client.session))
    assert not Session.objects.filter(key_hash=digest(before)).exists()


def test_session_ends_after_twelve_hours_whatever_is_done_with_it(office: Office, client: Client) -> None:
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(timedelta(hours=6))
        words = {"current": make.PASSWORD, "password": "four green kettles", "repeat": "four green kettles"}
        assert client.post("/password/", words).status_code == 303
        clock.shift(timedelta(hours=5, minutes=59))
        assert is_in(client)
        clock.shift(timedelta(minutes=2))
        assert not is_in(client)


def test_who_has_left_is_out_at_the_next_request(office: Office, client: Client) -> None:
    person = make.person(office)
    sign_in(client, person)
    assert person.name in client.get("/").content.decode()
    actions.leave(person=person)
    assert not is_in(client)
    assert person.name not in client.get("/").content.decode()


@pytest.mark.usefixtures("office")
def test_person_of_another_office_is_nobody_here(client: Client) -> None:
    foreigner = make.person(make.office(), role=Role.ADMINISTRATOR)
    client.force_login(foreigner)
    assert not is_in(client)
    assert client.get("/office/people/").status_code == 302
    assert foreigner.name not in client.get("/").content.decode()


def test_role_that_was_taken_is_gone_at_the_next_request(office: Office, client: Client) -> None:
    officer = make.person(office, role=Role.OFFICER)
    sign_in(client, officer)
    assert client.get("/office/people/").status_code == 200
    actions.change_person(person=officer, name=officer.name, roles={office.groups.all()[0].pk: Role.CLERK})
    assert client.get("/office/people/").status_code == 403
