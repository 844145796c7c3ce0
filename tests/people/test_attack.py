"""A month of guessing at every account of an office, on a clock that is turned from one try to the next.

The guesser holds 300 numbers and more networks than he needs, and tries 10,000 times a day and number. He cannot do better
than to try at the very instants at which a try is let through, so only those are made here, and for some of the numbers:
what is counted for one knows nothing of another.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory

from jonghong.audit.models import Record
from jonghong.core.clock import machine_now
from jonghong.offices.models import Office
from jonghong.people import devices, guessing, numbers
from jonghong.people.guessing import Guess, TooManyGuesses
from jonghong.people.models import Person
from tests import make
from tests.people.conftest import number_of

START = datetime(2023, 5, 1, tzinfo=UTC)
DAYS = 30
ACCOUNTS, TRIED = 300, 3
MOST_CHECKS_A_DAY = 30_000  # what is allowed


def guess_at(office: Office, account: str) -> Counter[int]:
    """Guess for a month as often as the door lets through; return how many passwords were looked at on which day."""
    checks: Counter[int] = Counter()
    with time_machine.travel(START, tick=False) as clock:
        while (day := (machine_now() - START).days) < DAYS:
            try:
                guessing.take(Guess(office.pk, account=account, network=f"198.51.100.{checks.total()}"))
                checks[day] += 1
            except TooManyGuesses as fact:
                assert owner_gets_in(office, account)
                clock.shift(fact.wait)
    return checks


def owner_gets_in(office: Office, account: str) -> bool:
    """Tell whether the owner's right password on the known device is looked at, after a slip of the finger."""
    guess = Guess(office.pk, account=account, device="the owner's own", network="203.0.113.5")
    try:
        guessing.take(guess)
        guessing.take(guess)
    except TooManyGuesses:
        return False
    guessing.forgive(guess)
    return True


@pytest.mark.unmeasured
def test_month_of_guessing_shuts_no_owner_out_and_is_let_through_seldom(
    office: Office,
    capsys: pytest.CaptureFixture[str],
) -> None:
    checks: Counter[int] = Counter()
    for number in range(TRIED):
        checks += guess_at(office, f"{number:064x}")
    of_all = {day: tries * ACCOUNTS // TRIED for day, tries in checks.items()}
    with capsys.disabled():
        print(f" passwords looked at: {sum(of_all.values()):,} in {DAYS} days, {max(of_all.values()):,} on the worst of them ")
    assert max(of_all.values()) < MOST_CHECKS_A_DAY
    assert sum(of_all.values()) == 100 * ACCOUNTS  # then each is closed to devices that it does not know
    assert max(of_all) < 3  # days until all of them are


@pytest.mark.usefixtures("hash_runs")
def test_owner_signs_in_on_the_known_device_after_the_account_was_closed(office: Office, hash_runs: list[str]) -> None:
    person, client = make.person(office), Client()
    facts = {"username": number_of(person), "password": make.PASSWORD}
    assert client.post("/sign-in/", facts).status_code == 303
    client.post("/sign-out/")
    close(office, person)
    hash_runs.clear()
    assert Client().post("/sign-in/", facts).status_code == 429
    assert hash_runs == []
    assert client.post("/sign-in/", facts).status_code == 303
    assert hash_runs == ["checked"]
    # Signing in at home does not open the account to everybody.
    assert Client().post("/sign-in/", facts).status_code == 429


def close(office: Office, person: Person) -> None:
    guess = Guess(office.pk, account=numbers.steady_key(number_of(person)))
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(100):
            guessing.take(guess)
            clock.shift(timedelta(minutes=31))


def test_device_is_forged_by_nobody(office: Office) -> None:
    person = make.person(office)
    for forged in ("", "x", "x:y:z", "W10:1abc:sig", "a" * 5000):
        request = RequestFactory().get("/")
        request.COOKIES[devices.cookie_name()] = forged
        assert devices.known_device(request, person.citizen_key) == ""


def test_flood_of_refused_tries_writes_little(office: Office) -> None:
    person = make.person(office)
    close(office, person)
    facts = {"username": number_of(person), "password": "wrong password here"}
    client = Client()
    assert [client.post("/sign-in/", facts).status_code for _ in range(20)] == [429] * 20
    assert [record.act for record in Record.objects.all()] == ["entry.slowed"]
