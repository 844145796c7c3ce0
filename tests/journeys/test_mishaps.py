"""What goes wrong between people and computers, and how it ends well."""

import re

from playwright.sync_api import Dialog, Locator, expect

from tests.journeys.conftest import signed_in
from tests.journeys.people import CLERK, STRANGER
from tests.journeys.visitors import SLOW_LINE, Come, Visitor
from tests.servers import run

FORGET_SESSIONS = """
import django; django.setup()
from jonghong.people.models import Session
print(Session.objects.all().delete()[0] > 0)
"""


def test_double_click_books_once(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/9/")
    clerk.free("เพชร", 1).click()
    clerk.title.fill("ประชุมที่กดสองครั้ง")
    clerk.button("จองห้อง").dblclick()
    expect(clerk.done).to_be_visible()
    assert history_of(clerk, clerk.chip("เพชร", 1, "ประชุมที่กดสองครั้ง")) == 1


def test_form_sent_again_after_going_back_books_nothing_more(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/9/")
    clerk.go(clerk.free("เพชร", 4).get_attribute("href") or "")
    clerk.book("ประชุมที่ย้อนกลับ")
    clerk.page.go_back()
    clerk.title.fill("ประชุมที่ย้อนกลับ")
    clerk.press("Enter")
    expect(clerk.page.get_by_role("alert")).to_contain_text(re.compile("เพชร.*มีผู้จองแล้ว"))
    clerk.go("/2566/9/")
    assert history_of(clerk, clerk.chip("เพชร", 4, "ประชุมที่ย้อนกลับ")) == 1


def test_open_table_says_that_it_may_be_old_while_nobody_answers(come: Come, complaints: list[str]) -> None:
    visitor = come()
    visitor.go("/2566/9/")
    told, kept = visitor.page.locator(".stale"), visitor.page.locator(".live-words")
    visitor.page.route("**/2566/9/", lambda route: route.fulfill(status=503, body=""))
    expect(told).to_contain_text("ติดต่อเครื่องแม่ข่ายไม่ได้", timeout=20_000)
    expect(kept).to_be_hidden()
    visitor.page.unroute("**/2566/9/")
    expect(told).to_have_count(0, timeout=20_000)
    expect(kept).to_be_visible()
    assert [each for each in complaints if "status of 503" not in each] == []
    complaints.clear()


def test_change_of_language_asks_before_it_loses_what_was_typed(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/9/")
    clerk.go(clerk.free("มรกต", 5).get_attribute("href") or "")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    clerk.page.on("dialog", stay)
    clerk.title.fill("ประชุมที่ยังไม่จอง")
    clerk.page.locator("a[hreflang=en]").click(no_wait_after=True)
    expect(clerk.title).to_have_value("ประชุมที่ยังไม่จอง")
    assert asked == ["beforeunload"]
    clerk.page.remove_listener("dialog", stay)
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.page.locator("a[hreflang=en]").click()
    expect(clerk.page.locator("html")).to_have_attribute("lang", "en")
    clerk.page.on("dialog", stay)
    clerk.page.locator("a[hreflang=th]").click()
    expect(clerk.page.locator("html")).to_have_attribute("lang", "th")
    clerk.go("/password/")
    clerk.page.locator("[type=password]").first.fill("not for keeping")
    clerk.page.locator("a[hreflang=en]").click()
    expect(clerk.page.locator("html")).to_have_attribute("lang", "en")
    assert asked == ["beforeunload"]


def test_who_comes_second_learns_who_holds_the_room_and_books_an_offer_with_one_click(come: Come) -> None:
    first, second = come(CLERK), come(STRANGER)
    for clerk in (first, second):
        clerk.go("/2566/9/")
        clerk.free("ทับทิม", 7).click()
        expect(clerk.sheet).to_contain_text("✓ ว่าง")
    first.book("ประชุมของคนแรก")

    second.title.fill("ประชุมของคนที่สอง")
    second.press("Enter")
    refusal = second.sheet.get_by_role("alert")
    expect(refusal).to_contain_text(re.compile("ทับทิม.*มีผู้จองแล้ว"))
    expect(refusal).to_contain_text(re.compile("พฤหัสบดี 7 กันยายน 2566.*แผน.*16.30"))
    offers = second.sheet.locator("button[name=instead]")
    expect(offers).to_have_text([re.compile("^มรกต"), re.compile("^ทับทิม"), re.compile("^ทับทิม")])
    expect(second.title).to_have_value("ประชุมของคนที่สอง")
    offers.first.click()
    expect(second.done).to_contain_text("มรกต")
    expect(second.chip("มรกต", 7, "ประชุมของคนที่สอง")).to_contain_text("เช้า-บ่ายบุคคล")
    expect(second.chip("ทับทิม", 7, "ประชุมของคนแรก")).to_be_visible()


def test_what_was_typed_survives_a_session_that_ended(come: Come) -> None:
    clerk = come()
    signed_in(clerk.page.context, clerk.office, CLERK)
    clerk.go("/2566/9/")
    clerk.free("มรกต", 11).click()
    clerk.title.fill("ประชุมที่พิมพ์ไว้")
    clerk.page.get_by_label("ผู้เข้าประชุม").fill("17")
    clerk.page.context.clear_cookies(name="session")
    clerk.press("Enter")
    expect(clerk.page).to_have_url(re.compile("/sign-in/"))
    clerk.sign_in(CLERK)
    expect(clerk.title).to_have_value("ประชุมที่พิมพ์ไว้")
    clerk.press("Enter")
    expect(clerk.chip("มรกต", 11, "ประชุมที่พิมพ์ไว้")).to_contain_text("17 คน")


def test_change_survives_a_session_that_the_server_forgot(come: Come, sign_ins: dict[str, object]) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/9/")
    clerk.free("มรกต", 12).click()
    clerk.book("ประชุมก่อนแก้")
    clerk.chip("มรกต", 12, "ประชุมก่อนแก้").get_by_role("link", name="แก้ไข").click()
    clerk.title.fill("ประชุมหลังแก้")
    assert run("-c", FORGET_SESSIONS, environment=clerk.office.environment) == "True\n"
    sign_ins.clear()
    clerk.button("บันทึก").click()
    expect(clerk.page).to_have_url(re.compile("/sign-in/"))
    clerk.sign_in(CLERK)
    expect(clerk.title).to_have_value("ประชุมหลังแก้")
    clerk.button("บันทึก").click()
    expect(clerk.chip("มรกต", 12, "ประชุมหลังแก้")).to_be_visible()


def test_form_that_was_open_while_signing_in_again_is_sent_with_one_more_press(come: Come, complaints: list[str]) -> None:
    clerk = come()
    signed_in(clerk.page.context, clerk.office, CLERK)
    clerk.go("/2566/9/")
    clerk.free("มรกต", 13).click()
    clerk.title.fill("ประชุมสองแท็บ")
    clerk.page.context.clear_cookies(name="session")
    signed_in(clerk.page.context, clerk.office, CLERK)
    clerk.press("Enter")
    expect(clerk.sheet.get_by_role("alert")).to_contain_text("กดอีกครั้ง")
    expect(clerk.title).to_have_value("ประชุมสองแท็บ")
    clerk.press("Enter")
    expect(clerk.chip("มรกต", 13, "ประชุมสองแท็บ")).to_be_visible()
    complaints.remove("console: Failed to load resource: the server responded with a status of 403 (Forbidden)")


def test_what_was_typed_stays_while_the_server_cannot_be_reached(come: Come, complaints: list[str]) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/9/")
    clerk.free("มรกต", 14).click()
    clerk.title.fill("ประชุมตอนเน็ตหลุด")
    clerk.page.context.set_offline(True)
    clerk.press("Enter")
    expect(clerk.sheet.get_by_role("alert")).to_be_visible()
    clerk.page.context.set_offline(False)
    clerk.press("Enter")
    expect(clerk.chip("มรกต", 14, "ประชุมตอนเน็ตหลุด")).to_be_visible()
    assert [each for each in complaints if "ERR_INTERNET_DISCONNECTED" not in each and "Failed to fetch" not in each] == []
    complaints.clear()


def test_last_choice_is_judged_on_a_slow_line(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/9/")
    clerk.free("พลอยชมพู", 15).click()
    expect(clerk.sheet).to_contain_text("✓ ว่าง")
    line = clerk.page.context.new_cdp_session(clerk.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    clerk.half("บ่าย").check()
    clerk.half("เช้า").check()
    clerk.page.get_by_label("วันที่", exact=True).fill("18 ก.ย. 66")
    clerk.title.fill("ประชุมหลังเปลี่ยนใจ")
    expect(clerk.sheet).to_contain_text("✓ ว่าง — พลอยชมพู จันทร์ 18 กันยายน 2566 เช้า (08.30-12.00 น.)")


def history_of(clerk: Visitor, chip: Locator) -> int:
    """Open the one booking of that kind in the table and return how many entries its history has."""
    expect(chip).to_have_count(1)
    chip.locator(".subject").click()
    clerk.sheet.locator("summary").click()
    return clerk.sheet.locator(".history > li").count()
