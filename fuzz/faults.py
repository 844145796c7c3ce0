"""Things that break in the middle of a form: whichever statement fails, and whatever else is gone, all is done or nothing.

The database fails at one statement after the other, as drivers say it; nothing can be written to the disk; no other machine can
be reached. Nobody sees our insides, and what could not be done is answered in a sentence.
"""

import errno
import io
import os
import re
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from random import Random
from typing import Any
from unittest import mock

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.test import Client

from fuzz.asking import INSIDES
from fuzz.tallies import SEED, Tally
from jonghong.core.pagecache import store
from tests.trust.matrix import TABLE
from tests.trust.sending import ROUTES, address_of, sender, sent_by_form
from tests.trust.world import World, numbering_stands, rows

# What drivers say when the disk is full, the file is gone or read-only, the server went away or did not answer in time.
SAYINGS: list[tuple[type[Exception], Exception, int]] = [
    (OperationalError, sqlite3.OperationalError("database or disk is full"), sqlite3.SQLITE_FULL),
    (OperationalError, sqlite3.OperationalError("unable to open database file"), sqlite3.SQLITE_CANTOPEN),
    (OperationalError, sqlite3.OperationalError("attempt to write a readonly database"), sqlite3.SQLITE_READONLY),
    (OperationalError, psycopg.OperationalError("server closed the connection unexpectedly"), 0),
    (OperationalError, psycopg.errors.QueryCanceled("canceling statement due to statement timeout"), 0),
    (InterfaceError, psycopg.InterfaceError("connection already closed"), 0),
    (OperationalError, psycopg.errors.DiskFull("could not extend file: No space left on device"), 0),
    (DatabaseError, sqlite3.DatabaseError("disk I/O error"), sqlite3.SQLITE_IOERR),
]
SAID = re.compile(rf"{INSIDES.pattern}|or disk is full|No space left|statement timeout|InterfaceError|SELECT |INSERT |\.py\b")
WORD = re.compile(r"[a-z]+\n")  # what a probe answers: programs read it, and know no more to ask about
# Done in steps, each of which is whole: tests/privacy/test_retaining.py looks at them.
BY_STEPS = {"keep-retention"}
Rows = dict[str, list[str]]


def fault(number: int) -> Exception:
    """Return one of them, as Django hands it on."""
    kind, cause, code = SAYINGS[number % len(SAYINGS)]
    if code:
        vars(cause)["sqlite_errorcode"] = code
    found = kind(str(cause))
    found.__cause__ = cause
    return found


class Breaks:
    """Lets the statement of that number fail, and counts.

    Only the transaction that a test has around everything makes a step back a statement, after which Django says that all of
    it is to be taken back: in earnest there is none, so that it does not fail.
    """

    def __init__(self, number: int, fault: Exception) -> None:
        self.number, self.fault, self.count = number, fault, 0

    def __call__(self, execute: Callable[..., Any], sql: str, *words: Any) -> Any:
        if sql.startswith("ROLLBACK TO"):
            return execute(sql, *words)
        self.count += 1
        if self.count == self.number:
            raise self.fault
        return execute(sql, *words)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let nothing be written to any file, whoever opens it."""
    opens, low = io.open, os.open

    def opened(file: Any, mode: str = "r", *words: Any, **facts: Any) -> Any:
        if set(mode) & set("wax+") and not isinstance(file, int):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return opens(file, mode, *words, **facts)

    def opened_low(path: Any, flags: int, *words: Any, **facts: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return low(path, flags, *words, **facts)

    with mock.patch("builtins.open", opened), mock.patch("io.open", opened), mock.patch("os.open", opened_low):
        yield


@contextmanager
def no_network() -> Iterator[None]:
    """Let no other machine be reached, nor this one by the network: mail, the former system, who vouches for people."""

    def refused(*_words: Any, **_facts: Any) -> Any:
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

    with mock.patch.object(socket, "create_connection", refused), mock.patch.object(socket.socket, "connect", refused):
        yield


WORLD_FAULTS: dict[str, Callable[[], AbstractContextManager[None]]] = {"the disk is full": full_disk, "no network": no_network}


class Browser(Client):
    """A browser whose cookies are, each time, those that somebody came with."""

    def __init__(self, client: Client) -> None:
        super().__init__(raise_request_exception=False)
        self.kept = {name: morsel.value for name, morsel in client.cookies.items()}

    def request(self, **facts: Any) -> Any:
        """Ask, with the page store empty."""
        store.clear()
        self.cookies.clear()
        self.cookies.load(self.kept)
        return super().request(**facts)


class Form:
    """One form of the product, filled in by somebody who may, and what stands in the database before it is sent."""

    def __init__(self, world: World, name: str) -> None:
        row = TABLE[name]
        self.name, self.address = name, address_of(ROUTES[name], row, world.home)
        self.data = sent_by_form(world, name, row, world.home)
        self.browser = Browser(world.client(sender(row)))  # signing in is noted with the person
        self.before = rows()

    def sent(self, *faults: AbstractContextManager[Any]) -> tuple[Any, Rows]:
        """Return the answer to sending it meanwhile, and what stands in the database then; it is taken back."""
        with numbering_stands(), transaction.atomic():
            with ExitStack() as stack:
                for each in faults:
                    stack.enter_context(each)
                answer = self.browser.post(self.address, self.data)
            # A statement that fails outside of any transaction of the product's would spoil the one around that is ours alone.
            transaction.set_rollback(False)
            found = rows()
            transaction.set_rollback(True)
        return answer, found

    def broken_at(self, breaks: Breaks) -> tuple[Any, Rows]:
        """Return the same where a statement of the database fails."""
        return self.sent(connection.execute_wrapper(breaks))


def run(world: World, name: str, *, statements: int, share: int = 0) -> tuple[Tally, list[str]]:
    """Let so many statements of one form fail, and all else that it may need; return what was tried and what was wrong."""
    tally, wrong, chance = Tally("faults in the middle of forms"), list[str](), Random(f"{SEED} {share} {name}")
    with tally.running():
        form, whole = Form(world, name), Breaks(0, fault(0))
        _answer, after = form.broken_at(whole)
        some = sorted(chance.sample(range(1, whole.count + 1), min(statements, whole.count)))
        for place, number in enumerate(some):
            breaks = Breaks(number, fault(place + len(name) + share))
            answer, found = form.broken_at(breaks)
            what = f"{name}, statement {number} of {whole.count}: {breaks.fault}"
            wrong += judged(tally, what, form, answer, found, after)
            wrong += [f"{what}: called a mistake of ours"] if answer.status_code == 500 else []
        for what, gone in WORLD_FAULTS.items():
            answer, found = form.sent(gone())
            wrong += judged(tally, f"{name}, {what}", form, answer, found, after)
    return tally, wrong


def judged(tally: Tally, what: str, form: Form, answer: Any, found: Rows, after: Rows) -> list[str]:
    """Count the answer, and return what is wrong about it."""
    tally.note(str(answer.status_code))
    wrong = [f"{what}: {complaint}" for complaint in not_closed(answer)]
    if found not in (form.before, after) and form.name not in BY_STEPS:
        wrong.append(f"{what}: half done: {changed(form.before, found)}")
    return wrong


def changed(before: Rows, found: Rows) -> Rows:
    """Return the rows that differ, by table."""
    return {table: sorted({*found[table]} ^ {*before[table]}) for table in before if before[table] != found[table]}


def not_closed(answer: Any) -> list[str]:
    """Return where an answer shows our insides, or is a failure of ours without a number to ask about."""
    page = answer.content.decode(errors="replace")
    found = [f"shows {page[one.start() - 200 : one.end() + 200]}" for one in SAID.finditer(page)][:1]
    if answer.status_code >= 500 and not WORD.fullmatch(page):
        number = answer.headers.get("X-Request-Id", "")
        found += [] if re.fullmatch(r"[0-9a-f]{12}", number) and number in page else ["has no number to ask about"]
    return found
