"""A provider of OpenID Connect on this machine, which signs real tokens and can be told to misbehave in one point."""

import hmac
import json
import secrets
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from jonghong.core import clock

CLIENT, SECRET = "jonghong=test", "คำลับ:ของลูกข่าย"
Claims = dict[str, Any]


def half_hash(text: str) -> str:
    """Return what at_hash has to be."""
    return unpadded(sha256(text.encode()).digest()[:16])


@dataclass
class Provider:
    """What it knows and how it answers. ``person`` is who is there; each hook changes one thing that it says."""

    url: str = ""
    person: Claims = field(default_factory=lambda: {"sub": "person-1"})
    told_apart: tuple[str, ...] = ()  # claims that only userinfo tells
    header: Claims = field(default_factory=dict)
    claims: Claims = field(default_factory=dict)  # None takes one away
    back: Claims = field(default_factory=dict)
    answer: Callable[[Claims], Any] = lambda said: said
    status: int = 200
    userinfo: Claims = field(default_factory=dict)
    description: Claims = field(default_factory=dict)
    pause: threading.Event | None = None
    redirects: str = ""
    is_without_keys: bool = False
    is_down: bool = False
    signer: Any = None
    secret: bytes | None = None  # signs by a shared secret instead; an empty one signs nothing
    asked: list[str] = field(default_factory=list)
    grants: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = KeySet(
            [ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"}), RSAKey.generate_key(2048, {"kid": "rsa-1"})]
        )

    def authorized(self, query: dict[str, str]) -> str:
        """Return the address to which somebody who agrees is sent back."""
        code = secrets.token_urlsafe(16)
        self.grants[code] = query
        words = {"code": code, "state": query["state"]} | self.back
        kept = {key: value for key, value in words.items() if value is not None}
        return f"{query['redirect_uri']}?{urlencode(kept, doseq=True)}"

    def redeemed(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Return the tokens of a code that was given to this client, as the standard has it."""
        shown = b64decode(authorization.removeprefix("Basic ")).decode() if authorization.startswith("Basic ") else ""
        shown = shown or f"{form.get('client_id')}:{form.get('client_secret')}"
        grant = self.grants.pop(form.get("code", ""), None)
        if shown != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        challenge = unpadded(sha256(form.get("code_verifier", "").encode()).digest())
        if not grant or grant["redirect_uri"] != form["redirect_uri"] or grant["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        said = {"access_token": access, "token_type": "Bearer", "id_token": self.token(grant, access)}
        return self.status, self.answer(said)

    def token(self, grant: dict[str, str], access: str) -> str:
        """Return an ID token."""
        now = int(clock.machine_now().timestamp())
        claims = {
            "iss": self.url,
            "aud": grant["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": grant["nonce"],
            "at_hash": half_hash(access),
            **({"auth_time": now} if "max_age" in grant else {}),
            **{key: value for key, value in self.person.items() if key not in self.told_apart},
            **self.claims,
        }
        kept = {key: value for key, value in claims.items() if value is not None}
        said = {"alg": "ES256", "kid": "ec-1", **self.header}
        header = {key: value for key, value in said.items() if value is not None}
        if self.secret is not None:
            return by_secret(header, kept, self.secret)
        key = self.signer or self.keys.get_by_kid("rsa-1" if header["alg"] == "RS256" else "ec-1")
        return jwt.encode(header, kept, key, algorithms=[header["alg"]])

    @property
    def public_text(self) -> bytes:
        """Its public key as text, which a careless client takes for a shared secret."""
        return bytes(self.keys.get_by_kid("rsa-1").as_bytes(private=False))

    def listed_keys(self) -> list[Any]:
        """Return its keys among others that are of no use."""
        odd = [{"kty": "new"}, {"kty": "oct", "k": "AAAA", "kid": "oct-1"}, {"kty": "EC", "kid": "broken"}, "x"]
        return [*odd, *self.keys.as_dict()["keys"]]

    def describe(self) -> Claims:
        """Return its description of itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
        } | self.description


def by_secret(header: Claims, claims: Claims, secret: bytes) -> str:
    """Return a token that is signed by a shared secret, or by nothing."""
    body = ".".join(unpadded(json.dumps(part).encode()) for part in (header, claims))
    return f"{body}.{unpadded(hmac.digest(secret, body.encode(), 'sha256')) if secret else ''}"


def unpadded(text: bytes) -> str:
    """Return base64url as tokens have it."""
    return urlsafe_b64encode(text).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """Answers for the provider of its server."""

    @property
    def provider(self) -> Provider:
        assert isinstance(self.server, Server)
        return self.server.provider

    def do_GET(self) -> None:
        """Answer everything but the token endpoint."""
        parts = urlsplit(self.path)
        if self._is_sent_on(parts.path):
            return
        match parts.path:
            case "/auth":
                self._send(302, {}, location=self.provider.authorized(dict(parse_qsl(parts.query))))
            case "/jwks":
                self._send(500 if self.provider.is_without_keys else 200, {"keys": self.provider.listed_keys()})
            case "/userinfo":
                self._send(200, self.provider.person | self.provider.userinfo)
            case _:
                self._send(503 if self.provider.is_down else 200, self.provider.describe())

    def do_POST(self) -> None:
        """Answer at the token endpoint."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.provider.pause:
            self.provider.pause.wait(30)
        if not self._is_sent_on(self.path):
            said = {key: values[0] for key, values in form.items()}
            status, answer = self.provider.redeemed(said, self.headers.get("Authorization", ""))
            self._send(status, answer)

    def _is_sent_on(self, path: str) -> bool:
        self.provider.asked.append(path)
        if self.provider.redirects == path:
            self._send(302, {}, location=f"{self.provider.url}/elsewhere")
        return self.provider.redirects == path

    def _send(self, status: int, said: Any, *, location: str = "") -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked may have gone away
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Be quiet."""


class Server(ThreadingHTTPServer):
    """A server of one provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), Handler)


@contextmanager
def served() -> Iterator[Provider]:
    """Serve a provider of its own."""
    provider = Provider()
    with Server(provider) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            if provider.pause:
                provider.pause.set()
            server.shutdown()
            thread.join()
