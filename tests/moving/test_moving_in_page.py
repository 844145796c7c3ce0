"""The table of docs/moving-in.md: every code stands in it, with the cases and tests that hold it."""

import re
from pathlib import Path

import pytest

from jonghong.moving.facts import Code
from tests.moving.amss_dumps import CASES

pytestmark = pytest.mark.pure

TESTS = Path(__file__).parent
PAGE = (TESTS.parents[1] / "docs" / "moving-in.md").read_text(encoding="utf-8")
LINES = {line.split(" | ")[0].removeprefix("| "): line for line in PAGE.splitlines() if re.match(r"\| [DT]\d\d \|", line)}
NAMED = re.findall(r"`(?:tests/moving/)?(test_\w+\.py)::(test_\w+)`", PAGE)


def cases_of(line: str) -> set[str]:
    cases = line.removesuffix(" |").split(" | ")[-1]
    return set() if "`" in cases else set(cases.split(" · "))


def test_every_code_is_told() -> None:
    assert set(LINES) == {code.value for code in Code}


def test_every_case_is_told_beside_its_code() -> None:
    told = {f"{code} {case}" for code, line in LINES.items() for case in cases_of(line)}
    assert told == {case.name for case in CASES}


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_named_tests_are_there(file: str, name: str) -> None:
    assert f"\ndef {name}(" in (TESTS / file).read_text(encoding="utf-8")
