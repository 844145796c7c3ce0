"""Two offices for all tests of a file: what each test does to them is taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.trust.world import World


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(_world: World, db: None) -> World:
    return _world
