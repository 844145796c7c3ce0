"""From any page to a booked room by one line of words, and the form that answers while it is filled in."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsers import axe_findings
from tests.journeys.people import CLERK
from tests.journeys.visitors import Come, Visitor


def open_finder(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    visitor.start_counting()
    visitor.click(visitor.page.get_by_role("navigation").locator("a[href='/find/']"))
    expect(visitor.page.locator("[name=q]")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/2566/6/", "/mine/"])
def test_room_is_booked_from_any_page_with_three_clicks_by_one_line(come: Come, path: str) -> None:
    clerk = come(CLERK)
    day = {"/": 11, "/2566/6/": 12, "/mine/": 13}[path]
    open_finder(clerk, path)
    clerk.type(f"{day} ก.ย. 66 เช้า ทับทิม ประชุมหนึ่งบรรทัด 15 คน")
    clerk.press("Enter")
    clerk.click(clerk.page.locator("#answer .btn.primary").first)
    expect(clerk.sheet).to_contain_text("✓ ว่าง — ทับทิม")
    expect(clerk.title).to_have_value("ประชุมหนึ่งบรรทัด")
    expect(clerk.title).to_be_focused()
    clerk.press("Enter")
    expect(clerk.done).to_contain_text("จองแล้ว")
    assert clerk.clicks <= 3
    expect(clerk.chip("ทับทิม", day, "ประชุมหนึ่งบรรทัด")).to_contain_text("15 คน")


def test_what_may_mean_two_things_is_asked_with_buttons(come: Come) -> None:
    clerk = come(CLERK)
    open_finder(clerk, "/")
    clerk.type("เสาร์หน้าบ่าย ไพลิน")
    clerk.press("Enter")
    answers = clerk.page.locator(".question a")
    expect(answers).to_have_count(2)
    assert axe_findings(clerk.page) == []
    clerk.click(answers.nth(1))
    expect(clerk.page.locator(".question")).to_have_count(0)
    expect(clerk.page.locator("#answer")).to_contain_text("เสาร์ 3 มิถุนายน 2566")
    expect(clerk.page.locator("#answer .btn.primary").first).to_be_visible()


def test_answer_follows_the_form_while_it_is_filled_in(come: Come) -> None:
    visitor = come()
    visitor.go("/find/")
    fields = visitor.page.locator("form.asked")
    fields.locator("[name=on]").fill("1/6/66")
    fields.locator("[name=attendees]").fill("100")
    fields.locator("[name=half][value=day]").check()
    answer = visitor.page.locator("#answer")
    expect(answer).to_contain_text("พฤหัสบดี 1 มิถุนายน 2566")
    expect(answer.locator(".lines > li")).to_have_count(5)
    expect(visitor.page).to_have_url(re.compile(r"attendees=100"))
    fields.locator("[name=attendees]").fill("มาก")
    fields.locator("[name=attendees]").blur()
    expect(answer.locator(".note.bad")).to_be_visible()
    fields.locator("[name=attendees]").fill("10")
    fields.locator("[name=half][value=any]").check()
    expect(answer).to_contain_text("08.30-09.30")
    visitor.page.go_back()
    expect(visitor.page.locator("#answer .note.bad")).to_be_visible()


def test_finder_works_without_scripts(come: Come) -> None:
    clerk = come(CLERK, java_script_enabled=False)
    clerk.go("/find/")
    clerk.page.locator("[name=q]").fill("14 ก.ย. 66 เช้า ทับทิม ไม่ใช้สคริปต์")
    clerk.press("Enter")
    clerk.page.locator("#answer .btn.primary").first.click()
    expect(clerk.title).to_have_value("ไม่ใช้สคริปต์")
    clerk.title.press("Enter")
    expect(clerk.chip("ทับทิม", 14, "ไม่ใช้สคริปต์")).to_contain_text("เช้า")
    clerk.go("/find/")
    clerk.page.locator("form.asked [name=on]").fill("14/9/66")
    clerk.page.locator("form.asked .btn.primary").click()
    expect(clerk.page.locator("#answer")).to_contain_text("14 กันยายน 2566")
