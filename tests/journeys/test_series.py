"""Every week at once, within the clicks that the product promises; and what becomes of such a series later."""

import re
import time

from playwright.sync_api import expect

from tests.journeys.people import CLERK, STRANGER
from tests.journeys.visitors import Come, Visitor

MOST_CLICKS = 5
MOST_SECONDS = 30
# A hand at the keyboard: so long for a click with its aim, so long for a key.
SECONDS_A_CLICK, SECONDS_A_KEY = 1.5, 0.2
ROOM = "มรกต"


def test_every_monday_is_booked_without_holidays_within_five_clicks(come: Come) -> None:
    stranger = come(STRANGER)
    stranger.go("/2566/11/")
    stranger.free(ROOM, 20).click()
    stranger.book("ประชุมที่มาก่อน")

    clerk = come(CLERK)
    clerk.go("/2566/10/")
    started = time.monotonic()
    clerk.start_counting()
    clerk.click(clerk.free(ROOM, 2))
    expect(clerk.title).to_be_focused()
    clerk.type("ประชุมเช้าวันจันทร์")
    clerk.click(clerk.sheet.locator(".repeat summary"))
    clerk.click(clerk.sheet.locator("[name=repeat][value=weekly]"))
    clerk.click(clerk.sheet.locator("[name=until]"))
    clerk.type("31/12/66")
    clerk.press("Enter")
    preview = clerk.sheet.locator(".preview")
    expect(preview).to_contain_text("31 ธ.ค. 2566")
    # 13 Mondays, of which 23 October and 11 December are holidays, and one is taken.
    expect(preview.locator(".clash")).to_have_count(1)
    expect(preview.locator(".clash")).to_contain_text("จันทร์ 20 พฤศจิกายน 2566")
    expect(preview).to_contain_text("จันทร์ 23 ตุลาคม 2566")
    expect(preview).to_contain_text("จันทร์ 11 ธันวาคม 2566")
    expect(clerk.sheet.locator(".acts .btn.primary")).to_be_focused()
    clerk.press("Enter")
    expect(clerk.done).to_be_visible()
    elapsed = time.monotonic() - started
    by_hand = clerk.clicks * SECONDS_A_CLICK + clerk.keys * SECONDS_A_KEY
    print(f"every Monday: {clerk.clicks} clicks, {clerk.keys} keys, {elapsed:.1f} s here, {by_hand:.1f} s by hand")
    assert clerk.clicks <= MOST_CLICKS
    assert by_hand <= MOST_SECONDS

    clerk.page.wait_for_load_state()
    assert days_of(clerk, 10) == [2, 9, 16, 30]
    assert days_of(clerk, 11) == [6, 13, 27]
    assert days_of(clerk, 12) == [4, 18, 25]

    clerk.go("/2566/11/")
    clerk.chip(ROOM, 13, "ประชุมเช้าวันจันทร์").locator(".edit").click()
    clerk.sheet.locator("label:has([value=following])").click()
    clerk.half("บ่าย").check(force=True)
    clerk.sheet.locator("button.beyond").click()
    expect(clerk.sheet.locator(".preview")).to_be_visible()
    clerk.sheet.locator(".acts .btn.primary").click()
    expect(clerk.done).to_be_visible()
    expect(clerk.chip(ROOM, 13, "ประชุมเช้าวันจันทร์")).to_contain_text("บ่าย")
    expect(clerk.chip(ROOM, 6, "ประชุมเช้าวันจันทร์")).to_contain_text("เช้า-บ่าย")
    clerk.done.locator("button").click()
    expect(clerk.chip(ROOM, 13, "ประชุมเช้าวันจันทร์")).to_contain_text("เช้า-บ่าย")

    clerk.chip(ROOM, 6, "ประชุมเช้าวันจันทร์").locator(".subject").click()
    clerk.sheet.locator(".btn.danger").click()
    clerk.answer("which", "all").click()
    expect(clerk.done).to_contain_text("ยกเลิกแล้ว")
    clerk.page.wait_for_load_state()
    assert days_of(clerk, 11) == []


def days_of(visitor: Visitor, month: int) -> list[int]:
    """Return the days of that month on which the series stands in its room."""
    visitor.go(f"/2566/{month}/")
    chips = visitor.page.locator(f'td[data-room="{ROOM}"] .bk').filter(has_text="ประชุมเช้าวันจันทร์")
    ids = [chip.locator("xpath=ancestor::tr/th").get_attribute("id") or "" for chip in chips.all()]
    return [int(re.sub("[^0-9]", "", name)) for name in ids]
