"""Short forms of the faults, each against the real server; the long ones are run by hand, see docs/reliability.md.

What a database can change is tried on both; where the server alone is asked, SQLite is enough.
"""

import fcntl
import importlib
import os
from pathlib import Path

import pytest

from chaos import __main__ as chaos, figures
from chaos.disk.mounted import is_possible
from chaos.places import make_pattern
from chaos.trial import Trial
from tests import databases
from tests.needs import needs
from tests.servers import PATTERNS


@pytest.fixture(scope="session")
def pattern() -> Path:
    """Fill one database of the kind under test, which every fault copies; the first process of a run that asks makes it."""
    folder = Path(os.environ[PATTERNS]) / "chaos"
    done = folder.with_suffix(".done")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make_pattern(databases.KIND, folder)
            done.touch()
    return folder


def tried(word: str, pattern: Path, *, rounds: int = 1, bookings: int = 10, seconds: float = 3) -> Trial:
    """Try a fault in its short form and return what was seen; it has to have held."""
    trial = Trial(
        word=word,
        kind=databases.KIND,
        pattern=pattern,
        rounds=rounds,
        bookings=bookings,
        seconds=seconds,
        is_timed=False,
    )
    importlib.import_module(f"chaos.{word.replace('-', '_')}").run(trial)
    assert (trial.failures, str(trial.verdict), trial.done) == ([], "clean", rounds)
    assert trial.is_passed
    return trial


def needs_a_disk() -> None:
    needs(is_possible(), "Linux, /dev/fuse and the rights of an administrator")


def test_killing_everything_loses_nothing(pattern: Path) -> None:
    trial = tried("kill", pattern)
    assert (trial.acknowledged >= 10, len(trial.settled), trial.resent) == (True, 1, trial.unknown)


def test_an_upgrade_refuses_nobody_and_a_killed_process_is_replaced(pattern: Path) -> None:
    assert tried("reload", pattern, rounds=2).refused.keys() <= {0}


def test_a_power_cut_loses_nothing_that_was_acknowledged(pattern: Path) -> None:
    needs_a_disk()
    tried("power", pattern, rounds=2)


def test_the_same_power_cut_loses_bookings_of_a_careless_database(pattern: Path) -> None:
    needs_a_disk()
    assert "were lost" in tried("power-careless", pattern, bookings=30).notes[-1]


def test_a_full_disk_is_said_and_pages_go_on(pattern: Path) -> None:
    needs_a_disk()
    trial = tried("full", pattern, rounds=2, seconds=120)
    assert trial.refused[507] > 0


def test_a_database_that_comes_back_is_found_by_itself(pattern: Path) -> None:
    tried("gone", pattern, rounds=2)


def test_a_backup_made_while_people_book_is_whole(pattern: Path) -> None:
    tried("backup", pattern)


@pytest.mark.sqlite
def test_damaged_backups_are_refused(pattern: Path) -> None:
    tried("torn", pattern, rounds=48, bookings=2)


@pytest.mark.sqlite
def test_whoever_hangs_up_and_sends_again_books_once(pattern: Path) -> None:
    trial = tried("resend", pattern, bookings=20)
    assert (trial.unknown >= 20, trial.resent) == (True, trial.unknown)


@pytest.mark.sqlite
def test_one_of_a_crowd_gets_the_room(pattern: Path) -> None:
    trial = tried("crowd", pattern, rounds=2, bookings=100)
    assert trial.refused[409] == 2 * 99  # those too that were told to wait at first


@pytest.mark.sqlite
def test_a_slow_disk_is_waited_for(pattern: Path) -> None:
    needs_a_disk()
    tried("slow", pattern)


@pytest.mark.sqlite
def test_a_clock_that_jumps_changes_no_promise(pattern: Path) -> None:
    tried("clock", pattern, rounds=2, bookings=5)


@pytest.mark.sqlite
def test_more_than_can_be_done_is_done_or_refused(pattern: Path) -> None:
    tried("overload", pattern, bookings=20, seconds=4)


@pytest.mark.pure
def test_the_table_has_a_cell_for_each_column(tmp_path: Path) -> None:
    trial = Trial(word="kill", kind="sqlite", pattern=tmp_path, rounds=1, bookings=1, seconds=0)
    trial.refused[503] = 2
    trial.settled.append(0.5)
    row = figures.row(trial)
    assert [row.count("|"), *(line.count("|") for line in figures.HEAD)] == [len(figures.COLUMNS) + 1] * 3
    assert "| 2 x 503 |" in row
    assert "**did not hold**" in row  # nothing was done


@pytest.mark.pure
def test_every_word_has_a_long_form_and_stands_in_the_document() -> None:
    words = (Path(chaos.__file__).resolve().parents[1] / "docs" / "reliability.md").read_text(encoding="utf-8")
    for word in chaos.WORDS:
        fault = importlib.import_module(f"chaos.{word.replace('-', '_')}")
        assert (fault.ROUNDS > 0, fault.BOOKINGS > 0, f"| `{word}` |" in words) == (True, True, True), word
