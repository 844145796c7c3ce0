"""An officer closes a room: what stands there is listed first, nothing is done in silence, and all of it can be undone."""

from playwright.sync_api import expect

from tests.browsers import axe_findings
from tests.journeys.people import OFFICER
from tests.journeys.visitors import Come, Visitor

REASON = "ซ่อมระบบไฟฟ้า"


def test_room_is_closed_after_each_booking_was_decided_and_undo_opens_it_again(come: Come) -> None:
    officer, visitor = come(OFFICER), come()
    book(officer, "มรกต", 14, "ประชุมที่จะย้ายห้อง")
    book(officer, "มรกต", 15, "ประชุมที่จะยกเลิก")
    book(officer, "มรกต", 16, "ประชุมที่ใหญ่กว่าทุกห้อง", attendees="300")
    officer.go("/office/closures/")
    officer.page.locator("main a.primary").click()
    officer.page.locator("[name=room]").select_option(label="มรกต")
    officer.page.locator("[name=on]").fill("14/8/66")
    officer.page.locator("[name=until]").fill("16/8/66")
    officer.page.locator("[name=reason]").fill(REASON)
    officer.press("Enter")

    expect(officer.page.locator(".note.warn")).to_be_visible()
    assert axe_findings(officer.page) == []
    officer.page.locator("li", has_text="ประชุมที่จะย้ายห้อง").locator("input[type=radio]").first.check()
    officer.page.locator("li", has_text="ประชุมที่จะยกเลิก").locator("input[value=cancel]").check()
    officer.page.locator(".foot .primary").click()
    expect(officer.page.locator("li", has_text="ประชุมที่ใหญ่กว่าทุกห้อง").locator(".mistake")).to_be_visible()
    officer.page.locator("button[name=rest][value=keep]").click()
    expect(officer.page.locator("button[name=rest]")).to_have_count(0)
    visitor.go("/2566/8/")
    expect(visitor.chip("มรกต", 15, "ประชุมที่จะยกเลิก")).to_be_visible()

    officer.page.locator(".foot .primary").click()
    expect(officer.done).to_be_visible()
    assert axe_findings(officer.page) == []
    visitor.go("/2566/8/")
    expect(visitor.chip("มรกต", 14, "ประชุมที่จะย้ายห้อง")).to_have_count(0)
    expect(visitor.chip("มรกต", 15, "ประชุมที่จะยกเลิก")).to_have_count(0)
    expect(visitor.cell("มรกต", 15)).to_contain_text(REASON)
    expect(visitor.cell("มรกต", 15).locator("a[href*='/book/']")).to_have_count(0)

    officer.done.locator("button").click()
    expect(officer.page.locator("p.note.done")).to_be_visible()
    visitor.go("/2566/8/")
    expect(visitor.chip("มรกต", 14, "ประชุมที่จะย้ายห้อง")).to_be_visible()
    expect(visitor.chip("มรกต", 15, "ประชุมที่จะยกเลิก")).to_be_visible()
    expect(visitor.cell("มรกต", 15)).not_to_contain_text(REASON)


def test_closing_works_without_scripts_and_by_keyboard(come: Come) -> None:
    officer = come(OFFICER, java_script_enabled=False)
    officer.go("/office/closures/add/")
    officer.page.locator("[name=room]").select_option(label="ทับทิม")
    officer.page.locator("[name=on]").fill("14/10/66")
    officer.page.locator("[name=reason]").fill(REASON)
    officer.press("Enter")
    expect(officer.done).to_be_visible()
    officer.done.locator("button").click()
    expect(officer.page.locator("p.note.done")).to_be_visible()


def book(officer: Visitor, room: str, day: int, title: str, *, attendees: str = "") -> None:
    officer.go("/2566/8/")
    officer.cell(room, day).locator("a.slot").first.click()
    officer.page.locator("#sheet [name=attendees]").fill(attendees)
    officer.book(title)
