"""Somebody remembers a word of a subject, and finds the booking; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import Come


@pytest.mark.parametrize("has_scripts", [True, False])
def test_visitor_finds_a_booking_by_a_word_and_goes_to_its_month(come: Come, has_scripts: bool) -> None:
    visitor = come(java_script_enabled=has_scripts)
    page = visitor.page
    visitor.go("/")
    page.locator("header a[href='/search/']").click()
    page.locator("[name=q]").fill("สารสนเทศ  ๒๕๖๖")
    visitor.press("Enter")
    hit = page.locator(".lines li").filter(has_text="พฤหัสบดี 1 มิถุนายน 2566")
    expect(hit.locator("mark")).to_have_text(["สารสนเทศ", "2566"])
    hit.locator(".btn").click()
    expect(page).to_have_url(re.compile("/2566/6/#d1$"))
    expect(visitor.chip("ไพลิน", 1, "ข้อมูลสารสนเทศ")).to_be_in_viewport()


def test_browser_keeps_a_citizen_id_out_of_the_address(come: Come) -> None:
    visitor = come()
    visitor.go("/search/")
    for typed in ("1-2345-67890-12-1", "๑๒๓๔๕๖๗๘๙๐๑๒๑"):
        visitor.page.locator("[name=q]").fill(typed)
        visitor.press("Enter")
        expect(visitor.page).to_have_url(re.compile("/search/$"))
    visitor.page.locator("[name=q]").fill("ครั้งที่ 1/2566 ครั้งที่ 2/2566")
    visitor.press("Enter")
    expect(visitor.page).to_have_url(re.compile("q="))
