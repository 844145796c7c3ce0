"""Two offices for all tests of a file: what each test does to them is taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import Settings

from tests.trust.world import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder: it goes through every page thousands of times."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.unmeasured)


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(_world: World, db: None) -> World:
    return _world


@pytest.fixture(autouse=True)
def _no_pace(settings: Settings) -> None:
    """Answer what is asked for a thousand times in a row: a page that only says to wait would show nothing of itself."""
    settings.PACE = 100_000
