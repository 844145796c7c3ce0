"""What a group clerk comes for, within the clicks that the product promises."""

import re

from playwright.sync_api import expect

from tests.journeys.people import CLERK, STRANGER
from tests.journeys.visitors import TODAY, Come, Visitor


def test_free_room_is_booked_for_tomorrow_morning_with_two_clicks(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go(TODAY)
    clerk.start_counting()
    clerk.click(clerk.free("พลอยชมพู", 26))
    expect(clerk.sheet).to_contain_text("✓ ว่าง")
    expect(clerk.title).to_be_focused()
    clerk.type("หารือแผนพัฒนา")
    clerk.click(clerk.half("เช้า"))
    clerk.press("Enter")
    expect(clerk.done).to_contain_text("26 พฤษภาคม 2566")
    expect(clerk.button("เลิกทำ")).to_be_visible()
    expect(clerk.chip("พลอยชมพู", 26, "หารือแผนพัฒนา")).to_contain_text("เช้าแผน")
    assert clerk.clicks <= 2


def test_booking_leads_back_to_its_day_with_what_was_done_and_undo_beside_it(come: Come) -> None:
    clerk = come(CLERK)
    for width, day in ((360, 28), (1380, 30)):
        clerk.page.set_viewport_size({"width": width, "height": 740})
        clerk.go("/2566/11/")
        clerk.free("ไพลิน", day).click()
        clerk.book("ประชุมปลายเดือน")
        chip, undo = clerk.chip("ไพลิน", day, "ประชุมปลายเดือน"), clerk.button("เลิกทำ")
        expect(chip).to_be_in_viewport(ratio=1)
        expect(undo).to_be_in_viewport(ratio=1)
        undo.click()
        expect(clerk.done).to_contain_text("เลิกทำแล้ว")


def test_four_days_in_a_row_over_weekend_and_holiday_with_one_confirmation(come: Come) -> None:
    owner, visitor = come(STRANGER), come()
    clear_the_exam(owner)
    visitor.go("/")
    before = times(visitor, "มิถุนายน 2566")

    owner.go("/2566/6/")
    owner.start_counting()
    owner.click(owner.free("เพชร", 1))
    expect(owner.title).to_be_focused()
    owner.type("รับสมัครสอบ ครูผู้ช่วย รอบสอง")
    owner.click(owner.page.get_by_label("ถึงวันที่"))
    owner.type("4/6/66")
    owner.press("Enter")
    expect(owner.sheet).to_contain_text("เสาร์ 3 มิถุนายน 2566 · วันวิสาขบูชา")
    owner.click(owner.answer("days_answer", "all"))
    expect(owner.done).to_contain_text("จองแล้ว")
    assert owner.clicks <= 4
    for day in (1, 2, 3, 4):
        expect(owner.chip("เพชร", day, "รอบสอง")).to_be_visible()
    visitor.go("/")
    assert times(visitor, "มิถุนายน 2566") == before + 4

    owner.chip("เพชร", 3, "รอบสอง").get_by_role("link", name="แก้ไข").click()
    owner.link("ยกเลิกการจอง").click()
    owner.answer("which", "one").click()
    expect(owner.done).to_contain_text("3 มิถุนายน 2566")
    expect(owner.free("เพชร", 3)).to_be_visible()
    for day in (1, 2, 4):
        expect(owner.chip("เพชร", day, "รอบสอง")).to_be_visible()
    visitor.go("/")
    assert times(visitor, "มิถุนายน 2566") == before + 3


def test_own_booking_moves_with_three_clicks_and_undo_moves_it_back(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/6/")
    title = "ประชุมการบริหารจัดการโรงเรียนขนาดเล็ก"
    clerk.start_counting()
    clerk.click(clerk.chip("พลอยชมพู", 23, title).get_by_role("link", name="แก้ไข"))
    clerk.click(clerk.half("บ่าย"))
    expect(clerk.sheet).to_contain_text("✓ ว่าง — พลอยชมพู ศุกร์ 23 มิถุนายน 2566 บ่าย")
    clerk.click(clerk.button("บันทึก"))
    expect(clerk.done).to_contain_text("แก้ไขแล้ว")
    assert clerk.clicks <= 3
    expect(clerk.free("พลอยชมพู", 23, "เช้าว่าง")).to_be_visible()
    clerk.button("เลิกทำ").click()
    expect(clerk.done).to_contain_text("เลิกทำแล้ว")
    expect(clerk.chip("พลอยชมพู", 23, title)).to_contain_text("เช้า-บ่าย")


def test_own_booking_is_cancelled_with_three_clicks_and_undo_brings_it_back(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/6/")
    title = "ประชุมติดตามการใช้จ่ายงบประมาณ"
    clerk.start_counting()
    clerk.click(clerk.chip("มรกต", 19, title).get_by_role("link", name="แก้ไข"))
    clerk.click(clerk.link("ยกเลิกการจอง"))
    clerk.click(clerk.button("ยกเลิกการจอง"))
    expect(clerk.done).to_contain_text("ยกเลิกแล้ว")
    assert clerk.clicks <= 3
    expect(clerk.free("มรกต", 19)).to_be_visible()
    clerk.button("เลิกทำ").click()
    expect(clerk.chip("มรกต", 19, title)).to_be_visible()


def test_page_of_own_bookings_leads_to_cancelling_and_back(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/7/")
    clerk.free("พลอยชมพู", 4).click()
    clerk.book("ประชุมที่จะยกเลิก")
    clerk.page.get_by_role("link", name="การจองของฉัน").click()
    line = clerk.page.get_by_role("listitem").filter(has_text="ประชุมที่จะยกเลิก")
    clerk.start_counting()
    clerk.click(line.get_by_role("link", name="ยกเลิกการจอง"))
    clerk.click(clerk.button("ยกเลิกการจอง"))
    expect(clerk.page).to_have_url(re.compile(r"/mine/\?done="))
    assert clerk.clicks <= 3
    expect(clerk.button("เลิกทำ")).to_be_visible()


def clear_the_exam(owner: Visitor) -> None:
    """Cancel the four days of June that the sample has in เพชร, with one request."""
    owner.go("/2566/6/")
    owner.chip("เพชร", 1, "รับสมัครสอบ").locator(".subject").click()
    owner.link("ยกเลิกการจอง").click()
    owner.answer("which", "all").click()
    expect(owner.done).to_contain_text("ยกเลิกแล้ว")


def times(visitor: Visitor, month: str) -> int:
    """Return ครั้ง of a month of the report that is open."""
    label = visitor.page.get_by_role("link", name=re.compile(f"^{month}: ")).get_attribute("aria-label")
    assert label
    return int(label.removeprefix(f"{month}: ").removesuffix(" ครั้ง"))
