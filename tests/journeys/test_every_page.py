"""Every page in both themes and languages: axe finds nothing, nothing sticks out sideways, nothing is refused or fetched."""

import pytest
from playwright.sync_api import Browser, Page

from jonghong.sample.office import SamplePerson
from tests.browsers import axe_findings, new_context
from tests.contrast import contrast_findings
from tests.journeys.people import ADMINISTRATOR, CLERK
from tests.journeys.stops import MEANT, NOT_YET, OF_A_CLERK, OF_AN_ADMINISTRATOR, OF_ANYBODY, Stop
from tests.journeys.visitors import Come, Visitor
from tests.servers import Serve

WIDTHS = (360, 768, 1024, 1380)
THEMES = ("light", "dark")
Looks = dict[str, set[str]]
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


@pytest.fixture(scope="session")
def passed_looks() -> Looks:
    """Keep the looks of texts that have enough contrast, by theme."""
    return {theme: set() for theme in THEMES}


@pytest.mark.long
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
    passed_looks: Looks,
) -> None:
    visitor = come(person, color_scheme=theme)
    found = {}
    for number, (name, stop) in enumerate(stops.items()):
        prepare(visitor, number + THEMES.index(theme))
        stop(visitor)
        # The page under an open form was looked at on its own.
        within = "#sheet" if visitor.sheet.count() else None
        found[name] = contrast_findings(visitor.page, passed_looks[theme], within)
        if theme == "light":
            found[name] += axe_findings(visitor.page, within, but=("color-contrast",)) + sideways(visitor.page)
        else:  # the theme changes colours, and the page is in the other language
            found[name] += sideways(visitor.page, WIDTHS[:1])
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


@pytest.mark.parametrize("theme", THEMES)
def test_planted_lack_of_contrast_is_found_wherever_such_colours_passed(come: Come, theme: str) -> None:
    page, passed = (visitor := come(color_scheme=theme)).page, set[str]()
    visitor.go("/sign-in/")
    assert (contrast_findings(page, passed), len(passed) > 5) == ([], True)
    assert contrast_findings(page, passed) == []
    page.evaluate("""() => {
      const text = document.createElement("p"), twin = document.createElement("p"), over = document.createElement("div");
      const colour = getComputedStyle(document.querySelector("main p, main label")).color;
      [text.textContent, twin.textContent] = ["colours of the page", "the same on another ground"];
      twin.style.background = `color-mix(in srgb, ${colour} 85%, gray)`;
      over.append(twin);
      document.querySelector("main").append(text, over);
    }""")
    (found,) = contrast_findings(page, passed)
    assert "the same on another ground" in found
    page.evaluate("document.querySelector('main p:last-of-type').style.color = 'rgba(128, 128, 128, 0.5)'")
    assert len(contrast_findings(page, passed)) == 2
