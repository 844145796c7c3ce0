"""Two clerks of different groups exchange their rooms: one asks, the other agrees, and both bookings move at once."""

import re

from playwright.sync_api import expect

from tests.browsers import axe_findings
from tests.journeys.people import CLERK, STRANGER
from tests.journeys.visitors import Come, Visitor

MESSAGE = "ผู้เข้าประชุมเพิ่มขึ้น ห้องเดิมนั่งไม่พอ"


def test_rooms_are_exchanged_once_the_holder_agrees_and_undo_moves_them_back(come: Come) -> None:
    clerk, holder = come(CLERK), come(STRANGER)
    book(clerk, "พลอยชมพู", 22, "ประชุมของกลุ่มแผนที่จะแลก")
    book(holder, "ทับทิม", 22, "ประชุมของกลุ่มบุคคลที่จะแลก")

    clerk.go("/2566/9/")
    clerk.chip("ทับทิม", 22, "ประชุมของกลุ่มบุคคลที่จะแลก").locator(".subject").click()
    clerk.sheet.locator("a[href^='/swaps/ask/']").click()
    expect(clerk.sheet.locator("[name=mine]")).to_be_visible()
    offer(clerk, "ประชุมของกลุ่มแผนที่จะแลก")
    expect(clerk.sheet.locator("#outlook .note")).to_contain_text("✓")
    assert axe_findings(clerk.page, "#sheet") == []
    clerk.sheet.locator("[name=message]").fill(MESSAGE)
    clerk.sheet.locator(".acts .primary").click()
    expect(clerk.page).to_have_url(re.compile(r"/swaps/\?about="))
    assert axe_findings(clerk.page) == []

    holder.go("/notices/")
    holder.page.get_by_role("link", name=re.compile("ประชุมของกลุ่มบุคคลที่จะแลก")).first.click()
    holder.page.locator("a[href^='/swaps/']").first.click()
    expect(holder.page.locator("body")).to_contain_text(MESSAGE)
    assert axe_findings(holder.page) == []
    holder.page.locator("[name=remark]").fill("ยินดี")
    holder.page.locator("form[action$='/accept/'] .primary").click()
    expect(holder.done).to_be_visible()
    assert axe_findings(holder.page) == []
    clerk.go("/2566/9/")
    expect(clerk.chip("ทับทิม", 22, "ประชุมของกลุ่มแผนที่จะแลก")).to_be_visible()
    expect(clerk.chip("พลอยชมพู", 22, "ประชุมของกลุ่มบุคคลที่จะแลก")).to_be_visible()

    holder.done.locator("button").click()
    expect(holder.page).to_have_url(re.compile("/swaps/"))
    clerk.go("/2566/9/")
    expect(clerk.chip("พลอยชมพู", 22, "ประชุมของกลุ่มแผนที่จะแลก")).to_be_visible()


def test_asking_and_declining_work_without_scripts(come: Come) -> None:
    clerk, holder = come(CLERK, java_script_enabled=False), come(STRANGER, java_script_enabled=False)
    book(clerk, "พลอยชมพู", 25, "ประชุมที่ขอแลก")
    book(holder, "ทับทิม", 25, "ประชุมที่ถูกขอแลก")
    clerk.go("/2566/9/")
    clerk.chip("ทับทิม", 25, "ประชุมที่ถูกขอแลก").locator(".subject").click()
    clerk.page.locator("a[href^='/swaps/ask/']").click()
    offer(clerk, "ประชุมที่ขอแลก")
    clerk.page.locator("[name=check]").click()
    expect(clerk.page.locator("#outlook .note")).to_contain_text("✓")
    clerk.page.locator(".acts .primary").click()
    holder.go("/swaps/")
    card = holder.page.locator("article", has_text="ประชุมที่ขอแลก")
    card.locator("[name=remark]").fill("ห้องนี้จำเป็น")
    card.locator("button[formaction]").click()
    expect(holder.page.locator("p.note.done")).to_be_visible()
    clerk.go("/swaps/")
    expect(clerk.page.locator(".past")).to_contain_text("ห้องนี้จำเป็น")


def offer(visitor: Visitor, title: str) -> None:
    """Choose which of one's own bookings is offered."""
    own = visitor.page.locator("[name=mine]")
    own.select_option(own.locator("option", has_text=title).get_attribute("value"))


def book(visitor: Visitor, room: str, day: int, title: str) -> None:
    visitor.go("/2566/9/")
    visitor.cell(room, day).locator("a.slot").first.click()
    visitor.page.locator("[name=title]").fill(title)
    visitor.press("Enter")
    expect(visitor.done).to_be_visible()
