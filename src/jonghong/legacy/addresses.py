"""Where a database of AMSS++ answers: ``mysql://reader:word@host:3306/database?ssl_ca=/path/ca.pem``.

Over a network TLS is used and the certificate and its host name are checked, against ``ssl_ca`` or the machine's own list;
plainly only on this machine, or where the address says ``?tls=off``.
"""

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from jonghong.core.network import is_this_machine

PORT = 3306


class BadAddress(ValueError):
    """An address that makes no sense; Thai and English words that tell why, and never what it holds."""

    def __init__(self, thai_words: str, english: str) -> None:
        super().__init__(f"{thai_words} · {english}")
        self.thai_words, self.english = thai_words, english


@dataclass(frozen=True)
class Address:
    """A whole address. ``ca`` is the file of certificates to trust, empty for the machine's own."""

    host: str
    port: int
    user: str
    word: str = field(repr=False)
    database: str
    ca: str
    is_plain: bool

    @property
    def is_in_clear(self) -> bool:
        """Whether what is asked goes over a network in clear."""
        return self.is_plain and not is_this_machine(self.host)


def read(url: str) -> Address:
    """Return the address that was typed. Raises BadAddress."""
    if find_spec("pymysql") is None:
        raise BadAddress("ต้องติดตั้ง jonghong[amss] ก่อน", "needs the extra jonghong[amss] to be installed")
    host, port, user, word, database, options = _parts(url)
    is_plain = options.get("tls") == "off" or (is_this_machine(host) and "ssl_ca" not in options)
    return Address(host, port, user, word, database, ca=_file(options.get("ssl_ca", "")), is_plain=is_plain)


def _parts(url: str) -> tuple[str, int, str, str, str, dict[str, str]]:
    wrong = BadAddress("ต้องมีรูป mysql://ผู้ใช้:รหัส@เครื่อง/ฐาน", "has to look like mysql://user:word@host/database")
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
    try:
        is_there = not path or Path(path).is_file()
    except OSError:  # no file has so long a name, or nobody may look there
        is_there = False
    if not is_there:
        raise BadAddress("อ่านไฟล์ ssl_ca ไม่ได้", "names an ssl_ca that cannot be read")
    return path
