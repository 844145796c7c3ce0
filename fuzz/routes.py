"""Every address, asked by everybody in every way: with values that nobody types in its path, query, fields and headers.

The whole product answers, all its middleware included, in this process; what a form changes is taken back.
"""

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any
from urllib.parse import quote

from django.core.signals import got_request_exception
from django.db import transaction

from fuzz import hostile
from fuzz.asking import FORM, TOKEN, Answered, Sent, Visitors, as_bytes, complaints, digest, undisturbed, watching_writes
from fuzz.tallies import SEED, Tally
from jonghong.core.pace import buckets
from jonghong.core.pagecache import store
from tests.trust.matrix import ROLES, TABLE, Row, Seen
from tests.trust.routes import Route
from tests.trust.sending import ROUTES, address_of, sent_by_form
from tests.trust.test_reading import NAMES
from tests.trust.world import World

OTHERS = ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT", "get", "G\x00T", "", "X" * 300]
QUERY = NAMES.split()
MOST_FOUND = 20
STRIDE = 1_009  # a prime: few requests, too, go to all kinds of routes
Pairs = list[tuple[str, str]]


class Sender:
    """Puts requests together, by chance."""

    def __init__(self, world: World, chance: Random, routes: Mapping[str, Route] = ROUTES) -> None:
        self.world, self.chance = world, chance
        self.routes = {name: route for name, route in routes.items() if name in TABLE or routes is not ROUTES}
        self.pairs = [(name, role) for name in sorted(self.routes) for role in ROLES]
        self._forms: dict[str, Pairs] = {}

    def request(self, number: int) -> Sent:
        """Return the request of that number: every route and role in turn, the rest by chance."""
        name, role = self.pairs[number * STRIDE % len(self.pairs)]
        route, row, chance = self.routes[name], TABLE.get(name, Row()), self.chance
        sent = Sent(role, name, self._method(row), self._path(route, row), self._query(row), hostile.headers(chance))
        if sent.method == "POST":
            self._fill_in(sent, name, row)
        return sent

    def _method(self, row: Row) -> str:
        takes_forms = Seen.IN in row.post.values() or Seen.SURE in row.post.values()
        drawn = self.chance.random()
        if drawn < 0.06:
            return self.chance.choice(OTHERS)
        if drawn < 0.12:
            return "HEAD"
        return "POST" if drawn < (0.6 if takes_forms else 0.2) else "GET"

    def _path(self, route: Route, row: Row) -> bytes:
        good = address_of(route, row, self.world.home) if route.name in TABLE else route.invented
        if not route.wants or self.chance.random() < 0.7:
            path = as_bytes(good)
        else:
            words = [f"<{word}>" for word in route.wants]
            path = as_bytes(quote(hostile_pattern(route.pattern, words, self.chance), safe="/%", errors="surrogatepass"))
        return (
            path + self.chance.choice([b"", b"x", b"/", b"\xff", b"\x00", b"?", b"../"])
            if self.chance.random() < 0.03
            else path
        )

    def _query(self, row: Row) -> bytes:
        if self.chance.random() < 0.3:
            return quote(row.query(self.world.home).removeprefix("?"), safe="=&").encode()
        names = self.chance.choices(
            [*QUERY, *QUERY, hostile.value(self.chance)[:200]], k=self.chance.choice([0, 1, 1, 2, 4, 12])
        )
        parts = [
            hostile.encoded(self.chance, name) + b"=" + hostile.encoded(self.chance, hostile.value(self.chance))
            for name in names
        ]
        if self.chance.random() < 0.02:
            parts = [b"a=1"] * 1_200
        return b"&".join(parts)

    def _fill_in(self, sent: Sent, name: str, row: Row) -> None:
        """Fill in the form as one would, and then spoil it."""
        chance = self.chance
        if name not in self._forms:
            self._forms[name] = as_pairs(sent_by_form(self.world, name, row, self.world.home)) if name in TABLE else []
        pairs = [(field, value) for field, value in self._forms[name] if field != "csrfmiddlewaretoken"]
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            pairs = spoiled(pairs, chance)
        if chance.random() < 0.95:
            pairs.insert(0, ("csrfmiddlewaretoken", TOKEN))
        way = chance.random()
        if way < 0.75:
            sent.kind = FORM
            sent.body = b"&".join(
                field.encode("utf-8", "replace") + b"=" + hostile.encoded(chance, value) for field, value in pairs
            )
        elif way < 0.93:
            sent.kind, sent.body = multipart(pairs, chance)
        else:
            sent.kind = chance.choice([FORM, "application/json", "", "multipart/form-data; boundary=x"])
            sent.body = chance.choice(
                [b"", b"{", b"[" * 5_000, b"\xff" * 300, b"--x\r\n\r\n", b"&" * 3_000, b"=" * 3_000, b"a" * 1_000_001]
            )
            sent.headers["X-CSRFToken"] = TOKEN


def hostile_pattern(pattern: str, words: list[str], chance: Random) -> str:
    """Return the address of a route in which one of its words is hostile, and the others are plain numbers."""
    spoilt = chance.randrange(len(words))
    parts, rest = [], pattern
    for number in range(len(words)):
        before, _open, rest = rest.partition("<")
        _word, _close, rest = rest.partition(">")
        parts += [before, hostile.value(chance)[:3_000] if number == spoilt else chance.choice(["1", "2566", "6", "2"])]
    return "".join([*parts, rest])


def as_pairs(data: Mapping[str, object]) -> Pairs:
    """Return the fields of a form one by one."""
    return [
        (field, str(value)) for field, values in data.items() for value in (values if isinstance(values, list) else [values])
    ]


def spoiled(pairs: Pairs, chance: Random) -> Pairs:
    """Return the fields with one thing wrong: a value, a field left out, sent twice, or one that the form does not have."""
    pairs = list(pairs)
    at = chance.randrange(len(pairs)) if pairs else 0
    drawn = chance.random()
    if not pairs or drawn < 0.12:
        return [*pairs, (chance.choice(QUERY), hostile.value(chance))]
    if drawn < 0.8:
        pairs[at] = (pairs[at][0], hostile.value(chance))
    elif drawn < 0.87:
        del pairs[at]
    elif drawn < 0.94:
        pairs.insert(at, (pairs[at][0], hostile.value(chance)))
    else:
        pairs[at] = (pairs[at][0] + chance.choice(["[]", ".x", "_0", " ", "\x00"]), pairs[at][1])
    return pairs


def multipart(pairs: Pairs, chance: Random) -> tuple[str, bytes]:
    """Return the type and the body of a form with files, whole or broken; a field may come as a file."""
    parts = []
    for field, value in pairs:
        is_file = chance.random() < 0.15
        name = f'; filename="{chance.choice(FILES)}"\r\nContent-Type: {chance.choice(TYPES)}' if is_file else ""
        content = chance.choice(CONTENTS) if is_file else value.encode("utf-8", "replace")
        parts.append(
            f'--x\r\nContent-Disposition: form-data; name="{field}"{name}\r\n\r\n'.encode("utf-8", "replace") + content
        )
    body = b"\r\n".join([*parts, b"--x--\r\n"])
    drawn = chance.random()
    if drawn < 0.15:
        body = body[: chance.randrange(len(body))]
    elif drawn < 0.25:
        at = chance.randrange(len(body))
        body = body[:at] + bytes([chance.randrange(256)]) * chance.choice([1, 3, 300]) + body[at + 1 :]
    return "multipart/form-data; boundary=x", body


FILES = ["a.csv", "a.xlsx", "../../a.png", "ก.csv", "", "a\\0.sql", "x" * 400, "a.sql.gz"]
TYPES = ["text/csv", "image/png", "application/octet-stream", "x", "text/html; charset=hex", "multipart/mixed; boundary=y"]
CONTENTS = [
    b"", b"a,b\n1,2\n", b"PK\x03\x04" + b"\0" * 60, b"\x89PNG\r\n\x1a\n" + b"\0" * 60, b"<table><tr><td>1",
    b"\x1f\x8b\x08" + b"\0" * 9,
    b"INSERT INTO `meeting_main` VALUES (1);", b"\xff\xfe" + b"\0" * 99, b"RIFF\0\0\0\0WEBPVP8 ",
    b"GIF89a\xff\xff\xff\xff", b"\xef\xbb\xbf",
    "วันที่,เวลา,ห้อง,กลุ่ม,เรื่อง\n1/6/2566,เช้า,เล็ก,กลุ่ม,ประชุม\n".encode(), b"a" * 200_000,
]  # fmt: skip


class Watched:
    """Asks, judges, counts; what is wrong is in ``found``."""

    def __init__(self, visitors: Visitors, what: str) -> None:
        self.visitors, self.tally = visitors, Tally(what)
        self.found: list[str] = []
        self.raised: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Remember what views raise, and look whether anything stands differently in the end."""

        def remember(**_facts: Any) -> None:
            kind, fault, trace = sys.exc_info()
            frames = [frame for frame in traceback.extract_tb(trace) if "jonghong" in frame.filename]
            where = f" at {frames[-1].filename.rpartition('jonghong/')[2]}:{frames[-1].lineno}" if frames else ""
            self.raised.append(f"{kind.__name__ if kind else ''}: {str(fault)[:200]}{where}")

        got_request_exception.connect(remember)
        before = digest()
        try:
            with self.tally.running(), undisturbed():
                yield
        finally:
            got_request_exception.disconnect(remember)
        if (after := digest()) != before:
            self.found.append(f"left something behind in {sorted(name for name in before if before[name] != after[name])}")

    def ask(self, sent: Sent, how: Callable[[], Answered], *, label: str) -> Answered:
        """Ask, take back what came of it, and judge the answer."""
        self.raised.clear()
        with self.tally.timed(f"{label} {sent.method} {sent.name}"), watching_writes() as written:
            if sent.method == "POST":
                with transaction.atomic():
                    answer = how()
                    transaction.set_rollback(True)
                store.clear()
            else:
                answer = how()
        buckets.clear()
        self.tally.note(f"{sent.method if sent.method in {'GET', 'HEAD', 'POST'} else 'other'} {answer.status}")
        wrong = complaints(sent, answer) + self.raised
        if written and sent.method != "POST":
            wrong.append(f"wrote into {sorted(set(written))}")
        if wrong:
            self.found.append(f"{label}: {'; '.join(wrong)}: {sent}")
        return answer


def run(world: World, requests: int, *, share: int = 0, routes: Mapping[str, Route] = ROUTES) -> Watched:
    """Ask so many times, and return what was found."""
    visitors = Visitors(world)
    sender = Sender(world, Random(SEED + share), routes)
    watched = Watched(visitors, "requests to every address, as everybody")
    asked: set[str] = set()
    for name in sender.routes:  # forms are read before anything is watched
        sender._fill_in(Sent("clerk", name, "POST", b""), name, TABLE.get(name, Row()))
    with watched.watching():
        for number in range(requests):
            sent = sender.request(number + share * 7)
            asked.add(f"{sent.name} {sent.role}")
            language = ("th", "en")[number % 2]
            watched.ask(
                sent,
                partial(visitors.ask, sent, language),
                label=f"request {number} of share {share}",
            )
            if len(watched.found) >= MOST_FOUND:
                break
    watched.tally.facts |= {"routes": len(sender.routes), "roles": len(ROLES), "pairs of both asked": len(asked)}
    return watched
