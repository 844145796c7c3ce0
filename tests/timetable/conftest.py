"""The office that tests of the timetable happen in: that of the tests of bookings."""

import pytest

from tests.bookings.conftest import Place


@pytest.fixture
def place() -> Place:
    return Place()
