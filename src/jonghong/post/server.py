"""The mail server that letters are handed to, as an address says it."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from jonghong.core.network import is_this_machine

TIME_LIMIT = 10  # seconds, of each step with the server
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over, and who they are from; without a ``sender`` mail is off."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    begins_tls: bool = False  # STARTTLS on a plain connection
    is_tls: bool = False
    sender: str = ""
    time_limit: int = TIME_LIMIT


def mail_server(address: str, *, sender: str = "") -> MailServer:
    """Return the server that an address names; none for an empty one.

    ``smtp+tls://user:word@host:587`` (STARTTLS) or ``smtps://user:word@host:465``; certificates are always checked.
    ``smtp://`` without TLS is taken for this machine alone. ``sender`` is the user's name where that is an address. Raises
    ValueError, which never holds the password.
    """
    if not address:
        return MailServer()
    parts = urlsplit(address)
    user = unquote(parts.username or "")
    sender = sender or (user if "@" in user else "")
    _require_usable(parts, sender)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=user,
        password=unquote(parts.password or ""),
        begins_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
        sender=sender,
    )


def _require_usable(parts: SplitResult, sender: str) -> None:
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("EMAIL_URL has to begin with smtp+tls://, smtps:// or smtp:// and name a server")
    if parts.scheme == "smtp" and not is_this_machine(parts.hostname):
        raise ValueError("EMAIL_URL may begin with smtp:// for this machine alone; elsewhere write smtp+tls:// or smtps://")
    name, _at, domain = sender.partition("@")
    if not (name and domain) or sender != "".join(sender.split()) or "<" in sender or not sender.isascii():
        raise ValueError("MAIL_FROM has to be an address such as room@example.go.th")
