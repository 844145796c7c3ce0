"""Every address, asked by every role for what is theirs, another group's and another office's."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.trust.matrix import ROLES, TABLE, Access, Seen
from tests.trust.sending import ROUTES, address_of, sent_by_form
from tests.trust.world import World, digest

pytestmark = pytest.mark.sqlite  # rights are decided alike; the queries that read them are tested on both
KNOWN = sorted(TABLE.keys() & ROUTES.keys())
OBJECTS = {
    "act",
    "booking_id",
    "closure_id",
    "deputy_id",
    "group_id",
    "holiday_id",
    "intake_id",
    "kept_id",
    "passkey_id",
    "person_id",
    "proposal_id",
    "room_id",
    "run_id",
    "series_id",
    "upload_id",
}


def test_every_address_is_in_the_table() -> None:
    missing = {name: f"{route.pattern} ({route.view})" for name, route in ROUTES.items() if name not in TABLE}
    assert missing == {}, "say in TABLE of tests/trust/matrix.py who may open these and who may send their forms"
    assert TABLE.keys() - ROUTES.keys() == set(), "no such address: take these out of TABLE of tests/trust/matrix.py"


def seen(response: Any) -> Seen:
    """Return what an answer comes to."""
    if response.status_code in {301, 302, 303}:
        for start, outcome in (("/sign-in/?next=", Seen.ASKED), ("/confirm/?next=", Seen.SURE)):
            if response["Location"].startswith(start):
                return outcome
        return Seen.IN
    refusals = {403: Seen.NO, 404: Seen.NONE, 405: Seen.BUTTON}
    assert response.status_code < 500, response.content.decode()
    return refusals.get(response.status_code, Seen.IN)


def expected(access: Access, found: Access) -> Access:
    """Return what the table says; where nobody gets in, some views say so before they say how it is opened."""
    closed = Seen.IN not in access.values() and Seen.IN not in found.values() and access["administrator"] is Seen.BUTTON
    return found if closed and found["administrator"] is Seen.BUTTON else access


def told(page: str) -> list[str]:
    """Return what a page says is wrong with a form, to help whoever mends TABLE."""
    return re.findall(r'class="(?:mistake|note bad)"[^>]*>\s*(.*?)\s*</p>', page, re.DOTALL)


def outcomes(world: World, method: str, address: str, data: dict[str, object]) -> tuple[Access, dict[str, bool], list[str]]:
    """Return what each role sees, whether it changed anything by it, and of what it was told; what it did is taken back."""
    found, changed, mistakes = {}, {}, []
    before = digest()
    for role in ROLES:
        with transaction.atomic():
            client: Client = world.client(role)
            answer = getattr(client, method)(address, data)
            found[role], changed[role] = seen(answer), digest() != before
            page = answer.content.decode(errors="replace")
            assert not world.foreign.search(page), (role, address)
            mistakes += told(page) if found[role] is Seen.IN else []
            transaction.set_rollback(True)
    return found, changed, mistakes


@pytest.mark.parametrize("name", KNOWN)
def test_who_may_open_it(world: World, name: str) -> None:
    row = TABLE[name]
    found, changed, _mistakes = outcomes(world, "get", address_of(ROUTES[name], row, world.home) + row.query(world.home), {})
    assert found == expected(row.get, found)
    assert set(changed.values()) == {False}


@pytest.mark.parametrize("name", KNOWN)
def test_who_may_send_its_form(world: World, name: str) -> None:
    row = TABLE[name]
    data = sent_by_form(world, name, row, world.home)
    found, changed, mistakes = outcomes(world, "post", address_of(ROUTES[name], row, world.home), data)
    assert found == expected(row.post, found)
    assert {role for role, is_changed in changed.items() if is_changed and found[role] is not Seen.IN} == set()
    if row.changes:
        does = any(changed.values())
        assert does == (Seen.IN in found.values()), (name, data, set(mistakes))


@pytest.mark.parametrize("name", [name for name in KNOWN if OBJECTS & set(ROUTES[name].wants)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_reaches_another_office(world: World, name: str, method: str) -> None:
    row = TABLE[name]
    at_home = row.get if method == "get" else row.post
    address = address_of(ROUTES[name], row, world.other)
    data = sent_by_form(world, name, row, world.home) if method == "post" else {}
    found, changed, _mistakes = outcomes(world, method, address, data)
    assert {role: seen for role, seen in found.items() if at_home[role] is Seen.IN and seen is not Seen.NONE} == {}
    assert Seen.IN not in found.values()
    assert set(changed.values()) == {False}
