"""Client processes that race for rooms: ``python tests/racers.py 127.0.0.1:8000``, an order a line, an answer a line.

Each is one browser without scripts. It opens a page, fills in a form of it, says that it is ready, and sends the form when
told to, so that all of a field send at once. Only the standard library is needed, so that twenty start in a moment.
"""

import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

PATIENCE = 120  # seconds; a server that says nothing for so long has failed
READY, GO = "ready", "go"

Order = dict[str, Any]
Words = dict[str, str]


class Forms(HTMLParser):
    """The forms of a page by their addresses, each with what it would send as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, Words] = {}
        self._form: Words = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.found.setdefault(words.get("action", ""), {})
        if tag == "input" and "name" in words and (words.get("type") not in {"radio", "checkbox"} or "checked" in words):
            self._form[words["name"]] = words.get("value", "")
        if tag == "select":
            self._select = words["name"]
        if tag == "option" and ("selected" in words or self._select not in self._form):
            self._form[self._select] = words.get("value", "")


class Browser:
    """The cookies of one person, the forms they opened, and no scripts."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.cookies: Words = {}
        self.opened: dict[str, Words] = {}

    def become(self, session: str) -> None:
        """Go on as that person; a form that somebody else opened is not theirs."""
        if self.cookies.get("session") != session:
            self.cookies["session"] = session
            self.opened.clear()

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Return status, where the answer leads, and its text."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.place}"}
        # A new connection each time: one that was kept through a long wait may have been closed by the server.
        with closing(HTTPConnection(self.place, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", ""), text

    def filled_in(self, page: str, form: str, typed: Words) -> Words:
        """Open a page and return what its form at that address sends once this is typed.

        The form for a new booking is opened once and afterwards only gets a key of its own, as a tab that is kept open would.
        """
        if form not in self.opened:
            status, _where, text = self.ask("GET", page)
            forms = Forms(text).found
            assert form in forms, (status, page, list(forms))
            self.opened[form] = forms[form]
        fields = self.opened[form] if form == "/book/" else self.opened.pop(form)
        return {**fields, **({"key": str(uuid4())} if "key" in fields else {}), **typed}

    def send(self, form: str, fields: Words) -> Order:
        """Send a form and return what its sender learns: what the page says and which rooms it offers instead."""
        status, where, text = self.ask("POST", form, urlencode(fields))
        main = text.partition('<main id="main"')[2].partition("</main>")[0]
        says = " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())
        [act] = parse_qs(urlsplit(where).query).get("done", [""])
        offers = re.findall('name="instead" value="([^"]+)"', main)
        return {"status": status, "act": act, "says": says, "offers": offers}

    def booking_of(self, title: str) -> str:
        """Return the address of the first of one's own bookings with that title."""
        return str(re.findall(f'href="([^"]+)"><b>{title}</b>', self.ask("GET", "/mine/")[2])[0])


def submit(browser: Browser, *, page: str, form: str, typed: Words) -> Order:
    """Fill in one form and send it when everybody is ready."""
    fields = browser.filled_in(page, form, typed)
    wait_for_the_others()
    return browser.send(form, fields)


def busy_day(browser: Browser, *, wishes: Sequence[Words], seed: str) -> list[list[Any]]:
    """Book one wish after the other and, of what was got, move some, cancel some and take some cancellations back.

    Returns (verb, status, act) of everything sent.
    """
    chance = random.Random(seed)
    done: list[list[Any]] = []

    def act(verb: str, page: str, form: str, typed: Words) -> str:
        answer = browser.send(form, browser.filled_in(page, form, typed))
        done.append([verb, answer["status"], answer["act"]])
        return str(answer["act"])

    wait_for_the_others()
    for number, wish in enumerate(wishes):
        title = f"{seed} {number}"
        if not act("book", "/book/", "/book/", {**wish, "title": title, "attendees": "9"}):
            continue
        booking = browser.booking_of(title)
        if chance.random() < 0.5:
            act("change", booking + "change/", booking + "change/", {**chance.choice(wishes), "title": title})
        if chance.random() < 0.5:
            cancelled = act("cancel", booking + "cancel/", booking + "cancel/", {"which": "one"})
            if chance.random() < 0.7:
                act("undo", f"/mine/?done={cancelled}", f"/undo/{cancelled}/", {})
    return done


def wait_for_the_others() -> None:
    """Say that everything is prepared, and wait for the shot."""
    print(READY, flush=True)
    assert sys.stdin.readline().strip() == GO


DEEDS: dict[str, Callable[..., Any]] = {"submit": submit, "busy_day": busy_day}


def main(place: str) -> None:
    """Run order after order: {"do": what, "session": whose, and the facts}."""
    browser = Browser(place)
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        browser.become(order.pop("session"))
        print(json.dumps(DEEDS[order.pop("do")](browser, **order)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
