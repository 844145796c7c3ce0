"""What all tests share."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from coverage import Coverage
from django.contrib.contenttypes.management import create_contenttypes
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate

from jonghong.core.pace import buckets
from jonghong.core.pagecache import store
from tests import databases
from tests.browsers import chromium, page  # noqa: F401 - fixtures
from tests.race_course import course  # noqa: F401 - a fixture
from tests.servers import keep_patterns, sample_server, serve, server  # noqa: F401 - fixtures

# Further cases of a test go through the same lines, and being measured makes them take half as long again.
MEASURED_CASES = 2


@pytest.fixture(autouse=True)
def _empty_page_store() -> None:
    store.clear()
    buckets.clear()


@pytest.fixture(autouse=True)
def _umask_as_before() -> Iterator[None]:
    """Let no later test make its files as a command does that this one ran in its own process: for the owner alone."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _unmeasured(request: pytest.FixtureRequest) -> Iterator[None]:
    """Measure no coverage while a test so marked runs: it makes that one take up to three times as long."""
    measuring = Coverage.current() if request.node.get_closest_marker("unmeasured") else None
    if measuring:
        measuring.stop()
    yield
    if measuring:
        measuring.start()


@pytest.fixture(autouse=True, scope="session")
def _flush_lets_records_go() -> None:
    """Empty the audit's chain first when a test's rows are taken away: its records let nobody delete them."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def chain_first(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        flush(self, sorted(sql_list, key=lambda sql: "audit_chain" not in sql))

    BaseDatabaseOperations.execute_sql_flush = chain_first  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _flush_makes_no_permissions() -> None:
    """Make no permissions of Django's own after each flush: nobody here asks for them, and it takes ten times as long."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


def pytest_configure() -> None:
    """Share filled databases among the workers, and measure no coverage in what a worker starts: others go through it, too."""
    keep_patterns()
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the other database can show; begin with what takes long, so that no worker waits for it in the end.

    Coverage is measured in the first two cases of each test only.
    """
    others = {"sqlite", "postgresql"} - {databases.KIND}
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = sorted((item for item in items if item not in gone), key=lambda item: item.get_closest_marker("long") is None)
    cases = Counter[str]()
    for item in items:
        cases[test := item.nodeid.partition("[")[0]] += 1
        if cases[test] > MEASURED_CASES:
            item.add_marker("unmeasured")
