from pathlib import Path

import pytest

from bench import results
from bench.forms import ONE
from bench.processes import CORES
from tests.bench.runs import run

pytestmark = pytest.mark.pure


def test_what_got_more_than_a_tenth_worse_is_told() -> None:
    before, now = run(), run(month=1.7)
    now["forms"][ONE]["memory"]["ratio"] = 2.3
    now["forms"][ONE]["start"]["ratio"] = 4.3
    assert results.worse(now, before) == [
        "one office · requests · month page: 2.00 -> 1.70 x its floor (+18%)",
        "one office · memory: 2.00 -> 2.30 x its floor (+15%)",
    ]


def test_what_got_better_or_a_little_worse_is_not_told() -> None:
    now = run(month=1.9)
    now["forms"][ONE]["memory"]["ratio"] = 1.0
    now["forms"][ONE]["requests"]["search"]["ratio"] = 9.0
    assert results.worse(now, run()) == []


def test_a_first_run_and_another_asker_are_compared_with_nothing() -> None:
    assert results.worse(run(month=0.1), None) == []
    assert results.worse(run(month=0.1), run() | {"asked_by": "bench/load.py"}) == []


def test_a_rate_that_fell_with_its_floor_is_no_worse() -> None:
    now = run()
    for case in now["forms"][ONE]["requests"].values():
        case["rate"] /= 3
    assert results.worse(now, run()) == []


def test_a_run_is_kept_and_read_again(tmp_path: Path) -> None:
    assert results.read("sqlite", tmp_path) is None
    assert results.keep(run(month=1.23456789), tmp_path / "new") == tmp_path / "new" / "sqlite.json"
    assert results.read("sqlite", tmp_path / "new") == run(month=1.235)


def test_half_of_the_cores_at_work_is_busy() -> None:
    assert (results.state(CORES / 2 - 0.1), results.state(CORES / 2)) == ("quiet", "busy")


def test_a_run_says_where_when_and_how() -> None:
    found = results.about("sqlite", words=["--quick"], options={"rounds": 1}, load=CORES, asker="wrk")
    assert (found["command"], found["state"], found["machine"]["cores"]) == ("./jonghong bench --quick", "busy", CORES)
