"""An administrator brings the office's own list of staff in, from the file to the report, without scripts too."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from jonghong.core import tables
from tests.browsers import axe_findings
from tests.journeys.lists import NEW_GROUP, staff
from tests.journeys.people import ADMINISTRATOR
from tests.journeys.visitors import Come, Visitor

START = "/office/people/import/"


@pytest.mark.parametrize(("first", "has_scripts"), [(6_100, True), (6_200, False)], ids=["scripts", "no scripts"])
def test_a_list_of_staff_is_brought_in(come: Come, tmp_path: Path, first: int, *, has_scripts: bool) -> None:
    visitor = come(ADMINISTRATOR, java_script_enabled=has_scripts)
    page = visitor.page
    visitor.go("/office/people/")
    page.locator(f"a[href='{START}']").click()
    page.locator("[name=file]").set_input_files(staff(first))
    page.locator("main form .btn.primary").first.click()

    expect(page.locator("[name=head]")).to_have_value("1")
    held = [page.locator(f"[name=column_{column}]").input_value() for column in range(8)]
    assert held == ["", "citizen_id", "prefix", "given", "surname", "", "group", "email"]
    look(visitor, has_scripts=has_scripts)
    page.locator("main form .btn.primary").click()

    # The second time the office knows the group.
    is_known = page.locator("[name=group_0]").count() == 0
    assert figures(visitor) == ([3, 0, 0, 3, 0, 0] if is_known else [2, 0, 0, 4, 0, 0])
    look(visitor, has_scripts=has_scripts)
    if not is_known:
        expect(page.locator("label[for=id_group_0]")).to_have_text(NEW_GROUP)
        page.locator("[name=group_0]").select_option("new")
    page.locator("[name=sure]").check()
    page.locator("button[value=import]").click()
    expect(page.locator(".note.warn")).to_be_visible()
    assert figures(visitor)[:4] == [4, 0, 0, 2]
    page.locator("button[value=import]").click()

    expect(page.locator("a[href$='rejected.xlsx']")).to_be_visible()
    assert figures(visitor) == [4, 0, 0, 2, 0, 0 if is_known else 1]
    look(visitor, has_scripts=has_scripts)
    with page.expect_download() as got:
        page.locator("a[href$='rejected.xlsx']").click()
    got.value.save_as(tmp_path / "rejected.xlsx")
    rejected = tables.read((tmp_path / "rejected.xlsx").read_bytes())
    assert [row.cells[0] for row in rejected.rows[1:]] == ["7", "8"]
    visitor.go("/office/people/?q=วิชัย")
    expect(page.locator(".people")).to_contain_text(f"นายวิชัย ลำดับที่ {first}")


def figures(visitor: Visitor) -> list[int]:
    """Return how many are new, changed, unchanged, not taken, leaving, and how many groups are new."""
    return [int(number) for number in visitor.page.locator(".figures dd").all_inner_texts()]


def look(visitor: Visitor, *, has_scripts: bool) -> None:
    """Look at the page as somebody would who sees badly; axe is a script itself."""
    if has_scripts:
        assert axe_findings(visitor.page) == []
