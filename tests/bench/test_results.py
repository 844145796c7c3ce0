from pathlib import Path
from typing import Any

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
        "one office · requests · month page: 0.30 -> 0.26 x its floor (+18%)",
        "one office · memory: 2.00 -> 2.30 x its floor (+15%)",
    ]


def test_what_got_better_or_a_little_worse_is_not_told() -> None:
    now = run(month=1.9)
    now["forms"][ONE]["memory"]["ratio"] = 1.0
    now["forms"][ONE]["requests"]["search"]["bare_ratio"] = 9.0
    assert results.worse(now, run()) == []


def test_a_first_run_and_another_asker_are_compared_with_nothing() -> None:
    assert results.worse(run(month=0.1), None) == []
    for other in ({"asked_by": "bench/load.py"}, {"options": {"workers": 3}}, {"machine": {"cores": 4}}):
        assert results.worse(run(month=0.1), run() | other) == []


def test_all_that_goes_through_slower_middleware_got_worse() -> None:
    found = results.worse(run(empty=0.12), run())
    assert "one office · requests · empty view: 0.15 -> 0.12 x its floor (+25%)" in found
    assert len(found) == len(run()["forms"][ONE]["requests"]) - 1  # all but the bare server


def test_floors_are_compared_with_nothing() -> None:
    before, now = run(), run()
    for found, ratio in ((before, 1.0), (now, 0.1)):
        found["forms"][ONE]["requests"]["one SQL read"] = {"ratio": ratio, "bare_ratio": ratio}
    assert results.worse(now, before) == []


def test_a_rate_that_fell_with_its_floor_is_no_worse() -> None:
    now = run()
    for case in now["forms"][ONE]["requests"].values():
        case["rate"] /= 3
    assert results.worse(now, run()) == []


def test_a_run_is_kept_and_read_again(tmp_path: Path) -> None:
    assert results.read("sqlite", tmp_path) is None
    assert results.keep(run(month=1.23456789), tmp_path / "new") == tmp_path / "new" / "sqlite.json"
    found = results.read("sqlite", tmp_path / "new")
    assert found == results.rounded(run(month=1.23456789))
    assert found["forms"][ONE]["requests"]["month page"]["ratio"] == 1.235


@pytest.mark.parametrize("other", [{"state": "busy"}, {"is_whole": False}, {"failed": {"large · actions": "because"}}])
def test_a_run_that_shows_less_never_replaces_a_good_one(tmp_path: Path, other: dict[str, Any]) -> None:
    assert results.keep(run() | other, tmp_path) == tmp_path / "sqlite-partial.json"
    assert results.read("sqlite", tmp_path) == run() | other
    results.keep(run(month=1.5), tmp_path)
    results.keep(run() | other, tmp_path)
    assert results.read("sqlite", tmp_path) == run(month=1.5)


def test_half_of_the_cores_at_work_is_busy() -> None:
    assert (results.state(CORES / 2 - 0.1), results.state(CORES / 2)) == ("quiet", "busy")


def test_a_run_says_where_when_and_how() -> None:
    found = results.about("sqlite", words=["--quick"], options={"rounds": 1}, load=CORES, asker="wrk")
    assert (found["command"], found["state"], found["machine"]["cores"]) == ("./jonghong bench --quick", "busy", CORES)
