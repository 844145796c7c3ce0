"""A visitor clicks what is free, signs in, and books (scenario S3)."""

import re

from playwright.sync_api import expect

from tests.journeys.people import CLERK
from tests.journeys.visitors import Come


def test_visitor_books_the_free_afternoon_of_the_founding_table(come: Come) -> None:
    visitor = come()
    page = visitor.page
    visitor.go("/")
    page.get_by_role("link", name=re.compile("^มิถุนายน 2566")).click()
    visitor.free("มรกต", 1, "บ่ายว่าง").click()
    expect(page).to_have_url(re.compile("/sign-in/"))
    visitor.sign_in(CLERK)

    expect(page.get_by_role("heading", level=1)).to_have_text("จองห้องมรกต")
    expect(page.get_by_label("ห้อง", exact=True).locator("option:checked")).to_have_text(re.compile("^มรกต"))
    expect(page.get_by_label("วันที่", exact=True)).to_have_value("1 มิ.ย. 2566")
    expect(page.get_by_role("radio", name="บ่าย", exact=True)).to_be_checked()
    visitor.type("ซักซ้อมแผนเผชิญเหตุ")
    page.get_by_label("ผู้เข้าประชุม").fill("20")
    visitor.press("Enter")

    cell = visitor.cell("มรกต", 1)
    expect(cell.locator(".bk .subject")).to_have_text([re.compile("^บรรจุข้าราชการครู"), "ซักซ้อมแผนเผชิญเหตุ"])
    expect(cell.locator(".bk small").last).to_contain_text("บ่ายแผน20 คน")
    expect(cell).not_to_contain_text("ว่าง")
