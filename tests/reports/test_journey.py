"""The year report in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import axe, new_context
from tests.servers import SAMPLE_CLOCK, Serve, Served, run

pytestmark = pytest.mark.journey

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("path", ["/", "/fiscal/"])
@pytest.mark.parametrize(("width", "theme"), [(1380, "dark"), (360, "light")])
def test_report_fits_and_is_accessible(sample_server: Served, chromium: Browser, path: str, width: int, theme: str) -> None:
    complaints: list[str] = []
    context = new_context(chromium, complaints, viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.goto(sample_server.url + path)
    june = page.get_by_role("link", name="มิถุนายน 2566: 71 ครั้ง")
    expect(june).to_be_visible()
    assert june.inner_text() == "71 ครั้ง"
    assert page.evaluate(OVERFLOW) <= 0
    axe(page)
    context.close()
    assert complaints == []


def test_one_click_leads_from_a_month_to_its_table(sample_server: Served, page: Page) -> None:
    page.goto(sample_server.url)
    page.get_by_role("link", name="มิถุนายน 2566: 71 ครั้ง").click()
    expect(page).to_have_url(f"{sample_server.url}/2566/6/")


def test_open_report_shows_a_booking_by_itself(serve: Serve, page: Page) -> None:
    served = serve(fill="tests.reports.fills.one_room", clock=SAMPLE_CLOCK)
    page.goto(served.url)
    june = page.get_by_role("cell").filter(has=page.locator('a[href="/2566/6/"]'))
    expect(june).to_have_text("ว่าง")
    run("-m", "tests.fill", "tests.reports.fills.one_booking", environment=served.environment)
    expect(june).to_have_text("1 ครั้ง", timeout=10_000)
    expect(page.get_by_text("ยังไม่มีการจองห้อง")).to_be_hidden()
