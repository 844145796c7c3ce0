"""Every page in both themes and languages: axe finds nothing, nothing sticks out sideways, nothing is refused or fetched."""

import pytest
from playwright.sync_api import Browser, Page

from jonghong.sample.office import SamplePerson
from tests.browsers import axe_findings, new_context
from tests.journeys.people import ADMINISTRATOR, CLERK
from tests.journeys.stops import MEANT, NOT_YET, OF_A_CLERK, OF_AN_ADMINISTRATOR, OF_ANYBODY, Stop
from tests.journeys.visitors import Come, Visitor
from tests.servers import Serve

WIDTHS = (360, 768, 1024, 1380)
THEMES = ("light", "dark")
# What sticks out: the page or a form over it scrolls sideways, or a control lies where nobody can scroll.
STICKS_OUT = """
() => {
  const sheets = [document.documentElement, ...document.querySelectorAll("dialog[open]")];
  const wide = sheets.filter((each) => each.scrollWidth > each.clientWidth);
  const away = [...document.querySelectorAll("a, button, input, select, summary")].filter((each) => {
    const place = each.getBoundingClientRect();
    const hasPlace = each.checkVisibility() && place.width > 1 && !each.closest(".skip, .board, .bar nav, .tabs");
    return hasPlace && (place.left < 0 || place.right > document.documentElement.clientWidth);
  });
  return [...wide, ...away].map((each) => each.outerHTML.slice(0, 80));
}
"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("person", "stops"),
    [(None, OF_ANYBODY), (CLERK, OF_A_CLERK), (ADMINISTRATOR, OF_AN_ADMINISTRATOR)],
    ids=["anybody", "clerk", "administrator"],
)
def test_page_is_accessible_and_fits(
    come: Come,
    complaints: list[str],
    person: SamplePerson | None,
    stops: dict[str, Stop],
    theme: str,
) -> None:
    visitor = come(person, color_scheme=theme)
    found = {}
    for number, (name, stop) in enumerate(stops.items()):
        prepare(visitor, number + THEMES.index(theme))
        stop(visitor)
        # The page under an open form was looked at on its own.
        within = "#sheet" if visitor.sheet.count() else None
        if theme == "light":
            found[name] = axe_findings(visitor.page, within) + sideways(visitor.page)
        else:  # the theme changes colours, and the page is in the other language
            found[name] = axe_findings(visitor.page, within, only="color-contrast") + sideways(visitor.page, WIDTHS[:1])
        if name in MEANT:
            complaints.remove(MEANT[name])
    assert {name: findings for name, findings in found.items() if findings} == {}


def test_page_without_an_office_is_accessible_and_fits(serve: Serve, chromium: Browser, complaints: list[str]) -> None:
    context = new_context(chromium, complaints)
    page = context.new_page()
    page.goto(serve().url)
    assert axe_findings(page) + sideways(page) == []
    context.close()
    complaints.remove(NOT_YET)


def prepare(visitor: Visitor, number: int) -> None:
    """Take turns with languages and widths, so that every second page of each is seen either way."""
    language, width = ("th", "en")[number % 2], (1380, 360)[number // 2 % 2]
    visitor.page.context.add_cookies([{"name": "language", "value": language, "url": visitor.office.url}])
    visitor.page.set_viewport_size({"width": width, "height": 900})


def sideways(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return what sticks out at any of the widths."""
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"sticks out at {width} px: {each}" for each in page.evaluate(STICKS_OUT)]
    return found


def test_planted_faults_are_found(come: Come, complaints: list[str]) -> None:
    visitor = come()
    visitor.go("/sign-in/")
    visitor.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=data:,>')")
    assert len(axe_findings(visitor.page)) == 1
    visitor.page.evaluate("document.querySelector('main .btn').style.translate = '-2000px'")
    assert len(sideways(visitor.page)) == len(WIDTHS)
    visitor.page.evaluate("document.querySelector('main').setAttribute('style', 'color: red')")
    visitor.page.wait_for_timeout(100)
    assert any(complaint.startswith("console: CSP style-src") for complaint in complaints)
    complaints.clear()
