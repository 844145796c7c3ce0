from typing import Any

import pytest

from bench.bars import bars, judged
from bench.forms import LARGE, ONE
from tests.bench.runs import run

pytestmark = pytest.mark.pure


def missed(found: dict[str, Any]) -> list[str]:
    return [bar.words for bar in judged(found) if not bar.is_reached]


def test_a_fast_run_reaches_every_bar() -> None:
    assert missed(run()) == []
    for kind in ("sqlite", "postgresql"):
        assert missed(run(kind, form=LARGE)) == []
        every = [f"{bar.words} ({ONE})" for bar in bars() if kind in bar.limits and ONE in bar.forms]
        assert [bar.words for bar in judged(run(kind))] == every


def test_a_figure_that_a_whole_run_lacks_is_no_bar_less_but_one_missed() -> None:
    found = run()
    del found["forms"][ONE]["memory"]
    assert missed(found) == ["memory of the whole server (one office)"]
    assert missed(found | {"is_whole": False}) == []
    assert "memory of the whole server (one office)" not in [bar.words for bar in judged(found | {"is_whole": False})]
    found["forms"][ONE] = {}  # a form that could not be filled
    assert len(missed(found)) == len(judged(found)) - 1  # nothing was refused


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"way": 45.1}, "empty view (one office)"),
        ({"month": 1.29}, "month page, unchanged (one office)"),
        ({"book": 299.0}, "bookings through HTTP (one office)"),
        ({"below": 699.0}, "bookings at the level of actions (one office)"),
        ({"refused": 1}, "refused because too much was asked at once (one office)"),
        ({"memory": 160.5}, "memory of the whole server (one office)"),
        ({"afresh": 6.1}, "month page made afresh, visitor (one office)"),
    ],
)
def test_each_bar_is_missed_by_itself(figures: dict[str, Any], words: str) -> None:
    assert missed(run(**figures)) == [words]


def test_a_limit_itself_is_reached() -> None:
    assert missed(run(month=1.3, way=45, memory=160, book=300, below=700, afresh=6)) == []


def test_postgresql_has_limits_of_its_own() -> None:
    assert missed(run("postgresql", month=0.6, below=290, afresh=60)) == []
    assert missed(run("postgresql", month=0.59)) == ["month page, unchanged (one office)"]
    assert missed(run("postgresql", clock=12.1)) == ["month page made afresh, visitor, on the clock (one office)"]
    assert missed(run(clock=12.1)) == []


def test_only_the_sample_has_the_bar_of_its_month() -> None:
    assert missed(run(form=LARGE, afresh=60)) == []


def test_the_report_among_many_is_held_to_the_report_alone() -> None:
    words = "year report made afresh, time among 390,000 (large)"
    assert missed(run(form=LARGE, report=1.11)) == [words]
    assert missed(run(report=1.11)) == []


def test_the_slowest_page_counts_and_forms_have_bars_of_their_own() -> None:
    found = run()
    found["forms"][ONE]["requests"]["search"]["p99"] = 501
    found["forms"][ONE]["requests"]["sign in"]["p99"] = 502
    assert missed(found) == ["slowest page, p99 (one office)", "sign in, p99 (one office)"]
