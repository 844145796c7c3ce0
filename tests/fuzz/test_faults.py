"""Things that break in the middle: whatever fails, and at whichever step, nothing is half done and nobody sees our insides."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from jonghong.core.pagecache import store
from tests.trust.matrix import TABLE
from tests.trust.sending import POSTS, ROUTES, address_of, sender, sent_by_form
from tests.trust.world import World, numbering_stands, rows

# What drivers say when the disk is full, the file is gone or read-only, the server went away or did not answer in time.
FAULTS = [
    OperationalError("database or disk is full"),
    OperationalError("unable to open database file"),
    OperationalError("attempt to write a readonly database"),
    OperationalError("server closed the connection unexpectedly"),
    OperationalError("canceling statement due to statement timeout"),
    InterfaceError("connection already closed"),
    DatabaseError("disk I/O error"),
]
INSIDES = re.compile(
    r"Traceback|Error\b.*line \d|OperationalError|InterfaceError|readonly database|disk is full|SELECT |INSERT |\.py\b"
)


# Done in steps, each of which is whole: tests/privacy/test_retaining.py looks at them.
BY_STEPS = {"keep-retention"}


class Breaks:
    """Lets the statement of that number fail, and counts."""

    def __init__(self, number: int, fault: Exception) -> None:
        self.number, self.fault, self.count = number, fault, 0

    def __call__(self, execute: Callable[..., Any], *words: Any) -> Any:
        self.count += 1
        if self.count == self.number:
            raise self.fault
        return execute(*words)


@pytest.fixture(autouse=True)
def _clock_stands() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 25, 2, tzinfo=UTC), tick=False):
        yield


def tried(
    world: World, role: str, method: str, address: str, data: dict[str, Any], breaks: Breaks
) -> tuple[Any, dict[str, list[str]]]:
    """Return the answer, and what stands in the database afterwards; it is taken back."""
    with numbering_stands(), transaction.atomic():
        store.clear()
        client = world.client(role)
        with connection.execute_wrapper(breaks):
            answer = getattr(client, method)(address, data)
        # What a test holds open around would be taken back as a whole.
        found = {} if connection.needs_rollback else rows()
        transaction.set_rollback(True)
    return answer, found


@pytest.mark.parametrize("name", POSTS)
def test_a_statement_that_fails_leaves_all_or_nothing(world: World, name: str) -> None:
    role, address = sender(TABLE[name]), address_of(ROUTES[name], TABLE[name], world.home)
    data = sent_by_form(world, name, TABLE[name], world.home)
    world.client(role)  # signing in is noted with the person
    before = rows()
    whole = Breaks(0, FAULTS[0])
    _answer, after = tried(world, role, "post", address, data, whole)
    # A dozen statements of each, never the same of two that are alike.
    step = 1 + whole.count // 12
    for number in range(1 + POSTS.index(name) % step, whole.count + 1, step):
        fault = FAULTS[number % len(FAULTS)]
        answer, found = tried(world, role, "post", address, data, Breaks(number, fault))
        assert found in ({}, before, after) or name in BY_STEPS, (name, number, changed(before, found))
        require_closed(answer)


def changed(before: dict[str, list[str]], found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {table: sorted({*found[table]} ^ {*before[table]}) for table in before if before[table] != found[table]}


def require_closed(answer: Any) -> None:
    """Fail where an answer shows our insides, or is a failure of ours without a number to ask about."""
    page = answer.content.decode(errors="replace")
    assert not (found := INSIDES.search(page)), page[found.start() - 200 : found.end() + 200]
    if answer.status_code >= 500:
        assert (re.fullmatch(r"[0-9a-f]{12}", answer["X-Request-Id"]) is not None, answer["X-Request-Id"] in page) == (
            True,
            True,
        )


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_page_whose_database_is_gone_says_so_in_a_sentence(world: World, name: str) -> None:
    for role in ("administrator", "anonymous"):
        address = address_of(ROUTES[name], TABLE[name], world.home)
        for number in (1 + len(name) % 4, 6 + len(name) % 5):
            breaks = Breaks(number, FAULTS[number % len(FAULTS)])
            answer, _found = tried(world, role, "get", address, {}, breaks)
            if breaks.count >= number:
                assert answer.status_code in {200, 302, 303, 404, 405, 403, 500, 503}
            require_closed(answer)


def test_nobody_gets_in_while_rights_cannot_be_read(world: World) -> None:
    """Fail closed: whichever statement fails, a page for officers is shown to nobody else."""
    for role in ("anonymous", "half", "outsider", "stranger", "clerk"):
        for number in range(1, 12):
            answer, _found = tried(world, role, "get", "/office/people/", {}, Breaks(number, FAULTS[3]))
            assert answer.status_code != 200, (role, number)


def test_a_statement_that_fails_is_found(world: World) -> None:
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(Breaks(1, FAULTS[0])))
        with pytest.raises(OperationalError):
            rows()
