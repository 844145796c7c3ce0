"""What others see of a booking, as soon as it is made, and who may change it (scenario S6)."""

import re

from playwright.sync_api import expect

from tests.journeys.people import CLERK, COLLEAGUE, OFFICER, STRANGER
from tests.journeys.visitors import Come

AT_ONCE = 5_000  # milliseconds: the promise to whoever has the page open


def test_open_pages_of_others_show_a_booking_within_five_seconds(come: Come) -> None:
    clerk, at_report, at_month = come(CLERK), come(), come()
    at_report.go("/")
    at_month.go("/2566/7/")
    july = at_report.page.locator('a[href="/2566/7/"]').first
    june = at_report.page.locator('a[href="/2566/6/"]').first
    before, of_june = int(july.inner_text().split()[0]), june.inner_text()
    stay = "document.body.dataset.loaded = 'once'"
    at_report.page.evaluate(stay)
    at_month.page.evaluate(stay)

    clerk.go("/2566/7/")
    clerk.free("มรกต", 13).click()
    clerk.page.get_by_label("ถึงวันที่").fill("23 ก.ค. 2566")
    clerk.title.fill("ค่ายพัฒนาผู้เรียน")
    clerk.press("Enter")
    clerk.answer("days_answer", "all").click()
    expect(clerk.done).to_be_visible()

    expect(july).to_have_text(f"{before + 11} ครั้ง", timeout=AT_ONCE)
    expect(at_month.chip("มรกต", 23, "ค่ายพัฒนาผู้เรียน")).to_be_visible(timeout=AT_ONCE)
    assert june.inner_text() == of_june
    assert [each.page.evaluate("document.body.dataset.loaded") for each in (at_report, at_month)] == ["once", "once"]


def test_booking_is_changed_by_owner_group_and_officer_alone_and_the_history_tells(come: Come) -> None:
    owner = come(CLERK)
    owner.go("/2566/8/")
    owner.free("ทับทิม", 3).click()
    owner.book("ประชุมกลุ่มย่อย")
    chip = owner.chip("ทับทิม", 3, "ประชุมกลุ่มย่อย")
    address = chip.locator(".subject").get_attribute("href") or ""

    for person, may in ((CLERK, True), (COLLEAGUE, True), (OFFICER, True), (STRANGER, False), (None, False)):
        onlooker = come(person)
        onlooker.go("/2566/8/")
        expect(onlooker.chip("ทับทิม", 3, "ประชุมกลุ่มย่อย")).to_be_visible()
        expect(onlooker.link("แก้ไข ประชุมกลุ่มย่อย")).to_have_count(1 if may else 0)

    colleague = come(COLLEAGUE)
    colleague.go("/2566/8/")
    colleague.link("แก้ไข ประชุมกลุ่มย่อย").click()
    colleague.title.fill("ประชุมกลุ่มใหญ่")
    colleague.button("บันทึก").click()
    expect(colleague.done).to_be_visible()

    colleague.chip("ทับทิม", 3, "ประชุมกลุ่มใหญ่").locator(".subject").click()
    colleague.sheet.locator("summary").click()
    latest = colleague.sheet.locator(".history li").first
    expect(latest).to_contain_text(re.compile(f"^{COLLEAGUE.name}.*25 พ.ค. 2566"))
    expect(latest.locator("del")).to_have_text("ประชุมกลุ่มย่อย")
    expect(latest.locator("ins")).to_have_text("ประชุมกลุ่มใหญ่")

    visitor = come()
    visitor.go(address)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("ประชุมกลุ่มใหญ่")
    expect(visitor.page.locator("main")).not_to_contain_text(CLERK.name)
    expect(visitor.page.locator(".history")).to_have_count(0)
