"""Somebody at a browser of their own, whose clicks and key presses are counted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from jonghong.sample.office import SamplePerson
from tests.journeys.people import password_of
from tests.servers import Served

TODAY = "/2566/5/"
# A tired line to a far office, for the browser's protocol: 1.6 Mbit/s, and a while until an answer begins.
SLOW_LINE = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 90_000}


@dataclass
class Visitor:
    """A window on the office, and how much its user had to do there since ``start_counting``."""

    page: Page
    office: Served
    clicks: int = 0
    keys: int = 0

    def go(self, path: str) -> None:
        """Open a page of the office."""
        self.page.goto(self.office.url + path)

    def start_counting(self) -> None:
        """Forget what was done so far."""
        self.clicks = self.keys = 0

    def click(self, target: Locator) -> None:
        """Click once."""
        target.click()
        self.clicks += 1

    def type(self, words: str) -> None:
        """Type where the cursor stands."""
        self.page.keyboard.type(words)
        self.keys += len(words)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def sign_in(self, person: SamplePerson, *, as_typed: str = "", password: str = "") -> None:
        """Fill in the sign-in page that is open, the number as its owner might type it, and send it."""
        self.page.locator("[name=username]").fill(as_typed or person.citizen_id)
        self.page.locator("[name=password]").fill(password or password_of(person))
        self.press("Enter")

    def cell(self, room: str, day: int) -> Locator:
        """Return the cell of a room on a day of the month table that is open."""
        return self.page.locator(f'tr:has(#d{day}) td[data-room="{room}"]')

    def free(self, room: str, day: int, words: str = "ว่าง") -> Locator:
        """Return the link that books what is free there."""
        return self.cell(room, day).get_by_role("link", name=re.compile(f"^{words} "))

    def chip(self, room: str, day: int, title: str) -> Locator:
        """Return a booking of the table."""
        return self.cell(room, day).locator(".bk").filter(has_text=title)

    def button(self, name: str) -> Locator:
        """Return the visible button of exactly that name; the one for Enter alone is not for the pointer."""
        return self.page.locator("button:not(.only-read)", has_text=re.compile(f"^{name}$"))

    def link(self, name: str) -> Locator:
        """Return the link of exactly that name in the form that is open, else on the page."""
        return self.page.locator("dialog[open], body:not(:has(dialog[open]))").get_by_role("link", name=name, exact=True)

    def answer(self, name: str, value: str) -> Locator:
        """Return the button that answers a question of the open form, by the start of what it sends."""
        return self.page.locator(f'button[name="{name}"][value^="{value}"]')

    def book(self, title: str) -> None:
        """Send the open form with a subject, and wait until it is done."""
        self.title.fill(title)
        self.press("Enter")
        expect(self.done).to_contain_text("จองแล้ว")

    def half(self, name: str) -> Locator:
        """Return the choice of that time of day in the open form."""
        return self.page.get_by_role("radio", name=name, exact=True)

    @property
    def title(self) -> Locator:
        """The first field of the open form."""
        return self.page.get_by_label("เรื่อง", exact=True)

    @property
    def sheet(self) -> Locator:
        """The form over the page."""
        return self.page.locator("#sheet[open]")

    @property
    def done(self) -> Locator:
        """The note that says what was done."""
        return self.page.locator(".note.done")


Come = Callable[..., Visitor]
Options = dict[str, Any]
