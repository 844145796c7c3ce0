"""What was tried is told at the end of a run, the shares of all processes together."""

from collections.abc import Callable
from typing import Any

import pytest

from fuzz.tallies import COUNT, SEED, Tally
from tests.trust.conftest import _no_pace, _world, world  # noqa: F401 - fixtures

Tell = Callable[[Tally], None]


@pytest.fixture
def tell(record_property: Callable[[str, Any], None]) -> Tell:
    """Give a function that has a tally told at the end of the run."""

    def told(tally: Tally) -> None:
        record_property("fuzz", tally.as_facts())
        print(f"seed {SEED}: {tally}")

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was tried."""
    found: dict[str, Tally] = {}
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    for report in reports:
        for name, facts in report.user_properties:
            if name == "fuzz":
                found.setdefault(facts["what"], Tally(facts["what"])).add(facts)
    if found and COUNT:
        terminalreporter.section(f"fuzz, seed {SEED}")
        for tally in found.values():
            terminalreporter.write_line(str(tally))
