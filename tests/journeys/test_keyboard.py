"""Booking without a mouse."""

from playwright.sync_api import Locator, expect

from tests.journeys.people import CLERK
from tests.journeys.visitors import Come, Visitor

MOST_TABS = 60


def tab_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(MOST_TABS):
        visitor.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {MOST_TABS} tabs")


def test_cell_opens_the_form_and_escape_leads_back_to_it(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/8/")
    cell = clerk.free("เพชร", 1)
    tab_to(clerk, cell)
    clerk.press("Enter")
    expect(clerk.title).to_be_focused()
    clerk.type("ประชุมที่ไม่ได้จอง")
    clerk.press("Escape")
    expect(clerk.sheet).to_have_count(0)
    expect(cell).to_be_focused()


def test_whole_booking_is_made_by_keys_alone_with_the_day_from_the_calendar(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/8/")
    tab_to(clerk, clerk.free("เพชร", 1))
    clerk.press("Enter")
    expect(clerk.title).to_be_focused()
    clerk.type("ประชุมด้วยแป้นพิมพ์")
    day = clerk.page.get_by_label("วันที่", exact=True)
    tab_to(clerk, clerk.half("เช้า-บ่าย"))
    clerk.press("ArrowLeft", "Tab")
    expect(day).to_be_focused()
    clerk.press("Tab", "Enter")
    expect(clerk.page.get_by_role("button", name="วันอังคารที่ 1 สิงหาคม 2566")).to_be_focused()
    clerk.press("ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Escape")
    expect(clerk.page.locator(".calendar")).to_have_count(0)
    expect(clerk.sheet).to_have_count(1)
    expect(day).to_have_value("1 ส.ค. 2566")

    clerk.press("Enter")
    clerk.press("ArrowDown", "ArrowDown", "ArrowRight", "Enter")
    expect(day).to_have_value("16 ส.ค. 2566")
    expect(day).to_be_focused()
    expect(clerk.sheet).to_contain_text("✓ ว่าง — เพชร พุธ 16 สิงหาคม 2566 บ่าย")
    clerk.press("Enter")
    expect(clerk.done).to_be_visible()
    expect(clerk.chip("เพชร", 16, "ประชุมด้วยแป้นพิมพ์")).to_contain_text("บ่าย")
    assert clerk.clicks == 0
