"""The bridge to AMSS++, as the settings describe it: where its database answers, and until when its passwords are believed.

| setting | meaning |
|---|---|
| AMSS_URL | an address as ``addresses`` reads it; empty means that there is no bridge |
| AMSS_UNTIL | the last day of the bridge; without it there is none |
| AMSS_CUTOVER | from this day on rows that people registered for themselves are refused; empty means from the beginning |
| AMSS_GRACE_DAYS | for how many days a password that is too weak here may be used before it must be changed |
"""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.conf import settings

from jonghong.core import thai
from jonghong.core.breaker import Breaker
from jonghong.legacy import addresses
from jonghong.legacy.addresses import Address

MOST_GRACE_DAYS = 366
log = logging.getLogger(__name__)


class Unusable(ValueError):
    """A setting makes no sense; the message tells a person which, in Thai and in English, and never what it holds."""

    def __init__(self, name: str, thai_words: str, english: str) -> None:
        super().__init__(f"{name} {thai_words} · {name} {english}")


@dataclass(frozen=True)
class Bridge(Address):
    """A usable bridge: an address, until when it is believed, and how."""

    until: date
    cutover: date | None
    grace: timedelta
    breaker: Breaker = field(default_factory=Breaker, repr=False, compare=False)

    @property
    def warning(self) -> str:
        """What to warn an operator of, in Thai and in English; empty where there is nothing."""
        if not self.is_in_clear:
            return ""
        return "AMSS_URL ไม่เข้ารหัสการเชื่อมต่อ (tls=off) · AMSS_URL sends passwords' hashes over the network in clear (tls=off)"


def bridge() -> Bridge | None:
    """Return the bridge of the settings; None where there is none, or none that could work (said once in the log)."""
    said = (settings.AMSS_URL, settings.AMSS_UNTIL, settings.AMSS_CUTOVER, settings.AMSS_GRACE_DAYS)
    return _read_once(*said) if settings.AMSS_URL else None


def read(url: str, until: str, cutover: str, grace_days: str) -> Bridge:
    """Return the bridge that these settings describe. Raises Unusable."""
    try:
        address = addresses.read(url)
    except addresses.BadAddress as fact:
        raise Unusable("AMSS_URL", fact.thai_words, fact.english) from None
    return Bridge(
        **vars(address),
        until=_day("AMSS_UNTIL", until),
        cutover=_day("AMSS_CUTOVER", cutover) if cutover else None,
        grace=timedelta(days=_days(grace_days)),
    )


@cache
def _read_once(url: str, until: str, cutover: str, grace_days: str) -> Bridge | None:
    try:
        found = read(url, until, cutover, grace_days)
    except Unusable as fact:
        log.warning("%s", fact)
        return None
    if found.warning:
        log.warning("%s", found.warning)
    return found


def _day(name: str, text: str) -> date:
    try:
        return thai.parse_date(text)
    except thai.BadDate:
        raise Unusable(name, "ต้องเป็นวันที่ เช่น 30/9/2570", "has to be a date such as 2027-09-30") from None


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_GRACE_DAYS):
        raise Unusable("AMSS_GRACE_DAYS", "ต้องเป็นจำนวนวัน 0 ถึง 366", "has to be a number of days from 0 to 366")
    return int(text)
