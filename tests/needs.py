"""Tests that need more than Python: skipped with a reason where that is missing, failed where everything must be there."""

import os
from typing import TypeVar

import pytest

Thing = TypeVar("Thing")
REQUIRE_ALL = os.environ.get("JONGHONG_REQUIRE_ALL") == "1"


def needs(thing: Thing | None, name: str) -> Thing:
    """Return the thing; without it skip the test, or fail it if JONGHONG_REQUIRE_ALL=1."""
    if thing:
        return thing
    if REQUIRE_ALL:
        pytest.fail(f"needs {name}, and JONGHONG_REQUIRE_ALL=1 allows no skip")
    pytest.skip(f"needs {name}, which is not installed")
