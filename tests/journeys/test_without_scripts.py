"""The same with scripts off: everything is a page of its own."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import CLERK, NEWCOMERS
from tests.journeys.test_newcomer import NEW_PASSWORD
from tests.journeys.visitors import Come


def test_clerk_books_changes_cancels_and_undoes_without_scripts(come: Come) -> None:
    clerk = come(CLERK, java_script_enabled=False)
    clerk.go("/2566/10/")
    clerk.free("ทับทิม", 3).click()
    expect(clerk.page).to_have_url(re.compile(r"/book/\?"))
    clerk.book("ประชุมไม่ใช้สคริปต์")

    chip = clerk.chip("ทับทิม", 3, "ประชุมไม่ใช้สคริปต์")
    chip.get_by_role("link", name="แก้ไข").click()
    clerk.page.get_by_label("วันที่", exact=True).fill("๑๗/๑๐/๒๕๖๖")
    clerk.half("เช้า").check()
    clerk.button("บันทึก").click()
    chip = clerk.chip("ทับทิม", 17, "ประชุมไม่ใช้สคริปต์")
    expect(chip).to_contain_text("เช้า")

    chip.locator(".subject").click()
    clerk.link("ยกเลิกการจอง").click()
    clerk.button("ยกเลิกการจอง").click()
    expect(clerk.done).to_contain_text("ยกเลิกแล้ว")
    expect(clerk.free("ทับทิม", 17)).to_be_visible()
    clerk.button("เลิกทำ").click()
    expect(chip).to_be_visible()


def test_days_off_are_asked_and_a_loser_is_offered_others_without_scripts(come: Come) -> None:
    clerk = come(CLERK, java_script_enabled=False)
    clerk.go("/2566/10/")
    clerk.free("ทับทิม", 20).click()
    clerk.page.get_by_label("ถึงวันที่").fill("24 ต.ค. 66")
    clerk.title.fill("อบรมห้าวัน")
    clerk.press("Enter")
    clerk.answer("days_answer", "working").click()
    expect(clerk.done).to_be_visible()
    booked = [day for day in range(20, 25) if clerk.chip("ทับทิม", day, "อบรมห้าวัน").count()]
    assert booked == [20, 24]

    clerk.go("/book/?room=5&on=2023-10-20&half=morning")
    expect(clerk.page.get_by_role("alert")).to_contain_text(re.compile("ทับทิม.*มีผู้จองแล้ว"))
    clerk.title.fill("ประชุมในห้องอื่น")
    clerk.page.locator("button[name=instead]").first.click()
    expect(clerk.chip("มรกต", 20, "ประชุมในห้องอื่น")).to_contain_text("เช้า")


def test_newcomer_registers_without_scripts(come: Come) -> None:
    newcomer, visitor = NEWCOMERS[1], come(java_script_enabled=False)
    visitor.go("/sign-in/")
    visitor.page.locator("a[href^='/register/']").last.click()
    visitor.page.locator("[name=username]").fill(newcomer.citizen_id)
    visitor.page.locator("[name=code]").fill(visitor.office.facts["codes"][newcomer.citizen_id])
    visitor.page.locator("[name=password]").fill(NEW_PASSWORD)
    visitor.page.locator("[name=repeat]").fill(NEW_PASSWORD)
    visitor.press("Enter")
    visitor.sign_in(newcomer, password=NEW_PASSWORD)
    expect(visitor.page.locator(".menu summary").filter(has_text=newcomer.name)).to_be_visible()


@pytest.mark.parametrize(("path", "words"), [("/", "590"), ("/fiscal/", "652"), ("/2566/6/", "บรรจุข้าราชการครู")])
def test_public_pages_say_all_without_scripts(come: Come, path: str, words: str) -> None:
    visitor = come(java_script_enabled=False)
    visitor.go(path)
    expect(visitor.page.locator("main")).to_contain_text(words)
