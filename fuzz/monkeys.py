"""Monkeys: several people in one office at once click, type, go back and reload by chance, in a real browser.

Two of them are one person with two windows. What they do is drawn from the seed; which of two comes first is up to the machine.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, ElementHandle, Error, Page, Request, Response

from fuzz import hostile
from fuzz.asking import INSIDES
from fuzz.tallies import COUNT, SEED, Tally
from tests.browsers import complaint, off_origin
from tests.servers import Served, run as run_python
from tools.scanning.target import ENDS, come

# Who sits there, how wide the window is, and which language the browser asks for.
WHO = (
    ("clerk", 1380, "th-TH"),
    ("clerk", 360, "th-TH"),
    ("officer", 1380, "en-GB"),
    ("administrator", 820, "th-TH"),
    ("nobody", 360, "en-GB"),
)
STARTS = (
    "/",
    "/2566/6/",
    "/today/",
    "/mine/",
    "/find/",
    "/book/",
    "/notices/",
    "/my/",
    "/waiting/",
    "/swaps/",
    "/report/",
    "/office/",
)
MAY = {503, 507}  # answers of a server that has too much to do
PATIENCE = 5_000  # milliseconds for one act
LAST = 6  # acts that are told with what was wrong
# A link that has become stale, a form with mistakes and a race that was lost: the answer is a page, the console notes it.
REFUSED = re.compile(r"status of 4\d\d")
GOOD = [
    "ประชุมกลุ่ม",
    "25/5/2566",
    "26 พ.ค. 66",
    "1/6/2566",
    "2566-06-02",
    "09.00",
    "10:30",
    "13.00-16.00",
    "12",
    "1",
    "แผน",
    "Meeting",
]
TYPED = [value for value in hostile.ALL if len(value) <= 300 and not INSIDES.search(value)]
KEYS = [
    "Enter",
    "Escape",
    "Tab",
    "Shift+Tab",
    "Space",
    "ArrowDown",
    "ArrowUp",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "End",
    "m",
    "?",
]
FILES = [
    ("a.csv", b"a,b\n1,2\n"),
    ("a.xlsx", b"PK\x03\x04" + b"\x00" * 90),
    ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("a.sql", b"\xff" * 40),
]
# Of what can be seen and used, in the form that is open if one is: alike things count as one, so that a table of free rooms is
# no more likely than a button; ``draw`` chooses one of the kinds, then one of its things.
CHOOSE = """
([kinds, draw, again, ends]) => {
  const within = [...document.querySelectorAll("dialog[open]")].pop() ?? document;
  const ended = (each) => {
    const way = each.matches("a") ? each.href : each.formAction && each.form ? each.formAction : "";
    return way && (!way.startsWith(location.origin) || ends.some((end) => new URL(way).pathname.startsWith(end)));
  };
  const found = new Map();
  for (const each of within.querySelectorAll(kinds)) {
    if (each.disabled || !each.checkVisibility({ visibilityProperty: true }) || ended(each)) continue;
    const where = (each.getAttribute("href") ?? each.form?.getAttribute("action") ?? "").replace(/[0-9a-f-]{9,}|\\d+/g, "N");
    const alike = [each.tagName, each.className, each.name, where.split("?")[0]].join(" ");
    found.set(alike, [...(found.get(alike) ?? []), each]);
  }
  const things = [...found.values()][Math.floor(draw * found.size)];
  const one = things?.[Math.floor(again * things.length)] ?? null;
  one?.scrollIntoView({ block: "center" });
  return one;
}
"""
WHERE = """
(each) => {
  const { x, y, width, height } = each.getBoundingClientRect();
  const words = [each.tagName.toLowerCase(), each.name || each.getAttribute("href") || each.textContent.trim().slice(0, 40)];
  return { x: x + width / 2, y: y + height / 2, type: each.type ?? "", said: words.join(" ") };
}
"""
FILLED = "input:not([type=hidden]), select, textarea"
USED = f"a[href], button, summary, {FILLED}, label, [draggable=true], [tabindex='0'], td[data-room]"
TELL_REFUSALS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP", event.violatedDirective, event.blockedURI);
});
"""


@dataclass
class Monkey:
    """Somebody at a window, and what was wrong there."""

    name: str
    url: str
    page: Page
    chance: Random
    acts: deque[str] = field(default_factory=lambda: deque(maxlen=LAST))
    found: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def step(self) -> str:
        """Do one thing; return what kind of thing it was."""
        (act,) = self.chance.choices(list(ACTS), list(ACTS.values()))
        self.acts.append(act.__name__)
        try:
            act(self)
            if self.chance.random() < 0.4:  # the others are impatient
                self.page.wait_for_load_state("load", timeout=PATIENCE)
        except Error:
            return "gone meanwhile"  # the page was another before it was done
        return act.__name__

    def say(self, words: str) -> None:
        """Note more about the last act."""
        self.acts[-1] += f" {words}"

    def wrong(self, what: str) -> None:
        """Note what must not be, with what was done before it."""
        self.found.append(f"{self.name} at {self.page.url}: {what} (after {' · '.join(self.acts)})")

    def choose(self, kinds: str) -> tuple[ElementHandle | None, dict[str, Any]]:
        """Return something of the page by chance, and where it is; None where there is nothing of those kinds."""
        draws = [self.chance.random(), self.chance.random()]
        one = self.page.evaluate_handle(CHOOSE, [kinds, *draws, list(ENDS)]).as_element()
        place = one.evaluate(WHERE) if one else {}
        self.say(place.get("said", "nothing"))
        return one, place

    def look(self) -> None:
        """Note insides of ours that the page shows."""
        with suppress(Error):
            seen = INSIDES.search(self.page.inner_text("body", timeout=PATIENCE))
            if seen:
                self.wrong(f"shows {seen[0]}")

    def leave(self) -> None:
        """Let the page come to rest, close what is open over it, and see that pages still come."""
        with suppress(Error):
            self.page.wait_for_load_state("networkidle", timeout=PATIENCE)
            for _ in range(2):
                self.page.keyboard.press("Escape")
            if self.page.locator("dialog[open]").count():
                self.wrong("a form over the page stays open")
        self.acts.append("leave")
        answer = self.page.goto(self.url + "/", wait_until="load")
        if answer is None or answer.status != 200 or not self.page.title():
            self.wrong(f"the first page comes as {answer and answer.status}")


def click(monkey: Monkey) -> None:
    """Press what is there, once or twice in a hurry."""
    one, place = monkey.choose(USED)
    if one:
        monkey.page.mouse.click(place["x"], place["y"], click_count=2 if monkey.chance.random() < 0.1 else 1)


def send(monkey: Monkey) -> None:
    """Press a button of a form."""
    one, place = monkey.choose("form button, button[form], button[type=submit]")
    if one:
        monkey.page.mouse.click(place["x"], place["y"])


def fill(monkey: Monkey) -> None:
    """Type into a field, choose from a list, or hand over a file."""
    one, place = monkey.choose(FILLED)
    value = monkey.chance.choice(GOOD if monkey.chance.random() < 0.6 else TYPED)
    match place.get("type"):
        case None:
            return
        case "file":
            name, content = monkey.chance.choice(FILES)
            one.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
        case "select-one":
            many = one.evaluate("(each) => each.options.length")
            one.select_option(index=monkey.chance.randrange(many), timeout=PATIENCE)
        case "checkbox" | "radio" | "submit":
            monkey.page.mouse.click(place["x"], place["y"])
        case _:
            monkey.say(repr(value[:30]))
            monkey.page.mouse.click(place["x"], place["y"], click_count=3)
            monkey.page.keyboard.insert_text(value)


def book(monkey: Monkey) -> None:
    """Press what is free and send the form that opens, as people do on purpose."""
    one, place = monkey.choose("a.slot")
    if one:
        monkey.page.mouse.click(place["x"], place["y"])
        monkey.page.fill("dialog[open] [name=title]", monkey.chance.choice(GOOD))
        monkey.page.keyboard.press("Enter")


def press(monkey: Monkey) -> None:
    """Press a key or three."""
    for _ in range(monkey.chance.randint(1, 3)):
        key = monkey.chance.choice(KEYS)
        monkey.say(key)
        monkey.page.keyboard.press(key)


def drag(monkey: Monkey) -> None:
    """Pull something somewhere."""
    one, place = monkey.choose(USED)
    if one:
        mouse = monkey.page.mouse
        mouse.move(place["x"], place["y"])
        mouse.down()
        mouse.move(place["x"] + monkey.chance.randint(-300, 300), place["y"] + monkey.chance.randint(-200, 200), steps=3)
        mouse.up()


def back(monkey: Monkey) -> None:
    """Go back, as most do after a mistake."""
    monkey.page.go_back(timeout=PATIENCE, wait_until="commit")


def forward(monkey: Monkey) -> None:
    """Go forward again."""
    monkey.page.go_forward(timeout=PATIENCE, wait_until="commit")


def reload(monkey: Monkey) -> None:
    """Load the page anew, which sends a form again where it came of one."""
    monkey.page.reload(timeout=PATIENCE, wait_until="commit")


def go(monkey: Monkey) -> None:
    """Open a page as by a bookmark; who is no longer signed in comes in again."""
    name = monkey.name.partition(" ")[0]
    if name != "nobody" and not any(cookie["name"].endswith("session") for cookie in monkey.page.context.cookies()):
        sign_in(monkey.page.context, monkey.url, name)
    path = monkey.chance.choice(STARTS)
    monkey.say(path)
    monkey.page.goto(monkey.url + path, timeout=PATIENCE, wait_until="commit")


ACTS: dict[Callable[[Monkey], None], int] = {
    click: 42, send: 10, book: 10, fill: 16, press: 6, drag: 3, back: 4, forward: 1, reload: 3, go: 8,
}  # fmt: skip


def sign_in(context: BrowserContext, url: str, name: str) -> None:
    """Give a browser the cookies of somebody who has just signed in; where they do not get in, nobody sits there."""
    with suppress(RuntimeError):
        cookies = come(url, name).cookies
        context.add_cookies([{"name": key, "value": value, "url": url} for key, value in cookies.items()])


def watch(monkey: Monkey) -> None:
    """Note whatever the browser complains about, a failure of the server, and a dialog of the browser's own."""

    def spoken(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # it asks before something typed is lost
            monkey.wrong(f"a dialog of the browser: {dialog.message}")
        with suppress(Error):
            dialog.accept()

    def asked(request: Request) -> None:
        for words in off_origin(request.url):
            monkey.wrong(words)

    def answered(response: Response) -> None:
        monkey.answers[f"answers {response.status // 100}xx"] += 1
        if response.status >= 500 and response.status not in MAY:
            monkey.wrong(f"{response.request.method} {response.url} answered {response.status}")

    def noted(kind: str, text: str) -> None:
        for words in [] if REFUSED.search(text) else complaint(kind, text):
            monkey.wrong(words)

    context = monkey.page.context
    context.set_default_timeout(PATIENCE)
    context.add_init_script(TELL_REFUSALS)
    context.on("console", lambda message: noted(message.type, message.text))
    context.on("weberror", lambda failure: monkey.wrong(f"script: {failure.error}"))
    context.on("request", asked)
    context.on("response", answered)
    context.on("dialog", spoken)
    context.on("page", lambda page: page.close() if page is not monkey.page else None)


@contextmanager
def troop(browser: Browser, url: str, *, share: int) -> Iterator[list[Monkey]]:
    """Open a window for each of them, at a page by chance."""
    with ExitStack() as windows:
        monkeys = []
        for place, (name, width, locale) in enumerate(WHO):
            size: Any = {"width": width, "height": 800}
            context = windows.enter_context(browser.new_context(locale=locale, timezone_id="Asia/Bangkok", viewport=size))
            chance = Random(f"{SEED} {share} {place}")
            monkey = Monkey(f"{name} {place}", url, context.new_page(), chance)
            watch(monkey)
            if name != "nobody":
                sign_in(context, url, name)
            monkey.page.goto(url + chance.choice(STARTS))
            monkeys.append(monkey)
        yield monkeys


def run(browser: Browser, served: Served, steps: int, *, share: int = 0) -> tuple[Tally, list[str]]:
    """Let them do so many things in all, one after the other without waiting for each other; return all that was wrong."""
    tally = Tally("acts of monkeys")
    before = verdict(served)[1] if COUNT else Counter[str]()
    with tally.running(), troop(browser, served.url, share=share) as monkeys:
        for number in range(steps):
            monkey = monkeys[number % len(monkeys)]
            tally.note(monkey.step())
            if number % 7 == 0:
                monkey.look()
        for monkey in monkeys:
            monkey.leave()
        for monkey in monkeys:
            tally.outcomes += monkey.answers
        found = [words for monkey in monkeys for words in monkey.found]
    wrong, after = verdict(served)
    if COUNT:
        tally.outcomes += Counter({f"history: {verb}": number for verb, number in (after - before).items()})
    return tally, found + wrong


def verdict(served: Served) -> tuple[list[str], Counter[str]]:
    """Return what is wrong in the database (fuzz/verdict.py), and how often bookings were booked, moved and so on."""
    told = json.loads(run_python("-m", "fuzz.verdict", environment=served.environment))
    return told["wrong"], Counter(told["done"])
