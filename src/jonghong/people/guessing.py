"""Guessing passwords is slowed without shutting out the owner.

| counter of wrong tries | lets through | then |
|---|---|---|
| one person on a device where that person signed in before | 5 | 30 s, doubling to 15 min |
| one person on all others together | 10 | 30 s, doubling to 30 min; closed after 100 until a new activation code is used |
| one network, for people who never signed in on the device | 30 at once | one in 20 s (30 in 10 minutes) |
| the whole office, in an hour | all | administrators are told of a wave, nobody is slowed |

A try is counted as wrong before it is judged and taken back when it was right, so that many tries at once are no way
around. Counters are keyed by a keyed hash and kept alike for people who exist and who do not. Real time counts, not the
clock of a rehearsal.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.crypto import salted_hmac

from jonghong.core import clock
from jonghong.people.hashing import TooBusy
from jonghong.people.models import GuessCounter, GuessHour

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=1)
FORGOTTEN_AT_ONCE = 100  # rows
TOLD_EVERY = timedelta(minutes=10)
HOUR = 60 * 60  # seconds
WEEK = 7 * 24  # hours
WAVE, WAVE_AT_LEAST = 5, 50  # times the usual, and tries in an hour


class Limit(Protocol):
    """How one counter slows its next try."""

    def next_try(self, now: datetime, failures: int, before: datetime | None) -> datetime | None:
        """Return from when on a try is let through, after so many wrong ones; ``before`` is what held until now."""


@dataclass(frozen=True)
class Doubling:
    """``free`` tries, then a delay that doubles from ``first`` to ``longest``; at ``closes`` wrong tries none is left."""

    free: int
    longest: timedelta
    closes: int = 0
    first: timedelta = timedelta(seconds=30)

    def next_try(self, now: datetime, failures: int, before: datetime | None) -> datetime | None:
        """Return from when on a try is let through: None for at once, NEVER when it is closed."""
        if failures < self.free:
            return before
        if self.closes and failures >= self.closes:
            return NEVER
        doublings = min(failures - self.free, 30)  # more would outgrow what a timedelta holds
        return now + min(self.first * (1 << doublings), self.longest)


@dataclass(frozen=True)
class Dripping:
    """A bucket that holds ``free`` tries and loses one ``every`` so often; a full one delays and never closes."""

    free: int
    every: timedelta

    def next_try(self, now: datetime, failures: int, before: datetime | None) -> datetime:  # noqa: ARG002 - one shape for all
        """Return the instant from which there is room in the bucket; in the past while it is not full."""
        empty = now - self.every * (self.free - 1)
        return max(before or empty, empty) + self.every


DEVICE = Doubling(free=5, longest=timedelta(minutes=15))
STRANGERS = Doubling(free=10, longest=timedelta(minutes=30), closes=100)
NETWORK = Dripping(free=30, every=timedelta(seconds=20))


class TooManyGuesses(Exception):
    """No try is let through for ``wait``; ``is_closed`` when waiting does not help, but a new activation code does.

    ``untold`` are the keys of counters of which the audit was not told lately that they let none through.
    """

    def __init__(self, until: datetime, now: datetime, untold: Iterable[int] = ()) -> None:
        super().__init__()
        self.is_closed = until == NEVER
        self.wait = timedelta(days=1) if self.is_closed else until - now
        self.untold = tuple(untold)


@dataclass(frozen=True)
class Wave:
    """Wrong tries of an hour, and of a usual one."""

    failures: int
    usual: int


@dataclass(frozen=True)
class Guess:
    """One try: for whom (the keyed hash of a citizen id, or empty), from which known device (or empty) and network.

    A network is empty only where no request stands behind the try.
    """

    office_id: int
    account: str = ""
    device: str = ""
    network: str = ""

    def limits(self) -> dict[str, Limit]:
        """Return the keys of the counters that it touches, in order, each with its limit."""
        if self.device:
            return {counter_key("device", self.account, self.device): DEVICE}
        strangers: dict[str, Limit] = {counter_key("strangers", self.account): STRANGERS} if self.account else {}
        network: dict[str, Limit] = {counter_key("network", self.network): NETWORK} if self.network else {}
        return dict(sorted((strangers | network).items()))


def counter_key(*parts: str) -> str:
    """Return the name of a counter, 64 hexadecimal letters that tell nothing of what it counts."""
    return salted_hmac("jonghong.people.guessing", "|".join(parts), algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Taken:
    """A try that was counted, and until when each counter of the person held others back: before it, and since."""

    guess: Guess
    holds: Mapping[str, tuple[datetime | None, datetime | None]]


def take(guess: Guess) -> Taken:
    """Count a try as a wrong one before it is judged.

    Raises TooManyGuesses, and counts nothing, while one of its counters lets none through.
    """
    now, limits = clock.machine_now(), guess.limits()
    # Asked first without the lock: a flood of refused tries keeps nobody from writing.
    _refuse_blocked(_counters(guess.office_id, limits), now)
    with transaction.atomic():
        counters, holds = _held(guess.office_id, limits, now), {}
        _refuse_blocked(counters, now)
        for counter in counters:
            before = counter.blocked_until
            counter.failures += 1
            counter.blocked_until = limits[counter.key].next_try(now, counter.failures, before)
            counter.save(update_fields=["failures", "blocked_until"])
            if limits[counter.key] is not NETWORK:
                holds[counter.key] = before, counter.blocked_until
        _forget_old(guess.office_id, now)
    return Taken(guess, holds)


def give_back(taken: Taken) -> None:
    """Count a try no longer against the person that was never judged: no password or code was compared.

    The network's counter keeps it, so that a flood of such tries is slowed; and so does what another try holds back since.
    """
    with transaction.atomic():
        for counter in _counters(taken.guess.office_id, taken.holds).select_for_update().filter(failures__gt=0).order_by("key"):
            before, since = taken.holds[counter.key]
            counter.failures -= 1
            counter.blocked_until = before if counter.blocked_until == since else counter.blocked_until
            counter.save(update_fields=["failures", "blocked_until"])


@contextmanager
def giving_back(taken: Taken) -> Iterator[None]:
    """Give a try back where no password could be hashed meanwhile, and let TooBusy go on.

    A try that was judged never ends so: a password is compared once, and only a right one is hashed after that.
    """
    try:
        yield
    except TooBusy:
        give_back(taken)
        raise


def forgive(guess: Guess) -> None:
    """Take a try back that was right: the person's counter starts anew, the network's loses this one try."""
    limits = guess.limits()
    with transaction.atomic():
        held = _counters(guess.office_id, limits).select_for_update().order_by("key")
        of_person = [counter.pk for counter in held if limits[counter.key] is not NETWORK]
        GuessCounter.objects.filter(pk__in=of_person).delete()
        of_network = held.exclude(pk__in=of_person).filter(failures__gt=0)
        of_network.update(failures=F("failures") - 1, blocked_until=F("blocked_until") - NETWORK.every)


def reopen(office_id: int, account: str) -> None:
    """Let other devices try again for a person who has a new password."""
    GuessCounter.objects.filter(office_id=office_id, key=counter_key("strangers", account)).delete()


def _counters(office_id: int, keys: Iterable[str]) -> QuerySet[GuessCounter]:
    return GuessCounter.objects.filter(office_id=office_id, key__in=keys)


def _held(office_id: int, keys: Iterable[str], now: datetime) -> list[GuessCounter]:
    """Return the counters, made where missing, each kept from others until the transaction ends."""
    GuessCounter.objects.bulk_create(
        [GuessCounter(office_id=office_id, key=key, counted_at=now) for key in keys],
        update_conflicts=True,  # the update is what locks a row that was there
        unique_fields=["office", "key"],
        update_fields=["counted_at"],
    )
    return list(_counters(office_id, keys).order_by("key"))


def _refuse_blocked(counters: Iterable[GuessCounter], now: datetime) -> None:
    shut = {counter.pk: counter for counter in counters if counter.blocked_until and counter.blocked_until > now}
    if shut:
        until = max(counter.blocked_until for counter in shut.values() if counter.blocked_until)
        raise TooManyGuesses(until, now, [key for key, counter in shut.items() if is_untold(counter, now)])


def is_untold(counter: GuessCounter, now: datetime) -> bool:
    """Tell whether the audit is to be told that a counter lets none through: every ten minutes, or once a day if closed."""
    every = KEPT if counter.blocked_until == NEVER else TOLD_EVERY
    return counter.told_at is None or now - counter.told_at >= every


def tell(office_id: int, keys: Iterable[int]) -> bool:
    """Note that the audit is told of these counters; False where another request did so meanwhile."""
    now = clock.machine_now()
    held = GuessCounter.objects.select_for_update().filter(office_id=office_id, pk__in=keys).order_by("key")
    untold = [counter.pk for counter in held if is_untold(counter, now)]
    return bool(GuessCounter.objects.filter(pk__in=untold).update(told_at=now))


def count_for_office(office_id: int) -> Wave | None:
    """Count a wrong try of the whole office, in the caller's transaction; return what is seen when a wave begins.

    A wave is an hour with five times the wrong tries of a usual one, the mean of a week, and with fifty at least.
    """
    hour = int(clock.machine_now().timestamp() // HOUR)
    GuessHour.objects.bulk_create(
        [GuessHour(office_id=office_id, hour=hour)],
        ignore_conflicts=True,
    )
    here = GuessHour.objects.filter(office_id=office_id, hour=hour)
    here.update(failures=F("failures") + 1)
    now = here.get()
    if now.is_wave or now.failures < WAVE_AT_LEAST:
        return None
    week = GuessHour.objects.filter(office_id=office_id, hour__lt=hour)
    usual = round((week.filter(hour__gte=hour - WEEK).aggregate(all=Sum("failures"))["all"] or 0) / WEEK)
    week.filter(hour__lt=hour - WEEK).delete()
    if now.failures < WAVE * usual:
        return None
    here.update(is_wave=True)
    return Wave(now.failures, usual)


def _forget_old(office_id: int, now: datetime) -> None:
    """Delete some counters on which nothing was counted for a day; closed ones stay closed."""
    old = GuessCounter.objects.filter(office_id=office_id, counted_at__lt=now - KEPT).exclude(blocked_until=NEVER)
    # Rows that another try holds are left to it: waiting for them here could wait in a ring.
    some = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    GuessCounter.objects.filter(pk__in=some).delete()
