"""Pages of the office on a telephone, and ticks that scripts set."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import ADMINISTRATOR, OFFICER
from tests.journeys.visitors import Come

PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("has_scripts", [True, False])
def test_tabs_of_the_office_are_one_row_in_which_the_open_page_is_seen(come: Come, has_scripts: bool) -> None:
    administrator = come(ADMINISTRATOR, viewport=PHONE, java_script_enabled=has_scripts)
    for path in ("/office/rooms/", "/office/slips/", "/office/privacy/"):
        administrator.go(path)
        tabs, here = (administrator.page.locator(each).bounding_box() for each in (".tabs", ".tabs [aria-current]"))
        assert tabs
        assert here
        assert tabs["height"] < 2 * here["height"]
        assert (here["x"] >= 0, here["x"] + here["width"] <= PHONE["width"]) == (True, True), (path, here)


def test_whole_group_is_ticked_in_place_and_counted(come: Come) -> None:
    officer = come(OFFICER)
    officer.go("/office/slips/")
    group = officer.page.locator("fieldset.waiting").first
    ticks, number = group.locator("[name=people]"), officer.page.locator("[data-ticked]")
    group.locator("[data-tick=all]").click()
    for tick in ticks.all():
        expect(tick).to_be_checked()
    most = int(number.inner_text().strip("()"))
    ticks.first.uncheck()
    expect(number).to_have_text(f"({most - 1})")
    group.locator("[data-tick=none]").click()
    expect(number).to_have_text(f"({most - ticks.count()})")
    assert officer.page.url.endswith("/office/slips/")
