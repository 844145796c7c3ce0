"""Certificates for servers that tests start: good ones, and ones that must not be believed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, in files."""

    certificate: Path
    key: Path


class Authority:
    """Somebody who signs certificates; ``file`` is what a client has to trust."""

    def __init__(self, folder: Path, name: str, *, ended: bool = False) -> None:
        self.folder, self.name = folder, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        subject = _named(f"{name} authority")
        self.since, self.until = _span(ended=ended)
        built = _builder(subject, subject, self.key.public_key(), self.since, self.until)
        built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = built.sign(self.key, hashes.SHA256())
        self.file = folder / f"{name}-ca.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def sign(self, name: str, *, host: str = "localhost", address: str = "127.0.0.1", ended: bool = False) -> Pair:
        """Return a certificate for a host and an address, and its key; ``ended`` makes it one of yesterday."""
        key = ec.generate_private_key(ec.SECP256R1())
        since, until = _span(ended=ended)
        names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address(address))])
        built = _builder(_named(host), self.certificate.subject, key.public_key(), since, until)
        signed = built.add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        pair = Pair(self.folder / f"{self.name}-{name}.pem", self.folder / f"{self.name}-{name}.key")
        pair.certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        pair.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
            )
        )
        return pair


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _span(*, ended: bool) -> tuple[datetime, datetime]:
    now = datetime.now(UTC)  # noqa: TID251 - TLS compares it with the machine's clock
    return (now - 3 * DAY, now - DAY) if ended else (now - DAY, now + 3 * DAY)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
