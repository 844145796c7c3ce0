"""Figures that begin at nothing, and a folder of data of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from jonghong.core.meters import FOLDER, meters
from jonghong.health import slowness


@pytest.fixture(autouse=True)
def _figures_begin_at_nothing() -> Iterator[None]:
    meters.clear()
    slowness._last.clear()
    yield
    meters.clear()


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    """Give a folder of data in which servers count."""
    settings.DATA = tmp_path
    (tmp_path / FOLDER).mkdir()
    return tmp_path
