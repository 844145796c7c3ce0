"""An administrator moves a former system in: upload, check, import, a row mended and seen in the month table, taken back."""

import re

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browsers import axe_findings
from tests.journeys.people import ADMINISTRATOR
from tests.journeys.visitors import Come, Visitor
from tests.moving.amss_dumps import good
from tests.moving.amss_tables import V2, mysqldump, small_office

START = "/office/moving/"
# Of the former system; the first becomes a room that is here.
ROOMS = {"ห้องประชุมเพชร": "เพชร", "ห้องประชุมมรกต": "มรกต", "ห้องประชุมเก่า": "ทับทิม"}


def office() -> FilePayload:
    """Return a small office with a good request of the past, one without a date and one whose hours cannot be."""
    tables = small_office(V2)
    tables.add("meeting_main", good(book_date="2014-02-03", book_date_end="2014-02-03", approve="2", objective="ประชุมที่ไม่ได้"))
    tables.add("meeting_main", good(book_date="0000-00-00", book_date_end="0000-00-00", objective="ประชุมไม่มีวัน"))
    tables.add("meeting_main", good(start_time="127", objective="ประชุมไม่มีเวลา"))
    return {"name": "amss.sql", "mimeType": "application/sql", "buffer": mysqldump(tables)}


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_former_system_is_moved_in_and_out_again(come: Come, *, has_scripts: bool) -> None:
    visitor = come(ADMINISTRATOR, java_script_enabled=has_scripts)
    page = visitor.page
    visitor.go("/office/rooms/")
    page.locator(f".tabs a[href='{START}']").click()
    page.locator("[name=file]").set_input_files(office())
    page.locator("main form[enctype] .btn.primary").click()

    for place, room in enumerate(ROOMS.values()):
        page.locator(f"[name=room_{place}]").select_option(label=room)
    look(visitor, has_scripts=has_scripts)
    page.locator("main form .btn.primary").click()

    assert figures(visitor) == [18, 16, 2]
    expect(page.locator("main .head p")).to_contain_text("4.3")
    look(visitor, has_scripts=has_scripts)
    page.locator(".foot .btn.primary").click()
    # Without scripts the page asks again by itself, too.
    page.wait_for_url(re.compile(r"/office/moving/runs/\d+/$"))
    report = page.url
    assert figures(visitor) == [18, 16, 2]
    look(visitor, has_scripts=has_scripts)

    visitor.go("/office/moving/quarantine/?code=D01")
    page.locator(".thing .tools a").first.click()
    expect(page.locator("[name=title]")).to_have_value("ประชุมไม่มีวัน")
    page.locator("[name=on]").fill("4 ก.พ. 2557")
    page.locator("main form .btn.primary").click()
    expect(page.locator(".note.done")).to_be_visible()
    visitor.go("/2557/2/")
    expect(visitor.chip("เพชร", 4, "ประชุมไม่มีวัน")).to_be_visible()

    visitor.go("/office/moving/quarantine/?code=D09")
    page.locator(".thing .tools a").first.click()
    page.locator("details.fold summary").click()
    page.locator("[name=remark]").fill("คัดออกผิดแถว")
    page.locator("main .btn.danger").click()
    page.locator(".note.done a").click()
    look(visitor, has_scripts=has_scripts)
    page.locator("form[action$='/put-back/'] .btn").click()
    page.locator(".note.done a").click()
    expect(page.locator("[name=title]")).to_have_value("ประชุมไม่มีเวลา")

    page.goto(report)
    page.locator("main .btn.danger").click()
    expect(page.locator(".note.warn")).to_be_visible()
    look(visitor, has_scripts=has_scripts)
    page.locator("main form .btn.danger").click()
    page.wait_for_url(report)
    expect(page.locator("main .btn.danger")).to_have_count(0)
    visitor.go("/2557/2/")
    expect(visitor.chip("เพชร", 4, "ประชุมไม่มีวัน")).to_have_count(0)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_who_chooses_too_large_a_file_stays_in_the_assistant(come: Come, *, has_scripts: bool) -> None:
    visitor = come(ADMINISTRATOR, java_script_enabled=has_scripts)
    page = visitor.page
    visitor.go(START)
    page.locator("[name=file]").set_input_files({**office(), "buffer": b"-" * 12_000_000})
    # With scripts it is told before anything is sent.
    expect(page.locator(".mistake")).to_have_count(1 if has_scripts else 0)
    page.locator("main form[enctype] .btn.primary").click()
    expect(page).to_have_url(visitor.office.url + START)
    expect(page.locator(".field.wrong .mistake")).to_be_visible()
    expect(page.locator("main")).to_contain_text("jonghong import amss --dump")
    look(visitor, has_scripts=has_scripts)
    page.locator("[name=file]").set_input_files(office())
    page.locator("main form[enctype] .btn.primary").click()
    expect(page.locator("[name=room_0]")).to_be_visible()
    throw_away(visitor)


def test_who_was_signed_out_comes_back_to_what_was_ticked(come: Come) -> None:
    visitor = come(ADMINISTRATOR)
    page = visitor.page
    visitor.go(START)
    page.locator("[name=file]").set_input_files(office())
    page.locator("main form[enctype] .btn.primary").click()
    page.locator("main form .btn.primary").click()
    page.locator("[name=roles]").last.check()
    page.context.clear_cookies(name=re.compile("session$"))
    page.locator(".foot .btn.primary").click()
    visitor.sign_in(ADMINISTRATOR)
    page.wait_for_url(re.compile(r"/check/\?"))
    expect(page.locator("[name=roles]").first).not_to_be_checked()
    expect(page.locator("[name=roles]").last).to_be_checked()
    throw_away(visitor)


def throw_away(visitor: Visitor) -> None:
    """Delete the file that waits."""
    visitor.go(START)
    visitor.page.locator(".note.done form .btn").click()
    expect(visitor.page.locator(".note.done")).to_have_count(0)


def figures(visitor: Visitor) -> list[int]:
    """Return how many rows there are, how many of them are imported, and how many in quarantine."""
    expect(visitor.page.locator(".figures")).to_be_visible()
    return [int(number) for number in visitor.page.locator(".figures dd").all_inner_texts()]


def look(visitor: Visitor, *, has_scripts: bool) -> None:
    """Look at the page as somebody would who sees badly; axe is a script itself."""
    if has_scripts:
        assert axe_findings(visitor.page) == []
