from tests.bookings.conftest import place  # noqa: F401 - a fixture
