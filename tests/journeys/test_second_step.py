"""The second step in a real browser, with a device that has passkeys: from the console's code to signing in by a passkey.

Every page on the way is looked at by axe.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from jonghong.factors import totp
from tests.browsers import axe, new_context
from tests.journeys.conftest import TELL_REFUSALS
from tests.servers import Serve, Served

NUMBER = "1234567890121"
PASSWORD = "ลมโชยแผ่วเบา-ยามเช้า"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def new_office() -> dict[str, Any]:
    """Make an office as the console does; return the code of its first administrator."""
    from jonghong.commands.setup import open_with_administrator

    _person, code = open_with_administrator(office="สำนักงานใหม่", short="สนง.ใหม่", name="นายผู้ดูแล คนแรก", citizen_id=NUMBER)
    return {"code": code}


def two_steppers() -> dict[str, Any]:
    """Make an office whose administrator has an app; return its secret."""
    from jonghong.core import clock
    from jonghong.factors import actions
    from jonghong.people.models import Person
    from tests import make

    office = make.office(officers_need_factor=True)
    person = make.person(office, role="administrator", name="นางสองขั้น มั่นคง")
    make.person(office, role="officer", has_factor=True, name="นายลืม โทรศัพท์")
    secret = totp.draw()
    step = totp.step_of(clock.machine_now().timestamp()) - 1
    actions.set_up_app(person=person, secret=secret, code=totp.code_at(secret, step))
    return {
        "secret": secret,
        "number": person.typed_id,  # type: ignore[attr-defined]
        "codes": actions.make_backup_codes(person=person),
        "lost": Person.objects.get(name="นายลืม โทรศัพท์").pk,
    }


class Comer:
    """Somebody at a browser who comes by a name, as passkeys want it."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page, self.url = page, served.url.replace("127.0.0.1", "localhost")

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def sign_in(self, number: str, password: str) -> None:
        self.go("/sign-in/")
        self.page.locator("[name=username]").fill(number)
        self.page.locator("[name=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile("/second-step/"))

    def sign_out(self) -> None:
        self.go("/sign-out/")
        self.page.locator("main button").click()
        expect(self.main("a.primary")).to_be_visible()

    def main(self, what: str) -> Locator:
        return self.page.locator(f"main {what}")

    def type_code(self, secret: str) -> None:
        """Type what the app shows, as soon as that was not typed before."""
        self.main("[name=code]").fill(totp.code_at(secret, int(time.time() // totp.STEP)))
        self.page.keyboard.press("Enter")

    def is_in(self) -> None:
        expect(self.page.locator(".bar .menu summary").first).to_be_visible()


Come = Callable[[Served, str], Comer]


@pytest.fixture
def come_by_name(chromium: Browser, complaints: list[str]) -> Iterator[Come]:
    """Give a function that opens a browser in a language, on a machine with passkeys."""
    contexts = []

    def arrive(served: Served, language: str) -> Comer:
        context = new_context(chromium, complaints)
        contexts.append(context)
        context.add_init_script(TELL_REFUSALS)
        context.add_cookies([{"name": "language", "value": language, "domain": "localhost", "path": "/"}])
        page = context.new_page()
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return Comer(page, served)

    yield arrive
    for context in contexts:
        context.close()


def test_first_administrator_sets_up_a_passkey_and_comes_back_by_it(serve: Serve, come_by_name: Come) -> None:
    served = serve(fill="tests.journeys.test_second_step.new_office")
    comer = come_by_name(served, "th")
    page = comer.page
    comer.go("/register/")
    for name, words in (("username", NUMBER), ("code", served.facts["code"]), ("password", PASSWORD), ("repeat", PASSWORD)):
        page.locator(f"[name={name}]").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sign-in/\?registered=1"))
    comer.sign_in(NUMBER, PASSWORD)

    expect(page).to_have_url(re.compile(r"/second-step/choose/"))
    axe(page)
    comer.main("a.primary").click()
    expect(comer.main("[data-usable]")).to_be_visible()
    expect(comer.main("[data-missing]")).to_be_hidden()
    axe(page)
    comer.main("button.primary").click()
    expect(comer.main(".codes li")).to_have_count(10)
    axe(page)
    comer.main("button.primary").click()  # the browser holds it back until the codes are put away
    expect(comer.main(".codes")).to_be_visible()
    comer.main("[name=saved]").check()
    comer.main("button.primary").click()
    expect(page).to_have_url(comer.url + "/")
    comer.is_in()
    comer.go("/my/security/")
    expect(comer.main(".thing")).to_have_count(1)
    axe(page)

    comer.sign_out()
    comer.sign_in(NUMBER, PASSWORD)
    expect(comer.main("[data-usable] button")).to_be_focused()
    axe(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(comer.url + "/")
    comer.is_in()
    comer.go("/confirm/second-step/?next=/office/")
    axe(page)
    comer.main("[data-usable] button").click()
    expect(page).to_have_url(comer.url + "/office/")


def test_app_lets_in_and_everything_else_is_kept_from_there(serve: Serve, come_by_name: Come) -> None:
    served = serve(fill="tests.journeys.test_second_step.two_steppers")
    facts, comer = served.facts, come_by_name(served, "en")
    page, password = comer.page, "น้ำใสไหลเย็น-เห็นตัวปลา"
    comer.sign_in(facts["number"], password)
    expect(comer.main("[name=code]")).to_be_focused()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(comer.main(".mistake")).to_be_visible()
    axe(page)
    comer.type_code(facts["secret"])
    expect(page).to_have_url(comer.url + "/")

    comer.go("/my/security/app/")
    axe(page)
    comer.type_code(comer.main(".secret code").inner_text().replace(" ", ""))
    expect(page).to_have_url(re.compile("/my/security/"))
    for path in ("app/remove/", "codes/", "passkey/"):
        comer.go(f"/my/security/{path}")
        axe(page)
    comer.main("button.primary").click()
    expect(page).to_have_url(re.compile(r"/my/security/\?added=1"))
    comer.main(".thing a").click()
    axe(page)
    comer.main("button.danger").click()
    expect(page).to_have_url(re.compile(r"/my/security/\?removed=1"))
    for path in ("/office/second-step/", f"/office/people/{facts['lost']}/second-step/", f"/office/people/{facts['lost']}/"):
        comer.go(path)
        axe(page)

    comer.sign_out()
    comer.sign_in(facts["number"], password)
    comer.main("summary").click()
    comer.main("[name=backup]").fill(facts["codes"][0].lower())
    page.keyboard.press("Enter")
    expect(page).to_have_url(comer.url + "/")
    comer.is_in()


def test_browser_that_gives_no_passkey_is_told_what_to_do(serve: Serve, come_by_name: Come, complaints: list[str]) -> None:
    served = serve(fill="tests.journeys.test_second_step.two_steppers")
    facts, comer = served.facts, come_by_name(served, "en")
    page = comer.page
    comer.sign_in(facts["number"], "น้ำใสไหลเย็น-เห็นตัวปลา")
    comer.type_code(facts["secret"])
    comer.is_in()
    comer.go("/my/security/passkey/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('given up')); }")
    comer.main("button.primary").click()
    expect(comer.main("[data-trouble]")).to_contain_text("The browser gave no passkey.")
    axe(page)
    page.context.clear_cookies(name="session")
    comer.main("button.primary").click()
    expect(comer.main("[data-trouble]")).to_contain_text("This page was open for too long.")
    complaints.clear()  # that the question was refused stands in the console
