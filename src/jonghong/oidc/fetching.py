"""Asking a provider over https: within a time, up to a size, following nothing, believing only what is JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json import loads
from typing import Any
from urllib.parse import urlsplit

from jonghong.core.breaker import Breaker
from jonghong.core.deadline import within
from jonghong.core.network import is_this_machine

LIMIT = 8.0  # seconds for everything
CONNECT, READ = 3.0, 5.0  # seconds for one step
LARGEST = 256 * 1024  # bytes


class Unanswered(Exception):
    """A provider gave no answer that could be used; ``why`` tells which kind of failure in one word of ours."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, repr=False)
class Proof:
    """How we show who we are: a name and a word, or a token alone. Never printed."""

    name: str = ""
    word: str = ""
    token: str = ""


def is_safe(url: str) -> bool:
    """Tell whether an address may be asked: https, or this machine itself; no name or word in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None or parts.fragment or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))


def fetch(
    url: str,
    *,
    breaker: Breaker,
    proof: Proof | None = None,
    form: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the JSON object at an address, sent a form if there is one. Raises Unanswered, at once while the breaker is open.

    Only silence and failures of the provider's own (5xx) count for the breaker: what a visitor brings about must not open it.
    Never call it inside a transaction.
    """
    if not is_safe(url):
        raise Unanswered("address")
    if not breaker.lets_through():
        raise Unanswered("left alone")
    try:
        status, body = within(LIMIT, lambda: _exchanged(url, proof or Proof(), form))
    except Unanswered:
        breaker.worked()
        raise
    except Exception:  # noqa: BLE001 - too late, no certificate, nobody there: the reason may hold what was sent
        breaker.failed()
        raise Unanswered("no answer") from None
    (breaker.failed if status >= 500 else breaker.worked)()
    if status != 200:
        raise Unanswered(f"status {status}")
    try:
        found = loads(body)
    except (ValueError, RecursionError):
        raise Unanswered("not json") from None
    if not isinstance(found, dict):
        raise Unanswered("not json")
    return found


def _exchanged(url: str, proof: Proof, form: Mapping[str, str] | None) -> tuple[int, bytes]:
    import requests  # noqa: PLC0415 - an extra, which whoever has no provider does without

    answer = requests.request(
        "GET" if form is None else "POST",
        url,
        data=form,
        # A callable even where there is nothing to show: requests would look into ~/.netrc otherwise.
        auth=_shown(proof),
        headers={"Accept": "application/json", "User-Agent": "jonghong"},
        timeout=(CONNECT, READ),
        allow_redirects=False,
        stream=True,
    )
    with answer:
        body = b""
        for piece in answer.iter_content(16 * 1024):
            body += piece
            if len(body) > LARGEST:
                raise Unanswered("too large")
        return answer.status_code, body


def _shown(proof: Proof) -> Callable[[Any], Any]:
    from requests.auth import HTTPBasicAuth  # noqa: PLC0415 - an extra

    def bearer(request: Any) -> Any:
        if proof.token:
            request.headers["Authorization"] = f"Bearer {proof.token}"
        return request

    return HTTPBasicAuth(proof.name.encode(), proof.word.encode()) if proof.name else bearer
