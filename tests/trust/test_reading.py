"""Looking changes nothing, whatever the address says."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction

from tests.trust.hostile import VALUES
from tests.trust.matrix import TABLE
from tests.trust.sending import ROUTES, address_of
from tests.trust.world import World, digest

pytestmark = pytest.mark.sqlite  # views write or do not; which database is asked makes no difference
# Names of parameters that a page of ours reads, or that people try.
NAMES = (
    "act added answer attendees by choose confirm data day delete dates direction done draft end ends equipment from group "
    "half id key late left mine month name next none office on order override page person q query registered remove removed "
    "repeat request role room saved scope seen series show since sort start starts state text token "
    "undo until user version which year"
)


def addresses(world: World) -> dict[str, str]:
    """Return every address of the product, with words of the office that is served."""
    return {name: address_of(route, TABLE[name], world.home) for name, route in ROUTES.items() if name in TABLE}


def is_answered(status: int) -> bool:
    """Tell whether the page itself answered: it did not fail, and was not kept from saying anything by its pace."""
    return status < 500 and status != 429


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_every_page_changes_nothing(world: World, method: str) -> None:
    client = world.client("administrator")
    before = digest()
    for name, address in addresses(world).items():
        with transaction.atomic():
            answer = getattr(client, method)(address)
            assert is_answered(answer.status_code), name
            assert digest() == before, f"{method} {address} ({name}) wrote something"
            transaction.set_rollback(True)


def query(number: int) -> str:
    """Return a query in which every parameter has one of the values that nobody thought of."""
    shifted = VALUES[number:] + VALUES[:number]
    pairs = zip(NAMES.split(), shifted * (1 + len(NAMES.split()) // len(VALUES)), strict=False)
    return "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs)


@pytest.mark.parametrize("role", ["administrator", "anonymous"])
def test_looking_with_hostile_words_changes_nothing_and_breaks_nothing(world: World, role: str) -> None:
    client = world.client(role)
    before = digest()
    for place, (name, address) in enumerate(addresses(world).items()):
        queries = [query(number) for number in range(0, len(VALUES), 4)]
        first = place % len(queries)
        for text in queries[first:] + queries[:first]:
            answer = client.get(f"{address}?{text}")
            assert is_answered(answer.status_code), (name, text)
            if is_turned_away(answer):
                break
        assert digest() == before, f"{address} ({name}) wrote something"


def is_turned_away(answer: Any) -> bool:
    """Tell whether the page was not asked: one function answers so for all of them, and takes another query each time."""
    return answer.status_code == 405 or answer.headers.get("Location", "").startswith("/sign-in/?next=")


def test_fields_of_a_form_in_an_address_are_not_a_form_sent(world: World) -> None:
    client = world.client("administrator")
    before = digest()
    for name, address in addresses(world).items():
        typed = {field: value for field, value in TABLE[name].typed(world.home).items() if value is not None}
        answer = client.get(address, {**typed, "_method": "POST", "X-HTTP-Method-Override": "POST"})
        overridden = client.get(address, typed, headers={"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE"})
        assert is_answered(answer.status_code), name
        assert is_answered(overridden.status_code), name
        assert digest() == before, f"{address} ({name}) wrote something"


def test_the_digest_sees_a_change(world: World) -> None:
    before = digest()
    world.home.office.name = "อื่น"
    world.home.office.save()
    assert digest() != before
    assert set(before) >= {"offices_office", "people_person", "bookings_booking", "bookings_history"}
