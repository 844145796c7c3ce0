"""Signing in by ThaID, in a real browser and against a real provider on this machine."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browsers import axe, new_context
from tests.journeys.people import CLERK
from tests.oidc.provider import CLIENT, SECRET, Provider, served
from tests.servers import SAMPLE_CLOCK, Served, serving

BUTTON = 'form[action="/sign-in/by/thaid/"] button'


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Serve a provider at which the clerk is, whose number stands in its tokens."""
    with served() as one:
        one.person = {"sub": CLERK.citizen_id, "pid": CLERK.citizen_id}
        yield one


@pytest.fixture(scope="module")
def office(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample office, set up for that provider as an operator does."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OIDC_PROVIDERS", "thaid")
        for name, value in {"ISSUER": provider.url, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}.items():
            environment.setenv(f"OIDC_THAID_{name}", value)
        with serving(tmp_path_factory.mktemp("outside"), fill="tests.fill.sample", clock=SAMPLE_CLOCK) as office:
            yield office


def test_a_clerk_who_wants_to_book_signs_in_by_thaid_and_lands_on_the_form(page: Page, office: Served) -> None:
    page.goto(f"{office.url}/book/?room=4&on=2023-06-01&half=afternoon")
    expect(page.locator(BUTTON)).to_contain_text("ThaID")
    axe(page)
    page.locator(BUTTON).click()
    expect(page.locator("[name=title]")).to_be_visible()
    expect(page.locator(".bar .menu summary")).to_contain_text(CLERK.name)
    page.goto(f"{office.url}/my/accounts/")
    expect(page.locator("main")).to_contain_text("ThaID")
    axe(page)


def test_the_page_that_leads_there_reads_well(page: Page, office: Served, provider: Provider) -> None:
    def stay(route: Route) -> None:
        route.fulfill(status=204)

    page.route(f"{provider.url}/**", stay)
    page.goto(f"{office.url}/sign-in/")
    page.locator(BUTTON).click()
    expect(page.locator("main a.btn.primary")).to_be_visible()
    axe(page)


def test_signing_in_by_thaid_needs_no_scripts(chromium: Browser, office: Served) -> None:
    complaints: list[str] = []
    context = new_context(chromium, complaints, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.url}/sign-in/?next=/mine/")
    page.locator(BUTTON).click()
    page.wait_for_url(f"{office.url}/mine/")
    context.close()
    assert complaints == []
