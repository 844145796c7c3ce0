"""The bridge to AMSS++, as the settings describe it: where its database answers, and until when its passwords are believed.

| setting | meaning |
|---|---|
| AMSS_URL | ``mysql://reader:word@host:3306/database?ssl_ca=/path/ca.pem``; empty means that there is no bridge |
| AMSS_UNTIL | the last day of the bridge; without it there is none |
| AMSS_CUTOVER | from this day on rows that people registered for themselves are refused; empty means from the beginning |
| AMSS_GRACE_DAYS | for how many days a password that is too weak here may be used before it must be changed |

Over a network TLS is used and the certificate and its host name are checked, against ``ssl_ca`` or the machine's own list;
plainly only on this machine, or where the address says ``?tls=off``.
"""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from jonghong.core import thai
from jonghong.core.breaker import Breaker
from jonghong.core.network import is_this_machine

PORT = 3306
MOST_GRACE_DAYS = 366
log = logging.getLogger(__name__)


class Unusable(ValueError):
    """A setting makes no sense; the message tells a person which, in Thai and in English, and never what it holds."""

    def __init__(self, name: str, thai_words: str, english: str) -> None:
        super().__init__(f"{name} {thai_words} · {name} {english}")


@dataclass(frozen=True)
class Bridge:
    """A usable bridge. ``ca`` is the file of certificates to trust, empty for the machine's own."""

    host: str
    port: int
    user: str
    word: str = field(repr=False)
    database: str
    ca: str
    is_plain: bool
    until: date
    cutover: date | None
    grace: timedelta
    breaker: Breaker = field(default_factory=Breaker, repr=False, compare=False)

    @property
    def warning(self) -> str:
        """What to warn an operator of, in Thai and in English; empty where there is nothing."""
        if not self.is_plain or is_this_machine(self.host):
            return ""
        return "AMSS_URL ไม่เข้ารหัสการเชื่อมต่อ (tls=off) · AMSS_URL sends passwords' hashes over the network in clear (tls=off)"


def bridge() -> Bridge | None:
    """Return the bridge of the settings; None where there is none, or none that could work (said once in the log)."""
    said = (settings.AMSS_URL, settings.AMSS_UNTIL, settings.AMSS_CUTOVER, settings.AMSS_GRACE_DAYS)
    return _read_once(*said) if settings.AMSS_URL else None


def read(url: str, until: str, cutover: str, grace_days: str) -> Bridge:
    """Return the bridge that these settings describe. Raises Unusable."""
    if find_spec("pymysql") is None:
        raise Unusable("AMSS_URL", "ต้องติดตั้ง jonghong[amss] ก่อน", "needs the extra jonghong[amss] to be installed")
    host, port, user, word, database, options = _parts(url)
    return Bridge(
        host=host,
        port=port,
        user=user,
        word=word,
        database=database,
        ca=_file(options.get("ssl_ca", "")),
        is_plain=options.get("tls") == "off" or (is_this_machine(host) and "ssl_ca" not in options),
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


def _parts(url: str) -> tuple[str, int, str, str, str, dict[str, str]]:
    wrong = Unusable("AMSS_URL", "ต้องมีรูป mysql://ผู้ใช้:รหัส@เครื่อง/ฐาน", "has to look like mysql://user:word@host/database")
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise wrong from None
    database = unquote(parts.path.removeprefix("/"))
    is_whole = parts.scheme == "mysql" and parts.hostname and parts.username and database
    if not is_whole or not options.keys() <= {"ssl_ca", "tls"} or options.get("tls", "off") != "off" or len(options) > 1:
        raise wrong
    return parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""), database, options


def _file(path: str) -> str:
    if path and not Path(path).is_file():
        raise Unusable("AMSS_URL", "อ่านไฟล์ ssl_ca ไม่ได้", "names an ssl_ca that cannot be read")
    return path


def _day(name: str, text: str) -> date:
    try:
        return thai.parse_date(text)
    except thai.BadDate:
        raise Unusable(name, "ต้องเป็นวันที่ เช่น 30/9/2570", "has to be a date such as 2027-09-30") from None


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_GRACE_DAYS):
        raise Unusable("AMSS_GRACE_DAYS", "ต้องเป็นจำนวนวัน 0 ถึง 366", "has to be a number of days from 0 to 366")
    return int(text)
