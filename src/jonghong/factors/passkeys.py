"""Passkeys (WebAuthn level 3): what a browser is asked, and whether its answer holds. The ``fido2`` package judges.

A passkey belongs to a host. It works where the address has a name (no number) and is safe: https, or this very machine.
"""

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from jonghong.factors.models import LONGEST_ID, Passkey
from jonghong.people.models import Person

PORTS = {"http": 80, "https": 443}
ALGORITHM = 3  # where a COSE key says its kind (RFC 9052, 7.1)
LONGEST_ANSWER = 20_000  # letters; with a key of RSA, the longest, it has 1,500
# What the library raises about an answer that makes no sense, whatever is wrong with it.
SENSELESS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    struct.error,
    UnsupportedAlgorithm,
)

State = dict[str, Any]
Options = dict[str, Any]


@dataclass(frozen=True)
class NewPasskey:
    """A passkey as it arrived and was checked: its number in base64url, what is public of it, how often it signed."""

    credential_id: str
    public: bytes
    sign_count: int


@dataclass(frozen=True)
class Proof:
    """That a passkey answered our question: its number in base64url, and how often it signed by now."""

    credential_id: str
    sign_count: int


def is_possible(request: HttpRequest) -> bool:
    """Tell whether a browser makes and uses passkeys at the address that it shows now."""
    site = _site()
    here = urlsplit(f"{request.scheme}://{request.get_host()}")
    host = here.hostname or ""
    is_named = not _is_number(host)
    is_this_machine = host == "localhost" or host.endswith(".localhost")
    is_safe = (site or here).scheme == "https" or is_this_machine
    return is_named and is_safe and (site is None or site.hostname == host)


def offer(request: HttpRequest, person: Person, known: Iterable[Passkey]) -> tuple[Options, State]:
    """Return what the browser is asked to make a new passkey, and what its answer is judged by."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=_handle(person), name=person.name, display_name=person.name),
        credentials=[_key(passkey) for passkey in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), dict(state)


def made(request: HttpRequest, state: State, answer: str) -> NewPasskey | None:
    """Return the new passkey; None where the answer does not hold."""
    try:
        server = _server(request)
        arrived = RegistrationResponse.from_dict(_read(answer))
        data = server.register_complete(state, arrived)
        key = data.credential_data
        if key is None or arrived.response.client_data.cross_origin:
            return None
        # The library takes keys of kinds, too, that were not asked for.
        is_asked_for = key.public_key[ALGORITHM] in {kind.alg for kind in server.allowed_algorithms}
        number = websafe_encode(key.credential_id)
    except SENSELESS:
        return None
    if not is_asked_for or not 0 < len(number) <= LONGEST_ID:
        return None
    return NewPasskey(credential_id=number, public=bytes(key), sign_count=data.counter)


def question(request: HttpRequest, known: Iterable[Passkey]) -> tuple[Options, State]:
    """Return what the browser is asked to use one of these passkeys, and what its answer is judged by."""
    options, state = _server(request).authenticate_begin(
        [_key(passkey) for passkey in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), dict(state)


def proof(request: HttpRequest, state: State, known: Iterable[Passkey], answer: str) -> Proof | None:
    """Return which of these passkeys answered; None where the answer does not hold."""
    try:
        arrived = AuthenticationResponse.from_dict(_read(answer))
        key = _server(request).authenticate_complete(state, [_key(passkey) for passkey in known], arrived)
        if arrived.response.client_data.cross_origin:
            return None
        return Proof(credential_id=websafe_encode(key.credential_id), sign_count=arrived.response.authenticator_data.counter)
    except SENSELESS:
        return None


def _server(request: HttpRequest) -> Fido2Server:
    site = _site() or urlsplit(f"{request.scheme}://{request.get_host()}")
    return Fido2Server(
        PublicKeyCredentialRpEntity(name=request.office.short_name, id=site.hostname),  # type: ignore[attr-defined]
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: _place(urlsplit(origin)) == _place(site),
    )


def _site() -> SplitResult | None:
    """Return the address that people type, where the installation says it: then passkeys belong to its host alone."""
    return settings.PUBLIC_URL if settings.PUBLIC_URL.netloc else None


def _place(url: SplitResult) -> tuple[str, str, int]:
    return url.scheme, url.hostname or "", url.port or PORTS[url.scheme]


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return not host
    return True


def _key(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.public))


def _handle(person: Person) -> bytes:
    """Return by what a device knows whose passkey it is: nothing of who that is."""
    return salted_hmac("jonghong.factors.passkeys", f"{person.office_id}:{person.pk}", algorithm="sha256").digest()


def _read(answer: str) -> dict[str, Any]:
    read = json.loads(answer[:LONGEST_ANSWER])
    if not isinstance(read, dict):
        raise TypeError
    return read
