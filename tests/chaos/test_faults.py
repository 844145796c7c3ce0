"""Short forms of the faults, each against the real server; the long ones are run by hand, see docs/reliability.md.

What a database can change is tried on both; where the server alone is asked, SQLite is enough.
"""

import fcntl
import importlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chaos import __main__ as chaos, figures
from chaos.disk.mounted import Mounted, is_possible, mounted
from chaos.ledger import Ledger
from chaos.places import Place, make_pattern
from chaos.trial import Trial
from tests import databases
from tests.needs import needs
from tests.servers import PATTERNS

pytestmark = pytest.mark.long


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


@dataclass
class Part(Trial):
    """A fault that is tried on the place of others, which is judged when all are through."""

    whole: "Whole | None" = None

    def disk(self) -> AbstractContextManager[Mounted]:
        return nullcontext(self.whole.disk) if self.whole and self.whole.disk else super().disk()

    @contextmanager
    def place(self, folder: Path | None = None) -> Iterator[tuple[Place, Ledger]]:
        if self.whole:
            yield self.whole.place, self.whole.ledger
        else:
            with super().place(folder) as found:
                yield found

    def judge(self, place: Place, ledger: Ledger) -> None:
        if self.whole:
            self.done += 1
        else:
            super().judge(place, ledger)


@dataclass
class Whole:
    """One place for several faults, one after the other: most of what a short form costs is starting and judging."""

    place: Place
    ledger: Ledger
    disk: Mounted | None


@contextmanager
def one_place(pattern: Path, *, has_disk: bool = False) -> Iterator[Whole]:
    """Give such a place, on a disk of ours or on the machine's; afterwards nothing in it may be wrong."""
    trial = part("", pattern)
    with (
        mounted() if has_disk else nullcontext() as disk,
        trial.place(disk.folder / "place" if disk else None) as (place, ledger),
    ):
        yield Whole(place, ledger, disk)
        trial.judge(place, ledger)
    assert str(trial.verdict) == "clean"


def part(
    word: str, pattern: Path, *, rounds: int = 1, bookings: int = 6, seconds: float = 2, whole: Whole | None = None
) -> Part:
    return Part(
        word=word,
        kind=databases.KIND,
        pattern=pattern,
        rounds=rounds,
        bookings=bookings,
        seconds=seconds,
        is_timed=False,
        pause=1.5,
        whole=whole,
    )


def tried(word: str, pattern: Path, *, rounds: int = 1, **facts: Any) -> Trial:
    """Try a fault in its short form and return what was seen; it has to have held."""
    trial = part(word, pattern, rounds=rounds, **facts)
    importlib.import_module(f"chaos.{word.replace('-', '_')}").run(trial)
    assert (word, trial.failures, str(trial.verdict), trial.done) == (word, [], "clean", rounds)
    assert trial.is_passed
    return trial


def needs_a_disk() -> None:
    needs(is_possible(), "Linux, /dev/fuse and the rights of an administrator")


def test_what_is_killed_replaced_taken_away_or_copied_loses_nothing(pattern: Path) -> None:
    with one_place(pattern) as whole:
        killed = tried("kill", pattern, whole=whole)
        assert (killed.acknowledged >= 6, len(killed.settled), killed.resent) == (True, 1, killed.unknown)
        assert tried("reload", pattern, rounds=2, whole=whole).refused.keys() <= {0}
        tried("gone", pattern, rounds=2, whole=whole)
        tried("backup", pattern, whole=whole)


def test_a_disk_that_is_full_or_slow_or_forgets_loses_nothing(pattern: Path) -> None:
    needs_a_disk()
    with one_place(pattern, has_disk=True) as whole:
        assert tried("full", pattern, rounds=2, seconds=120, whole=whole).refused[507] > 0
        tried("slow", pattern, whole=whole)
        tried("power", pattern, whole=whole)


def test_a_power_cut_loses_bookings_of_a_careless_database(pattern: Path) -> None:
    needs_a_disk()
    assert "were lost" in tried("power-careless", pattern, bookings=12).notes[-1]


@pytest.mark.sqlite
def test_many_who_ask_hang_up_or_bring_a_damaged_backup_get_their_answer(pattern: Path) -> None:
    with one_place(pattern) as whole:
        hung_up = tried("resend", pattern, bookings=20, whole=whole)
        assert (hung_up.unknown >= 20, hung_up.resent) == (True, hung_up.unknown)
        assert tried("crowd", pattern, bookings=100, whole=whole).refused[409] == 99  # some were told to wait before
        tried("overload", pattern, seconds=2, whole=whole)
        tried("torn", pattern, rounds=24, bookings=2, whole=whole)


@pytest.mark.sqlite
def test_a_clock_that_jumps_changes_no_promise(pattern: Path) -> None:
    tried("clock", pattern, rounds=2, bookings=5)


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
