"""Whether the door tells who exists: ``./jonghong bench enumeration [--tries 2000]``.

A real server on this machine gets 2 x 2,000 tries at each page that takes a number: half with numbers on the office's list,
half with numbers that are not, mixed by chance, each number once and from a network of its own. Answers have to be the same
to the byte, and their times such that a classifier by time does no better than by chance: the area under its curve (AUC,
the rank statistic of Mann and Whitney) has to stay below 0.55; 0.5 is pure chance, 1 gives everybody away.
"""

import argparse
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import django

from bench.places import environment_of, python, serving

TRIES = 2_000
MOST_AUC = 0.55
PASSWORD = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
HALVES = ("here", "nowhere")
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|<[^>]*class="compare"[^>]*>.*?</|\b\d{4}\b|[0-9]{13}')


@dataclass
class Page:
    """A page that takes a number: its address, what is typed beside the number, and the status of its answer."""

    name: str
    address: str
    typed: dict[str, str]
    status: int


@dataclass
class Seen:
    """What one half of the tries got: milliseconds, and each different answer."""

    times: list[float] = field(default_factory=list)
    answers: set[tuple[int, bytes]] = field(default_factory=set)


def main(words: list[str]) -> int:
    """Measure, print, and return 0 where nothing can be told."""
    parser = argparse.ArgumentParser(prog="jonghong bench enumeration", description=__doc__)
    parser.add_argument("--tries", type=int, default=TRIES)
    tries = parser.parse_args(words).tries
    with TemporaryDirectory(prefix="jonghong-bench-") as name:
        # Behind a proxy visitors come from as many networks as they say.
        further = {"JONGHONG_PROXIES": "1", "EMAIL_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "jonghong@example.go.th"}
        environment = environment_of(Path(name), f"sqlite:///{name}/jonghong.sqlite3", **further)
        python("-m", "jonghong", "migrate", environment=environment)
        facts = json.loads(python("-m", "bench.enumeration", "fill", str(tries), environment=environment))
        with serving(environment, workers=1) as server:
            return min(report(server.address, facts, tries), 1)


def fill(tries: int) -> dict[str, Any]:
    """Put so many people on the list, who all have a password and an open code, and return numbers and the pages' facts."""
    from datetime import timedelta

    from django.contrib.auth.hashers import make_password

    from jonghong.core import clock
    from jonghong.offices.models import Group, Office
    from jonghong.people import numbers
    from jonghong.people.models import ActivationCode, Membership, Person

    office = Office.objects.create(name="สำนักงานทดสอบ", short_name="ทดสอบ")
    group = Group.objects.create(office=office, name="อำนวยการ", short_name="อำนวยการ")
    drawn = random.Random(1).sample(range(10**10), 2 * tries)
    digits = [f"199{number:010d}" for number in drawn]
    password, code, now = make_password(PASSWORD), make_password("ABCDEFGH"), clock.now()
    people = Person.objects.bulk_create(
        Person(
            office=office,
            citizen_key=numbers.newest_key(number),
            citizen_last4=number[-4:],
            name=f"ผู้ทดสอบ {number[-4:]}",
            email=f"a{number[-6:]}@example.go.th",
            password=password,
            activated_at=now,
        )
        for number in digits[:tries]
    )
    Membership.objects.bulk_create(Membership(office=office, person=person, group=group) for person in people)
    ActivationCode.objects.bulk_create(
        ActivationCode(
            office=office,
            person=person,
            code_hash=code,
            issued_at=now,
            expires_at=now + timedelta(days=14),
        )
        for person in people
    )
    return {"here": digits[:tries], "nowhere": digits[tries:], "group": group.pk}


def pages(facts: dict[str, Any]) -> list[Page]:
    """Return the pages that take a number from anybody."""
    code = {"code": "ABCD-2345", "password": PASSWORD, "repeat": PASSWORD}
    return [
        Page("sign in", "/sign-in/", {"password": "a wrong password it is"}, 422),
        Page("register, or reset by code", "/register/", code, 422),
        Page("ask for a code by mail", "/register/mail/", {}, 200),
        Page("ask an officer", "/register/ask/", {"name": "ผู้ทดสอบ", "group": str(facts["group"])}, 200),
    ]


def report(address: str, facts: dict[str, Any], tries: int) -> int:
    """Ask each page, print a table, and return how many of them tell."""
    print("| page | tries | same answers | here, median ms | nowhere, median ms | AUC |\n|---|---|---|---|---|---|")
    telling = 0
    for page in pages(facts):
        here, nowhere = ask(address, page, facts, tries)
        area = auc(here.times, nowhere.times)
        is_same = here.answers == nowhere.answers and len(here.answers) == 1
        telling += not (is_same and area < MOST_AUC)
        middles = [f"{sorted(half.times)[tries // 2]:.1f}" for half in (here, nowhere)]
        print(
            f"| {page.name} | 2 x {tries:,} | {'yes' if is_same else 'NO'} | {' | '.join(middles)} | {area:.3f} |", flush=True
        )
        if not is_same:
            print([(status, len(body)) for status, body in [*here.answers, *nowhere.answers][:6]], file=sys.stderr)
    return telling


def ask(address: str, page: Page, facts: dict[str, Any], tries: int) -> tuple[Seen, Seen]:
    """Send the page's form once for each number, in an order by chance, and return what both halves got."""
    connection = HTTPConnection(address)
    token, cookie = form_of(connection, page)
    turns = [(half, number) for half in HALVES for number in facts[half][:tries]]
    random.Random(page.name).shuffle(turns)
    seen = {half: Seen() for half in HALVES}
    for turn, (half, number) in enumerate([*turns[:50], *turns]):  # the first fifty only warm up
        typed = urlencode({"csrfmiddlewaretoken": token, "username": number, **page.typed})
        network = f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"
        headers = {"Cookie": cookie, "X-Forwarded-For": network, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        connection.request("POST", page.address, typed, headers)
        response = connection.getresponse()
        body = response.read()
        assert response.status == page.status, f"{page.name}: {response.status}"  # refusals are alike, too
        took = time.perf_counter() - began
        if turn >= 50:
            seen[half].times.append(took * 1000)
            seen[half].answers.add((response.status, CHANGING.sub(b"", body)))
    return seen["here"], seen["nowhere"]


def form_of(connection: HTTPConnection, page: Page) -> tuple[str, str]:
    """Return the token of the page's form and the cookie that it fits."""
    connection.request("GET", page.address)
    response = connection.getresponse()
    cookie = str(response.headers["Set-Cookie"]).partition(";")[0]
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.read().decode())
    assert found, (page.address, response.status)
    return found[1], cookie


def auc(these: list[float], those: list[float]) -> float:
    """Return how often a time of the one half is longer than one of the other; never below 0.5."""
    ranked = sorted([(value, True) for value in these] + [(value, False) for value in those])
    total, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        total += (start + end + 1) / 2 * sum(is_this for _value, is_this in ranked[start:end])
        start = end
    area = (total - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))
    return max(area, 1 - area)


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        django.setup()
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        sys.exit(main(sys.argv[1:]))
