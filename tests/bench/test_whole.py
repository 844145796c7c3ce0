"""Every part of the benchmark once, as small as it goes. What it measures is not looked at, only that it is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import PROGRAMS, main
from bench.bars import bars
from bench.forms import QUICK
from jonghong.__main__ import CHECKOUT
from tests.servers import SAMPLE_CLOCK, environment_of, filled, run

pytestmark = pytest.mark.unmeasured


@pytest.mark.postgresql  # it goes through all that SQLite does, and more
def test_the_whole_of_it_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jonghong", "bench", "--quick", "--kinds", "postgresql", "--results", str(tmp_path)]
    own = {"PYTHONPATH": str(CHECKOUT / "src"), "PYTHONWARNINGS": "default"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(command, env=environment | own, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "postgresql-partial.json").read_text(encoding="utf-8"))
    facts = found["forms"][QUICK]
    assert found["is_whole"] is False
    assert facts["size"] == {"offices": 2, "all_rooms": 14, "bookings": 4200}
    assert all(one["rate"] > 0 and one["p99"] >= one["p50"] > 0 for one in facts["requests"].values())
    assert found["failed"] == {}
    limits = [bar for bar in bars() if "postgresql" in bar.limits and QUICK in bar.forms]
    assert [bar.words for bar in limits if bar.look(facts) is None] == []
    assert done.stdout.count("| not judged |") == len(limits)


def test_bookings_below_http_are_measured_on_each_database(tmp_path: Path) -> None:
    with filled(tmp_path, fill="tests.fill.sample", clock=SAMPLE_CLOCK) as (url, _facts):
        told = run("-m", "bench.actions", "0", "2", environment=environment_of(tmp_path, url, clock=SAMPLE_CLOCK))
    found = json.loads(told)
    assert min(found["rate"], found["commits_of_one"], found["commits_of_all"], found["fsyncs"]) > 0
    assert found["p99"] >= found["p50"] > 0
    assert found["refused"] == 0


@pytest.mark.pure
def test_a_word_that_it_does_not_know_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["everything"]) == 2
    shown = capsys.readouterr().out
    assert [word for word in PROGRAMS if f"\n  {word} " not in shown] == []
