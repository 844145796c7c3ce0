"""Things that break in the middle: whatever fails, and at whichever step, nothing is half done and nobody sees our insides."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import clear_url_caches, path
from pytest_django import Settings

import jonghong.urls
from fuzz import faults
from fuzz.faults import Breaks
from fuzz.tallies import COUNT, SEED, Tally, amount, shares
from jonghong.offices.models import Office
from jonghong.rooms.models import Room
from tests import databases
from tests.fuzz.conftest import Tell
from tests.trust.matrix import TABLE
from tests.trust.sending import POSTS, ROUTES, address_of
from tests.trust.world import World

pytestmark = pytest.mark.unmeasured
STATEMENTS = 2 if databases.KIND == "sqlite" else 1


@pytest.fixture(autouse=True, scope="module")
def _clock_stands() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 25, 2, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize("share", shares())
@pytest.mark.parametrize("name", POSTS)
def test_whatever_fails_all_is_done_or_nothing(world: World, settings: Settings, name: str, share: int, tell: Tell) -> None:
    # Both lead to this machine, where nothing listens: what is sent there is gone.
    settings.MAIL_FROM, settings.EMAIL_HOST, settings.EMAIL_PORT = "room@example.go.th", "127.0.0.1", 9
    settings.AMSS_URL, settings.AMSS_UNTIL = "mysql://reader:word@127.0.0.1:9/amss", "2099-12-31"
    tally, wrong = faults.run(world, name, statements=amount(STATEMENTS), share=share)
    tell(tally)
    assert not wrong, "\n".join(wrong)


PAGES = sorted(ROUTES)[:: 1 if COUNT or databases.KIND == "sqlite" else 5]


@pytest.mark.parametrize("role", ["administrator", "anonymous"])
def test_a_page_whose_database_is_gone_says_so_in_a_sentence(world: World, role: str, tell: Tell) -> None:
    browser, tally, wrong = faults.Browser(world.client(role)), Tally("faults in the middle of pages"), list[str]()
    with tally.running():
        for name in PAGES:
            breaks = Breaks(1 + (SEED + len(name)) % (4 if role == "anonymous" else 9), faults.fault(len(name)))
            with transaction.atomic(), connection.execute_wrapper(breaks):
                answer = browser.get(address_of(ROUTES[name], TABLE[name], world.home))
                transaction.set_rollback(True)
            tally.note(str(answer.status_code))
            wrong += [f"{name}: {each}" for each in faults.not_closed(answer)]
            wrong += [f"{name}, {breaks.fault}: a mistake of ours"] if answer.status_code == 500 else []
    tell(tally)
    assert not wrong, "\n".join(wrong)


def test_nobody_gets_in_while_rights_cannot_be_read(world: World) -> None:
    """Fail closed: whichever statement fails, a page for officers is shown to nobody else."""
    for role in ("anonymous", "half", "outsider", "stranger", "clerk"):
        browser = faults.Browser(world.client(role))
        for number in range(1, 12):
            with transaction.atomic(), connection.execute_wrapper(Breaks(number, faults.fault(3))):
                answer = browser.get("/office/people/")
                transaction.set_rollback(True)
            assert answer.status_code != 200, (role, number)


urlpatterns: list[Any] = [*jonghong.urls.urlpatterns]
handler500 = jonghong.urls.handler500
# Planted: a form that writes in two halves, one that tells what went wrong, and one that takes it for its own mistake.


def by_halves(_request: HttpRequest) -> HttpResponse:
    Office.objects.update(version=77)
    try:
        Room.objects.update(capacity=1)
    except Exception:  # noqa: BLE001 - that is what is planted
        return HttpResponse("a")
    return HttpResponse("b")


def talkative(_request: HttpRequest) -> HttpResponse:
    try:
        Office.objects.update(version=77)
    except DatabaseError as fault:
        return HttpResponse(f"OperationalError: {fault}")
    return HttpResponse("b")


def unsure(_request: HttpRequest) -> HttpResponse:
    written = 0
    with suppress(DatabaseError):
        written = Office.objects.update(version=77)
    return HttpResponse(str(1 // written))


@pytest.mark.parametrize(
    ("view", "wrong"), [(by_halves, "half done"), (talkative, "shows "), (unsure, "called a mistake of ours")]
)
def test_planted_fault_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, view: Callable[[HttpRequest], HttpResponse], wrong: str
) -> None:
    monkeypatch.setattr("fuzz.faults.address_of", lambda *_facts: "/planted/")
    monkeypatch.setattr("fuzz.faults.sent_by_form", lambda *_facts: {})
    urlpatterns[:] = [path("planted/", view), *jonghong.urls.urlpatterns]
    clear_url_caches()
    with override_settings(ROOT_URLCONF=__name__):
        _tally, found = faults.run(world, "add-room", statements=100)
    assert any(wrong in each for each in found), "\n".join(found)
