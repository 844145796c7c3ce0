"""Somebody who never signed in before: from a free cell through registering back to the form (scenario S8)."""

import re

from playwright.sync_api import expect

from tests.journeys.people import CLERK, NEWCOMERS
from tests.journeys.visitors import Come

NEW_PASSWORD = "ดอกเข็มบานริมรั้วบ้าน"
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def as_on_the_card(number: str) -> str:
    """Return the number in Thai digits with the hyphens of the card."""
    return "-".join((number[0], number[1:5], number[5:10], number[10:12], number[12])).translate(TO_THAI)


def test_number_is_read_with_hyphens_and_thai_digits(come: Come) -> None:
    visitor = come()
    visitor.go("/sign-in/")
    visitor.sign_in(CLERK, as_typed=as_on_the_card(CLERK.citizen_id))
    expect(visitor.page.locator(".menu summary").filter(has_text=CLERK.name)).to_be_visible()


def test_newcomer_registers_on_the_way_to_booking(come: Come) -> None:
    newcomer, visitor = NEWCOMERS[0], come()
    page, addresses = visitor.page, set()
    page.on("request", lambda request: addresses.add(request.url))
    visitor.go("/2566/7/")
    visitor.free("พลอยชมพู", 5).click()
    page.locator("[name=username]").fill(as_on_the_card(newcomer.citizen_id))
    visitor.press("Enter")
    page.locator(".note").get_by_role("link").click()

    page.locator("[name=username]").fill(as_on_the_card(newcomer.citizen_id))
    page.locator("[name=code]").fill(visitor.office.facts["codes"][newcomer.citizen_id].lower())
    page.locator("[name=password]").fill(NEW_PASSWORD)
    page.locator("[name=repeat]").fill(NEW_PASSWORD)
    visitor.press("Enter")
    expect(page).to_have_url(re.compile(r"/sign-in/\?registered=1"))
    visitor.sign_in(newcomer, as_typed=as_on_the_card(newcomer.citizen_id), password=NEW_PASSWORD)

    expect(page.get_by_label("วันที่", exact=True)).to_have_value("5 ก.ค. 2566")
    expect(page.get_by_label("ห้อง", exact=True).locator("option:checked")).to_have_text(re.compile("^พลอยชมพู"))
    visitor.book("ประชุมครั้งแรกของฉัน")
    expect(visitor.chip("พลอยชมพู", 5, "ประชุมครั้งแรกของฉัน")).to_contain_text("แผน")
    assert [address for address in addresses if re.search(r"\d{13}|[๐-๙]|%E0%B9%9", address)] == []
