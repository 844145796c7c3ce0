"""Whom to ask who somebody is: ThaID, DGA Digital ID and any other provider of OpenID Connect, as the settings name them.

``OIDC_PROVIDERS`` lists names of ours, such as ``thaid,dga``. For each NAME:

| setting | meaning | default |
|---|---|---|
| OIDC_NAME_CLIENT_ID | what the provider calls this installation | needed |
| OIDC_NAME_CLIENT_SECRET, or ..._CLIENT_SECRET_FILE | the word it gave | needed |
| OIDC_NAME_PRESET | ``thaid``, ``dga`` or ``none`` | the name, if there is such a preset |
| OIDC_NAME_LABEL | what people call it | the preset's, else the name |
| OIDC_NAME_ISSUER | exactly as it stands in its tokens | the preset's, else needed |
| OIDC_NAME_AUTH_URL, _TOKEN_URL, _USERINFO_URL, _JWKS_URL | its addresses | the preset's, else what it says |
| OIDC_NAME_SCOPE | what is asked for | the preset's, else ``openid`` |
| OIDC_NAME_CITIZEN_CLAIM | under which name it tells the citizen id it proved; empty: it does not | the preset's, else empty |
| OIDC_NAME_AUTH | ``basic`` or ``post``: how the word is sent | ``basic`` |

Sources: ThaID, API for relying parties 1.0.1 (Department of Provincial Administration, 25 Sep 2023), and the examples of ETDA;
DGA Digital ID: the examples that DGA gave to relying parties.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from hashlib import md5
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from jonghong.core.breaker import Breaker
from jonghong.oidc.fetching import is_safe
from jonghong.oidc.keys import Keys

log = logging.getLogger(__name__)

# RS and PS are RSA, ES elliptic curves; no shared secret (HS) and no unsigned token is ever taken.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
# Our names of a provider's addresses, and those in its own description.
DESCRIBED = {
    "auth_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "userinfo_url": "userinfo_endpoint",
    "jwks_url": "jwks_uri",
}
PRESETS: dict[str, dict[str, str]] = {
    # Its sandbox is the same under https://imauthsbx.bora.dopa.go.th: set the five addresses.
    "thaid": {
        "label": "ThaID",
        "issuer": "https://imauth.bora.dopa.go.th",
        "auth_url": "https://imauth.bora.dopa.go.th/api/v2/oauth2/auth/",
        "token_url": "https://imauth.bora.dopa.go.th/api/v2/oauth2/token/",
        "userinfo_url": "https://imauth.bora.dopa.go.th/api/v2/oauth2/userinfo/",
        "jwks_url": "https://imauth.bora.dopa.go.th/jwks/",
        "scope": "openid pid",
        "citizen_claim": "pid",
    },
    # Its test system is https://connect.dga.or.th: set OIDC_DGA_ISSUER.
    "dga": {
        "label": "DGA Digital ID",
        "issuer": "https://connect.egov.go.th",
        "scope": "openid citizen_id citizen_id_verified",
        "citizen_claim": "citizen_id",
        "verified_claim": "citizen_id_verified",
        "hashing": "ega",
    },
}


class Unusable(ValueError):
    """A setting makes no sense; the message names it, in Thai and in English, and never what it holds."""

    def __init__(self, setting: str, thai: str, english: str) -> None:
        super().__init__(f"{setting} {thai} · {setting} {english}")


@dataclass(frozen=True)
class Provider:
    """A provider. Addresses that are empty are found in its own description (``discovery``)."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    auth_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    jwks_url: str = ""
    scope: str = "openid"
    citizen_claim: str = ""
    verified_claim: str = ""
    hashing: str = ""
    auth: str = "basic"
    # Whether it promises to name itself when it sends people back (RFC 9207).
    says_iss: bool = field(default=False, kw_only=True)
    keys: Keys = field(default_factory=Keys, repr=False, compare=False, kw_only=True)
    breaker: Breaker = field(default_factory=Breaker, repr=False, compare=False, kw_only=True)

    @property
    def word(self) -> str:
        """The secret as it is sent: DGA wants seven rounds of MD5 over it and ``EGA``."""
        word = self.client_secret
        for _round in range(7 if self.hashing == "ega" else 0):
            word = md5(f"{word}EGA".encode(), usedforsecurity=False).hexdigest()
        return word

    def described(self, said: Mapping[str, Any]) -> "Provider":
        """Return the provider with the addresses of its own description where the settings leave them open."""
        found = {ours: said.get(theirs) for ours, theirs in DESCRIBED.items() if not getattr(self, ours)}
        kept: dict[str, Any] = {ours: url for ours, url in found.items() if isinstance(url, str) and is_safe(url)}
        return replace(self, **kept, says_iss=said.get("authorization_response_iss_parameter_supported") is True)

    @property
    def is_whole(self) -> bool:
        """Whether every address is known without asking for a description."""
        return bool(self.auth_url and self.token_url and self.jwks_url)


SETTABLE = {one.name for one in fields(Provider)} - {"name", "says_iss", "keys", "breaker"}


def providers() -> dict[str, Provider]:
    """Return the providers of the settings by their names; what is wrong with one is said once in the log."""
    return _read_once(tuple(sorted(settings.OIDC.items()))) if settings.OIDC.get("PROVIDERS") else {}


def read(name: str, said: Mapping[str, str]) -> Provider:
    """Return the provider of that name; ``said`` is the settings without ``OIDC_``. Raises Unusable."""
    if not NAME.fullmatch(name):
        raise Unusable("OIDC_PROVIDERS", "ต้องเป็นชื่อตัวพิมพ์เล็ก คั่นด้วยจุลภาค", "has to list names in small letters")
    if find_spec("authlib") is None or find_spec("requests") is None:
        raise Unusable("OIDC_PROVIDERS", "ต้องติดตั้ง jonghong[oidc] ก่อน", "needs the extra jonghong[oidc] to be installed")
    prefix = name.upper().replace("-", "_") + "_"
    facts = _facts(name, {key.removeprefix(prefix).lower(): value for key, value in said.items() if key.startswith(prefix)})
    facts["client_secret"] = _secret(facts, prefix)
    for key, (thai, english) in _faults(facts):
        raise Unusable(f"OIDC_{prefix}{key.upper()}", thai, english)
    provider = Provider(name, facts.pop("label"), facts.pop("issuer"), facts.pop("client_id"), facts.pop("client_secret"))
    return replace(provider, **facts)  # type: ignore[arg-type]  # the names were checked


def _facts(name: str, own: dict[str, str]) -> dict[str, str]:
    """Return what is said of a provider, over what its preset says."""
    preset = PRESETS.get(own.pop("preset", name), {})
    if "issuer" in own:  # another installation of the same kind has other addresses
        preset = {key: value for key, value in preset.items() if key not in DESCRIBED}
    return {"label": name, **preset, **{key: value for key, value in own.items() if value or key == "citizen_claim"}}


def _faults(facts: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each setting that makes no sense, with what is wrong, in Thai and in English."""
    for key in ("client_id", "client_secret", "issuer"):
        if not facts.get(key):
            yield key, ("ยังไม่ได้ตั้ง", "is not set")
    for key in ("issuer", *DESCRIBED):
        if facts.get(key) and not is_safe(facts[key]):
            yield key, ("ต้องขึ้นต้นด้วย https://", "has to begin with https://")
    for key in facts.keys() - SETTABLE:
        yield key, ("ไม่รู้จัก", "is not known")
    if facts.get("auth", "basic") not in {"basic", "post"}:
        yield "auth", ("ต้องเป็น basic หรือ post", "has to be basic or post")
    if "openid" not in facts.get("scope", "openid").split():
        yield "scope", ("ต้องมี openid", "has to hold openid")


def _secret(facts: dict[str, str], prefix: str) -> str:
    file = facts.pop("client_secret_file", "")
    if not file:
        return facts.get("client_secret", "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise Unusable(f"OIDC_{prefix}CLIENT_SECRET_FILE", "อ่านไม่ได้", "cannot be read") from None


@cache
def _read_once(said: tuple[tuple[str, str], ...]) -> dict[str, Provider]:
    found, known = {}, dict(said)
    for name in filter(None, map(str.strip, known["PROVIDERS"].split(","))):
        try:
            found[name] = read(name, known)
        except Unusable as fact:
            log.warning("%s", fact)
    return found
