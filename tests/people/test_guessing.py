"""Guessing slowed, on a clock that the tests turn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from jonghong.core.clock import machine_now
from jonghong.offices.models import Office
from jonghong.people import guessing
from jonghong.people.guessing import DEVICE, NETWORK, NEVER, STRANGERS, Guess, TooManyGuesses
from jonghong.people.models import GuessCounter
from tests import make
from tests.people.conftest import at_once

START = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
OWNER = "5" * 64
DAY = 24 * 60 * 60


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let the clock stand still until it is turned."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def is_let_through(guess: Guess) -> bool:
    try:
        guessing.take(guess)
    except TooManyGuesses:
        return False
    return True


def wait_after(guess: Guess, tries: int, clock: time_machine.Traveller) -> list[int]:
    """Return the seconds that one has to wait after each of so many wrong tries, each made as soon as it may be."""
    waits = []
    for _ in range(tries):
        guessing.take(guess)
        waits.append(seconds_left(guess))
        clock.shift(waits[-1])
    return waits


def seconds_left(guess: Guess) -> int:
    try:
        guessing._refuse_blocked(guessing._counters(guess.office_id, guess.limits()), machine_now())
    except TooManyGuesses as fact:
        return int(fact.wait.total_seconds())
    return 0


@pytest.mark.pure
@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, None), (4, None), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (10**6, 900)],
)
def test_delay_on_a_known_device_doubles_up_to_a_quarter(failures: int, seconds: int | None) -> None:
    expected = None if seconds is None else START + timedelta(seconds=seconds)
    assert DEVICE.next_try(START, failures, None) == expected


@pytest.mark.pure
@pytest.mark.parametrize(
    ("failures", "until"),
    [(9, None), (10, 30), (15, 960), (16, 1800), (99, 1800)],
)
def test_delay_for_strangers_doubles_up_to_half_an_hour(failures: int, until: int | None) -> None:
    expected = None if until is None else START + timedelta(seconds=until)
    assert STRANGERS.next_try(START, failures, None) == expected


@pytest.mark.pure
@pytest.mark.parametrize("failures", [100, 101, 10**9])
def test_hundred_wrong_tries_close_the_account_for_strangers(failures: int) -> None:
    assert STRANGERS.next_try(START, failures, None) == NEVER


@pytest.mark.pure
def test_network_has_room_for_thirty_and_then_for_one_in_twenty_seconds() -> None:
    until = None
    for _ in range(29):
        until = NETWORK.next_try(START, 0, until)
    assert until == START
    assert NETWORK.next_try(START, 0, until) == START + timedelta(seconds=20)
    assert NETWORK.next_try(START + timedelta(minutes=10), 0, until) == START + timedelta(seconds=40)


@pytest.mark.pure
def test_keys_tell_nothing_and_differ_by_what_they_count() -> None:
    keys = {
        guessing.counter_key(*parts) for parts in [("strangers", "a"), ("device", "a", "b"), ("network", "a"), ("device", "ab")]
    }
    assert len(keys) == 4
    assert {len(key) for key in keys} == {64}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("guess", "limits"),
    [
        (Guess(1, account="a", device="d", network="n"), [DEVICE]),
        (Guess(1, account="a", network="n"), [NETWORK, STRANGERS]),
        (Guess(1, account="a"), [STRANGERS]),
        (Guess(1, network="n"), [NETWORK]),
        (Guess(1), []),
    ],
)
def test_known_device_has_a_counter_of_its_own(guess: Guess, limits: list[guessing.Limit]) -> None:
    assert sorted(map(repr, guess.limits().values())) == sorted(map(repr, limits))
    assert list(guess.limits()) == sorted(guess.limits())


def test_waits_of_a_known_device(office: Office, clock: time_machine.Traveller) -> None:
    guess = Guess(office.pk, account=OWNER, device="d", network="n")
    assert wait_after(guess, 12, clock) == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_waits_of_all_strangers_together(office: Office, clock: time_machine.Traveller) -> None:
    waits = []
    for number in range(14):
        waits += wait_after(Guess(office.pk, account=OWNER, network=f"n{number}"), 1, clock)
    assert waits == [0] * 9 + [30, 60, 120, 240, 480]


def test_waits_of_a_network(office: Office, clock: time_machine.Traveller) -> None:
    waits = [wait_after(Guess(office.pk, account=str(number), network="n"), 1, clock) for number in range(33)]
    assert waits == [[0]] * 29 + [[20]] * 4


def test_refused_try_counts_nothing(office: Office, clock: time_machine.Traveller) -> None:
    guess = Guess(office.pk, account=OWNER, device="d")
    assert [is_let_through(guess) for _ in range(20)] == [True] * 5 + [False] * 15
    assert GuessCounter.objects.get().failures == 5
    clock.shift(30)
    assert is_let_through(guess)


@pytest.mark.usefixtures("clock")
def test_right_try_starts_the_account_anew_and_frees_one_try_of_the_network(
    office: Office,
) -> None:
    guess = Guess(office.pk, account=OWNER, network="n")
    for _ in range(9):
        guessing.take(guess)
    before = GuessCounter.objects.get(key=guessing.counter_key("network", "n")).blocked_until
    guessing.take(guess)
    guessing.forgive(guess)
    left = GuessCounter.objects.get()
    assert (left.key, left.failures, left.blocked_until) == (guessing.counter_key("network", "n"), 9, before)
    assert [is_let_through(guess) for _ in range(11)] == [True] * 10 + [False]


@pytest.mark.usefixtures("clock")
def test_right_tries_of_a_whole_office_behind_one_address_slow_nobody(office: Office) -> None:
    for number in range(100):
        guess = Guess(office.pk, account=str(number), network="n")
        guessing.take(guess)
        guessing.forgive(guess)
    assert seconds_left(Guess(office.pk, network="n")) == 0


@pytest.mark.usefixtures("clock")
def test_success_on_a_known_device_does_not_reopen_to_strangers(office: Office) -> None:
    strangers, owner = Guess(office.pk, account=OWNER), Guess(office.pk, account=OWNER, device="d")
    for _ in range(10):
        guessing.take(strangers)
    guessing.take(owner)
    guessing.forgive(owner)
    assert not is_let_through(strangers)


def test_closed_account_stays_closed_until_reopened(office: Office, clock: time_machine.Traveller) -> None:
    guess = Guess(office.pk, account=OWNER)
    for _ in range(100):
        assert is_let_through(guess)
        clock.shift(1800)
    clock.shift(timedelta(days=400))
    assert is_let_through(Guess(office.pk, account="another"))  # by which old counters are forgotten
    with pytest.raises(TooManyGuesses) as fact:
        guessing.take(guess)
    assert (fact.value.is_closed, fact.value.wait) == (True, timedelta(days=1))
    guessing.reopen(office.pk, OWNER)
    assert is_let_through(guess)


@pytest.mark.unmeasured
def test_day_of_guessing_at_three_hundred_people(office: Office, clock: time_machine.Traveller) -> None:
    """10,000 tries a day on each, from ever new networks; on the rows for one person, by the same arithmetic for all."""
    owner, checks = Guess(office.pk, account=OWNER, device="at the desk"), 0
    for number in range(10_000):
        checks += is_let_through(Guess(office.pk, account=OWNER, network=f"n{number}"))
        if number % 1000 == 0:
            guessing.take(owner)
            guessing.forgive(owner)
        clock.shift(DAY / 10_000)
    assert checks == checks_in(days=1)
    assert checks * 300 < 30_000


@pytest.mark.pure
def test_guessing_for_weeks_ends_at_a_hundred() -> None:
    assert [checks_in(days=days) for days in (1, 2, 3, 30)] == [62, 100, 100, 100]


def checks_in(*, days: int) -> int:
    """Return how many of 10,000 evenly spread tries a day reach the password, by the arithmetic alone."""
    failures, until = 0, None
    for number in range(days * 10_000):
        now = START + timedelta(seconds=number * DAY / 10_000)
        if until is None or now >= until:
            failures += 1
            until = STRANGERS.next_try(now, failures, until)
    return failures


def test_counters_are_forgotten_after_a_day_without_tries(office: Office, clock: time_machine.Traveller) -> None:
    for number in range(3):
        guessing.take(Guess(office.pk, account=str(number)))
    clock.shift(timedelta(hours=23))
    guessing.take(Guess(office.pk, account="0"))
    clock.shift(timedelta(hours=2))
    guessing.take(Guess(office.pk, account="new"))
    kept = {guessing.counter_key("strangers", account) for account in ("0", "new")}
    assert set(GuessCounter.objects.values_list("key", flat=True)) == kept


@pytest.mark.usefixtures("clock")
def test_forgetting_is_bounded(office: Office) -> None:
    old = START - timedelta(days=3)
    GuessCounter.objects.bulk_create(GuessCounter(office=office, key=f"{number:064}", counted_at=old) for number in range(150))
    guessing.take(Guess(office.pk, account="a"))
    assert GuessCounter.objects.count() == 51
    guessing.take(Guess(office.pk, account="b"))
    assert GuessCounter.objects.count() == 2


@pytest.mark.usefixtures("clock")
def test_offices_count_apart(office: Office) -> None:
    for _ in range(10):
        guessing.take(Guess(office.pk, account=OWNER))
    assert not is_let_through(Guess(office.pk, account=OWNER))
    assert is_let_through(Guess(make.office().pk, account=OWNER))


def test_try_asks_few_questions(office: Office, django_assert_max_num_queries) -> None:
    guess = Guess(office.pk, account=OWNER, network="n")
    guessing.take(guess)
    with django_assert_max_num_queries(9):
        guessing.take(guess)


@pytest.mark.usefixtures("clock")
def test_refused_try_asks_one_question(office: Office, django_assert_num_queries) -> None:
    guess = Guess(office.pk, account=OWNER, device="d")
    while is_let_through(guess):
        pass
    with django_assert_num_queries(1):
        assert not is_let_through(guess)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock")
def test_tries_at_once_are_each_counted() -> None:
    office = make.office()
    outcomes = at_once(lambda number: guessing.take(Guess(office.pk, account=OWNER, network=f"n{number % 3}")), 16)
    assert [type(outcome) for outcome in outcomes].count(TooManyGuesses) == 6
    assert [type(outcome) for outcome in outcomes].count(guessing.Taken) == 10
    counted = GuessCounter.objects.get(key=guessing.counter_key("strangers", OWNER))
    assert counted.failures == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock")
def test_right_and_wrong_tries_at_once_lose_no_count() -> None:
    office = make.office()

    def act(number: int) -> None:
        guess = Guess(office.pk, account=str(number), network="n")
        guessing.take(guess)
        if number % 2:
            guessing.forgive(guess)

    assert at_once(act, 12) == [None] * 12
    assert GuessCounter.objects.get(key=guessing.counter_key("network", "n")).failures == 6


@pytest.mark.django_db
def test_a_try_given_back_leaves_the_account_as_it_was(clock: time_machine.Traveller) -> None:
    office = make.office()
    guess = Guess(office.pk, account=OWNER, network="n")
    for _ in range(9):
        guessing.take(guess)
    counter = GuessCounter.objects.filter(key=guessing.counter_key("strangers", OWNER))
    for _ in range(3):
        taken = guessing.take(guess)
        assert seconds_left(guess) == 30
        guessing.give_back(taken)
        assert counter.values_list("failures", "blocked_until").get() == (9, None)
    assert GuessCounter.objects.get(key=guessing.counter_key("network", "n")).failures == 12


@pytest.mark.django_db
def test_a_try_given_back_lifts_nothing_that_another_try_holds_back(clock: time_machine.Traveller) -> None:
    guess = Guess(make.office().pk, account=OWNER)
    for _ in range(8):
        guessing.take(guess)
    unjudged = guessing.take(guess)
    guessing.take(guess)
    guessing.give_back(unjudged)
    assert (GuessCounter.objects.get().failures, seconds_left(guess)) == (9, 30)


@pytest.mark.django_db
def test_a_try_given_back_opens_what_it_closed(clock: time_machine.Traveller) -> None:
    guess = Guess(make.office().pk, account=OWNER)
    wait_after(guess, 99, clock)
    guessing.give_back(guessing.take(guess))
    assert (GuessCounter.objects.get().failures, seconds_left(guess)) == (99, 0)
