"""Every address and every form, written as OpenAPI: nothing that schemathesis makes of it comes to a failure of ours."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings

import jonghong.urls
from fuzz import openapi
from fuzz.asking import FORM, Visitors
from fuzz.routes import Watched
from fuzz.tallies import COUNT, amount, shares
from tests.fuzz.conftest import Tell
from tests.trust.matrix import TABLE
from tests.trust.world import World

pytestmark = [pytest.mark.unmeasured, pytest.mark.sqlite]  # what is sent is decided before a database is asked


@pytest.mark.parametrize("share", shares())
def test_nothing_that_an_address_takes_makes_us_fail(world: World, share: int, tell: Tell) -> None:
    schema = openapi.described(world)
    assert {kinds["get"]["operationId"] for kinds in schema["paths"].values()} == set(TABLE)
    booking = schema["paths"]["/book/"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert {"title", "room", "on", "half", "group", "attendees"} <= set(booking["properties"])
    watched = Watched(Visitors(world), "examples of schemathesis")
    # In tests every other path is asked once, by one role after the other; at length all by everybody, so often.
    operations = [(path, method) for path, kinds in schema["paths"].items() for method in kinds]
    with watched.watching():
        for number, role in enumerate(openapi.ROLES):
            mine = schema if COUNT else {**schema, "paths": dict([*schema["paths"].items()][number :: 2 * len(openapi.ROLES)])}
            openapi.run(watched, mine, role, examples=amount(1), share=share)
    watched.tally.facts |= {"operations": len(operations), "roles": len(openapi.ROLES)}
    tell(watched.tally)
    assert not watched.found, "\n".join(watched.found)
    assert watched.tally.tried >= len(operations) // 3


def raises(request: HttpRequest) -> HttpResponse:
    return HttpResponse(int(request.GET.get("q", "1")))


urlpatterns = [path("raises/", raises), *jonghong.urls.urlpatterns]


def test_planted_failure_is_found(world: World, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    asked = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
    operation = {"operationId": "raises", "parameters": [asked], "responses": openapi.ANY}
    schema = {"openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {"/raises/": {"get": operation}}}
    watched = Watched(Visitors(world), "examples")
    with watched.watching():
        openapi.run(watched, schema, "anonymous", examples=10)
    assert any("ValueError" in each for each in watched.found)
