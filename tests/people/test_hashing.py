"""Hashing keeps within its bounds, however many sign in at once."""

from threading import Lock
from time import sleep

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from jonghong.offices.models import Office
from jonghong.people import actions, hashing
from jonghong.people.guessing import counter_key
from jonghong.people.models import ActivationCode, GuessCounter, Session
from tests import make
from tests.people.conftest import at_once, number_of


class Crowd:
    """Counts who is inside, and how many there ever were at once."""

    def __init__(self) -> None:
        self.lock, self.inside, self.most = Lock(), 0, 0

    def visit(self, _number: int) -> None:
        with hashing.room_to_hash():
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            sleep(0.02)
            with self.lock:
                self.inside -= 1


@pytest.mark.pure
def test_no_more_are_hashed_at_once_than_there_is_room_for() -> None:
    crowd = Crowd()
    assert at_once(crowd.visit, 3 * hashing.AT_ONCE) == [None] * 3 * hashing.AT_ONCE
    assert 1 <= crowd.most <= hashing.AT_ONCE


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch):
    """Let every place be taken, by people who do not go."""
    monkeypatch.setattr(hashing, "LONGEST_WAIT", 0.01)
    for _ in range(hashing.AT_ONCE):
        assert hashing._room.acquire(timeout=1)
    yield
    hashing._room.release(hashing.AT_ONCE)


def test_who_finds_no_room_is_asked_to_come_back(office: Office, client: Client, request: pytest.FixtureRequest) -> None:
    facts = {"username": number_of(make.person(office)), "password": make.PASSWORD}
    request.getfixturevalue("no_room")
    response = client.post("/sign-in/", facts)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Nothing was changed. Try again in a few seconds." in response.content.decode()
    assert Session.objects.count() == 0
    assert client.get("/").status_code == 200


def test_a_try_that_was_never_judged_does_not_count_against_the_account(
    office: Office, client: Client, request: pytest.FixtureRequest
) -> None:
    person = make.person(office)
    facts = {"username": number_of(person), "password": "not the password"}
    assert client.post("/sign-in/", facts).status_code == 422
    request.getfixturevalue("no_room")
    for _ in range(15):
        assert client.post("/sign-in/", facts).status_code == 503
        with pytest.raises(hashing.TooBusy):
            actions.confirm(person=person, password="not the password")
    kept = dict(GuessCounter.objects.values_list("key", "failures"))
    assert kept == {
        counter_key("strangers", person.citizen_key): 1,
        counter_key("network", "127.0.0.1"): 16,  # a flood of them is slowed
        counter_key("device", f"person {person.pk}", "change of password"): 0,
    }


def test_a_code_that_was_never_compared_keeps_its_tries(office: Office, request: pytest.FixtureRequest) -> None:
    person = make.person(office)
    actions.issue_code(person=person)
    request.getfixturevalue("no_room")
    for digits in (number_of(person), make.citizen_id(4711)):
        with pytest.raises(hashing.TooBusy):
            actions.activate(office=office, citizen_id=digits, code="2222-2222", password=make.PASSWORD, network="n")
    assert ActivationCode.objects.get().tries_left == 5


@pytest.mark.pure
def test_other_failures_are_left_to_django() -> None:
    door = hashing.Unhurried(lambda _request: HttpResponse("x"))
    assert door.process_exception(HttpRequest(), ValueError("x")) is None
    assert door(HttpRequest()).content == b"x"
