"""What all tests share."""

import pytest

from jonghong.core.pagecache import store


@pytest.fixture(autouse=True)
def _empty_page_store() -> None:
    store.clear()
