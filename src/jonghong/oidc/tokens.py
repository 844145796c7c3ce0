"""What a token of a provider has to be before it is believed (OpenID Connect Core 1.0, 3.1.3.7)."""

from typing import Any

from jonghong.core import clock
from jonghong.oidc.keys import NoKey
from jonghong.oidc.providers import ALGORITHMS, Provider

LEEWAY = 60  # seconds by which two clocks may differ
OLDEST = 600  # seconds since it was made: people come back within ten minutes
LONGEST = 16_000  # characters
CHECKED = {"iss", "sub", "aud", "exp", "nbf", "iat", "auth_time", "nonce", "amr", "azp", "at_hash"}
LONGEST_SUBJECT = 255  # characters, as the standard says


class Unbelievable(Exception):
    """A token is not believed; ``why`` tells by which rule, in a word or two of ours."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def believed(token: Any, provider: Provider, *, nonce: str, access_token: str) -> dict[str, Any]:
    """Return what an ID token says, once all of it was checked. Raises Unbelievable."""
    header, claims = _verified(token, provider)
    _check(header, claims, provider, nonce=nonce, access_token=access_token)
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise Unbelievable("sub")
    now = clock.machine_now().timestamp()
    if not now - OLDEST - LEEWAY <= claims["iat"] <= now + LEEWAY:
        raise Unbelievable("iat")
    return claims


def _verified(token: Any, provider: Provider) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token that the provider signed."""
    from joserfc import jws, jwt  # noqa: PLC0415 - an extra
    from joserfc.errors import JoseError  # noqa: PLC0415

    if not isinstance(token, str) or not token or len(token) > LONGEST:
        raise Unbelievable("token")
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
    except (JoseError, ValueError, TypeError):
        raise Unbelievable("token") from None
    if header.get("alg") not in ALGORITHMS:
        raise Unbelievable("alg")
    key_id = header.get("kid")
    if key_id is not None and not isinstance(key_id, str):
        raise Unbelievable("kid")
    try:
        key = provider.keys.find(provider.jwks_url, key_id, breaker=provider.breaker)
    except NoKey:
        raise Unbelievable("kid") from None
    try:
        read = jwt.decode(token, key, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError):
        raise Unbelievable("signature") from None
    return dict(read.header), dict(read.claims)


def _check(header: dict[str, Any], claims: dict[str, Any], provider: Provider, *, nonce: str, access_token: str) -> None:
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - an extra
    from joserfc.errors import JoseError  # noqa: PLC0415

    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token}
    asked = CodeIDToken(claims, header, options, params)
    try:
        asked.validate(now=int(clock.machine_now().timestamp()), leeway=LEEWAY)
    except JoseError as fact:
        raise Unbelievable(_rule(fact)) from None
    except (ArithmeticError, AttributeError, TypeError, ValueError):  # a claim of a kind that nobody expects
        raise Unbelievable("claims") from None


def _rule(fact: Exception) -> str:
    """Return the claim that broke a rule, never what it held."""
    claim = str(getattr(fact, "claim", "")).partition(",")[0]
    return claim if claim in CHECKED else "claims"
