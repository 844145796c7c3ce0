"""What the tests of the core share."""

from tests.writers import writer  # noqa: F401 - a fixture
