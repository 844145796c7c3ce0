import json
from pathlib import Path

import pytest

from bench import report, results
from tests.bench.runs import run

pytestmark = pytest.mark.pure

PAGE = "# Before\n\n<!-- bench: begin -->\nold\n<!-- bench: end -->\n\nAfter.\n"


def written(folder: Path) -> str:
    page = folder / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    assert report.main(["--into", str(page), "--results", str(folder)]) == 0
    return page.read_text(encoding="utf-8")


def test_only_what_stands_between_the_marks_is_written(tmp_path: Path) -> None:
    text = written(tmp_path)
    assert text.startswith("# Before\n\n<!-- bench: begin -->\n\n### SQLite\n\nNot measured whole yet.\n")
    assert text.endswith("\n<!-- bench: end -->\n\nAfter.\n")
    assert "old" not in text
    assert report.between(text, "anew", "bench") == PAGE.replace("old", "\nanew\n")


def test_a_page_without_marks_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    assert report.main(["--into", str(page), "--results", str(tmp_path)]) == 2
    assert "missing" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == "nothing"


def test_a_bar_that_is_missed_stands_with_its_reason_or_without_one(tmp_path: Path) -> None:
    results.keep(run(month=1.0, memory=200.0), tmp_path)
    why = {"sqlite": {"memory of the whole server (one office)": "two workers of Python"}}
    (tmp_path / "reasons.json").write_text(json.dumps(why), encoding="utf-8")
    text = written(tmp_path)
    assert "| month page, unchanged (one office) | 1 x the empty view | >= 1.3 | **missed** |" in text
    assert "- missed: month page, unchanged (one office): no reason given\n" in text
    assert "- missed: memory of the whole server (one office): two workers of Python\n" in text
    assert "| bookings through HTTP (one office) | 400 a second | >= 300 | reached |" in text


def test_a_run_on_a_busy_machine_and_half_a_run_are_never_judged(tmp_path: Path) -> None:
    results.keep(run(month=1.0, state="busy"), tmp_path)
    results.keep(run("postgresql", is_whole=False), tmp_path)
    text = written(tmp_path)
    assert "**The machine was busy (load average 0.1 before the start): nothing below is judged.**" in text
    assert "**This was no whole run: nothing below is judged.**" in text
    assert "missed" not in text
    assert "reached" not in text


def test_what_could_not_be_measured_stands_beside_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run() | {"failed": {"large · filling and serving": "OSError: no room"}}
    del found["forms"]["one office"]["start"]
    found["forms"]["large"] = {}
    results.keep(found, tmp_path)
    assert report.main(["--results", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "- large · filling and serving: OSError: no room\n" in told
    assert "| from the start to the first page (one office) | not measured | <= 3 | **missed** |" in told
    assert "| bookings through HTTP (one office) | 400 a second | >= 300 | reached |" in told


def test_what_got_worse_is_told_below(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results.keep(run() | {"worse": ["month page: 2.00 -> 1.70 x its floor (+18%)"]}, tmp_path)
    assert report.main(["--results", str(tmp_path)]) == 0
    assert "- month page: 2.00 -> 1.70 x its floor (+18%)" in capsys.readouterr().out
