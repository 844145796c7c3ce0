"""What happens between a visitor who comes back from a provider and knowing who it is. Asks the provider; writes nothing."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, QueryDict

from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.oidc import flows
from jonghong.oidc.fetching import Proof, Unanswered, fetch
from jonghong.oidc.flows import Flow
from jonghong.oidc.providers import Provider
from jonghong.oidc.refusals import NotLetIn
from jonghong.oidc.tokens import Unbelievable, believed
from jonghong.people import identity
from jonghong.people.models import Person
from jonghong.people.queries import with_number

HOUR = 3_600  # seconds
LONGEST = 4_000  # characters of anything that comes back
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Arrival:
    """Who came back: the account, by issuer and subject, and the citizen id that the provider proved with it, if it does.

    ``proved_at`` is when he proved there who he is, in seconds since 1970; None where the ID token does not say.
    """

    issuer: str
    subject: str = field(repr=False)
    owner: Person | None
    citizen_id: str = field(default="", repr=False)
    proved_at: float | None = None


def known(provider: Provider) -> Provider:
    """Return the provider with all its addresses. Raises Unanswered.

    It is asked, once an hour, to describe itself where the settings do not.
    """
    return provider if provider.is_whole else _described(provider, int(clock.machine_now().timestamp()) // HOUR)


@lru_cache(maxsize=8)
def _described(provider: Provider, hour: int) -> Provider:  # noqa: ARG001 - another hour, another answer
    said = fetch(provider.issuer.removesuffix("/") + WELL_KNOWN, breaker=provider.breaker)
    if said.get("issuer") != provider.issuer:
        raise Unanswered("issuer")
    found = provider.described(said)
    if not found.is_whole:
        raise Unanswered("description")
    return found


def flow_of(request: HttpRequest, provider: Provider) -> Flow:
    """Return the journey that ends here, and let it be over. Raises NotLetIn."""
    state = _one(request.GET, "state")
    flow = flows.take(request.session, state, provider.name) if state else None
    if flow is None:
        raise NotLetIn("state")
    return flow


def arrive(said: QueryDict, provider: Provider, flow: Flow, *, office: Office, redirect_uri: str) -> Arrival:
    """Return who came back, once the provider confirmed it. Raises NotLetIn; takes some seconds at most."""
    try:
        there = known(provider)
        code = _code(said, there)
        tokens = _redeemed(code, there, flow, redirect_uri)
        access = tokens.get("access_token")
        if not isinstance(access, str) or not access.isascii():
            raise NotLetIn("access token")
        claims = believed(tokens.get("id_token"), there, nonce=flow.nonce, access_token=access)
        proved_at = _instant(claims.get("auth_time"))  # of the token: userinfo, which is not signed, says nothing of it
        if there.citizen_claim and there.citizen_claim not in claims:
            claims = _completed(claims, there, access)
    except (Unanswered, Unbelievable) as fact:
        raise NotLetIn(fact.why) from None
    digits = _proved_number(claims, there) if there.citizen_claim else ""
    return Arrival(there.issuer, claims["sub"], _owner(digits, office) if digits else None, digits, proved_at)


def _one(said: QueryDict, name: str) -> str:
    """Return what came once under that name and is of a length to be read; empty for anything else."""
    values = said.getlist(name)
    return values[0] if len(values) == 1 and len(values[0]) <= LONGEST else ""


def _code(said: QueryDict, provider: Provider) -> str:
    issuer = _one(said, "iss")
    # A provider that names itself must be the one that was asked (RFC 9207): else another one's code would be sent there.
    if issuer != provider.issuer and ("iss" in said or provider.says_iss):
        raise NotLetIn("iss parameter")
    if "error" in said:
        raise NotLetIn("declined" if _one(said, "error") in {"access_denied", "user_denied"} else "error answer")
    code = _one(said, "code")
    if not code:
        raise NotLetIn("code")
    return code


def _redeemed(code: str, provider: Provider, flow: Flow, redirect_uri: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": flow.verifier,
    }
    if provider.auth == "post":
        form |= {"client_id": provider.client_id, "client_secret": provider.word}
    proof = Proof() if provider.auth == "post" else Proof(name=provider.client_id, word=provider.word)
    return fetch(provider.token_url, breaker=provider.breaker, proof=proof, form=form)


def _instant(said: Any) -> float | None:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else None


def _completed(claims: dict[str, Any], provider: Provider, access: str) -> dict[str, Any]:
    """Return the claims with those that the provider tells only who shows the access token."""
    if not provider.userinfo_url:
        return claims
    more = fetch(provider.userinfo_url, breaker=provider.breaker, proof=Proof(token=access))
    if more.get("sub") != claims["sub"]:
        raise Unbelievable("sub of userinfo")
    return more | claims


def _proved_number(claims: dict[str, Any], provider: Provider) -> str:
    """Return the citizen id that the provider proved, thirteen digits."""
    number = claims.get(provider.citizen_claim)
    if provider.verified_claim and claims.get(provider.verified_claim) not in (True, "true", "True", "1", 1):
        raise NotLetIn("citizen id not verified")
    try:
        digits = identity.normalised(number) if isinstance(number, str) else ""
    except identity.BadCitizenId:
        digits = ""
    if not digits:
        raise NotLetIn("citizen id")
    return digits


def _owner(digits: str, office: Office) -> Person:
    """Return whose number it is, if they are on the list of the office."""
    person = with_number(office, digits).first()
    if person is None:
        raise NotLetIn("not on the list")
    return person
