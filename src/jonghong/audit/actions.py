"""Writing the audit."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from jonghong.audit import copies
from jonghong.audit.acts import Act
from jonghong.audit.chain import proof_of, seal_of
from jonghong.audit.models import Chain, Record
from jonghong.audit.origin import current, somebody
from jonghong.audit.queries import prunable
from jonghong.audit.refusals import Unrecorded
from jonghong.core import clock
from jonghong.core.families import ACTS
from jonghong.core.meters import meters

log = logging.getLogger(__name__)
_uncopied: set[str] = set()  # the place of the copy while it does not work, in this process

LEAST_KEPT = timedelta(days=365)
# Statements of our own: by the object-relational way a booking would take a third longer, so it takes a tenth.
BEGIN = """
INSERT INTO audit_chain (office_id, number, seal, pruned_number, pruned_seal, proof) VALUES (%s, 0, '', 0, '', '')
ON CONFLICT (office_id) DO NOTHING"""
READ = "SELECT number, seal, pruned_number, pruned_seal FROM audit_chain WHERE office_id = %s"
# What a row refers to is otherwise held at the commit only: behind the chain, by whoever waits for somebody who renames it.
HOLD_REFERRED = "SET CONSTRAINTS ALL IMMEDIATE; "
LOCK = {"sqlite": READ, "postgresql": HOLD_REFERRED + READ + " FOR NO KEY UPDATE"}
ADD = """
INSERT INTO audit_record (office_id, number, at, act, actor_id, subject, facts, network, request, seal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
END = "UPDATE audit_chain SET number = %s, seal = %s, proof = %s WHERE office_id = %s"
PRUNE = "UPDATE audit_chain SET pruned_number = %s, pruned_seal = %s, proof = %s WHERE office_id = %s"


@dataclass(frozen=True)
class Entry:
    """What is to be recorded; see ``record``."""

    act: Act
    actor_id: int | None
    subject: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def record(*, office_id: int, act: Act, actor_id: int | None, subject: str = "", **facts: Any) -> Record:
    """Add one record, in the transaction of the act itself, as its last step but for raising versions.

    ``actor_id`` is a person's, None for nobody known; ``subject`` a kind and a number (``person:12``). Facts are numbers,
    truths, ids and words of ours: never a name, a citizen id, a secret, or what somebody typed. Returns it without its key.

    The chain's row is locked until the transaction ends: whoever locks the office, rooms or bookings does so before.
    """
    return record_all(office_id=office_id, entries=[Entry(act, actor_id, subject, facts)])[0]


@transaction.atomic(savepoint=False)
def record_all(*, office_id: int, entries: Sequence[Entry]) -> list[Record]:
    """Add a record for each of several acts, as ``record`` adds one; for none it does nothing."""
    if not entries:
        return []
    with connection.cursor() as cursor:
        chain = _locked(cursor, office_id)
        made = [_sealed(chain, entry) for entry in entries]
        for one in made:
            cursor.execute(ADD, _row(one))
        cursor.execute(END, [chain.number, chain.seal, proof_of(chain), office_id])
    transaction.on_commit(partial(_count, entries), robust=True)
    if settings.AUDIT_COPY:
        transaction.on_commit(partial(_copy, made), robust=True)
    return made


def view(*, office_id: int, act: Act, subject: str = "", **facts: Any) -> Record:
    """Record that the person behind the request looks at data of others, before the page is given out.

    Nothing else is locked. Raises Unrecorded where the record cannot be kept: then the data is not shown either.
    """
    try:
        return record(office_id=office_id, act=act, actor_id=somebody(), subject=subject, **facts)
    except DatabaseError as error:
        raise Unrecorded from error


@transaction.atomic
def prune(*, office_id: int, before: datetime) -> int:
    """Let go the records from before that instant, but none that is not LEAST_KEPT old, and return how many.

    What is left stays provable: the chain keeps the number and the seal of the last one that went.
    """
    with connection.cursor() as cursor:
        chain = _locked(cursor, office_id)
        old = prunable(office_id, min(before, clock.now() - LEAST_KEPT))
        last, number = old.last(), old.count()
        if last is None:
            return 0
        chain.pruned_number, chain.pruned_seal = last.number, last.seal
        cursor.execute(PRUNE, [last.number, last.seal, proof_of(chain), office_id])
    old.delete()
    record(office_id=office_id, act=Act.AUDIT_PRUNED, actor_id=somebody(), records=number, last=last.number)
    return number


def office_changed(*, office_id: int, verb: str, subject: str, facts: dict[str, Any], **_signal: Any) -> None:
    """Record what was done to an office, which does not know the audit; a receiver of ``offices.signals.office_changed``."""
    record(office_id=office_id, act=Act.OFFICE_CHANGED, actor_id=somebody(), subject=subject, verb=verb, **facts)


def _count(entries: Sequence[Entry]) -> None:
    for entry in entries:
        meters.add(ACTS, entry.act.value, str(entry.facts.get("verb", "")))


def _copy(made: Sequence[Record]) -> None:
    """Add records to the second copy, after the commit; that it fails is recorded once, until it works again."""
    try:
        copies.append(made, settings.AUDIT_COPY)
    except (OSError, ValueError):
        log.exception("Records from number %d on did not come to the second copy.", made[0].number)
        if not _uncopied:
            _uncopied.add(settings.AUDIT_COPY)
            record(office_id=made[0].office_id, act=Act.AUDIT_UNCOPIED, actor_id=None, since=made[0].number)
    else:
        _uncopied.clear()


def _locked(cursor: CursorWrapper, office_id: int) -> Chain:
    """Return where the chain of an office ends, kept from others until the transaction ends; an office without one gets it."""
    found = _read_locked(cursor, office_id)
    if found is None:
        cursor.execute(BEGIN, [office_id])
        found = _read_locked(cursor, office_id)
    number, seal, pruned_number, pruned_seal = found
    return Chain(office_id=office_id, number=number, seal=seal, pruned_number=pruned_number, pruned_seal=pruned_seal)


def _read_locked(cursor: CursorWrapper, office_id: int) -> Any:
    cursor.execute(LOCK[connection.vendor], [office_id])
    if connection.vendor == "postgresql":
        cursor.nextset()  # the first of the two statements brings no rows
    return cursor.fetchone()


def _sealed(chain: Chain, entry: Entry) -> Record:
    """Return the record of an entry, which the chain ends with from now on."""
    origin = current.get()
    one = Record(
        office_id=chain.office_id,
        number=chain.number + 1,
        at=clock.now().astimezone(UTC),
        act=entry.act.value,
        actor_id=entry.actor_id,
        subject=entry.subject,
        facts=entry.facts,
        network=origin.network,
        request=origin.request,
    )
    one.seal = seal_of(one, chain.seal)
    chain.number, chain.seal = one.number, one.seal
    return one


def _row(one: Record) -> list[Any]:
    """Return the columns of a record as the database takes them."""
    at = connection.ops.adapt_datetimefield_value(one.at)
    facts = json.dumps(one.facts)
    origin = [one.network, one.request]
    return [one.office_id, one.number, at, one.act, one.actor_id, one.subject, facts, *origin, one.seal]
