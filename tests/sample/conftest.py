from collections.abc import Iterator

import pytest
from django.db import transaction

from jonghong.sample.fill import Sample, fill_sample


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Sample]:
    """Fill the sample once for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield fill_sample()
        transaction.set_rollback(True)
