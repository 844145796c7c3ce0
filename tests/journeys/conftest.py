"""The sample office on 25 May 2566, and browsers in which people come to it."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from jonghong.sample.office import SamplePerson
from tests.browsers import new_context
from tests.journeys.people import password_of
from tests.journeys.visitors import Come, Visitor
from tests.servers import SAMPLE_CLOCK, Served, serving

States = dict[str, Any]
# Says in the console what the browser refused, which fails the test.
TELL_REFUSALS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP", event.violatedDirective, event.blockedURI);
});
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.unmeasured)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample office to all journeys; each keeps to days of its own."""
    with serving(tmp_path_factory.mktemp("office"), fill="tests.journeys.people.fill", clock=SAMPLE_CLOCK) as served:
        yield served


@pytest.fixture(scope="session")
def sign_ins() -> States:
    """Keep what a browser knows once somebody has signed in, so that this is done once a person."""
    return {}


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Give the list of what browsers complain about, which has to be empty in the end."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def come(chromium: Browser, office: Served, sign_ins: States, complaints: list[str]) -> Iterator[Come]:
    """Give a function that opens a browser, of somebody who is signed in if a person is named."""

    def arrive(person: SamplePerson | None = None, **options: Any) -> Visitor:
        if person:
            options["storage_state"] = state_of(chromium, office, sign_ins, person)
        context = open_windows.enter_context(new_context(chromium, complaints, **options))
        context.add_init_script(TELL_REFUSALS)
        return Visitor(context.new_page(), office)

    with ExitStack() as open_windows:
        yield arrive


def state_of(chromium: Browser, office: Served, known: States, person: SamplePerson) -> Any:
    """Return the cookies of a person who is signed in."""
    if person.citizen_id not in known:
        context = new_context(chromium, [])
        known[person.citizen_id] = signed_in(context, office, person)
        context.close()
    return known[person.citizen_id]


def signed_in(context: BrowserContext, office: Served, person: SamplePerson) -> Any:
    """Sign somebody in and return the cookies."""
    visitor = Visitor(context.new_page(), office)
    visitor.go("/sign-in/")
    visitor.sign_in(person, password=password_of(person))
    visitor.page.wait_for_url(office.url + "/")
    return context.storage_state()
