"""Texts that run as scripts wherever a page forgets to escape: in every text field, then looked at in a browser."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Dialog

from tests import make
from tests.browsers import new_context
from tests.journeys.conftest import TELL_REFUSALS
from tests.servers import Served, serving
from tests.trust.hostile import MARKUP
from tests.trust.matrix import TABLE
from tests.trust.rig import Visitor, crawl
from tests.trust.sending import POSTS, ROUTES, address_of, form_read, sender, sent_by_form
from tests.trust.world import World

pytestmark = pytest.mark.sqlite  # pages escape alike whatever is asked
# What of a text would have to be escaped in a page: sent back as it came, it would be markup.
LIVE = [text for text in MARKUP if re.search(r"<[a-z/!]", text) or text.startswith(('"', "'"))]


def shown(client: Any, answer: Any) -> str:
    """Return the page of an answer, or the one that it leads to."""
    if answer.status_code in {302, 303}:
        answer = client.get(answer["Location"])
    return answer.content.decode(errors="replace")


@pytest.mark.parametrize("name", POSTS)
def test_no_form_sends_back_what_was_typed_as_markup(world: World, name: str) -> None:
    row = TABLE[name]
    form = form_read(world, name, row, world.home)
    data = sent_by_form(world, name, row, world.home)
    fields = {*(form.names if form else []), *data} - {"csrfmiddlewaretoken"}
    address = address_of(ROUTES[name], row, world.home)
    for number, text in enumerate(LIVE[POSTS.index(name) % 8 :: 8]):
        # All at once, then each by itself in turn: a form that is refused for one field shows the others again.
        ones = sorted(fields)[number % max(1, len(fields)) :][:1]
        for typed in (dict.fromkeys(fields, text), dict.fromkeys(ones, text)):
            with transaction.atomic():
                client = world.client(sender(row))
                page = shown(client, client.post(address, {**data, **typed}))
                assert text not in page, (name, sorted(typed))
                transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_no_address_shows_what_it_holds_as_markup(world: World, name: str) -> None:
    address = address_of(ROUTES[name], TABLE[name], world.home)
    client = world.client("administrator")
    asked = ["q", "next", "since", "until", "on", "title", "room", "saved", "done", "group", "page", "draft", "show", "wanted"]
    for text in LIVE[sorted(ROUTES).index(name) % 6 :: 6]:
        assert text not in shown(client, client.get(address, dict.fromkeys(asked, text)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an office into whose forms hostile texts were typed."""
    with serving(tmp_path_factory.mktemp("hostile"), fill="tests.trust.fills.hostile") as served:
        yield served


def note(complaints: list[str], dialog: Dialog) -> None:
    """Write down what a script says that should not run."""
    complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()


@pytest.mark.journey
@pytest.mark.parametrize("who", ["administrator", "clerk"])
def test_no_page_runs_what_was_typed(chromium: Browser, office: Served, who: str) -> None:
    kept = office.facts["kept"]
    assert [name for name, number in kept.items() if not number] == []
    assert sum(kept.values()) > 200
    visitor = Visitor(office.url)
    visitor.sign_in(office.facts["people"][who], make.PASSWORD)
    pages = [answer for answer in crawl(visitor, most=150) if answer.kind == "text/html" and answer.status == 200]
    showing = [answer for answer in pages if "alert(" in answer.text]
    assert len(showing) > 15
    complaints: list[str] = []
    context = new_context(chromium, complaints)
    context.add_init_script(TELL_REFUSALS)
    context.add_cookies([{"name": name, "value": value, "url": office.url} for name, value in visitor.cookies.items()])
    page = context.new_page()
    page.on("dialog", partial(note, complaints))
    for answer in showing:
        page.goto(office.url + answer.path)
        assert complaints == [], answer.path
    context.close()


@pytest.mark.journey
def test_the_browser_tells_of_a_script_that_was_typed(chromium: Browser, office: Served) -> None:
    complaints: list[str] = []
    context = new_context(chromium, complaints)
    context.add_init_script(TELL_REFUSALS)
    page = context.new_page()
    page.goto(office.url + "/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=alert(1)>')")
    page.wait_for_timeout(300)
    context.close()
    assert [one for one in complaints if "CSP" in one or "Content Security Policy" in one] != []
