"""The seal of a record: what it says, and the seal of the one before, under a key that is not in the database.

HMAC-SHA-256 (RFC 2104) over JSON with sorted keys. Whoever changes, inserts or takes away a record would have to seal all that
follow anew, and cannot without the key.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings

from jonghong.audit.models import Chain, Record


@dataclass(frozen=True)
class Fault:
    """Where the records of an office are not as they were written, and what is wrong there."""

    number: int
    what: str  # "changed", "missing", "end", "guard" or, beside a copy, "cut" or "differs"


def seal_of(record: Record, before: str) -> str:
    """Return the seal of a record that follows the one sealed by ``before``, 64 hexadecimal letters."""
    said = [
        record.office_id,
        record.number,
        record.at.isoformat(),
        record.act,
        record.actor_id,
        record.subject,
        record.facts,
        record.network,
        record.request,
        before,
    ]
    return _hmac(said)


def proof_of(chain: Chain) -> str:
    """Return the seal of a chain itself: nobody without the key can let its records end earlier, or begin later.

    Only where somebody put back how it all once stood does this not tell; a second copy does (``audit.copies``).
    """
    return _hmac(["chain", chain.office_id, chain.number, chain.seal, chain.pruned_number, chain.pruned_seal])


def _hmac(said: list[Any]) -> str:
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), sha256).hexdigest()


def faults_of(records: Iterable[Record], *, number: int, seal: str) -> Iterator[Fault]:
    """Give what is wrong with records that follow the one with this number and seal; after a fault it goes on from there."""
    for record in records:
        for missing in range(number + 1, record.number):
            yield Fault(missing, "missing")
        if record.number == number + 1 and not hmac.compare_digest(record.seal, seal_of(record, seal)):
            yield Fault(record.number, "changed")
        number, seal = record.number, record.seal
