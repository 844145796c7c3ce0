"""Whatever is asked, by whom, where and how: no failure of ours, nothing shown, nothing changed by looking."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings

import jonghong.urls
from fuzz import routes
from fuzz.tallies import amount, shares
from tests import databases
from tests.fuzz.conftest import Tell
from tests.trust.matrix import ROLES
from tests.trust.routes import Route
from tests.trust.world import World

pytestmark = pytest.mark.unmeasured
REQUESTS = 350 if databases.KIND == "sqlite" else 150


@pytest.mark.parametrize("share", shares())
def test_nothing_that_is_asked_makes_us_fail(world: World, share: int, tell: Tell) -> None:
    watched = routes.run(world, amount(REQUESTS), share=share)
    tell(watched.tally)
    assert not watched.found, "\n".join(watched.found)
    assert watched.tally.tried == amount(REQUESTS)


def raises(request: HttpRequest) -> HttpResponse:
    return HttpResponse(int(request.GET.get("q", "1")))


def writes(_request: HttpRequest) -> HttpResponse:
    from jonghong.offices.models import Office

    Office.objects.update(version=7)
    return HttpResponse("a")


def tells(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("1000042000015", headers={"Location": "//evil.example"})


urlpatterns = [*jonghong.urls.urlpatterns, *(path(f"{view.__name__}/", view) for view in (raises, writes, tells))]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("raises", "ValueError: invalid literal for int()"),
        ("writes", "wrote into ['offices_office']"),
        ("tells", "leads to //evil.example; a number of thirteen digits"),
    ],
)
def test_planted_fault_is_found(world: World, settings: Settings, name: str, wrong: str) -> None:
    settings.ROOT_URLCONF = __name__
    planted = {name: Route(name, f"/{name}/", (), name)}
    watched = routes.run(world, 10 * len(ROLES), routes=planted)
    assert any(wrong in each for each in watched.found), watched.found
