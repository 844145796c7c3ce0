"""Hashing keeps within its bounds, however many sign in at once."""

from threading import Lock
from time import sleep

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from jonghong.offices.models import Office
from jonghong.people import hashing
from jonghong.people.models import Session
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


@pytest.mark.pure
def test_other_failures_are_left_to_django() -> None:
    door = hashing.Unhurried(lambda _request: HttpResponse("x"))
    assert door.process_exception(HttpRequest(), ValueError("x")) is None
    assert door(HttpRequest()).content == b"x"
