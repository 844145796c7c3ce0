"""How much a first visit takes, and that nothing moves under the pointer."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.journeys.people import CLERK
from tests.journeys.visitors import SLOW_LINE, Come

BUSIEST_MONTH = "/2563/1/"  # 79 bookings
MOST_BYTES, MOST_REQUESTS = 150_000, 12
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifts += entry.value; }))
  .observe({ type: "layout-shift", buffered: true });
"""


def watched(page: Page) -> tuple[CDPSession, list[dict[str, Any]]]:
    """Return the page's own protocol session, and what it will have loaded."""
    session = page.context.new_cdp_session(page)
    loaded: list[dict[str, Any]] = []

    def note(facts: dict[str, Any]) -> None:
        loaded.append(facts)

    session.on("Network.loadingFinished", note)
    session.send("Network.enable")
    return session, loaded


@pytest.mark.parametrize("person", [None, CLERK])
def test_first_visit_of_a_busy_month_is_light(come: Come, person: Any) -> None:
    visitor = come(person)
    _session, loaded = watched(visitor.page)
    visitor.go(BUSIEST_MONTH)
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.locator(".bk").count() == 79
    weight = sum(each["encodedDataLength"] for each in loaded)
    assert weight <= MOST_BYTES, f"{weight} bytes"
    assert len(loaded) <= MOST_REQUESTS


@pytest.mark.parametrize("width", [1380, 360])
@pytest.mark.parametrize("path", ["/", "/2566/6/"])
def test_nothing_moves_while_a_page_arrives_over_a_slow_line(come: Come, path: str, width: int) -> None:
    visitor = come(viewport={"width": width, "height": 800})
    visitor.page.add_init_script(SHIFTS)
    session, _loaded = watched(visitor.page)
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    visitor.go(path)
    visitor.page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert visitor.page.evaluate("window.shifts") < 0.01
