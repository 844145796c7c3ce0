"""Journeys to a provider that have begun, kept in the visitor's own session until he comes back, ten minutes at most."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase

from jonghong.core import clock
from jonghong.oidc.providers import Provider

KEY = "oidc"
GOOD_FOR = timedelta(minutes=10)
MOST = 4  # at a time, in as many tabs


@dataclass(frozen=True, repr=False)
class Flow:
    """One journey: what proves on the way back that it is the same.

    ``purpose`` is ``sign in``, or what ``person``, who is signed in, wants there: ``link`` an account or ``confirm`` who he is.
    """

    provider: str
    nonce: str
    verifier: str
    goal: str
    until: float
    purpose: str = "sign in"
    person: int | None = None

    @property
    def begun(self) -> float:
        """When the journey began, in seconds since 1970."""
        return self.until - GOOD_FOR.total_seconds()


def begin(
    session: SessionBase,
    provider: Provider,
    *,
    goal: str,
    redirect_uri: str,
    purpose: str = "sign in",
    person: int | None = None,
) -> str:
    """Remember a new journey in the session and return the address to which it leads."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415 - an extra

    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    until = (clock.machine_now() + GOOD_FOR).timestamp()
    kept = dict(list(session.get(KEY, {}).items())[-(MOST - 1) :])
    session[KEY] = kept | {state: asdict(Flow(provider.name, nonce, verifier, goal, until, purpose, person))}
    words = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": provider.scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        # A session at the provider that somebody left open confirms nothing.
        # Who walks there may change the address, so the token has to tell when he proved who he is (``begun``).
        **({"prompt": "login", "max_age": "0"} if purpose == "confirm" else {}),
    }
    return f"{provider.auth_url}{'&' if '?' in provider.auth_url else '?'}{urlencode(words)}"


def take(session: SessionBase, state: str, provider: str) -> Flow | None:
    """Return the journey with that state to that provider, which is over by that; None for any other, or too late."""
    kept = dict(session.get(KEY, {}))
    said = kept.pop(state, None)
    if said is None:
        return None
    session[KEY] = kept
    flow = Flow(**said)
    is_good = flow.provider == provider and clock.machine_now().timestamp() < flow.until
    return flow if is_good else None
