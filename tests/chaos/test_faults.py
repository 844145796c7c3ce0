"""Short forms of the faults, each against the real server; the long ones are run by hand, see docs/reliability.md."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos import places
from chaos.disk.mounted import is_possible
from chaos.trial import Trial
from tests import databases
from tests.needs import needs


@pytest.fixture(scope="module")
def pattern() -> Iterator[Path]:
    """Fill one database of the kind under test, which every fault of this file copies."""
    with places.pattern(databases.KIND) as folder:
        yield folder


def tried(word: str, pattern: Path, *, rounds: int = 1, bookings: int = 12, seconds: float = 3) -> Trial:
    """Try a fault in its short form and return what was seen; it has to have held."""
    trial = Trial(word=word, kind=databases.KIND, pattern=pattern, rounds=rounds, bookings=bookings, seconds=seconds)
    importlib.import_module(f"chaos.{word.replace('-', '_')}").run(trial)
    assert (trial.failures, str(trial.verdict), trial.done) == ([], "clean", rounds)
    assert trial.acknowledged >= bookings
    return trial


def test_killing_everything_loses_nothing(pattern: Path) -> None:
    trial = tried("kill", pattern)
    assert len(trial.settled) == 1
    assert trial.resent == trial.unknown


def test_a_power_cut_loses_nothing_that_was_acknowledged(pattern: Path) -> None:
    needs(is_possible(), "Linux, /dev/fuse and the rights of an administrator")
    tried("power", pattern, rounds=2, bookings=10)


def test_the_same_power_cut_loses_bookings_of_a_careless_database(pattern: Path) -> None:
    needs(is_possible(), "Linux, /dev/fuse and the rights of an administrator")
    trial = tried("power-careless", pattern, bookings=30)
    assert any("were lost" in note for note in trial.notes)
