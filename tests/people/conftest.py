"""What tests of people share."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jonghong.offices.models import Office
from tests import make
from tests.people import hashing


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
def hash_runs(settings: Settings) -> Iterator[list[str]]:
    """Return what was asked of the password hash, in order: set, checked."""
    settings.PASSWORD_HASHERS = ["tests.people.hashing.Counted"]
    hashing.runs.clear()
    yield hashing.runs
    hashing.runs.clear()


def number_of(person) -> str:
    """Return the citizen id of somebody whom ``make.person`` made, as its owner types it."""
    return str(person.typed_id)


def at_once(act: Callable[[int], Any], times: int) -> list[Any]:
    """Return what the act gave, or raised, for 0, 1, 2 ..., each in a thread of its own."""

    def alone(number: int) -> Any:
        try:
            return act(number)
        except Exception as fact:  # noqa: BLE001 - what it raised is the result
            return fact
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(alone, range(times)))
