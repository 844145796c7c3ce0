"""What the tests of the desk share: an office with a room that is used with permission, and a clock that stands."""

from collections.abc import Iterator

import pytest
import time_machine
from time_machine import Traveller

from tests.desk.guarded import NOW, Guarded


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def place(clock: Traveller) -> Guarded:
    return Guarded()
