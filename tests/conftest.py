"""What all tests share."""

import pytest

from jonghong.core.pagecache import store
from tests import databases
from tests.browsers import chromium, page  # noqa: F401 - fixtures
from tests.race_course import course  # noqa: F401 - a fixture
from tests.servers import sample_server, serve, server  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _empty_page_store() -> None:
    store.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the other database can show."""
    others = {"sqlite", "postgresql"} - {databases.KIND}
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
