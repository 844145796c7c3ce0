from pathlib import Path

import pytest

from bench import results, shapes
from tests.bench.runs import run

pytestmark = pytest.mark.pure


def test_the_shares_of_all_requests_are_added() -> None:
    requests = {name: {"rate": 1_000.0} for name in (*shapes.PAGES, shapes.POLL)}
    requests |= {"book": {"rate": 100.0}, "sign in": {"rate": 50.0}}
    shape = shapes.Shape("made up", pages=100, polls=50, bookings=5, sign_ins=10)
    afresh = {shapes.MADE_ANEW: {"cpu_ms": 20.0}}
    # Each of the five bookings throws two pages away, which take 20 ms each of four cores.
    taken = shapes.share(shape, {"requests": requests, "afresh": afresh}, 4)
    assert taken == pytest.approx(0.1 + 0.05 + 0.05 + 0.2 + 0.05)


def test_slow_pages_weigh_by_how_often_they_are_asked_for() -> None:
    requests = {name: {"rate": 1_000.0} for name in shapes.PAGES} | {"finder": {"rate": 10.0}}
    requests |= {name: {"rate": 1.0} for name in (shapes.POLL, "book", "sign in")}
    shape = shapes.Shape("pages alone", pages=10, polls=0, bookings=0, sign_ins=0)
    afresh = {shapes.MADE_ANEW: {"cpu_ms": 20.0}}
    assert shapes.share(shape, {"requests": requests, "afresh": afresh}, 2) == pytest.approx(10 * (0.92 / 1_000 + 0.08 / 10))


def test_pages_are_shares_of_a_hundred() -> None:
    assert sum(shapes.PAGES.values()) == 100


def test_lines_are_printed_for_what_was_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shapes.main(["--results", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("Not measured whole yet.\n")
    results.keep(run("postgresql", state="busy"), tmp_path)
    assert shapes.main(["--results", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "PostgreSQL, by the rates of 2026-11-22 03:00 UTC on 2 cores" in told
    assert "**The machine was busy (load average 0.1 before the start): a guess.**" in told
    # 3.6 pages, a fifth of them at 100 a second, and the rest at 2,000; 0.2 sign-ins at 80.
    assert "| one office (5 rooms, 300 people) | 1.13 % | 1 |" in told


def test_the_page_gets_the_lines_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "running.md"
    page.write_text("<!-- shapes: begin -->\n<!-- shapes: end -->\n", encoding="utf-8")
    results.keep(run(), tmp_path)
    assert shapes.main(["--into", str(page), "--results", str(tmp_path)]) == 0
    assert "the country (150,000 rooms, 450,000 people)" in page.read_text(encoding="utf-8")
