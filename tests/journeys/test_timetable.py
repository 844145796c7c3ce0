"""The day on an axis of time: looking at it, and moving what one has booked, by pointer and by keys."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import CLERK, COLLEAGUE, OFFICER, STRANGER
from tests.journeys.visitors import Come, Visitor

QUARTER = 15


def column(visitor: Visitor, room: str) -> Locator:
    """Return the hours of a room on the page of a day, or of a day on the page of a room."""
    return visitor.page.locator(f'.column > .hours[data-name^="{room}"]')


def block(visitor: Visitor, room: str, title: str) -> Locator:
    """Return a booking on the axis."""
    return column(visitor, room).locator(".bk").filter(has_text=title)


def booked(visitor: Visitor, path: str, room: str, title: str) -> Locator:
    """Book what is free first in a room of a page, and return it as it stands there."""
    visitor.go(path)
    column(visitor, room).locator("a.slot").first.click()
    visitor.half("เช้า").check()
    visitor.book(title)
    return block(visitor, room, title)


def drag(visitor: Visitor, what: Locator, to: Locator, quarters: int, *, grip: float = 0.4) -> None:
    """Pull a booking so many quarters down, into a column; ``grip`` is where it is taken, from its top to its end."""
    visitor.page.evaluate("scrollTo(0, 0)")
    place, column_of_end, hours = what.bounding_box(), to.bounding_box(), to.bounding_box()
    assert place
    assert column_of_end
    assert hours
    height = to.evaluate("list => parseFloat(getComputedStyle(list).gridTemplateRows)")
    y = place["y"] + min(max(place["height"] * grip, 3), place["height"] - 3)
    mouse = visitor.page.mouse
    mouse.move(place["x"] + 20, y)
    mouse.down()
    mouse.move(column_of_end["x"] + 30, y + quarters * height / 2, steps=4)
    mouse.move(column_of_end["x"] + 30, y + quarters * height, steps=4)
    mouse.up()
    visitor.clicks += 1


def test_director_sees_what_is_on_today_on_a_phone_without_a_click(come: Come) -> None:
    director = come(viewport={"width": 360, "height": 740})
    director.go("/2566/6/1/")
    cards = director.page.locator(".column")
    expect(cards).to_have_count(5)
    expect(cards.first).to_contain_text(re.compile("เพชร.*รับสมัครสอบ ครูผู้ช่วย.*08.30-16.30 น.", re.DOTALL))
    expect(cards.first.locator(".bk")).to_be_in_viewport()
    director.go("/today/")
    expect(director.page).to_have_url(re.compile("/2566/5/25/$"))
    assert director.clicks == 0


def test_officer_prints_what_to_prepare(come: Come) -> None:
    officer, visitor = come(OFFICER), come()
    for who in (officer, visitor):
        who.go("/2566/6/1/")
        who.page.emulate_media(media="print")
    asked = officer.page.locator(".asked").first
    expect(asked).to_be_visible()
    expect(asked).to_contain_text("เครื่องเสียง")
    expect(officer.page.locator(".acts-of").first).to_be_hidden()
    expect(visitor.page.locator(".asked")).to_have_count(0)
    expect(visitor.page.locator(".bk").first).to_be_visible()


def test_booking_is_dragged_to_another_room_and_time_and_undo_brings_it_back(come: Come) -> None:
    clerk = come(CLERK)
    mine = booked(clerk, "/2567/2/5/", "มรกต", "ลากแล้ววาง")
    clerk.start_counting()
    drag(clerk, mine, column(clerk, "ทับทิม"), 18)
    expect(clerk.done).to_contain_text("ทับทิม จันทร์ 5 กุมภาพันธ์ 2567 บ่าย")
    assert clerk.clicks <= 3
    expect(block(clerk, "ทับทิม", "ลากแล้ววาง")).to_contain_text("13.00-16.30 น.")
    expect(clerk.page).to_have_url(re.compile(r"/2567/2/5/\?done="))
    clerk.button("เลิกทำ").click()
    expect(clerk.done).to_contain_text("เลิกทำแล้ว")
    expect(mine).to_contain_text("08.30-12.00 น.")


def test_dragging_tells_the_new_time_and_whether_it_is_free(come: Come) -> None:
    clerk = come(CLERK)
    mine = booked(clerk, "/2567/2/6/", "มรกต", "ดูก่อนวาง")
    booked(clerk, "/2567/2/6/", "ทับทิม", "มีอยู่แล้ว")
    place, other = mine.bounding_box(), column(clerk, "ทับทิม").bounding_box()
    assert place
    assert other
    clerk.page.mouse.move(place["x"] + 20, place["y"] + 30)
    clerk.page.mouse.down()
    clerk.page.mouse.move(other["x"] + 20, place["y"] + 30, steps=3)
    ghost = clerk.page.locator(".ghost")
    expect(ghost).to_contain_text("08.30-12.00 น.")
    expect(ghost).to_contain_text("มีอยู่แล้ว")
    expect(ghost).to_have_class("ghost taken")
    # The page does not refresh under the hand.
    stays = clerk.page.evaluate("() => { document.querySelector('[data-live]').dataset.same = 'yes'; }")
    assert stays is None
    booked(come(STRANGER), "/2567/2/6/", "เพชร", "ของคนอื่น")
    clerk.page.wait_for_timeout(5_000)
    expect(clerk.page.locator("[data-live][data-same]")).to_have_count(1)
    clerk.press("Escape")
    clerk.page.mouse.up()
    expect(ghost).to_have_count(0)
    expect(clerk.sheet).to_have_count(0)
    expect(block(clerk, "เพชร", "ของคนอื่น")).to_be_visible(timeout=6_000)
    expect(mine).to_contain_text("08.30-12.00 น.")


@pytest.mark.parametrize(("grip", "quarters", "hours"), [(1, -4, "08.30-11.00 น."), (0, 2, "09.00-12.00 น.")])
def test_edge_is_dragged_to_change_the_time(come: Come, grip: float, quarters: int, hours: str) -> None:
    clerk = come(CLERK)
    day = f"/2567/2/{7 + int(grip)}/"
    mine = booked(clerk, day, "มรกต", "สั้นลง")
    drag(clerk, mine, column(clerk, "มรกต"), quarters, grip=grip)
    expect(clerk.done).to_be_visible()
    expect(mine).to_contain_text(hours)


def test_booking_moves_to_another_day_of_its_room(come: Come) -> None:
    clerk = come(CLERK)
    mine = booked(clerk, "/room/4/2567/2/12/", "จันทร์", "ย้ายวัน")
    drag(clerk, mine, column(clerk, "พฤหัสบดี"), 0)
    expect(clerk.done).to_contain_text("มรกต พฤหัสบดี 15 กุมภาพันธ์ 2567 เช้า")
    expect(block(clerk, "พฤหัสบดี", "ย้ายวัน")).to_be_visible()


def test_keys_do_all_that_the_pointer_does(come: Come) -> None:
    clerk = come(CLERK)
    mine = booked(clerk, "/2567/2/19/", "มรกต", "ย้ายด้วยแป้น")
    mine.locator(".subject").focus()
    clerk.start_counting()
    clerk.press("m", "ArrowDown", "ArrowDown", "ArrowRight")
    status = clerk.page.locator("#moving")
    expect(status).to_contain_text("ทับทิม 09.00-12.30 น.")
    clerk.press("Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowDown")
    expect(status).to_contain_text("ทับทิม 09.00-12.00 น.")
    clerk.press("Escape")
    expect(clerk.page.locator(".ghost")).to_have_count(0)
    expect(mine.locator(".subject")).to_be_focused()

    clerk.press("m", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp")
    expect(status).to_contain_text("ทับทิม 08.00-11.30 น.")
    clerk.press("Enter")
    expect(clerk.done).to_contain_text("ทับทิม")
    expect(block(clerk, "ทับทิม", "ย้ายด้วยแป้น")).to_contain_text("08.00-11.30 น.")
    assert clerk.clicks == 0


def test_button_takes_a_booking_up_for_the_keys(come: Come) -> None:
    clerk = come(CLERK)
    mine = booked(clerk, "/2567/2/20/", "มรกต", "ย้ายด้วยปุ่ม")
    mine.get_by_role("button").click()
    clerk.press("ArrowLeft", "Enter")
    expect(clerk.done).to_contain_text("พลอยชมพู")


def test_two_who_move_onto_one_place_at_once_and_the_loser_reads_why(come: Come) -> None:
    first, second = come(CLERK), come(STRANGER)
    mine = booked(first, "/2567/2/21/", "มรกต", "คนแรก")
    theirs = booked(second, "/2567/2/21/", "ทับทิม", "คนที่สอง")
    first.go("/2567/2/21/")
    # The second moves while the first has the booking in the hand.
    place, free = mine.bounding_box(), column(first, "พลอยชมพู").bounding_box()
    assert place
    assert free
    first.page.mouse.move(place["x"] + 20, place["y"] + 40)
    first.page.mouse.down()
    first.page.mouse.move(free["x"] + 20, place["y"] + 40, steps=3)
    expect(first.page.locator(".ghost")).not_to_have_class("ghost taken")
    drag(second, theirs, column(second, "พลอยชมพู"), 0)
    expect(second.done).to_contain_text("พลอยชมพู")
    first.page.mouse.up()
    expect(first.sheet).to_contain_text("ห้อง พลอยชมพู มีผู้จอง")
    expect(first.sheet).to_contain_text("บุคคล")
    expect(first.page.locator(".ghost")).to_have_count(0)
    expect(mine).to_contain_text("08.30-12.00 น.")
    first.sheet.locator(".offers button").first.click()
    expect(first.done).to_be_visible()


def test_page_that_is_old_says_so_and_nothing_moves(come: Come) -> None:
    clerk, colleague = come(CLERK), come(COLLEAGUE)
    mine = booked(clerk, "/2567/2/22/", "มรกต", "เก่าแล้ว")
    mine.locator(".subject").focus()
    clerk.press("m", "ArrowRight")
    colleague.go("/2567/2/22/")
    drag(colleague, block(colleague, "มรกต", "เก่าแล้ว"), column(colleague, "มรกต"), 4)
    expect(colleague.done).to_be_visible()
    clerk.press("Enter")
    expect(clerk.sheet.locator(".note.bad")).to_be_visible()


# Waits until the page stands still.
SCROLLED = """
() => new Promise((done) => {
  let before = -1;
  const look = () => {
    if (scrollY === before) return done();
    before = scrollY;
    setTimeout(look, 150);
  };
  look();
})
"""


def test_touch_scrolls_until_it_is_held_and_then_moves(come: Come) -> None:
    clerk = come(CLERK, has_touch=True)
    mine = booked(clerk, "/2567/2/23/", "มรกต", "แตะค้าง")
    place, other = mine.bounding_box(), column(clerk, "ทับทิม").bounding_box()
    assert place
    assert other
    session = clerk.page.context.new_cdp_session(clerk.page)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = place["x"] + 40, place["y"] + 60
    touch("touchStart", x, y)
    touch("touchMove", x, y - 40)
    expect(clerk.page.locator(".ghost")).to_have_count(0)
    touch("touchEnd", x, y)
    clerk.page.evaluate(SCROLLED)

    touch("touchStart", x, y)
    expect(clerk.page.locator(".ghost")).to_have_count(1)
    touch("touchMove", other["x"] + 40, y)
    touch("touchEnd", x, y)
    expect(clerk.done).to_contain_text("ทับทิม")


def test_empty_quarter_is_booked_from_there_for_an_hour(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2567/2/26/")
    hours = column(clerk, "ทับทิม")
    height = hours.evaluate("list => parseFloat(getComputedStyle(list).gridTemplateRows)")
    hours.click(position={"x": 150, "y": height * 22.5})
    expect(clerk.sheet).to_contain_text("13.30-14.30 น.")
    clerk.book("จากช่องว่าง")
    expect(block(clerk, "ทับทิม", "จากช่องว่าง")).to_contain_text("13.30-14.30 น.")
    expect(clerk.page).to_have_url(re.compile("/2567/2/26/"))


def test_without_scripts_the_links_do_it(come: Come) -> None:
    clerk = come(CLERK, java_script_enabled=False)
    clerk.go("/2567/2/27/")
    column(clerk, "ทับทิม").locator("a.slot").first.click()
    clerk.book("ไม่มีสคริปต์")
    mine = block(clerk, "ทับทิม", "ไม่มีสคริปต์")
    expect(mine.get_by_role("button")).to_be_hidden()
    mine.get_by_role("link", name="แก้ไข").click()
    clerk.half("บ่าย").check()
    clerk.button("บันทึก").click()
    expect(clerk.page).to_have_url(re.compile(r"/2567/2/27/\?done="))
    expect(mine).to_contain_text("13.00-16.30 น.")
