"""A real browser that complains: errors in its console, scripts that fail and calls to other hosts fail the test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.needs import needs

# The first starts and draws with less than the others: it has no window.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# A form with mistakes comes back as 422, too large a file as 413, a lost race as 409; the browser notes it in its console.
EXPECTED = ("status of 422", "status of 413", "status of 409")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; nothing is downloaded."""
    with launched() as browser:
        yield browser


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the system's Chromium, and close it in the end."""
    program = needs(next(filter(None, map(shutil.which, NAMES)), None), "Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a window of an office computer; fails the test afterwards if the browser had anything to complain about."""
    with_complaints: list[str] = []
    context = new_context(chromium, with_complaints)
    yield context.new_page()
    context.close()
    assert with_complaints == []


def new_context(chromium: Browser, complaints: list[str], **options: Any) -> BrowserContext:
    """Return a window of its own that writes what is wrong into ``complaints``."""
    context = chromium.new_context(
        **{"locale": "th-TH", "timezone_id": "Asia/Bangkok", "viewport": {"width": 1380, "height": 900}, **options}
    )
    context.set_default_timeout(15_000)
    context.on("console", lambda message: complaints.extend(complaint(message.type, message.text)))
    context.on("weberror", lambda failure: complaints.append(f"script: {failure.error}"))
    context.on("request", lambda request: complaints.extend(off_origin(request.url)))
    return context


def complaint(kind: str, text: str) -> list[str]:
    """Return what the console says, if it is an error or a warning; a breach of the CSP is among them."""
    is_bad = kind in {"error", "warning"} and not any(expected in text for expected in EXPECTED)
    return [f"console: {text}"] if is_bad else []


def off_origin(url: str) -> list[str]:
    """Return the address, if it leads to another machine."""
    parts = urlsplit(url)
    is_here = parts.scheme in {"data", "blob", "about"} or parts.hostname in {"127.0.0.1", "localhost"}
    return [] if is_here else [f"request: {url}"]


def axe(page: Page) -> None:
    """Fail unless axe-core finds nothing against WCAG 2.2 AA and good practice on the page as it stands."""
    assert axe_findings(page) == []


def axe_findings(page: Page, within: str | None = None, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA and good practice on the page as it stands, or in one part of it.

    ``but`` names rules not to ask about.
    """
    off = {rule: {"enabled": False} for rule in but}
    options = {"runOnly": {"type": "tag", "values": RULES}, "rules": off, "resultTypes": ["violations"]}
    load_axe(page)
    found = page.evaluate("([within, options]) => axe.run(within ?? document, options)", [within, options])
    return [f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found["violations"]]


def load_axe(page: Page) -> None:
    """Bring axe-core into the page: half a megabyte of script, once a page, not once a look."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
