"""Waiting for a room: told at the bell when it is free, and two clicks to have it."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browsers import axe
from tests.journeys.people import CLERK, STRANGER
from tests.journeys.visitors import Come, Visitor

MONTH = "/2567/5/"  # no other journey books in it
TOLD_WITHIN = 20_000  # milliseconds, on a busy machine; an open table looks every four seconds


def bell(visitor: Visitor) -> Locator:
    return visitor.page.locator(".bell")


def booked(owner: Visitor, day: int, title: str) -> str:
    """Book a room for the day, and return the address of the booking."""
    owner.go(MONTH)
    owner.free("มรกต", day).click()
    owner.book(title)
    return owner.chip("มรกต", day, title).locator(".subject").get_attribute("href") or ""


def cancel(owner: Visitor, booking: str) -> None:
    owner.go(f"{booking}cancel/")
    owner.answer("which", "one").click()
    expect(owner.done).to_be_visible()


def test_whoever_waits_is_told_at_the_bell_and_has_the_room_with_two_clicks(come: Come) -> None:
    owner, waiter = come(STRANGER), come(CLERK)
    waiter.go("/notices/")  # what other journeys left there is read now
    expect(bell(waiter).locator("b")).to_have_count(0)
    booking = booked(owner, 13, "ประชุมที่จะยกเลิก")
    waiter.go("/book/?room=4&on=2024-05-13&half=day")
    waiter.title.fill("ประชุมที่รอห้อง")
    waiter.page.locator("[formaction='/waiting/join/']").click()
    expect(waiter.page).to_have_url(re.compile(r"/waiting/\?joined="))
    axe(waiter.page)

    waiter.go(MONTH)
    expect(bell(waiter).locator("b")).to_have_count(0)
    cancel(owner, booking)
    # The open page sees for itself that something is new.
    expect(bell(waiter).locator("b")).to_have_text("1", timeout=TOLD_WITHIN)
    waiter.start_counting()
    waiter.click(bell(waiter))
    expect(waiter.page.locator(".notices .new")).to_have_count(1)
    expect(bell(waiter).locator("b")).to_have_count(0)
    axe(waiter.page)
    waiter.click(waiter.page.locator("form[action$='/take-up/'] button"))
    expect(waiter.done).to_be_visible()
    assert waiter.clicks <= 2
    expect(waiter.chip("มรกต", 13, "ประชุมที่รอห้อง")).to_be_visible()
    waiter.go("/notices/")
    expect(waiter.page.locator(".notices .new")).to_have_count(0)


@pytest.mark.parametrize("width", [1380, 360])
def test_waiting_goes_from_the_chip_over_the_table_and_may_be_given_up_and_had_again(come: Come, width: int) -> None:
    owner, waiter = come(STRANGER), come(CLERK, viewport={"width": width, "height": 900}, color_scheme="dark")
    day = 14 if width == 360 else 15
    booking = booked(owner, day, "ประชุมอีกเรื่อง")
    waiter.go(MONTH)
    waiter.chip("มรกต", day, "ประชุมอีกเรื่อง").locator(".subject").click()
    waiter.sheet.locator("[formaction='/waiting/join/']").click()
    expect(waiter.page).to_have_url(re.compile(r"/waiting/\?joined="))
    cancel(owner, booking)
    waiter.go("/mine/")
    axe(waiter.page)
    waiter.page.locator("form[action$='/give-up/'] button").click()
    waiter.done.locator("button").click()
    expect(waiter.page.locator("form[action$='/give-up/']")).to_have_count(1)
    axe(waiter.page)
    waiter.page.locator("a[href*='/take-up/']").click()
    axe(waiter.page)
    waiter.page.locator("[name=title]").fill("ประชุมที่ได้ห้อง")
    waiter.press("Enter")
    expect(waiter.done).to_be_visible()
    waiter.go(MONTH)
    expect(waiter.chip("มรกต", day, "ประชุมที่ได้ห้อง")).to_be_visible()


def test_queue_and_bell_work_without_scripts(come: Come) -> None:
    owner, waiter = come(STRANGER), come(CLERK, java_script_enabled=False)
    booking = booked(owner, 20, "ประชุมไม่มีสคริปต์")
    waiter.go(booking)
    waiter.page.locator("[formaction='/waiting/join/']").click()
    expect(waiter.done).to_be_visible()
    waiter.page.locator("form[action$='/leave/'] button").click()
    waiter.done.locator("button").click()
    expect(waiter.done).to_be_visible()
    cancel(owner, booking)
    bell(waiter).click()
    expect(waiter.page.locator(".notices .new").first).to_be_visible()
    waiter.page.locator("form[action='/notices/read/'] button").click()
    expect(waiter.page.locator(".notices .new")).to_have_count(0)
    waiter.page.locator("form[action$='/give-up/'] button").click()
    expect(waiter.done).to_be_visible()
