"""An officer sets rules, a clerk runs into them and reads why, an officer goes against one with a reason.

Rules hold for a whole office, so these journeys have one to themselves. Nothing is found by its words.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import axe_findings
from tests.journeys.people import CLERK, OFFICER
from tests.journeys.test_every_page import sideways
from tests.journeys.visitors import Come, Visitor
from tests.servers import SAMPLE_CLOCK, Served, serving

ROOM, JULY = "ทับทิม", "/2566/7/"
SATURDAY, FRIDAY = 8, 7  # of July 2566
REASON = "ผู้อำนวยการให้ใช้ห้องประชุมเร่งด่วน"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an office to the journeys of this file, which go on one after the other."""
    with serving(tmp_path_factory.mktemp("rules"), fill="tests.journeys.people.fill", clock=SAMPLE_CLOCK) as served:
        yield served


@pytest.fixture(scope="module")
def sign_ins() -> dict[str, Any]:
    """Keep sign-ins to this office apart from those to others."""
    return {}


def looks_right(visitor: Visitor) -> list[str]:
    """Return what is wrong with the page that is open, or with the form over it, at any width."""
    found = axe_findings(visitor.page, "#sheet" if visitor.sheet.count() else None) + sideways(visitor.page)
    visitor.page.set_viewport_size({"width": 1380, "height": 900})
    return found


def set_rules(visitor: Visitor) -> None:
    """Refuse weekends, and bookings of more than four hours."""
    visitor.go("/office/rules/office/")
    visitor.page.locator("[name=days_off][value=refuse]").check()
    visitor.page.locator("[name=longest_hours]").fill("4")
    visitor.page.locator("[name=longest_hours]").press("Tab")
    expect(visitor.page.locator("#sentences li")).to_have_count(3)


def test_an_officer_sets_rules_and_reads_them_as_others_will(come: Come) -> None:
    officer = come(OFFICER, color_scheme="dark")
    set_rules(officer)
    assert looks_right(officer) == []
    officer.page.locator("main form .btn.primary").click()
    expect(officer.done).to_be_visible()
    expect(officer.page.locator("#of-office li")).to_have_count(3)
    assert looks_right(officer) == []
    officer.page.locator(".done button").click()
    expect(officer.page.locator("#of-office li")).to_have_count(2)


def test_rules_with_mistakes_keep_what_was_typed(come: Come) -> None:
    officer = come(OFFICER)
    officer.go("/office/rules/office/")
    officer.page.locator("[name=longest_hours]").fill("ทั้งวัน")
    officer.page.locator("[name=who][value=only]").check()
    officer.page.locator("main form .btn.primary").click()
    expect(officer.page.locator(".mistake")).to_have_count(2)
    expect(officer.page.locator("[name=longest_hours]")).to_have_value("ทั้งวัน")
    assert looks_right(officer) == []


def test_a_room_says_only_what_differs(come: Come) -> None:
    officer = come(OFFICER)
    officer.go("/office/rules/")
    officer.page.locator(".rules .thing", has_text="มรกต").locator(".btn").click()
    officer.page.locator("[name=minutes_after]").fill("30")
    assert looks_right(officer) == []
    officer.page.locator("main form .btn.primary").click()
    expect(officer.page.locator(".rules .thing", has_text="มรกต").locator("li")).to_have_count(1)
    officer.page.locator(".done button").click()
    expect(officer.page.locator(".rules .thing", has_text="มรกต").locator("li")).to_have_count(0)


def test_a_clerk_sees_why_and_an_officer_overrides_with_a_reason(come: Come) -> None:
    officer, clerk = come(OFFICER), come(CLERK)
    set_rules(officer)
    officer.page.locator("main form .btn.primary").click()
    expect(officer.done).to_be_visible()

    clerk.go(JULY)
    expect(clerk.cell(ROOM, FRIDAY).locator("a.slot:not(.off)")).to_have_count(2)  # four hours: a half, not the day
    assert axe_findings(clerk.page) == []
    clerk.cell(ROOM, SATURDAY).locator("a.slot.off").click()
    expect(clerk.sheet.locator(".lines li")).to_have_count(2)
    expect(clerk.sheet.locator(".btn.primary")).to_have_count(0)
    assert looks_right(clerk) == []
    clerk.go(f"/book/?room={room_number(clerk)}&on=2023-07-08&half=morning")
    expect(clerk.page.locator("#verdict .note.bad")).to_be_visible()
    clerk.page.locator("[name=title]").fill("ประชุมวันเสาร์")
    clerk.press("Enter")
    expect(clerk.page.locator("#verdict .note.bad")).to_be_visible()
    expect(clerk.page.locator("[name=title]")).to_have_value("ประชุมวันเสาร์")
    assert looks_right(clerk) == []

    officer.go(JULY)
    officer.cell(ROOM, SATURDAY).locator("a.slot.off").click()
    officer.sheet.locator(".btn.primary").click()
    officer.page.locator("[name=half][value=morning]").check(force=True)
    officer.page.locator("[name=title]").fill("ประชุมเร่งด่วน")
    officer.press("Enter")
    expect(officer.page.locator("#id_override_error")).to_be_visible()
    expect(officer.page.locator("[name=title]")).to_have_value("ประชุมเร่งด่วน")
    officer.page.locator("[name=override]").fill(REASON)
    assert looks_right(officer) == []
    officer.press("Enter")
    expect(officer.done).to_be_visible()

    officer.go(JULY)
    officer.chip(ROOM, SATURDAY, "ประชุมเร่งด่วน").locator(".subject").click()
    officer.sheet.locator("summary").click()
    expect(officer.sheet.locator(".history")).to_contain_text(REASON)
    assert looks_right(officer) == []


def room_number(visitor: Visitor) -> str:
    """Return the key of the room, from a link of the table that is open."""
    visitor.go(JULY)
    href = visitor.cell(ROOM, FRIDAY).locator("a.slot").first.get_attribute("href") or ""
    (number,) = re.findall(r"room=(\d+)", href)
    return str(number)
