"""A device with passkeys, as far as a site sees one: ES256, no attestation (WebAuthn level 3, 6)."""

import json
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT


class Device:
    """Makes one passkey and answers with it; counts what it signs, unless it is one that does not."""

    def __init__(self, *, counts: bool = True, origin: str = ORIGIN) -> None:
        self.counts, self.origin, self.count = counts, origin, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)

    def make(self, options: dict[str, Any], **changed: Any) -> str:
        """Answer a site that offers to take a passkey."""
        asked = options["publicKey"]
        public = changed.get("public_key", ES256.from_cryptography_key(self.key.public_key()))
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public) if public else b""
        flags = changed.get("flags", PRESENT | VERIFIED | ATTESTED)
        data = AuthenticatorData.create(self.rp_hash(asked["rp"]["id"], changed), flags, self.counted(), credential)
        return self.answer(
            clientDataJSON=self.said("webauthn.create", asked, changed),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def use(self, options: dict[str, Any], **changed: Any) -> str:
        """Answer a site that asks for the passkey."""
        asked = options["publicKey"]
        flags = changed.get("flags", PRESENT | VERIFIED)
        data = AuthenticatorData.create(self.rp_hash(asked["rpId"], changed), flags, self.counted())
        said = self.said("webauthn.get", asked, changed)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self.answer(clientDataJSON=said, authenticatorData=data, signature=changed.get("signature", signature))

    def counted(self) -> int:
        """Count on, and return how often it signed."""
        self.count += self.counts
        return self.count

    def rp_hash(self, rp_id: str, changed: dict[str, Any]) -> bytes:
        """Return the hash of the site's name, or of another's."""
        return sha256(changed.get("rp_id", rp_id).encode()).digest()

    def said(self, kind: str, asked: dict[str, Any], changed: dict[str, Any]) -> CollectedClientData:
        """Return what the browser adds about the page on which it was asked."""
        return CollectedClientData.create(
            changed.get("kind", kind),
            changed.get("challenge", websafe_decode(asked["challenge"])),
            changed.get("origin", self.origin),
            cross_origin=changed.get("cross_origin", False),
        )

    def answer(self, **response: bytes) -> str:
        """Return the answer as the script sends it."""
        number = websafe_encode(self.credential_id)
        said = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": said})
