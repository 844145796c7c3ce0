"""A second copy of the records, at a place that who breaks in here does not reach: a file, or a collector of syslog.

``JONGHONG_AUDIT_COPY`` is ``file:/path``, ``syslog:/dev/log`` or ``syslog:udp://host:514``. Each record is one line of JSON.
"""

import json
import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from jonghong.audit.chain import Fault
from jonghong.audit.models import Record
from jonghong.audit.queries import chain_of, records_of
from jonghong.offices.models import Office

PRIORITY = "<110>"  # RFC 5424: facility 13, log audit; severity 6, informational
SYSLOG_PORT = 514
TOGETHER = 500  # records that are compared at once


def append(records: Sequence[Record], place: str) -> None:
    """Add records to the copy at a place; raises OSError, or ValueError for a place that is none."""
    kind, _colon, where = place.partition(":")
    lines = [line_of(record) for record in records]
    if kind == "file":
        _to_file(where, lines)
    elif kind == "syslog":
        _to_syslog(where, lines)
    else:
        raise ValueError("the copy of the audit goes to file: or syslog:")


def line_of(record: Record) -> str:
    """Return a record as one line, whatever is in it: JSON in ASCII, so that no sign ends or hides a line."""
    said = {
        "office": record.office_id,
        "number": record.number,
        "at": record.at.isoformat(),
        "act": record.act,
        "actor": record.actor_id,
        "subject": record.subject,
        "facts": record.facts,
        "network": record.network,
        "request": record.request,
        "seal": record.seal,
    }
    return json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def faults_beside(office: Office, lines: Iterable[str]) -> Iterator[Fault]:
    """Give where the records of an office are not what a copy says: ``cut`` away, or ``differs``.

    A copy may begin late, and hold the records of other offices. Records that were let go by now are not missed.
    """
    copied = {said["number"]: line for said, line in _read(lines) if said["office"] == office.pk}
    pruned = chain_of(office).pruned_number
    numbers = sorted(number for number in copied if number > pruned)
    for first in range(0, len(numbers), TOGETHER):
        some = numbers[first : first + TOGETHER]
        here = {record.number: line_of(record) for record in records_of(office).filter(number__in=some)}
        for number in some:
            if number not in here:
                yield Fault(number, "cut")
            elif here[number] != copied[number]:
                yield Fault(number, "differs")


def _read(lines: Iterable[str]) -> Iterator[tuple[dict[str, int], str]]:
    """Give what stands in each line of a copy, and the line as it was written; a collector puts words of its own before it."""
    for line in lines:
        text = line[line.find("{") :].strip()
        try:
            said = json.loads(text)
            yield {"office": int(said["office"]), "number": int(said["number"])}, text
        except (ValueError, KeyError, TypeError):
            continue  # half a line, as a full disk leaves it


def _to_file(path: str, lines: Sequence[str]) -> None:
    """Append to a file of our own account, and wait until it is on the disk."""
    content = "".join(f"{line}\n" for line in lines).encode()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        if os.write(file, content) < len(content):
            raise OSError("the copy of the audit was written only in part")
        os.fsync(file)
    finally:
        os.close(file)


def _to_syslog(where: str, lines: Sequence[str]) -> None:
    address = urlsplit(where)
    is_udp = address.scheme == "udp"
    family = socket.AF_INET if is_udp else socket.AF_UNIX
    target = (address.hostname or "", address.port or SYSLOG_PORT) if is_udp else where
    with socket.socket(family, socket.SOCK_DGRAM) as collector:
        for line in lines:
            collector.sendto(f"{PRIORITY}jonghong-audit: {line}".encode(), target)
