"""A room that is used with permission: a clerk asks, an officer answers, each in a browser of their own.

Here พลอยชมพู asks for permission, so these journeys have an office to themselves. Nothing is found by its words.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browsers import axe_findings
from tests.journeys.people import CLERK, OFFICER, STRANGER
from tests.journeys.test_every_page import sideways
from tests.journeys.visitors import Come, Visitor
from tests.servers import SAMPLE_CLOCK, Served, serving

ROOM = "พลอยชมพู"


def fill() -> dict[str, Any]:
    """Fill in the sample office, and let one room be used with permission."""
    from jonghong.offices.models import Office
    from jonghong.rooms.actions import change_room
    from tests.journeys import people

    facts = people.fill()
    room = Office.objects.get().rooms.get(name=ROOM)
    change_room(
        room=room,
        name=room.name,
        capacity=room.capacity,
        hue=room.hue,
        is_open=True,
        needs_permission=True,
        equipment=[thing.name for thing in room.equipment.all()],
    )
    return facts


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve that office to the journeys of this file; each keeps to days of its own."""
    folder = tmp_path_factory.mktemp("permission")
    with serving(folder, fill="tests.journeys.test_permission.fill", clock=SAMPLE_CLOCK) as served:
        yield served


@pytest.fixture(scope="module")
def sign_ins() -> dict[str, Any]:
    """Keep sign-ins to this office apart from those to others."""
    return {}


def ask(visitor: Visitor, day: int, title: str, until: str = "", month: str = "/2566/7/") -> None:
    """Ask for the room from the month table, and wait until the page says so."""
    visitor.go(month)
    visitor.click(visitor.cell(ROOM, day).locator("a.slot").first)
    expect(visitor.sheet.locator("#send")).to_be_visible()
    visitor.sheet.locator("[name=title]").fill(title)
    if until:
        visitor.sheet.locator("[name=until]").fill(until)  # no day off lies between
    visitor.press("Enter")
    expect(visitor.done).to_be_visible()


def card(visitor: Visitor, title: str) -> Locator:
    """Return a request of the list that is open."""
    return visitor.page.locator(".ask").filter(has_text=title)


def waits(visitor: Visitor, day: int, title: str) -> Locator:
    """Return the words that tell of a booking in the table that it waits."""
    return visitor.chip(ROOM, day, title).locator(".waits")


def number_waiting(visitor: Visitor) -> int:
    """Return the number beside the way to the desk, once it has arrived."""
    count = visitor.page.locator(".bar .count")
    expect(count).to_have_text(re.compile(r"\(\d+\)"))
    return int(count.inner_text().strip(" ()"))


def test_a_request_is_permitted_with_one_click(come: Come) -> None:
    clerk, officer = come(CLERK), come(OFFICER)
    clerk.start_counting()
    ask(clerk, 4, "ขอใช้ห้องหนึ่งวัน")
    assert clerk.clicks <= 2
    expect(waits(clerk, 4, "ขอใช้ห้องหนึ่งวัน")).to_be_visible()
    officer.go("/2566/7/")
    assert number_waiting(officer) >= 1
    officer.page.locator('.bar nav a[href="/desk/"]').click()
    officer.start_counting()
    officer.click(card(officer, "ขอใช้ห้องหนึ่งวัน").locator("[name=approve]"))
    expect(officer.done).to_be_visible()
    assert officer.clicks == 1
    expect(card(officer, "ขอใช้ห้องหนึ่งวัน")).to_have_count(0)
    clerk.go("/2566/7/")
    expect(clerk.chip(ROOM, 4, "ขอใช้ห้องหนึ่งวัน")).to_be_visible()
    expect(waits(clerk, 4, "ขอใช้ห้องหนึ่งวัน")).to_have_count(0)


def test_an_open_table_of_the_asker_learns_of_the_answer(come: Come) -> None:
    clerk, officer = come(CLERK), come(OFFICER)
    ask(clerk, 5, "รอดูคำตอบ")
    clerk.go("/2566/7/")
    officer.go("/desk/")
    card(officer, "รอดูคำตอบ").locator("[name=approve]").click()
    expect(officer.done).to_be_visible()
    expect(waits(clerk, 5, "รอดูคำตอบ")).to_have_count(0, timeout=15_000)


def test_all_requests_are_answered_with_one_click_and_a_remark(come: Come) -> None:
    clerk, stranger, officer = come(CLERK), come(STRANGER), come(OFFICER)
    empty_the_desk(officer)
    ask(clerk, 2, "ขอพร้อมกัน หนึ่ง", month="/2566/10/")
    ask(stranger, 3, "ขอพร้อมกัน สอง", month="/2566/10/")
    ask(clerk, 16, "ขอพร้อมกัน สองวัน", until="17/10/66", month="/2566/10/")
    officer.go("/desk/")
    expect(officer.page.locator(".ask")).to_have_count(3)
    officer.start_counting()
    officer.page.locator("[name=remark]").fill("ห้องปิดซ่อม")
    officer.click(officer.page.locator(".foot [name=decline]"))
    assert officer.clicks == 1
    expect(officer.done).to_be_visible()
    expect(officer.page.locator(".ask")).to_have_count(0)
    stranger.go("/mine/")
    stranger.page.locator("main .past summary").click()
    expect(stranger.page.locator(".past li").filter(has_text="ขอพร้อมกัน สอง")).to_contain_text("ห้องปิดซ่อม")

    officer.page.locator(".note.done button").click()
    expect(officer.page.locator(".ask")).to_have_count(3)
    officer.start_counting()
    officer.click(officer.page.locator(".foot [name=approve]"))
    assert officer.clicks == 1
    expect(officer.page.locator(".ask")).to_have_count(0)


def test_enter_in_the_remark_answers_nothing(come: Come) -> None:
    clerk, officer = come(CLERK), come(OFFICER)
    ask(clerk, 20, "ห้ามตอบเอง")
    officer.go("/desk/")
    officer.page.locator("[name=remark]").fill("ยังไม่ตัดสิน")
    officer.press("Enter")
    officer.page.wait_for_timeout(300)
    expect(card(officer, "ห้ามตอบเอง")).to_be_visible()
    card(officer, "ห้ามตอบเอง").locator("[name=approve]").click()
    expect(officer.done).to_be_visible()


def test_a_series_is_answered_with_one_click_or_unfolded(come: Come) -> None:
    clerk, officer = come(CLERK), come(OFFICER)
    ask(clerk, 24, "อบรมสามวัน", until="26/7/66")
    officer.go("/desk/")
    series = card(officer, "อบรมสามวัน")
    expect(series).to_have_count(1)
    series.locator("summary").click()
    series.locator("li").nth(1).locator("[name=decline]").click()
    expect(officer.done).to_be_visible()
    officer.start_counting()
    officer.click(card(officer, "อบรมสามวัน").locator(".tools [name=approve]"))
    expect(officer.done).to_be_visible()
    assert officer.clicks == 1
    clerk.go("/2566/7/")
    for day, number in ((24, 1), (25, 0), (26, 1)):
        expect(clerk.chip(ROOM, day, "อบรมสามวัน")).to_have_count(number)


def test_who_comes_too_late_reads_of_the_other(come: Come) -> None:
    clerk, officer, other = come(CLERK), come(OFFICER), come(OFFICER)
    ask(clerk, 27, "ใครตอบก่อน")
    officer.go("/desk/")
    other.go("/desk/")
    card(other, "ใครตอบก่อน").locator("[name=decline]").click()
    expect(other.done).to_be_visible()
    card(officer, "ใครตอบก่อน").locator("[name=approve]").click()
    expect(officer.page.locator("main .note.warn")).to_contain_text(f"ใครตอบก่อน — {OFFICER.name}")
    expect(card(officer, "ใครตอบก่อน")).to_have_count(0)


def test_an_answer_from_the_sheet_tells_what_is_free_instead(come: Come) -> None:
    clerk, officer = come(CLERK), come(OFFICER)
    ask(clerk, 28, "แนะห้องอื่น")
    officer.go("/desk/")
    card(officer, "แนะห้องอื่น").locator("a").click()
    offer = officer.sheet.locator("fieldset [name=decline]").first
    officer.start_counting()
    officer.click(offer)
    expect(officer.done).to_be_visible()
    assert officer.clicks == 1
    clerk.go("/mine/")
    clerk.page.locator("main .past summary").click()
    clerk.page.get_by_role("link", name="แนะห้องอื่น").click()
    expect(clerk.page.locator(".note.bad")).to_contain_text("28 กรกฎาคม 2566")
    clerk.page.locator('a[href^="/book/?again="]').click()
    expect(clerk.page.locator("[name=title]")).to_have_value("แนะห้องอื่น")


def test_button_follows_the_chosen_room(come: Come) -> None:
    clerk = come(CLERK)
    clerk.go("/2566/8/")
    clerk.cell(ROOM, 1).locator("a.slot").first.click()
    send = clerk.sheet.locator("#send .once")
    asks = send.inner_text()
    rooms = clerk.sheet.locator("[name=room]")
    for name, is_free_of_it in (("เพชร", True), (ROOM, False)):
        rooms.select_option(rooms.locator("option", has_text=name).get_attribute("value"))
        expect(clerk.sheet.locator("#verdict")).to_contain_text(name)
        if is_free_of_it:
            expect(send).not_to_have_text(asks)
        else:
            expect(send).to_have_text(asks)


def test_asking_and_answering_work_without_scripts(come: Come) -> None:
    clerk, officer = come(CLERK, java_script_enabled=False), come(OFFICER, java_script_enabled=False)
    clerk.go("/2566/8/")
    clerk.cell(ROOM, 2).locator("a.slot").first.click()
    clerk.page.locator("[name=title]").fill("ไม่ใช้สคริปต์")
    clerk.page.locator("#send .once").click()
    expect(clerk.done).to_be_visible()
    officer.go("/desk/?none=1")
    card(officer, "ไม่ใช้สคริปต์").locator("input[name=request]").check()
    officer.page.locator(".foot [name=approve]").click()
    expect(officer.done).to_be_visible()
    officer.page.locator(".note.done button").click()
    card(officer, "ไม่ใช้สคริปต์").locator("a").click()
    officer.page.locator("main .acts [name=approve]").click()
    expect(officer.done).to_be_visible()


def look_at_desk(officer: Visitor) -> None:
    officer.go("/desk/")
    expect(officer.page.locator(".rivals .ask")).to_have_count(2)
    officer.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def look_at_one(officer: Visitor) -> None:
    officer.go("/desk/")
    officer.go(card(officer, "ทั้งเช้า").locator("a").get_attribute("href") or "")


def look_at_sheet(officer: Visitor) -> None:
    officer.go("/desk/")
    card(officer, "ทั้งเช้า").locator("a").click()
    expect(officer.sheet).to_be_visible()


def look_at_mistake(officer: Visitor) -> None:
    officer.go("/desk/?none=1")
    officer.page.locator(".foot [name=approve]").click()
    expect(officer.page.locator(".note.bad")).to_be_visible()


def look_at_booking(officer: Visitor) -> None:
    officer.go("/2566/9/")
    officer.go(officer.chip(ROOM, 4, "ทั้งเช้า").locator(".subject").get_attribute("href") or "")


def look_at_month(officer: Visitor) -> None:
    officer.go("/2566/9/")
    expect(waits(officer, 4, "ทั้งเช้า")).to_be_visible()


def look_at_room(officer: Visitor) -> None:
    officer.go("/office/rooms/")
    officer.go(officer.page.locator("li", has_text=ROOM).locator(".tools a").get_attribute("href") or "")
    expect(officer.page.locator(".note.info")).to_be_visible()


LOOKS: list[Callable[[Visitor], None]] = [
    look_at_desk,
    look_at_one,
    look_at_sheet,
    look_at_mistake,
    look_at_booking,
    look_at_month,
    look_at_room,
]


def test_pages_of_requests_are_accessible_and_fit(come: Come) -> None:
    clerk, stranger, officer = come(CLERK), come(STRANGER), come(OFFICER, color_scheme="dark")
    empty_the_desk(officer)
    for visitor, half, title in ((clerk, "morning", "ทั้งเช้า"), (stranger, "afternoon", "ทั้งบ่าย")):
        visitor.go("/2566/9/")
        visitor.cell(ROOM, 4).locator("a.slot").first.click()
        visitor.sheet.locator("[name=title]").fill(title)
        visitor.sheet.locator(f"[name=half][value={half}]").check()
        visitor.press("Enter")
        expect(visitor.done).to_be_visible()
    ask(clerk, 11, "หลายวัน", until="13/9/66", month="/2566/9/")
    found = {}
    for number, look in enumerate(LOOKS):
        language = ("th", "en")[number % 2]
        officer.page.context.add_cookies([{"name": "language", "value": language, "url": officer.office.url}])
        officer.page.set_viewport_size({"width": (1380, 360)[number % 2], "height": 900})
        look(officer)
        found[look.__name__] = axe_findings(officer.page, "#sheet" if officer.sheet.count() else None) + sideways(officer.page)
    empty_the_desk(officer)
    assert {name: findings for name, findings in found.items() if findings} == {}


def empty_the_desk(officer: Visitor) -> None:
    """Decline whatever waits."""
    officer.go("/desk/")
    if officer.page.locator(".ask").count():
        officer.page.locator(".foot [name=decline]").click()
        expect(officer.done).to_be_visible()
